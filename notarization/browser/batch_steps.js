/** Step 35: proofs that what a package holds was notarized in a batch: `batches/NNN.json`. */

import { algorithmFault } from "./algorithms.js";
import { headerOf, provenAccount, requirePlace, requireRegister, requireRoot } from "./anchored.js";
import { CODE, digestText, readProof } from "./batch.js";
import { countStamps } from "./batch_stamps.js";
import { compareText, hex } from "./bytes.js";
import { vouched } from "./chain.js";
import { Step } from "./codes.js";
import { sha256, sm3 } from "./digests.js";
import { Fault, FieldFault } from "./errors.js";
import { MANIFEST_NAME } from "./manifest.js";
import { requireMet } from "./policy.js";
import { beijing } from "./wording.js";

export const BATCHES = "batches/";
/** The second is of time stamps in all proofs together. */
const [MOST_PROOFS, MOST_TOKENS] = [64, 128];
const NAME = /^batches\/[0-9]{3}\.json$/;

/** Every proof; `block` is the package's own, for which its checkpoints and stamps stand. */
export function checkBatches(notes, files, { manifest, object }, trust, block) {
  notes.begin(Step.BATCHES);
  const named = digestsOf(manifest, files.get(MANIFEST_NAME), object);
  const held = { named, files, blocks: new Map(), block, tokens: 0 };
  for (const name of proofNames(files)) {
    notes.about = name;
    checkOne(notes, name, held, trust);
  }
  notes.about = "";
}

function proofNames(files) {
  const names = [...files.keys()].filter((name) => name.startsWith(BATCHES)).sort(compareText);
  for (const name of names) {
    if (!NAME.test(name)) throw new FieldFault(CODE, name, "", "is no batches/<three digits>.json");
  }
  if (names.length > MOST_PROOFS) throw new FieldFault(CODE, names[MOST_PROOFS], "", `is one of ${names.length}`);
  return names;
}

const keyOf = (algorithm, digest) => `${algorithm}:${hex(digest)}`;

/** What a proof in the package may be of; of two things with one digest, the first. */
function digestsOf(manifest, data, object) {
  const same = (text) => ({ zh: text, en: text });
  const found = manifest.files.map(({ path, sha256: one, sm3: other }) => [same(path), one, other]);
  found.push([same(MANIFEST_NAME), sha256(data), sm3(data)]);
  if (object)
    found.push([{ zh: "数据对象", en: "the data object" }, object.fingerprint.sha256, object.fingerprint.sm3]);
  const named = new Map();
  for (const [what, one, other] of found) {
    for (const key of [keyOf("sha256", one), keyOf("sm3", other)]) if (!named.has(key)) named.set(key, what);
  }
  return named;
}

function checkOne(notes, name, given, trust) {
  const proof = readBound(name, given);
  const { anchor, algorithm, digest } = proof;
  const header = headerOf(anchor);
  requireRegister(anchor, trust);
  const { held, lacking } = voices(notes, header, given, trust);
  if (lacking) notes.open(lacking);
  requireRoot(anchor, provenAccount(anchor, header, trust), trust);
  const { authorities, said, asides } = countStamps(name, proof, trust);
  for (const fault of asides) notes.asideOf(fault);
  if (lacking || !isEnough(notes, trust, held, authorities.size)) return;
  const unfit = ["sha256", algorithm].map((each) => algorithmFault(trust.algorithms, "digest", each, header.timestamp));
  if (unfit.some(Boolean)) {
    notes.asideOf(unfit.find(Boolean));
    return;
  }
  say(notes, given.named.get(keyOf(algorithm, digest)), proof, header, said);
}

/** A proof of something in the package, at its place under its root. */
function readBound(name, given) {
  const proof = readProof(name, given.files.get(name));
  const { anchor, algorithm, digest, stamps } = proof;
  if (!anchor) throw new FieldFault(CODE, name, "schema", "shows no digest");
  if (!given.named.has(keyOf(algorithm, digest))) {
    throw new Fault("BATCH_UNBOUND", { file: name, found: digestText(proof) });
  }
  requirePlace(name, proof);
  given.tokens += stamps.flat().length;
  if (given.tokens > MOST_TOKENS) {
    throw new FieldFault(CODE, name, "stamps", `comes to ${given.tokens} tokens`);
  }
  return proof;
}

function say(notes, what, { anchor, index }, { number, timestamp }, stamps) {
  const when = beijing(timestamp);
  const zh =
    `${what.zh}，在区块 ${number}（北京时间 ${when}）前已入登记机构` + ` ${anchor.registry} 的日志，第 ${index} 项`;
  const en =
    `${what.en}, in the log of registry ${anchor.registry} at place ${index}` +
    ` by block ${number} (${when}, Beijing time)`;
  notes.counted([zh, ...stamps.map((each) => each.zh)].join("；"), [en, ...stamps.map((each) => each.en)].join("; "));
}

/** The voices for a block, or what is lacking. Throws where what is said of it is false. */
function voices(notes, header, { files, blocks, block }, trust) {
  const key = hex(header.hash);
  if (!blocks.has(key)) {
    const own = key === hex(block.hash);
    const { reasons, held, lacking } = vouched(header, trust, own ? files : new Map());
    // stamps and countersignatures are over the manifest, which lists the package's own header
    blocks.set(key, reasons.length ? { held: own ? notes.held : held } : { lacking });
  }
  return blocks.get(key);
}

/** What vouches for the block and stamps the root is as much as the reader wants. */
function isEnough(notes, { policy, time: { needed } }, held, stamped) {
  const tsa = Math.max(stamped, held.tsa ?? 0);
  if (tsa < needed) {
    notes.open(new Fault("TSA_MISSING", { expected: needed, found: tsa }));
    return false;
  }
  try {
    if (policy) requireMet(policy, { ...held, tsa });
    return true;
  } catch (fault) {
    if (fault.code !== "POLICY_UNMET") throw fault;
    notes.open(fault);
    return false;
  }
}
