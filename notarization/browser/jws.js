/** What all signatures of a verdict share: names, limits, strict base64url and JSON (RFC 7515). */

import { base64, fromBase64 } from "./bytes.js";
import { JsonFault, parseCanonical } from "./canonical.js";
import { Fault } from "./errors.js";

export const NAME = "verdict.jws";
export const TYPE = "datadeed-verdict+jws";
export const MOST_BYTES = 2 ** 20;

export const malformed = (part, fault) => new Fault("VERDICT_FILE_MALFORMED", { part, fault });

export function jsonOf(text, part) {
  const data = bytesOf(text, part);
  try {
    return parseCanonical(data);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw malformed(part, fault.code);
  }
}

/** Strict base64url without padding: one text for the same bytes. */
export function bytesOf(text, part) {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  const data = fromBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, "="));
  if (!data) throw malformed(part, "no base64url");
  if (base64(data).replace(/=+$/, "") !== plain) throw malformed(part, "no base64url in its one form");
  return data;
}
