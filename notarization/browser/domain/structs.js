/** The structs of the contracts: read, written, hashed. An object has its struct's members, and its name as `struct`. */

import { array, elementary, readRow, writeRow } from "./abi.js";
import { concat, utf8, WORD } from "./bytes.js";
import { ACTS, BODILESS, STRUCTS } from "./data/acts.js";
import { ENUMS } from "./enums.js";
import { AbiMalformed } from "./errors.js";
import { keccak256 } from "./hashes.js";

/** @type {Map<string, object>} */
const TYPES = new Map();

function typeOf(name) {
  if (!TYPES.has(name)) TYPES.set(name, made(name));
  return TYPES.get(name);
}

function made(name) {
  if (name.endsWith("[]")) return array(typeOf(name.slice(0, -2)));
  return name in STRUCTS ? struct(name) : elementary(name);
}

function struct(name) {
  const members = STRUCTS[name].map((member) => member.split(" "));
  const types = members.map(([type]) => typeOf(type));
  const names = members.map(([, own]) => own);
  const dynamic = types.some((type) => type.dynamic);
  const valuesOf = (value) => names.map((own) => value[own]);
  const typeHash = keccak256(utf8(eip712Type(name)));
  return {
    dynamic,
    types,
    size: dynamic ? WORD : types.reduce((size, type) => size + type.size, 0),
    read: (data, at) => {
      const [values, end] = readRow(types, data, at);
      return [Object.fromEntries([["struct", name], ...names.map((own, place) => [own, values[place]])]), end];
    },
    write: (value) => writeRow(types, valuesOf(value)),
    word: (value) => keccak256(typeHash, ...valuesOf(value).map((each, place) => types[place].word(each))),
  };
}

/** `encodeType` of EIP-712: the struct, then those within it by name. Enums are uint8 there. */
function eip712Type(name) {
  const inner = new Set();
  const visit = (own) => {
    for (const member of STRUCTS[own]) {
      const type = member.split(" ")[0].replace("[]", "");
      if (type in STRUCTS && !inner.has(type)) {
        inner.add(type);
        visit(type);
      }
    }
  };
  visit(name);
  return [name, ...[...inner].sort()].map((each) => `${each}(${STRUCTS[each].map(plainMember).join(",")})`).join("");
}

function plainMember(member) {
  const [type, name] = member.split(" ");
  return `${type in ENUMS ? "uint8" : type} ${name}`;
}

/**
 * The struct that `abi.encode` made these bytes of. Raises ABI_MALFORMED.
 * @param {string} name
 * @param {Uint8Array} data
 */
export function decodeStruct(name, data) {
  const [[value], end] = readRow([typeOf(name)], data, 0);
  if (end !== data.length) throw new AbiMalformed("bytes after the end", end);
  return value;
}

/** `abi.encode(terms)`. */
export function encodeStruct(terms) {
  return writeRow([typeOf(terms.struct)], [terms]);
}

/** `hashStruct(terms)` of EIP-712. */
export function structHash(terms) {
  return typeOf(terms.struct).word(terms);
}

/**
 * The body of an act; null for kinds whose facts stand in the act that they are linked to. Raises ABI_MALFORMED.
 * @param {string} kind
 * @param {Uint8Array} body
 */
export function decodeBody(kind, body) {
  if (kind in ACTS) return decodeStruct(ACTS[kind], body);
  if (!BODILESS.includes(kind)) throw new AbiMalformed(`${kind} is no act`);
  if (body.length) throw new AbiMalformed(`${kind} has no body`);
  return null;
}

/** Whether two structs have the same members. */
export function sameTerms(left, right) {
  if (!left || !right || left.struct !== right.struct) return false;
  const [one, other] = [structHash(left), structHash(right)];
  return concat(one).every((byte, at) => byte === other[at]);
}
