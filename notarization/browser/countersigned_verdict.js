/** A signed verdict with SM2 countersignatures: a JWS of the general JSON form (RFC 7515, 7.2.1). */

import { compareBytes, utf8 } from "./bytes.js";
import { JsonFault, parseCanonical } from "./canonical.js";
import { MOST } from "./countersignature.js";
import { Fields } from "./fields.js";
import { bytesOf, jsonOf, malformed, MOST_BYTES, NAME, TYPE } from "./jws.js";
import { PUBLIC } from "./sm2.js";

const ALGORITHM = "SM2-SM3";
const AROUND = /^[\t-\r ]+|[\t-\r ]+$/g;

/**
 * The compact JWS of the registry in a file, and the countersignatures; none is verified. A file that is no JSON is
 * the compact JWS alone. @param {Uint8Array} data
 */
export function apart(data) {
  const text = latin(data.subarray(0, MOST_BYTES + 1)).replace(AROUND, "");
  if (!text.startsWith("{") || data.length > MOST_BYTES) return { compact: data, beside: [] };
  const fields = new Fields(valueOf(Uint8Array.from(text, (letter) => letter.charCodeAt(0))), NAME);
  const [payload, signatures] = [fields.text("payload", MOST_BYTES), fields.each("signatures")];
  fields.end();
  if (signatures.length < 2 || signatures.length > MOST + 1) {
    fields.refuse("signatures", `are none beside the registry's, or more than ${MOST}`);
  }
  const [own, ...others] = signatures.map(partsOf);
  const beside = others.map((each) => besideOf(each, payload));
  const ascending = beside.every(({ key }, place) => !place || compareBytes(beside[place - 1].key, key) < 0);
  if (!ascending) fields.refuse("signatures", "are not in the order of the keys");
  return { compact: utf8(`${own.header}.${payload}.${own.signature}`), beside };
}

/** Bytes one by one as letters: what stands around a file is white space of ASCII. */
function latin(data) {
  let text = "";
  for (const byte of data) text += String.fromCharCode(byte);
  return text;
}

function valueOf(data) {
  try {
    return parseCanonical(data);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw malformed("form", fault.code);
  }
}

function partsOf(fields) {
  const found = { header: fields.text("protected"), signature: fields.text("signature") };
  fields.end();
  return found;
}

function besideOf({ header, signature }, payload) {
  const fields = new Fields(jsonOf(header, "header"), `${NAME} header`);
  for (const [name, expected] of Object.entries({ alg: ALGORITHM, typ: TYPE })) {
    if (fields.text(name) !== expected) throw malformed("header", `${name} is not ${expected}`);
  }
  const [key, time] = [fields.data("kid", PUBLIC), fields.natural("iat")];
  fields.end();
  return { key, time, signature: bytesOf(signature, "signature"), signed: utf8(`${header}.${payload}`) };
}
