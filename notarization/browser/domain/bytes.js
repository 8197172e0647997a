/** Bytes: put together, compared, and as numbers and hex text. */

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const HEX = /^(?:[0-9a-f]{2})*$/;

export const WORD = 32;
export const ZERO = new Uint8Array(WORD);
export const ZERO_HEX = "00".repeat(WORD);

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  let text = "";
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}

/** The bytes of small hex digits, without 0x. */
export function unhex(text) {
  if (!HEX.test(text)) throw new TypeError("not hexadecimal");
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}

/** @param {...(Uint8Array|number[])} parts */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
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

/** The number of big-endian bytes. */
export function bigOf(bytes) {
  return bytes.length ? BigInt("0x" + hex(bytes)) : 0n;
}

/** The same where it is exact as a Number: of at most six bytes. */
export function numberOf(bytes) {
  return bytes.reduce((number, byte) => number * 256 + byte, 0);
}

/** Bytes at the right end of so many, zeros before them. */
export function padLeft(bytes, size = WORD) {
  return concat(new Uint8Array(size - bytes.length), bytes);
}

/** @param {string} text */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** Whether ids stand in ascending order, none twice. */
export function ascend(ids) {
  const texts = ids.map((each) => (typeof each === "string" ? each : hex(each)));
  return texts.every((text, at) => at === 0 || texts[at - 1] < text);
}
