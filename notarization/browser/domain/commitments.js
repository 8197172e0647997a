/**
 * Salted commitments to the fields of a record, and the one root that goes on chain (docs/dossier.md). A disclosure
 * proves that the opened fields belong to the record, not under which names the withheld leaves stand.
 */

import { encode, parseCanonical } from "../canonical.js";
import { bytesOf, hex, same, unhex, utf8 } from "./bytes.js";
import { DomainError } from "./errors.js";
import { keccak256 } from "./hashes.js";

const [LEAST_SALT, MOST_SALT] = [16, 32];
const MOST_NAME = 2 ** 16 - 1;
const MOST_FIELDS = 2 ** 16;
const DIGEST = 32;
const NOTICE_SCHEMA = "datadeed/notice/1";
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * One field with its salt, `data` being the canonical JSON of its value.
 * @typedef {{name: string, salt: Uint8Array, data: Uint8Array, value: unknown, leaf: Uint8Array}} Opening
 * @typedef {{openings: Opening[], withheld: {position: number, leaf: Uint8Array}[], root: Uint8Array}} Disclosure
 */

/**
 * A field opened to a JSON value.
 * @returns {Opening}
 */
export function openingOf(name, salt, value) {
  return opened(name, salt, encode(value), value);
}

/**
 * The same of the canonical bytes of the value.
 * @returns {Opening}
 */
export function openingOfBytes(name, salt, data) {
  return opened(name, salt, data, parseCanonical(data));
}

function opened(name, salt, data, value) {
  const bytes = nameBytes(name);
  if (salt.length < LEAST_SALT || salt.length > MOST_SALT) {
    throw new DomainError("SALT_REFUSED", { length: salt.length });
  }
  const leaf = keccak256([0], bytesOf(bytes.length, 2), bytes, [salt.length], salt, data);
  return { name, salt, data, value, leaf };
}

function nameBytes(name) {
  const bytes = utf8(name);
  if (LONE.test(name) || bytes.length === 0 || bytes.length > MOST_NAME) {
    throw new DomainError("FIELD_NAME_REFUSED", { name: name.slice(0, 64) });
  }
  return bytes;
}

/**
 * Some fields of a record opened, the rest as leaves at their positions: one form only.
 * @param {Opening[]} openings in the order of their names' bytes
 * @param {{position: number, leaf: Uint8Array}[]} withheld
 * @returns {Disclosure}
 */
export function disclosureOf(openings, withheld) {
  for (const { leaf } of withheld) requireLeaf(leaf);
  const size = openings.length + withheld.length;
  requireCount(size);
  requireNamesAscend(openings);
  requirePositionsAscend(withheld, size);
  const leaves = openings.map((opening) => opening.leaf);
  for (const { position, leaf } of withheld) leaves.splice(position, 0, leaf);
  return { openings, withheld, root: recordRoot(leaves) };
}

function requireLeaf(leaf) {
  if (leaf.length !== DIGEST) throw new DomainError("LEAF_REFUSED", { length: leaf.length });
  return leaf;
}

function requireCount(count) {
  if (count < 1 || count > MOST_FIELDS) throw new DomainError("FIELD_COUNT_REFUSED", { count });
}

function requireNamesAscend(openings) {
  openings.slice(1).forEach(({ name }, at) => {
    const after = openings[at].name;
    if (after === name) throw new DomainError("FIELD_DUPLICATE", { name });
    if (hex(utf8(after)) > hex(utf8(name))) throw new DomainError("DISCLOSURE_ORDER", { after, found: name });
  });
}

function requirePositionsAscend(withheld, size) {
  let previous = -1;
  for (const { position } of withheld) {
    if (!(position >= 0 && position < size)) throw new DomainError("DISCLOSURE_POSITION", { position, size });
    if (position <= previous) {
      throw new DomainError("DISCLOSURE_ORDER", { after: String(previous), found: String(position) });
    }
    previous = position;
  }
}

/**
 * The digest of a record over its leaves in the order of the names: keccak(02 ‖ count 4 ‖ tree of RFC 9162).
 * @param {Uint8Array[]} leaves
 */
export function recordRoot(leaves) {
  requireCount(leaves.length);
  return keccak256([2], bytesOf(leaves.length, 4), treeRoot(leaves));
}

/** The tree over leaves: a level's last hash without a neighbour goes up as it is. */
function treeRoot(leaves) {
  let level = leaves;
  while (level.length > 1) {
    const above = [];
    for (let at = 0; at < level.length; at += 2) {
      above.push(at + 1 < level.length ? keccak256([1], level[at], level[at + 1]) : level[at]);
    }
    level = above;
  }
  return level[0];
}

/** The proven fields by name. Raises COMMITMENT_MISMATCH when the root differs. */
export function verifyDisclosure(disclosure, root) {
  if (!same(disclosure.root, root)) {
    throw new DomainError("COMMITMENT_MISMATCH", { expected: root, computed: disclosure.root });
  }
  return Object.fromEntries(disclosure.openings.map(({ name, value }) => [name, value]));
}

function malformed(fault) {
  return new DomainError("NOTICE_MALFORMED", { fault });
}

/**
 * The disclosure of a notice's clear bytes. Its root must be compared with the application's record.
 * @param {Uint8Array} clear
 * @returns {Disclosure}
 */
export function parseNotice(clear) {
  const notice = parseCanonical(clear);
  if (notice === null || typeof notice !== "object" || notice.schema !== NOTICE_SCHEMA) throw malformed("schema");
  const openings = rowsOf(notice, "fields", "string", 3).map(([name, salt, value]) => {
    return openingOf(name, bytesIn(salt), value);
  });
  const withheld = rowsOf(notice, "withheld", "number", 2).map(([position, leaf]) => {
    return { position, leaf: requireLeaf(bytesIn(leaf)) };
  });
  return disclosureOf(openings, withheld);
}

/** Lists of so many values, the first of this type. */
function rowsOf(notice, member, first, size) {
  const rows = notice[member];
  const fits = (row) => Array.isArray(row) && row.length === size && typeof row[0] === first;
  if (!Array.isArray(rows) || !rows.every(fits)) throw malformed(member);
  return rows;
}

/** The bytes of small hex digits: of each value one spelling is read. */
function bytesIn(text) {
  if (typeof text !== "string" || !/^(?:[0-9a-f]{2})*$/.test(text)) throw malformed("no small hex digits");
  return unhex(text);
}
