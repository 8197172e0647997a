/** Steps 6 to 10: header, register, block, account, heads. */

import { compareBytes, equal, fromBig, fromHex, hex, shown } from "./bytes.js";
import { Step } from "./codes.js";
import { headSlot } from "./domain/index.js";
import { Fault } from "./errors.js";
import { decodeHeader } from "./header.js";
import { NOT_JUDGED, checkSeals } from "./seals.js";
import { proveAccount, proveSlot } from "./state.js";
import { checkCheckpoints, proofFiles } from "./tlog.js";
import { pinned } from "./trust.js";

const UNSEEN = ["CHECKPOINT_UNTRUSTED", "WITNESS_QUORUM"];

/** The header, and the proven head of every dossier by its subject (hex). */
export function checkChain(notes, evidence, trust, files) {
  notes.begin(Step.HEADER);
  const header = checkHeader(evidence);
  const fields = header.fields.length;
  notes.counted(`区块 ${header.number}，${fields} 个字段`, `block ${header.number}, ${fields} fields`);
  notes.begin(Step.REGISTER);
  checkRegister(evidence, trust);
  notes.passed(`${trust.chainId} ${shown(trust.register.address)}`);
  notes.begin(Step.BLOCK);
  checkBlock(notes, header, trust, files);
  notes.begin(Step.ACCOUNT);
  const account = checkAccount(evidence, header, trust);
  notes.passed(shown(account.codeHash));
  notes.begin(Step.HEAD_PROOFS);
  const proven = checkSlots(evidence, account, trust);
  notes.counted(`${proven.size} 个`, `${proven.size} slots`);
  return { header, proven };
}

/** The header, which must be of the block claimed: from then on its number and time are exact as numbers. */
function checkHeader({ header: raw, claim }) {
  const header = decodeHeader(raw);
  const compared = [
    ["number", String(claim.number), String(header.number)],
    ["hash", shown(claim.hash), shown(header.hash)],
    ["time", String(claim.time), String(header.timestamp)],
  ];
  for (const [member, expected, found] of compared) {
    if (expected !== found) throw new Fault("BLOCK_DISAGREES", { member, expected, found });
  }
  return { ...header, number: claim.number, timestamp: claim.time };
}

function checkRegister({ claim, address }, trust) {
  if (claim.chainId !== trust.chainId) {
    throw new Fault("WRONG_CHAIN", { expected: trust.chainId, found: claim.chainId });
  }
  for (const found of [claim.register.address, address]) {
    if (!equal(found, trust.register.address)) {
      throw new Fault("WRONG_REGISTER", { expected: trust.register.address, found });
    }
  }
  const known = knownCode([...trust.books, trust.register]);
  for (const contract of [claim.register, ...claim.books]) {
    requireCode(contract.address, contract.codeHash, known);
  }
}

/** The block is one that the verifying party knows, or that those whom it believes vouch for. */
function checkBlock(notes, header, trust, files) {
  const { reasons, held, checkpoints, lacking, beside } = vouched(header, trust, files);
  if (!reasons.length) {
    notes.open(lacking);
    return;
  }
  Object.assign(notes.held, held);
  notes.checkpoints = checkpoints;
  notes.vouched = true;
  notes.counted(reasons.map(({ zh }) => zh).join("；"), reasons.map(({ en }) => en).join("; "));
  for (const fault of beside) notes.asideOf(fault);
}

/**
 * The voices that vouch for a block; what is lacking where none does; those that are here and count for nothing.
 * Throws where what is said of it is false.
 */
export function vouched(header, trust, files) {
  const [reasons, held, checkpoints, beside] = [[], {}, [], []];
  const pin = pinned(trust, header.number);
  if (pin && !equal(pin, header.hash)) {
    throw new Fault("BLOCK_HASH_MISMATCH", { number: header.number, expected: pin, found: header.hash });
  }
  if (pin) {
    held.pin = 1;
    reasons.push({ zh: shown(pin), en: shown(pin) });
  }
  const say = (voice, codes, ask) => {
    try {
      const { count, zh, en, proofs = [], lacking = [] } = ask();
      held[voice] = count;
      checkpoints.push(...proofs);
      beside.push(...lacking);
      reasons.push({ zh, en });
    } catch (fault) {
      if (!codes.includes(fault.code)) throw fault;
      beside.push(fault);
    }
  };
  if (trust.qbft && header.qbft && (trust.policy || !pin)) say("qbft", NOT_JUDGED, () => sealing(header, trust));
  if (trust.checkpoints && proofFiles(files).length) {
    say("checkpoint", UNSEEN, () => witnessing(files, header, trust));
  }
  const lacking = beside.at(-1) ?? new Fault("BLOCK_NOT_PINNED", { number: header.number, found: header.hash });
  return { reasons, held, checkpoints, lacking, beside };
}

function sealing(header, trust) {
  const { sealed, of } = checkSeals(header, trust.qbft);
  return { count: 1, zh: `${sealed}/${of} 个验证节点签封`, en: `${sealed}/${of} sealed it` };
}

function witnessing(files, header, trust) {
  const { seen, of, proofs, lacking } = checkCheckpoints(files, header, trust.chainId, trust.checkpoints);
  return { count: seen, zh: `${seen}/${of} 个见证方已见证`, en: `${seen}/${of} witnesses saw it`, proofs, lacking };
}

function checkAccount(evidence, header, { register }) {
  const account = proveAccount(header.stateRoot, register.address, evidence.account);
  requireCode(register.address, account.codeHash, knownCode([register]));
  return account;
}

/** The proven head of every dossier; its slot is worked out here, from the subject. */
function checkSlots({ dossiers, heads }, account, trust) {
  const subjects = [...new Set([...dossiers.keys(), ...heads.keys()])].sort();
  for (const subject of subjects) {
    if (!dossiers.has(subject) || !heads.has(subject)) {
      throw new Fault("PROOFS_DISAGREE", { subject: fromHex(subject) });
    }
  }
  return new Map(
    subjects.map((subject) => {
      const slot = headSlot(fromHex(subject));
      const { value } = proveSlot(account.storageRoot, slot, heads.get(subject), trust.development);
      return [subject, fromBig(value, 32)];
    }),
  );
}

/** Every book that performed an act runs trusted code, and is named; `acting` is pairs of address and code hash. */
export function checkBooks(acting, trust, { books }) {
  const known = knownCode(trust.books);
  const named = new Set(books.map(({ address }) => hex(address)));
  for (const [address, codeHash] of [...acting].sort(([one], [other]) => compareBytes(one, other))) {
    requireCode(address, codeHash, known);
    if (!named.has(hex(address))) throw new Fault("BOOK_NOT_NAMED", { contract: address, found: codeHash });
  }
}

/** Code hash by address; of two with one address the last counts. */
const knownCode = (contracts) => new Map(contracts.map(({ address, codeHash }) => [hex(address), codeHash]));

function requireCode(contract, found, known) {
  const trusted = known.get(hex(contract));
  if (trusted && equal(trusted, found)) return;
  const expected = trusted ? shown(trusted) : "a contract of the trust file";
  throw new Fault("CODE_NOT_ALLOWED", { contract, expected, found: shown(found) });
}
