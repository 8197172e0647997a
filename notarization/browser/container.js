/** The evidence package as a file: a ZIP that stores, never compresses, and has one form only. */

import { compareText, concat, equal, utf8 } from "./bytes.js";
import { Fault } from "./errors.js";

export const MAX_FILES = 10_000;
export const MAX_BYTES = 64 * 2 ** 20;
const MAX_NAME = 200;
const SEGMENT = "[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?";
const NAME = new RegExp(`^${SEGMENT}(?:/${SEGMENT})*$`);
const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const [LOCAL_SIZE, CENTRAL_SIZE, END_SIZE] = [30, 46, 22];
const VERSION = 20;
const MADE_BY_UNIX = (3 << 8) | VERSION;
const FIRST_OF_1980 = (1 << 5) | 1;
const PLAIN_FILE = 0o100644 * 65_536;

const invalid = (fault, entry = "") => new Fault("CONTAINER_INVALID", { fault, entry });

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

function crc32(data) {
  let rest = 0xffffffff;
  for (const byte of data) rest = TABLE[(rest ^ byte) & 255] ^ (rest >>> 8);
  return ~rest >>> 0;
}

/** The files of a container by name, in order. @param {Uint8Array} data @returns {Map<string, Uint8Array>} */
export function readContainer(data) {
  if (data.length > MAX_BYTES) throw invalid("too_large");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const mark = data.length < 4 ? 0 : view.getUint32(0, true);
  if (mark !== LOCAL && mark !== END) throw invalid("not_a_container");
  const entries = readEntries(data, view);
  requireNames(entries.map((entry) => entry.name));
  requireSame(data, pieces(entries));
  return new Map(entries.map(({ name, data: held }) => [name, held]));
}

function readEntries(data, view) {
  const entries = [];
  let place = 0;
  while (place + 4 <= data.length && view.getUint32(place, true) === LOCAL) {
    if (entries.length === MAX_FILES) throw invalid("too_many_files");
    const entry = readEntry(data, view, place);
    entries.push(entry);
    place = entry.end;
  }
  return entries;
}

function readEntry(data, view, place) {
  if (place + LOCAL_SIZE > data.length) throw invalid("truncated");
  const short = (offset) => view.getUint16(place + offset, true);
  const long = (offset) => view.getUint32(place + offset, true);
  const [checksum, packed, size] = [long(14), long(18), long(22)];
  const begin = place + LOCAL_SIZE + short(26);
  const name = spelled(data.subarray(place + LOCAL_SIZE, begin));
  if (short(6)) throw invalid("flagged", name);
  if (short(8) || packed !== size) throw invalid("compressed", name);
  if (short(28)) throw invalid("extra_field", name);
  if (begin + size > data.length) throw invalid("truncated", name);
  const held = data.subarray(begin, begin + size);
  if (crc32(held) !== checksum) throw invalid("checksum", name);
  return { name, data: held, checksum, end: begin + size };
}

/** A name; bytes beyond ASCII are spelled out, and no name has those. */
function spelled(bytes) {
  let name = "";
  for (const byte of bytes) name += byte < 128 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`;
  return name;
}

function requireNames(names) {
  if (!names.length) throw invalid("empty");
  const seen = new Set();
  let before = "";
  for (const name of names) {
    // some file systems do not tell capitals apart: two such files would be one there
    const folded = name.toLowerCase();
    if (name.length > MAX_NAME || !NAME.test(name)) throw invalid("bad_name", name);
    if (seen.has(folded)) throw invalid("duplicate_entry", name);
    if (compareText(name, before) < 0) throw invalid("not_sorted", name);
    seen.add(folded);
    before = name;
  }
  for (const name of names) {
    const parts = name.toLowerCase().split("/");
    const folders = parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join("/"));
    if (folders.some((folder) => seen.has(folder))) throw invalid("file_and_folder", name);
  }
}

/** The bytes are those that a writer of these files would give. */
function requireSame(data, written) {
  let place = 0;
  for (const piece of written) {
    const found = data.subarray(place, place + piece.length);
    if (!equal(found, piece)) {
      throw invalid(equal(piece.subarray(0, found.length), found) ? "truncated" : "not_canonical");
    }
    place += piece.length;
  }
  if (place !== data.length) throw invalid("trailing_bytes");
}

function* pieces(entries) {
  const directory = [];
  let place = 0;
  for (const entry of entries) {
    const name = utf8(entry.name);
    const head = concat(packed(LOCAL_SIZE, [[4, LOCAL], [2, VERSION], ...common(entry, name)]), name);
    yield head;
    yield entry.data;
    directory.push(central(entry, name, place));
    place += head.length + entry.data.length;
  }
  const listed = concat(...directory);
  yield listed;
  const count = entries.length;
  yield packed(END_SIZE, [
    [4, END],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, listed.length],
    [4, place],
    [2, 0],
  ]);
}

/** What both heads of an entry share, from the flags to the length of extras. */
function common({ data, checksum }, name) {
  const size = data.length;
  return [
    [2, 0],
    [2, 0],
    [2, 0],
    [2, FIRST_OF_1980],
    [4, checksum],
    [4, size],
    [4, size],
    [2, name.length],
    [2, 0],
  ];
}

function central(entry, name, place) {
  const rest = [
    [2, 0],
    [2, 0],
    [2, 0],
    [4, PLAIN_FILE],
    [4, place],
  ];
  const begin = [
    [4, CENTRAL],
    [2, MADE_BY_UNIX],
    [2, VERSION],
  ];
  return concat(packed(CENTRAL_SIZE, [...begin, ...common(entry, name), ...rest]), name);
}

function packed(size, numbers) {
  const view = new DataView(new ArrayBuffer(size));
  let place = 0;
  for (const [width, number] of numbers) {
    if (width === 2) view.setUint16(place, number, true);
    else view.setUint32(place, number, true);
    place += width;
  }
  return new Uint8Array(view.buffer);
}
