/**
 * The browser's verifier: bytes in, numbered checks out (docs/evidence-package.md). A second implementation beside
 * notarization/verify, with the same steps and codes. No network, no clock, no storage.
 *
 * The caller MUST get the trust file from a source of its own, never from whoever gave the package.
 */

import { checkAlgorithms } from "./algorithms.js";
import { checkAnswer, statement } from "./answer.js";
import { BATCHES, checkBatches } from "./batch_steps.js";
import { hex } from "./bytes.js";
import { checkChain } from "./chain.js";
import { Step, SECOND } from "./codes.js";
import { MAX_BYTES, readContainer } from "./container.js";
import { checkContent, checkCover, checkTime } from "./content.js";
import { COUNTERSIGNATURE_NAME, judgedAll, wordsOf } from "./countersignature.js";
import { CUSTODY_NAME } from "./custody.js";
import { sha256, sm3 } from "./digests.js";
import { DomainError } from "./domain/errors.js";
import { checkDossiers } from "./dossiers.js";
import { checkEnclosures } from "./enclosure_steps.js";
import { Fault, Stop } from "./errors.js";
import { requireModest } from "./limits.js";
import { compareDigests, compareNames, isDetached, MANIFEST_NAME, readManifest } from "./manifest.js";
import { Notes } from "./notes.js";
import { ATTACHMENTS, readPackage } from "./package.js";
import { requireMet } from "./policy.js";
import { checkSigned } from "./signed_verdict.js";
import { checkStamps, unjudged } from "./stamp_steps.js";
import { STAMPS } from "./timestamps.js";
import { CHECKPOINTS } from "./tlog.js";
import { parseTrust } from "./trust.js";
import { NOT_PROVEN } from "./wording.js";

export { MAX_BYTES };
const UNREADABLE_TRUST = ["TRUST_MALFORMED", "PINS_DISAGREE"];

/**
 * Check a package against the reader's own trust file; the report is the JSON of `datadeed verify --json`.
 * @param {Uint8Array} packed @param {Uint8Array} trustFile
 * @param {{purpose?: string, time?: number}} [question] what stands for what the cover asks
 * @param {Uint8Array|null} [signedVerdict] a JWS over the package's title
 */
export function verify(packed, trustFile, question = {}, signedVerdict = null) {
  const notes = new Notes();
  if (signedVerdict) notes.asked.add(Step.SIGNED_VERDICT);
  try {
    steps(notes, packed, trustFile, question, signedVerdict);
  } catch (fault) {
    if (fault instanceof Fault || fault instanceof DomainError) notes.failed(fault);
    else if (!(fault instanceof Stop)) throw fault;
  }
  return notes.report(NOT_PROVEN);
}

function steps(notes, packed, trustFile, question, signedVerdict) {
  // 1 to 5: files, digests, the reader's trust, formats
  const { files, manifest } = checkForm(notes, packed);
  const trust = readTrust(notes, trustFile);
  notes.begin(Step.PARTS);
  const evidence = readPackage(files, manifest);
  const held = evidence.dossiers.size;
  notes.counted(`${files.size} 个文件、${held} 个案卷`, `${files.size} files, ${held} dossiers`);
  // 6 to 17: block, register, heads, dossiers, signatures
  const { header, proven } = checkChain(notes, evidence, trust, files);
  const histories = checkDossiers(notes, evidence, trust, header, proven);
  // 18 to 22: what the dossiers say
  checkContent(notes, evidence, histories);
  checkCover(notes, evidence, manifest, files);
  // 23 and 24: the answer
  const time = question.time ?? evidence.cover.asOf;
  checkTime(notes, evidence, trust, header, time);
  const then = checkAnswer(notes, evidence, histories, question, header);
  if (then) notes.asOf = statement(then, header, trust, time);
  // 25: what this version does not look into
  lookBeyond(notes, files, trust, manifest.parts !== null);
  // 26: since when the package is known to exist
  checkStamps(notes, files, trust, header.timestamp, evidence.cover.preparedAt);
  // 27: what the reader brings beside the package
  const beside = {
    known: trust.countersigners,
    tolerance: trust.time.tolerance,
    algorithms: trust.algorithms,
  };
  if (signedVerdict) checkSigned(notes, signedVerdict, evidence, histories, beside);
  // 28 to 32: what version 2 adds
  if (manifest.parts) checkEnclosures(notes, evidence, histories, manifest.parts, files);
  // 33: who signed beside the register; and whether all that vouches is as much as is wanted
  checkCountersigned(notes, files, { ...beside, since: header.timestamp });
  checkPolicy(notes, trust.policy);
  // 34: what all of it was made with; nothing is older than the block that it shows
  const made = Math.max(evidence.cover.preparedAt, header.timestamp);
  checkAlgorithms(notes, trust.algorithms, made, histories.values(), evidence.tombstones);
  // 35: what of it was notarized in batches
  if (notes.asked.has(Step.BATCHES)) {
    checkBatches(notes, files, { manifest, object: evidence.object }, trust, header);
  }
}

