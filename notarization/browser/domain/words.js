/** Keys and words of the register, as docs/dossier.md lays them out. Keys are hex text. */

import { bigOf, bytesOf, concat, hex, padLeft, unhex, WORD, ZERO_HEX } from "./bytes.js";
import { WORDS } from "./data/tables.js";
import { nameOf, ordinal } from "./enums.js";
import { DomainError } from "./errors.js";
import { keccak256 } from "./hashes.js";

const TAIL = 20;
const PLAIN_BITS = 48;

export const RECORD_KEY = ZERO_HEX;
export const NOBODY = new Uint8Array(WORD);
/** The first digits of the keys of a table. */
export const tagDigits = (tag) => hex([ordinal("Tag", tag)]);
/** A key of a tag and up to 31 bytes at its right end. */
export const lowKey = (tag, low = new Uint8Array()) => tagDigits(tag) + hex(padLeft(low, WORD - 1));
/** A key of a tag and the first 31 bytes of a hash. */
export const hashKey = (tag, digest) => tagDigits(tag) + hex(digest.subarray(0, WORD - 1));
/** The 20 bytes of a party's id that words and actors carry. */
export const tail = (party) => party.slice(-TAIL);
/** A party's id from its 20 bytes. */
export const partyOfTail = (low) => concat([ordinal("SubjectKind", "PARTY")], padLeft(low, WORD - 1));
/** The party that a key names by its last 20 bytes. */
export const partyOfKey = (key) => partyOfTail(unhex(key.slice(-2 * TAIL)));
/** Whether a key is one of a table's. */
export const hasTag = (key, tag) => key.startsWith(tagDigits(tag));

export const accountKey = (account) => lowKey("ACCOUNT", account);
export const codeKey = (book) => lowKey("CODE", book);
export const bookKey = (book, codeHash) => hashKey("BOOK", keccak256(padLeft(book), codeHash));
export const holdingKey = (holder) => lowKey("HOLDING", tail(holder));
export const filingKey = (applicant) => lowKey("FILING", tail(applicant));
export const scopeKey = (holder) => lowKey("SCOPE", tail(holder));
export const lotKey = (lot) => hashKey("LOT", lot);
export const pledgeKey = (lot, pledge) => hashKey("PLEDGE", keccak256(lot, pledge));
export const amendedKey = (lot, pledge) => hashKey("AMENDED", keccak256(lot, pledge));
export const knowledgeKey = (lot, pledge) => hashKey("KNOWLEDGE", keccak256(lot, pledge));
/** `holder` is 32 zero bytes unless the scope is HOLDER. */
export const orderKey = (holder, order) => hashKey("ORDER", keccak256(holder, order));
export const agentKey = (agent) => lowKey("AGENT", tail(agent));
/** By the count of the clerk's dossier before the revocation. */
export const disownedKey = (seq) => lowKey("DISOWNED", bytesOf(seq, 8));
export const disputeKey = (dispute) => hashKey("DISPUTE", dispute);
export const licenceKey = (licence) => hashKey("LICENCE", licence);
export const licensorKey = (licence) => hashKey("LICENSOR", licence);
export const licensedKey = (right) => lowKey("LICENSED", [ordinal("Right", right)]);
export const reportKey = (report) => hashKey("REPORT", report);
/** By the size of a log. */
export const batchKey = (size) => lowKey("BATCH", bytesOf(size, 8));
/** Of a title that follows, in the dossier of the one before. */
export const successorKey = (title) => lowKey("SUCCESSOR", title.subarray(1));

export const CONTENT_KEY = lowKey("CONTENT");
export const ENDING_KEY = lowKey("ENDING");
export const LISTING_KEY = lowKey("LISTING");
export const PREDECESSOR_KEY = lowKey("PREDECESSOR");
export const HEIR_KEY = lowKey("SUCCESSOR");
export const SUPERIOR_KEY = lowKey("SUPERIOR");
export const EXAMINED_KEY = lowKey("EXAMINED");
export const RECOVERY_KEY = lowKey("RECOVERY");
export const LOST_KEY = lowKey("RECOVERY", [1]);

