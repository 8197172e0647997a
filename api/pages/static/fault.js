// What can go wrong in the browser: a code, and what it was about. The words come with the page.

export class Fault extends Error {
  constructor(code, told = {}) {
    super(code);
    this.code = code;
    this.told = told;
  }
}

// The words of a fault: the server's own sentence, or the page's for this code.
export function worded(texts, fault) {
  if (!(fault instanceof Fault)) throw fault;
  const said = fault.told.title ?? texts[fault.code] ?? fault.code;
  const values = Object.entries(fault.told).filter(([name]) => name !== "title");
  return values.reduce((text, [name, value]) => text.replaceAll(`{${name}}`, String(value)), said);
}