function checkForm(notes, packed) {
  let files;
  try {
    files = readContainer(packed);
  } catch (fault) {
    notes.readable = fault.details?.fault !== "not_a_container";
    throw fault;
  }
  notes.passed(`sha256 ${hex(sha256(packed))} sm3 ${hex(sm3(packed))}`);
  notes.begin(Step.MANIFEST);
  requireModest(files);
  if (!files.has(MANIFEST_NAME)) throw new Fault("FILE_MISSING", { path: MANIFEST_NAME });
  const manifest = readManifest(files.get(MANIFEST_NAME));
  if (manifest.parts) for (const step of SECOND) notes.asked.add(step);
  if ([...files.keys()].some((name) => name.startsWith(BATCHES))) notes.asked.add(Step.BATCHES);
  notes.allOf(compareNames(manifest, files));
  const listed = manifest.files.length;
  notes.counted(`${listed} 个文件`, `${listed} files`);
  notes.begin(Step.DIGESTS);
  notes.allOf(compareDigests(manifest, files));
  notes.passed();
  return { files, manifest };
}

function readTrust(notes, trustFile) {
  notes.begin(Step.TRUST);
  let trust;
  try {
    trust = parseTrust(trustFile);
  } catch (fault) {
    if (UNREADABLE_TRUST.includes(fault.code)) notes.readable = false;
    throw fault;
  }
  const pins = trust.pins.length;
  notes.counted(`${pins} 个区块`, `${pins} pinned blocks`);
  return trust;
}

function lookBeyond(notes, files, trust, second) {
  notes.begin(Step.BEYOND);
  const named = [MANIFEST_NAME, COUNTERSIGNATURE_NAME, ...(second ? [CUSTODY_NAME] : [])];
  const folders = [STAMPS, BATCHES, ...(trust.checkpoints ? [CHECKPOINTS] : [])];
  const others = [...files.keys()].filter((name) => {
    const examined = named.includes(name) || folders.some((folder) => name.startsWith(folder));
    return name.startsWith(ATTACHMENTS) || (isDetached(name) && !examined);
  });
  if (trust.checkpoints) others.push(...unjudged(notes, files));
  for (const name of others) notes.aside("NOT_EXAMINED", name);
  if (!others.length) notes.counted("无", "nothing");
}

/** Every SM2 signature beside the manifest; each counts for the countersigner that it is of. */
function checkCountersigned(notes, files, trust) {
  notes.begin(Step.COUNTERSIGNATURES);
  const [data, counted] = [files.get(COUNTERSIGNATURE_NAME), new Set()];
  for (const { fault, ...found } of data ? judgedAll(data, files.get(MANIFEST_NAME), trust) : []) {
    if (fault) {
      notes.asideOf(fault);
      continue;
    }
    counted.add(found.countersigner);
    notes.counted(...Object.values(wordsOf(found)));
  }
  notes.held.sm2 = counted.size;
  if (!data) notes.counted("无", "none");
}

/** What vouches for block and time is as much as the reader wants. */
function checkPolicy(notes, policy) {
  if (!policy) return;
  try {
    requireMet(policy, notes.held);
    notes.told({ zh: `核验方的策略已满足：${policy.text}`, en: `the reader's policy is met: ${policy.text}` });
  } catch (fault) {
    if (fault.code !== "POLICY_UNMET") throw fault;
    notes.vouched = false;
    notes.open(fault);
  }
}
