// The one JSON form of a value (RFC 8785), as ledger/domain/canonical.py writes it: no fractions, no lone surrogates.

import { Fault } from "./fault.js";
import { utf8ToBytes } from "./vendor/noble-hashes/utils.js";

// The canonical UTF-8 bytes of a value.
export function encode(value) {
  return utf8ToBytes(written(value));
}

function written(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value + 0);
  if (typeof value === "string" && value.isWellFormed()) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    // sort() compares UTF-16 code units, as RFC 8785 wants it
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${written(name)}:${written(value[name])}`).join(",")}}`;
  }
  throw new Fault("JSON_REFUSED");
}
