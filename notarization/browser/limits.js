/** How much of a package is read as JSON: less than would fill a reader's memory. The numbers are Python's. */

import { Fault } from "./errors.js";

const MAX_JSON = 8 * 2 ** 20;
export const MAX_VALUES = 200_000;
/** Of one file with other letters than those of ASCII; a log is read line by line. */
const MAX_LETTERS = 2 ** 20;
const OWN = ["attachments/", "origin/", "registry/"];
const LISTS = ["origin/origin.json", "registry/file.json"];
/** Comma, brackets, backslash. */
const COUNTED = new Uint8Array(256);
for (const byte of [0x2c, 0x5b, 0x7b, 0x5c]) COUNTED[byte] = 1;

const tooLarge = (file, fault) => new Fault("PART_TOO_LARGE", { file, fault });

/** How many values and escaped letters bytes of JSON hold at most: each has one of these. */
export function valuesIn(data) {
  let count = 0;
  for (const byte of data) count += COUNTED[byte];
  return count;
}

/** What will be read as JSON is not too much. Throws PART_TOO_LARGE. @param {Map<string, Uint8Array>} files */
export function requireModest(files) {
  let [size, values] = [0, 0];
  for (const [name, data] of files) {
    const own = OWN.some((folder) => name.startsWith(folder)) && !LISTS.includes(name);
    if (own || !/\.jsonl?$/.test(name)) continue;
    size += data.length;
    values += valuesIn(data);
    if (size > MAX_JSON) throw tooLarge(name, `${size} bytes`);
    if (values > MAX_VALUES) throw tooLarge(name, `${values} values`);
    if (name.endsWith(".json") && data.length > MAX_LETTERS && data.some((byte) => byte > 127)) {
      throw tooLarge(name, `${data.length} bytes, other letters than ASCII among them`);
    }
  }
}
