/** Bytes as the formats write them: hexadecimal, UTF-8, base64, big-endian numbers. */

const TEXT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const UTF8 = new TextEncoder();
const LATIN = new TextDecoder("latin1");
const DIGITS = UTF8.encode("0123456789abcdef");
/** The value of a digit by its code, 255 for what is none. */
const VALUES = new Uint8Array(128).fill(255);
[..."0123456789abcdef"].forEach((digit, value) => {
  VALUES[digit.charCodeAt(0)] = value;
  VALUES[digit.toUpperCase().charCodeAt(0)] = value;
});
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Small hex digits, no 0x. @param {Uint8Array} data @returns {string} */
export function hex(data) {
  const text = new Uint8Array(2 * data.length);
  for (let place = 0; place < data.length; place++) {
    text[2 * place] = DIGITS[data[place] >> 4];
    text[2 * place + 1] = DIGITS[data[place] & 15];
  }
  return LATIN.decode(text);
}

/** As JSON and reports show bytes. @param {Uint8Array} data */
export const shown = (data) => `0x${hex(data)}`;

/** The bytes of small or capital hex digits, null for another text. @param {string} text */
export function fromHex(text) {
  if (text.length % 2 || /[^0-9a-fA-F]/.test(text)) return null;
  const data = new Uint8Array(text.length / 2);
  for (let place = 0; place < data.length; place++) {
    data[place] = (VALUES[text.charCodeAt(2 * place)] << 4) | VALUES[text.charCodeAt(2 * place + 1)];
  }
  return data;
}

/** @param {string} text @returns {Uint8Array} */
export const utf8 = (text) => UTF8.encode(text);

/** A letter of white space, by Unicode: U+FEFF is none. For regular expressions with the flag u. */
export const SPACE = "(?:(?!\\ufeff)[\\s\\x1c-\\x1f\\x85])";

/** The text of UTF-8 bytes; throws TypeError where they are none. @param {Uint8Array} data */
export const textOf = (data) => TEXT.decode(data);

/** @param {...Uint8Array} parts */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/** @param {Uint8Array} one @param {Uint8Array} other */
export function equal(one, other) {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place++) if (one[place] !== other[place]) return false;
  return true;
}

/** Order of byte strings, as `sort` wants it. @param {Uint8Array} one @param {Uint8Array} other */
export function compareBytes(one, other) {
  const length = Math.min(one.length, other.length);
  for (let place = 0; place < length; place++) if (one[place] !== other[place]) return one[place] - other[place];
  return one.length - other.length;
}

/** Order of texts by code points; JavaScript's own is by UTF-16 units. @param {string} one @param {string} other */
export function compareText(one, other) {
  const [left, right] = [[...one], [...other]];
  const length = Math.min(left.length, right.length);
  for (let place = 0; place < length; place++) {
    const difference = left[place].codePointAt(0) - right[place].codePointAt(0);
    if (difference) return difference;
  }
  return left.length - right.length;
}

/** How many code points a text has. @param {string} text */
export const lengthOf = (text) => [...text].length;

/** The number that big-endian bytes stand for. @param {Uint8Array} data @returns {bigint} */
export const toBig = (data) => (data.length ? BigInt(shown(data)) : 0n);

/** A number as so many big-endian bytes. @param {bigint|number} value @param {number} size */
export function fromBig(value, size) {
  return fromHex(
    BigInt(value)
      .toString(16)
      .padStart(2 * size, "0"),
  );
}

/** @param {Uint8Array} data @param {number} size */
export const padLeft = (data, size) => concat(new Uint8Array(size - data.length), data);

/** Strict base64 with padding; null for another text. @param {string} text @returns {Uint8Array|null} */
export function fromBase64(text) {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const body = text.replace(/=+$/, "");
  if (text.length - body.length > 2 || body.length % 4 === 1) return null;
  const data = new Uint8Array(Math.floor((body.length * 3) / 4));
  let [bits, held, place] = [0, 0, 0];
  for (const letter of body) {
    bits = ((bits << 6) | BASE64.indexOf(letter)) & 0xffffff;
    held += 6;
    if (held >= 8) data[place++] = (bits >> (held -= 8)) & 255;
  }
  return data;
}

/** @param {Uint8Array} data */
export function base64(data) {
  let text = "";
  for (let place = 0; place < data.length; place += 3) {
    const bits = (data[place] << 16) | ((data[place + 1] ?? 0) << 8) | (data[place + 2] ?? 0);
    for (let part = 0; part < 4; part++) {
      text += part > data.length - place ? "=" : BASE64[(bits >> (18 - 6 * part)) & 63];
    }
  }
  return text;
}

/** One line of a cover sheet: what breaks a line, hides, or turns text around becomes a space. @param {string} text */
export const sheetLine = (text) =>
  text.replace(
    /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu,
    " ",
  );

/** One line for people: what could move or hide text becomes a space. @param {string} text */
export const oneLine = (text) => text.replace(/(?! )[\p{C}\p{Z}]/gu, " ");
