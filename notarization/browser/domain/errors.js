/** The refusals of the domain: a code that may be shown and compared, and the offending values. */

export class DomainError extends Error {
  /**
   * @param {string} code as ledger.domain's class has it
   * @param {Object<string, unknown>} details the members of that class, in camelCase
   */
  constructor(code, details = {}) {
    super([code, ...Object.entries(details).map(([name, value]) => `${name}=${value}`)].join(" "));
    this.name = "DomainError";
    this.code = code;
    this.details = details;
  }
}

/** Bytes are not the canonical encoding of a type, or a value does not fit it. */
export class AbiMalformed extends DomainError {
  constructor(reason, at = 0) {
    super("ABI_MALFORMED", { reason, at });
  }
}

/**
 * Raises RULE_BROKEN unless a rule of the register holds.
 * @param {string} rule
 * @param {boolean} holds
 * @param {unknown} values
 */
export function require(rule, holds, values = "") {
  if (!holds) throw new DomainError("RULE_BROKEN", { rule, values: String(values) });
}
