/**
 * The strict ABI codec: of each value one encoding is read and no other. Offsets point to the next tail, padding is
 * zero, numbers are in range, nothing follows the end.
 *
 * A type is an object of {dynamic, size, read, write, word}: `size` its bytes in the head, `read(data, at)` gives
 * [value, end], `write(value)` the bytes, `word(value)` the 32 bytes that stand for it in EIP-712.
 */

import { any, bigOf, bytesOf, concat, numberOf, padLeft, WORD } from "./bytes.js";
import { ENUMS, nameOf, ordinal } from "./enums.js";
import { AbiMalformed } from "./errors.js";
import { keccak256 } from "./hashes.js";

// numbers of up to so many bits are Numbers, others bigints
const PLAIN_BITS = 48;

function wordAt(data, at) {
  if (at + WORD > data.length) throw new AbiMalformed("data ends early", at);
  return data.subarray(at, at + WORD);
}

/** A type of one word: `value(word)` and `bytes(value)`. */
function plain(value, bytes) {
  const read = (data, at) => {
    const word = wordAt(data, at);
    const found = value(word, at);
    return [found, at + WORD];
  };
  return { dynamic: false, size: WORD, read, write: bytes, word: bytes };
}

function uint(bits) {
  const size = bits / 8;
  const small = bits <= PLAIN_BITS;
  const value = (word, at) => {
    if (any(word.subarray(0, WORD - size))) throw new AbiMalformed(`uint${bits} out of range`, at);
    return small ? numberOf(word.subarray(WORD - size)) : bigOf(word.subarray(WORD - size));
  };
  return plain(value, (number) => fitting(`uint${bits}`, number, size));
}

function fitting(type, number, size) {
  try {
    return padLeft(bytesOf(number, size));
  } catch {
    throw new AbiMalformed(`${number} is no ${type}`);
  }
}

function enumeration(name) {
  const value = (word, at) => {
    const member = any(word.subarray(0, WORD - 1)) ? undefined : nameOf(name, word[WORD - 1]);
    if (member === undefined) throw new AbiMalformed(`${name} has no such member`, at);
    return member;
  };
  return plain(value, (member) => bytesOf(ordinal(name, member)));
}

function bool() {
  const value = (word, at) => {
    if (any(word.subarray(0, WORD - 1)) || word[WORD - 1] > 1) throw new AbiMalformed("bool out of range", at);
    return word[WORD - 1] === 1;
  };
  return plain(value, (truth) => bytesOf(truth ? 1 : 0));
}

/** So many bytes at the left of the word; an address stands at the right. */
function fixed(size, right) {
  const start = right ? WORD - size : 0;
  const value = (word, at) => {
    const rest = right ? word.subarray(0, start) : word.subarray(size);
    if (any(rest)) throw new AbiMalformed("dirty padding", at);
    return word.slice(start, start + size);
  };
  return plain(value, (bytes) => {
    if (bytes.length !== size) throw new AbiMalformed(`${bytes.length} bytes instead of ${size}`);
    const word = new Uint8Array(WORD);
    word.set(bytes, start);
    return word;
  });
}

function lengthAt(data, at) {
  const word = wordAt(data, at);
  const length = bigOf(word);
  if (length > BigInt(data.length)) throw new AbiMalformed("length exceeds the data", at);
  return Number(length);
}

function dynamicBytes() {
  const read = (data, at) => {
    const start = at + WORD;
    const end = start + lengthAt(data, at);
    const padded = start + Math.ceil((end - start) / WORD) * WORD;
    if (padded > data.length) throw new AbiMalformed("bytes end early", at);
    if (any(data.subarray(end, padded))) throw new AbiMalformed("dirty padding", end);
    return [data.slice(start, end), padded];
  };
  const write = (bytes) => concat(bytesOf(bytes.length), bytes, new Uint8Array(-bytes.length & (WORD - 1)));
  return { dynamic: true, size: WORD, read, write, word: (bytes) => keccak256(bytes) };
}

/** An array of any length. */
export function array(item) {
  const read = (data, at) => {
    const count = lengthAt(data, at);
    if (at + WORD + count * item.size > data.length) throw new AbiMalformed("array ends early", at);
    return readRow(
      Array.from({ length: count }, () => item),
      data,
      at + WORD,
    );
  };
  const write = (values) =>
    concat(
      bytesOf(values.length),
      writeRow(
        values.map(() => item),
        values,
      ),
    );
  const word = (values) => keccak256(...values.map(item.word), new Uint8Array());
  return { dynamic: true, size: WORD, read, write, word };
}

/** Values side by side: their heads, then the tails of the dynamic ones, in order and without gaps. */
export function readRow(types, data, at) {
  const head = types.reduce((size, type) => size + (type.dynamic ? WORD : type.size), 0);
  if (at + head > data.length) throw new AbiMalformed("data ends early", at);
  let [place, end] = [at, at + head];
  const values = types.map((type) => {
    if (!type.dynamic) {
      const [value, next] = type.read(data, place);
      place = next;
      return value;
    }
    if (bigOf(wordAt(data, place)) !== BigInt(end - at)) throw new AbiMalformed("offset is not the next", place);
    const [value, after] = type.read(data, end);
    place += WORD;
    end = after;
    return value;
  });
  return [values, end];
}

/** The same written. */
export function writeRow(types, values) {
  const parts = types.map((type, at) => type.write(values[at]));
  let offset = types.reduce((size, type) => size + (type.dynamic ? WORD : type.size), 0);
  const heads = [];
  const tails = [];
  types.forEach((type, at) => {
    if (!type.dynamic) return void heads.push(parts[at]);
    heads.push(bytesOf(offset));
    tails.push(parts[at]);
    offset += parts[at].length;
  });
  return concat(...heads, ...tails);
}

/**
 * The type of its name: Solidity's, or that of one of our enums.
 * @param {string} name
 */
export function elementary(name) {
  if (name in ENUMS) return enumeration(name);
  if (name === "bool") return bool();
  if (name === "bytes") return dynamicBytes();
  if (name === "address") return fixed(20, true);
  const [, family, size] = /^(uint|bytes)(\d+)$/.exec(name);
  return family === "uint" ? uint(Number(size)) : fixed(Number(size), false);
}
