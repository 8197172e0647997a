/** `object/fingerprint.json`: the data object's digests, where the registrant hands them over. */

import { equal, shown } from "./bytes.js";
import { keyedId, publicId } from "./domain/index.js";
import { Fault } from "./errors.js";
import { Fields } from "./fields.js";

export const OBJECT_NAME = "object/fingerprint.json";
const KEY_SIZES = [0, 32];

export function readObject(value) {
  const fields = new Fields(value, OBJECT_NAME);
  fields.schema("datadeed/object/1");
  const size = fields.text("size");
  if (!/^(?:0|[1-9][0-9]*)$/.test(size)) fields.refuse("size", "is no number");
  const [sha256, sm3, merkle] = ["sha256", "sm3", "merkle"].map((name) => fields.data(name, 32));
  const key = fields.data("key");
  if (!KEY_SIZES.includes(key.length)) fields.refuse("key", `has ${key.length} bytes`);
  fields.end();
  if (BigInt(size) >= 2n ** 64n) throw new Fault("FINGERPRINT_MALFORMED", { field: "size", value: size });
  return { fingerprint: { sha256, sm3, merkle, size: BigInt(size) }, key };
}

export function compareObject({ fingerprint, key }, registered) {
  const found = key.length ? keyedId(fingerprint, key) : publicId(fingerprint);
  if (equal(found, registered)) return;
  throw new Fault("FINGERPRINT_MISMATCH", { expected: shown(registered), computed: shown(found) });
}
