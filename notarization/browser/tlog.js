/** A block in a log that witnesses watch: C2SP tlog-proof files under `checkpoints/`, trees of RFC 9162. */

import { base64, equal, fromBase64, shown } from "./bytes.js";
import { encode } from "./canonical.js";
import { Fault, quoted, told } from "./errors.js";
import { leafHash, rootFromPath } from "./merkle.js";
import { noteMalformed, parseNote, verifiedTime } from "./note.js";
import { gap } from "./timestamps.js";

export const CHECKPOINTS = "checkpoints/";
const MAGIC = "c2sp.org/tlog-proof@v1";
const MOST_PATH = 63;
// a block stands in few logs; so that no package keeps its reader busy with their signatures
const MOST_PROOFS = 16;
const SUFFIX = ".tlog-proof";
const NAME = /^checkpoints\/([a-z0-9][a-z0-9-]{0,31})(?:\.tlog-proof|\.([a-z0-9][a-z0-9-]{0,31})\.([0-9]{3})\.tsr)$/;
const NUMBER = /^(?:0|[1-9][0-9]{0,17})$/;

const malformed = (file, fault) => new Fault("CHECKPOINT_MALFORMED", { file, fault });

/** A block's entry in the log: canonical JSON. */
export function entryOf(chainId, header) {
  return encode({
    chainId,
    number: header.number,
    blockHash: shown(header.hash),
    stateRoot: shown(header.stateRoot),
    receiptsRoot: shown(header.receiptsRoot),
    time: header.timestamp,
  });
}

/** The names of the proofs. Throws CHECKPOINT_MALFORMED for a name of another form, and for too many proofs. */
export function proofFiles(files) {
  const found = [...files.keys()].filter((name) => name.startsWith(CHECKPOINTS));
  for (const name of found) {
    const parts = NAME.exec(name);
    if (!parts) throw malformed(name, "is no <name>.tlog-proof or <name>.<series>.<number>.tsr");
    if (!files.has(CHECKPOINTS + parts[1] + SUFFIX)) throw malformed(name, "is of no tlog-proof");
  }
  const proofs = found.filter((name) => name.endsWith(SUFFIX));
  if (proofs.length > MOST_PROOFS) throw malformed(proofs[MOST_PROOFS], `is one of more than ${MOST_PROOFS}`);
  return proofs;
}

/** The time stamps over the checkpoints of proofs: series of `{proof, names}`. */
export function tokenFiles(files) {
  proofFiles(files);
  const found = new Map();
  for (const name of files.keys()) {
    const [, of, series] = NAME.exec(name) ?? [];
    if (!series) continue;
    const each = found.get(`${of}.${series}`) ?? { proof: CHECKPOINTS + of + SUFFIX, names: [] };
    found.set(`${of}.${series}`, each);
    each.names.push(name);
  }
  return [...found.values()];
}

/** A series has every number from 1. Throws TSA_CHAIN_GAP. */
export function requireWhole(names) {
  names.forEach((name, place) => {
    const expected = String(place + 1).padStart(3, "0");
    if (!name.endsWith(`.${expected}.tsr`)) throw gap(name, `number ${expected} is missing`);
  });
}

/** The signed note of a tlog-proof as it stands there: what its time stamps are over. */
export function noteOf(proof) {
  const blank = proof.findIndex((byte, place) => byte === 10 && proof[place + 1] === 10);
  return proof.subarray(blank + 2);
}

/**
 * How many trusted witnesses saw a checkpoint over this block, of how many; the proofs that say so, and why others
 * count for nothing.
 */
export function checkCheckpoints(files, header, chainId, trust) {
  const entry = leafHash(entryOf(chainId, header));
  const roots = new Map();
  const counts = new Map();
  const lacking = [];
  for (const name of proofFiles(files)) {
    const proof = parseProof(name, files.get(name));
    const { size, root } = proof.checkpoint;
    if (proof.checkpoint.origin !== trust.log.name || verifiedTime(proof.note, trust.log) === null) {
      lacking.push(new Fault("CHECKPOINT_UNTRUSTED", { file: name, found: proof.checkpoint.origin }));
      continue;
    }
    const known = roots.get(size) ?? root;
    roots.set(size, known);
    if (!equal(known, root)) throw new Fault("LOG_INCONSISTENT", { file: name, expected: known, found: root });
    requireIncluded(name, proof, entry);
    counts.set(name, trust.witnesses.filter((each) => verifiedTime(proof.note, each) !== null).length);
  }
  const best = Math.max(...counts.values());
  const few = [...counts].filter(([, found]) => found < trust.quorum);
  const faults = few.map(([file, found]) => new Fault("WITNESS_QUORUM", { file, expected: trust.quorum, found }));
  const proofs = [...counts.keys()].filter((name) => counts.get(name) >= trust.quorum);
  if (!proofs.length) throw faults[few.findIndex(([, found]) => found === best)] ?? lacking.at(-1);
  return { seen: best, of: trust.witnesses.length, proofs, lacking: [...lacking, ...faults] };
}

export function parseProof(name, data) {
  try {
    return proofOf(parseNote(data));
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.code !== "NOTE_MALFORMED") throw fault;
    throw malformed(name, fault.details.fault);
  }
}

function proofOf(note) {
  const blank = note.text.indexOf("\n\n");
  const head = blank < 0 ? note.text : note.text.slice(0, blank);
  const text = blank < 0 ? "" : note.text.slice(blank + 2);
  const [magic, ...lines] = head.split("\n");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const [place = "", ...path] = lines;
  if (magic !== MAGIC || !place.startsWith("index ") || path.length > MOST_PATH) {
    throw noteMalformed("is no tlog-proof with an index");
  }
  const index = sizeOf(place.slice(6));
  const hashes = path.map(hashOf);
  return { index, path: hashes, note: { ...note, text }, checkpoint: parseCheckpoint(text) };
}

/** The checkpoint of a note's text (C2SP tlog-checkpoint). */
function parseCheckpoint(text) {
  const lines = text.split("\n");
  if (lines.length <= 3 || !lines.slice(0, -1).every(Boolean)) throw noteMalformed("is no checkpoint");
  return { origin: lines[0], size: sizeOf(lines[1]), root: hashOf(lines[2]) };
}

function sizeOf(text) {
  if (!NUMBER.test(text)) throw noteMalformed(`${quoted(text.slice(0, 20))} is no number`);
  return BigInt(text);
}

function hashOf(text) {
  const found = fromBase64(text);
  if (found?.length !== 32 || base64(found) !== text) {
    throw noteMalformed("a hash is no base64 of 32 bytes in its one form");
  }
  return found;
}

function requireIncluded(name, { index, path, checkpoint }, entry) {
  let root;
  try {
    root = rootFromPath(entry, index, checkpoint.size, path);
  } catch (fault) {
    if (!fault.code?.startsWith("MERKLE_")) throw fault;
    throw malformed(name, told(fault));
  }
  if (!equal(root, checkpoint.root)) {
    throw new Fault("CHECKPOINT_MISMATCH", { file: name, expected: checkpoint.root, found: root });
  }
}
