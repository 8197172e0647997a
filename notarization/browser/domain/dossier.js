/** The bytes of an act and the hashes of a dossier (docs/dossier.md, format version 1). */

import { bytesOf, concat, hex, numberOf, padLeft, unhex, utf8, WORD } from "./bytes.js";
import { nameOf } from "./enums.js";
import { DomainError } from "./errors.js";
import { keccak256 } from "./hashes.js";
import { decodeBody } from "./structs.js";
import { partyOfTail } from "./words.js";

const VERSION = 1;
const SEQ = 5;
const ADDRESS = 20;
const DOMAIN = keccak256(utf8("datadeed/dossier/1"));
const HEADS_SLOT = 0;
const WORDS_SLOT = 1;

function malformed(field, fault) {
  return new DomainError("ACT_MALFORMED", { field, fault });
}

/** Takes bytes off the front, one after the other. */
class Reader {
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  bytes(size, field) {
    const end = this.at + size;
    if (end > this.data.length) throw malformed(field, `ends after ${this.data.length} bytes`);
    const found = this.data.slice(this.at, end);
    this.at = end;
    return found;
  }

  number(size, field) {
    return numberOf(this.bytes(size, field));
  }

  times(count, each) {
    return Array.from({ length: count }, each);
  }

  rest() {
    return this.data.slice(this.at);
  }
}

/**
 * An act read strictly: ACT_KIND_UNKNOWN for a kind that this version does not know, ACT_MALFORMED for a byte that is
 * not where the format has it, ABI_MALFORMED for a body that is not the one encoding of its struct.
 * @param {import("./index.js").RawAct} raw
 * @returns {import("./index.js").Act}
 */
export function parseAct(raw) {
  const kind = nameOf("ActKind", raw.kind);
  if (kind === undefined) throw new DomainError("ACT_KIND_UNKNOWN", { kind: raw.kind });
  const from = new Reader(raw.data);
  const version = from.number(1, "version");
  const seq = from.number(SEQ, "version");
  const count = from.number(1, "version");
  if (version !== VERSION) throw malformed("version", String(version));
  const links = from.times(count, () => ({ subject: from.bytes(WORD, "links"), seq: from.number(SEQ, "links") }));
  const [digest, actors] = actorsOf(from);
  const writes = from.times(from.number(1, "writes"), () => [
    hex(from.bytes(WORD, "writes")),
    from.bytes(WORD, "writes"),
  ]);
  return { raw, kind, seq, links, digest, actors, writes, terms: decodeBody(kind, from.rest()) };
}

function actorsOf(from) {
  const count = from.number(1, "actors");
  if (!count) return [new Uint8Array(), []];
  const digest = from.bytes(WORD, "actors");
  return [digest, from.times(count, () => actorOf(from))];
}

function actorOf(from) {
  const party = partyOfTail(from.bytes(ADDRESS, "actors"));
  const account = from.bytes(ADDRESS, "actors");
  const numbers = [from.number(1, "actors"), from.number(1, "actors")];
  const [role, mode] = [nameOf("Role", numbers[0]), nameOf("ActorMode", numbers[1])];
  const partySeq = from.number(SEQ, "actors");
  const size = from.number(2, "actors");
  if (role === undefined || mode === undefined) throw malformed("actor", `role ${numbers[0]}, mode ${numbers[1]}`);
  return { party, account, role, mode, partySeq, signature: from.bytes(size, "signature") };
}

/** The register that a dossier belongs to: the chain and the kernel's address. */
export class Anchor {
  /**
   * @param {bigint|number} chainId
   * @param {Uint8Array} register 20 bytes
   */
  constructor(chainId, register) {
    this.chainId = chainId;
    this.register = register;
    this.start = concat(DOMAIN, bytesOf(chainId), padLeft(register));
  }
}

/** The head of a dossier without acts. */
export function emptyHead(anchor, subject) {
  return keccak256(anchor.start, subject);
}

/**
 * The digest of one act.
 * @param {Anchor} anchor
 * @param {import("./index.js").RawAct} raw
 * @param {number} seq
 */
export function actDigest(anchor, raw, seq) {
  const place = [bytesOf(seq), bytesOf(raw.block), bytesOf(raw.time)];
  return keccak256(anchor.start, padLeft(raw.book), bytesOf(raw.kind), raw.subject, ...place, keccak256(raw.data));
}

/** The head after one more act. */
export function nextHead(head, digest) {
  return keccak256(head, digest);
}

/** The storage slot of a subject's head in the register. */
export function headSlot(subject) {
  return keccak256(subject, bytesOf(HEADS_SLOT));
}

/** The storage slot of a subject's word; the key in hex or in bytes. */
export function wordSlot(subject, key) {
  const bytes = typeof key === "string" ? unhex(key) : key;
  return keccak256(bytes, keccak256(subject, bytesOf(WORDS_SLOT)));
}
