/** `manifest.sm2`: SM2 signatures of a registry or operator, beside the manifest that they are over. */

import { algorithmFault } from "./algorithms.js";
import { compareBytes, equal, shown } from "./bytes.js";
import { encode, JsonFault, parseCanonical } from "./canonical.js";
import { sha256, sm3 } from "./digests.js";
import { Fault, FieldFault } from "./errors.js";
import { Fields } from "./fields.js";
import { PUBLIC, SIGNATURE, verifies } from "./sm2.js";
import { beijing } from "./wording.js";

const SCHEMA = "datadeed/countersignature/1";
const CODE = "SM2_MALFORMED";
export const MOST = 16;
const MOST_BYTES = 2 ** 14;
export const COUNTERSIGNATURE_NAME = "manifest.sm2";

/** Each signature of a file over this manifest: who signed, or why it does not count. @param {Uint8Array} data */
export function* judgedAll(data, manifest, trust) {
  for (const each of readCountersignatures(data, manifest)) {
    const signed = encode({ manifest: digestsOf(manifest), schema: SCHEMA, time: each.time });
    yield judge(each, signed, trust);
  }
}

/**
 * What a signature over `signed` is worth: `{countersigner, time}`, or the `fault` for which it counts for nothing.
 * @param {{key: Uint8Array, time: number, signature: Uint8Array}} found
 * @param {{known: object[], since: number, tolerance: number, algorithms: object[]}} trust
 */
export function judge({ key, time, signature }, signed, { known, since, tolerance, algorithms }) {
  if (!verifies(key, signed, signature)) throw new Fault("SM2_SIGNATURE_WRONG", { found: key });
  if (time + tolerance < since) {
    throw new Fault("SM2_BEFORE_BLOCK", { expected: String(since), found: String(time) });
  }
  const by = known.find((each) => equal(each.key, key));
  if (!by) return { fault: new Fault("SM2_UNTRUSTED", { found: key }) };
  if (time < by.since || time >= by.until) {
    const expected = `${by.since} to ${by.until}`;
    return { fault: new Fault("SM2_OUTSIDE_WINDOW", { countersigner: by.name, expected, found: String(time) }) };
  }
  const fault = algorithmFault(algorithms, "countersignature", "SM2-SM3", time);
  return fault ? { fault } : { countersigner: by.name, time };
}

/** Whose a signature is, and when it says that it was made. */
export function wordsOf({ countersigner, time }) {
  const when = beijing(time);
  return {
    zh: `${countersigner}，自称签于北京时间 ${when}`,
    en: `${countersigner}, by its own word at ${when} Beijing time`,
  };
}

function readCountersignatures(data, manifest) {
  const fields = new Fields(valueOf(data), COUNTERSIGNATURE_NAME, "", CODE);
  fields.schema(SCHEMA);
  const [covered, listed] = [fields.inner("manifest"), fields.each("signatures")];
  fields.end();
  const named = Object.fromEntries(["sha256", "sm3"].map((name) => [name, shown(covered.data(name, 32))]));
  covered.end();
  const found = listed.map(countersignatureOf);
  const ascending = found.every(({ key }, place) => !place || compareBytes(found[place - 1].key, key) < 0);
  if (!found.length || found.length > MOST || !ascending) {
    fields.refuse("signatures", `are none, more than ${MOST}, or not in the order of the keys`);
  }
  for (const [digest, expected] of Object.entries(digestsOf(manifest))) {
    if (named[digest] !== expected) {
      throw new Fault("SM2_MANIFEST_MISMATCH", { digest, expected, found: named[digest] });
    }
  }
  return found;
}

function valueOf(data) {
  if (data.length > MOST_BYTES) throw new FieldFault(CODE, COUNTERSIGNATURE_NAME, "", `has ${data.length} bytes`);
  try {
    return parseCanonical(data);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw new FieldFault(CODE, COUNTERSIGNATURE_NAME, "", fault.code);
  }
}

function countersignatureOf(fields) {
  const found = {
    key: fields.data("key", PUBLIC),
    time: fields.natural("time"),
    signature: fields.data("signature", SIGNATURE),
  };
  fields.end();
  return found;
}

const digestsOf = (manifest) => ({ sha256: shown(sha256(manifest)), sm3: shown(sm3(manifest)) });
