/** Bytes: put together, compared, and as numbers and hex text. */

import { concat, fromHex, hex, toBig as bigOf, utf8 } from "../bytes.js";

const HEX = /^(?:[0-9a-f]{2})*$/;

export const WORD = 32;
export const ZERO = new Uint8Array(WORD);
export const ZERO_HEX = "00".repeat(WORD);

/** The bytes of small hex digits, without 0x. */
export function unhex(text) {
  if (!HEX.test(text)) throw new TypeError("not hexadecimal");
  return fromHex(text);
}

/** Whether two byte strings are the same; nothing is the same as nothing only. */
export function same(left, right) {
  if (!left || !right || left.length !== right.length) return left === right;
  return left.every((byte, at) => byte === right[at]);
}

/** Whether a byte is not zero. */
export function any(bytes) {
  return bytes.some((byte) => byte !== 0);
}

/** A number, big-endian, in so many bytes. */
export function bytesOf(number, size = WORD) {
  let digits = BigInt(number).toString(16);
  if (digits.length > 2 * size || digits.startsWith("-")) throw new RangeError(`${number} in ${size} bytes`);
  digits = digits.padStart(2 * size, "0");
  return unhex(digits);
}

/** The number of at most six big-endian bytes. */
export function numberOf(bytes) {
  return bytes.reduce((number, byte) => number * 256 + byte, 0);
}

/** Bytes at the right end of so many, zeros before them. */
export function padLeft(bytes, size = WORD) {
  return concat(new Uint8Array(size - bytes.length), bytes);
}

/** Whether ids stand in ascending order, none twice. */
export function ascend(ids) {
  const texts = ids.map((each) => (typeof each === "string" ? each : hex(each)));
  return texts.every((text, at) => at === 0 || texts[at - 1] < text);
}

export { bigOf, concat, hex, utf8 };
