/** Strict RLP (Ethereum Yellow Paper, appendix B): each value has one form, any other is refused. */

import { concat, fromHex, toBig } from "./bytes.js";

const MAX_DEPTH = 16;
const SHORT = 55;
const [STRING, LIST] = [0x80, 0xc0];
/** @typedef {Uint8Array | Rlp[]} Rlp */

/** The bytes are not the one form of any value. */
export class RlpMalformed extends Error {}

/** The value of exactly these bytes. @param {Uint8Array} data @returns {Rlp} */
export function decode(data) {
  const [value, end] = item(data, 0, MAX_DEPTH);
  if (end !== data.length) throw new RlpMalformed("trailing bytes");
  return value;
}

/** @param {Rlp} value @returns {Uint8Array} */
export function encode(value) {
  if (Array.isArray(value)) {
    const payload = concat(...value.map(encode));
    return concat(head(payload.length, LIST), payload);
  }
  if (value.length === 1 && value[0] < STRING) return value;
  return concat(head(value.length, STRING), value);
}

/** Big-endian bytes without leading zeros, none for zero. @param {number|bigint} value */
export function encodeInteger(value) {
  const text = value ? value.toString(16) : "";
  return fromHex(text.length % 2 ? `0${text}` : text);
}

/** The number that canonical bytes stand for. @param {Uint8Array} data @param {number} most bytes */
export function decodeInteger(data, most) {
  if (data.length > most) throw new RlpMalformed("integer too long");
  if (data[0] === 0) throw new RlpMalformed("integer with a leading zero");
  return toBig(data);
}

function head(length, offset) {
  if (length <= SHORT) return Uint8Array.of(offset + length);
  const size = encodeInteger(length);
  return concat(Uint8Array.of(offset + SHORT + size.length), size);
}

function item(data, start, depth) {
  if (start >= data.length) throw new RlpMalformed("truncated");
  const first = data[start];
  if (first < STRING) return [data.slice(start, start + 1), start + 1];
  if (first < LIST) {
    const [begin, end] = payload(data, start, first - STRING);
    if (end - begin === 1 && data[begin] < STRING) throw new RlpMalformed("single byte with a head");
    return [data.slice(begin, end), end];
  }
  if (depth === 0) throw new RlpMalformed("nested too deep");
  const [begin, end] = payload(data, start, first - LIST);
  return [items(data, begin, end, depth - 1), end];
}

function items(data, begin, end, depth) {
  const found = [];
  let place = begin;
  while (place < end) {
    const [value, next] = item(data, place, depth);
    found.push(value);
    place = next;
  }
  if (place !== end) throw new RlpMalformed("item longer than its list");
  return found;
}

/** Where the payload begins and ends; `length` is the head byte less its offset. */
function payload(data, start, length) {
  let [begin, size] = [start + 1, BigInt(length)];
  if (length > SHORT) {
    const told = data.slice(begin, begin + length - SHORT);
    if (told.length < length - SHORT) throw new RlpMalformed("truncated");
    size = decodeInteger(told, 8);
    if (size <= SHORT) throw new RlpMalformed("long head for a short payload");
    begin += told.length;
  }
  if (BigInt(begin) + size > data.length) throw new RlpMalformed("truncated");
  return [begin, begin + Number(size)];
}
