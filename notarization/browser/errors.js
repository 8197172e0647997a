/** Why the verifier refuses something: a stable code and the values that were compared. */

export class Fault extends Error {
  /** @param {string} code @param {Record<string, unknown>} [details] in the order in which they are said */
  constructor(code, details = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** A member of a JSON file that is missing, unknown or of another form. */
export class FieldFault extends Fault {
  constructor(code, file, where, fault) {
    super(code, { file, where, fault });
  }
}

/** Ends the steps: what follows would rest on what does not hold. */
export class Stop extends Error {}

/** How a fault is told within another: its code and values. @param {{code: string, details?: object}} fault */
export function told(fault) {
  if (fault instanceof FieldFault) {
    const { file, where, fault: said } = fault.details;
    return `${fault.code} ${file} ${where}: ${said}`;
  }
  const values = Object.entries(fault.details ?? {}).map(([name, value]) => `${name}=${quoted(value)}`);
  return [fault.code, ...values].join(" ");
}

/** A value of JSON in quotes where it is a text, as reports quote. @param {unknown} value */
export function quoted(value) {
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value !== "string") return String(value);
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const spelled = value.replace(/[\\\n\r\t']/g, (letter) => {
    if (letter === "'") return quote === "'" ? "\\'" : "'";
    return { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" }[letter];
  });
  return quote + spelled + quote;
}