function malformed(layout, field, value) {
  return new DomainError("WORD_MALFORMED", { layout, field, value: String(value) });
}

/**
 * A word with its fields: numbers, truth values, members of enums, ids of parties. Raises WORD_MALFORMED for a stray
 * bit or a number without a meaning.
 * @param {string} layout its name
 * @param {Uint8Array} word
 */
export function parseWord(layout, word) {
  let left = bigOf(word);
  const fields = { layout };
  for (const [name, first, bits, meaning] of WORDS[layout]) {
    const raw = (left >> BigInt(first)) & ((1n << BigInt(bits)) - 1n);
    left &= ~(((1n << BigInt(bits)) - 1n) << BigInt(first));
    fields[name] = meantBy(layout, name, raw, bits, meaning);
  }
  if (left) throw malformed(layout, "unused bits", hex(word));
  return fields;
}

function meantBy(layout, name, raw, bits, meaning) {
  if (meaning === "party") return partyOfTail(bytesOf(raw, TAIL));
  if (meaning === undefined) return bits > PLAIN_BITS ? raw : Number(raw);
  const found = meaning === "bool" ? [false, true][Number(raw)] : nameOf(meaning, Number(raw));
  if (found === undefined) throw malformed(layout, name, raw);
  return found;
}

/**
 * The number of a word with these fields, what is not named being zero. Raises WORD_MALFORMED for one that does not fit.
 * @param {{layout: string}} fields
 */
export function numberOfWord(fields) {
  let number = 0n;
  for (const [name, first, bits, meaning] of WORDS[fields.layout]) {
    const raw = rawOf(fields[name], meaning);
    if (raw < 0n || raw >> BigInt(bits)) throw malformed(fields.layout, name, raw);
    number |= raw << BigInt(first);
  }
  return number;
}

function rawOf(value, meaning) {
  if (value === undefined) return 0n;
  if (meaning === "party") return bigOf(tail(value));
  if (meaning === undefined || meaning === "bool") return BigInt(value);
  return BigInt(ordinal(meaning, value));
}

/** The 32 bytes of a word with these fields. */
export function packWord(fields) {
  return bytesOf(numberOfWord(fields));
}

/** A word that was never written: all zero, and no party where one would stand. */
export function emptyWord(layout) {
  const parties = WORDS[layout].filter((field) => field[3] === "party").map(([name]) => [name, NOBODY]);
  return { ...parseWord(layout, NOBODY), ...Object.fromEntries(parties) };
}

/** Whether an account, by its word, acts for its party at a time; one never written acts for none. */
export function accountLives(word, time) {
  const written = word.since > 0 || word.until > 0;
  return written && word.since <= time && (word.until === 0 || time < word.until);
}

/** Whether a title's term is over and no application for another is open. */
export function isExpired(record, time) {
  return time >= record.validUntil && !record.renewing;
}

/** Ppm held, by Right; and the pledged part of it. */
export const sharesOf = (holding) => [holding.hold, holding.use, holding.oper];
export const pledgedOf = (holding) => [holding.pledgedHold, holding.pledgedUse, holding.pledgedOper];
/** Whether nothing is held any more: the certificate is closed. */
export const isEnded = (holding) => !sharesOf(holding).some(Boolean);

/** A holding from its sums by Right. */
export function holdingOf(shares, pledged, number, version) {
  const [hold, use, oper] = shares;
  const [pledgedHold, pledgedUse, pledgedOper] = pledged;
  return { layout: "HoldingWord", hold, use, oper, pledgedHold, pledgedUse, pledgedOper, number, version };
}

/** Until when orders bar a holder's rights, by Right. */
export const untilsOf = (scope) => [scope.untilHold, scope.untilUse, scope.untilOper];
/** Whether a pledge secures something still. */
export const pledgeIsOpen = (word) => word.state === "RECORDED" || word.state === "ENFORCING";
