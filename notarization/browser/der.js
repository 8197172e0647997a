/** Strict DER (X.690): elements with their bytes, each length in its one form. */

import { fromHex, hex, toBig } from "./bytes.js";

export const TAG = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BITS: 0x03,
  OCTETS: 0x04,
  NULL: 0x05,
  OID: 0x06,
  UTC_TIME: 0x17,
  TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31,
};

/** The bytes are no DER, or not of the structure asked for. */
export class DerMalformed extends Error {}

/** One element: its tag, its content, its whole bytes. */
export class Element {
  constructor(tag, content, raw) {
    Object.assign(this, { tag, content, raw });
  }

  /** This element, which must have the tag. */
  is(tag) {
    if (this.tag !== tag) throw new DerMalformed(`tag ${this.tag} where ${tag} was looked for`);
    return this;
  }

  /** The elements in it, one after the other. */
  children(tag = TAG.SEQUENCE) {
    return elements(this.is(tag).content);
  }

  integer() {
    const { content } = this.is(TAG.INTEGER);
    const padded =
      content.length > 1 && ((content[0] === 0 && content[1] < 128) || (content[0] === 255 && content[1] > 127));
    if (!content.length || padded) throw new DerMalformed("an integer in another form");
    return BigInt.asIntN(8 * content.length, toBig(content));
  }

  /** An object identifier with dots. */
  oid() {
    const { content } = this.is(TAG.OID);
    if (!content.length || content.at(-1) & 128) throw new DerMalformed("an OID without an end");
    const arcs = [];
    let arc = 0n;
    for (const byte of content) {
      if (arc === 0n && byte === 128) throw new DerMalformed("an OID in another form");
      arc = (arc << 7n) | BigInt(byte & 127);
      if (byte & 128) continue;
      arcs.push(arc);
      arc = 0n;
    }
    const [first, ...rest] = arcs;
    const root = first < 80n ? first / 40n : 2n;
    return [root, first - 40n * root, ...rest].join(".");
  }

  boolean() {
    const { content } = this.is(TAG.BOOLEAN);
    if (content.length !== 1 || ![0, 255].includes(content[0])) throw new DerMalformed("a truth value in another form");
    return content[0] === 255;
  }

  /** The bytes of a bit string of whole bytes. */
  bits() {
    const { content } = this.is(TAG.BITS);
    if (!content.length || content[0] !== 0) throw new DerMalformed("a bit string of no whole bytes");
    return content.slice(1);
  }

  /** Seconds since 1970, a fraction left off. */
  seconds() {
    const text = String.fromCharCode(...this.content);
    const short = this.tag === TAG.UTC_TIME;
    if (!short) this.is(TAG.TIME);
    const found = (short ? /^(\d{2})(\d{10})Z$/ : /^(\d{4})(\d{10})(?:\.\d*[1-9])?Z$/).exec(text);
    if (!found) throw new DerMalformed("a time in another form");
    const year = short ? (Number(found[1]) < 50 ? 2000 : 1900) + Number(found[1]) : Number(found[1]);
    const [month, day, hour, minute, second] = found[2].match(/\d{2}/g);
    const iso = `${String(year).padStart(4, "0")}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
    const time = new Date(iso);
    if (!year || Number.isNaN(time.getTime()) || time.toISOString() !== iso) throw new DerMalformed("no time");
    return time.getTime() / 1000;
  }
}

/** The OID of an AlgorithmIdentifier, whose parameters are one element or none. @param {Element} element */
export function algorithmOf(element) {
  const [oid, ...parameters] = element.children();
  const [first] = parameters;
  const known = !first || [TAG.NULL, TAG.OID, TAG.SEQUENCE].includes(first.tag);
  if (!oid || parameters.length > 1 || !known || (first?.tag === TAG.NULL && first.content.length)) {
    throw new DerMalformed("an algorithm in another form");
  }
  return oid.oid();
}

/** A version: a small number. @param {Element} element */
export function versionOf(element) {
  const version = element.integer();
  if (version < 0n || version > 255n) throw new DerMalformed("no version");
  return version;
}

/** The one element that these bytes are. @param {Uint8Array} data */
export function readElement(data) {
  const found = elements(data);
  if (found.length !== 1) throw new DerMalformed("bytes after the end");
  return found[0];
}

/** The elements of which these bytes are a row. @param {Uint8Array} data @returns {Element[]} */
export function elements(data) {
  const found = [];
  let place = 0;
  while (place < data.length) {
    const { begin, end } = extent(data, place);
    found.push(new Element(data[place], data.slice(begin, end), data.slice(place, end)));
    place = end;
  }
  return found;
}

function extent(data, place) {
  if ((data[place] & 31) === 31) throw new DerMalformed("a tag of many bytes");
  let begin = place + 2;
  let length = data[place + 1];
  if (length === undefined) throw new DerMalformed("truncated");
  if (length >= 128) {
    const told = data.slice(begin, begin + length - 128);
    if (!told.length || told.length !== length - 128 || told.length > 4 || told[0] === 0) {
      throw new DerMalformed("a length in another form");
    }
    length = Number(toBig(told));
    if (length < 128) throw new DerMalformed("a length in another form");
    begin += told.length;
  }
  if (begin + length > data.length) throw new DerMalformed("truncated");
  return { begin, end: begin + length };
}

/** The bytes under another tag: a set that is signed stands implicitly in what holds it. */
export function retagged(element, tag) {
  return fromHex(tag.toString(16).padStart(2, "0") + hex(element.raw).slice(2));
}

/** So many elements and no more. */
export function just(count, found) {
  if (found.length !== count) throw new DerMalformed(`${found.length} elements where ${count} were looked for`);
  return found;
}

/** The elements of these tags, each once at most and in this order, and nothing behind them. */
export function inOrder(found, tags) {
  const rest = [...found];
  const told = tags.map((tag) => (rest[0]?.tag === tag ? rest.shift() : undefined));
  if (rest.length) throw new DerMalformed("an element in another place");
  return told;
}
