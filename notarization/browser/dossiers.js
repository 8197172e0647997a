/** Steps 11 to 17: dossiers that are whole, replayed, in order, all of them, signed and linked. */

import { compareBytes, equal, fromHex, hex } from "./bytes.js";
import { checkBooks } from "./chain.js";
import { Step } from "./codes.js";
import {
  actDigest,
  Anchor,
  checkConditions,
  checkMandates,
  closureOf,
  codeKey,
  digest712,
  emptyHead,
  GOVERNANCE,
  nextHead,
  ONE_SIGNATURE,
  OWN,
  parseAct,
  recover,
  replay,
  same,
  SECONDARY,
} from "./domain/index.js";
import { DomainError } from "./domain/errors.js";
import { Fault, Stop } from "./errors.js";
import { Fields } from "./fields.js";
import { checkClosings, checkLinks } from "./links.js";
import { beijing } from "./wording.js";

export const DOSSIERS = "dossiers/";
const KINDS = 8;
// what is looked at to name the act that differs; a refusal need not cost more than an answer
const MOST_SIGNATURES = 1_000;
const NOT_AT_HAND = ["PARTY_MISSING", "CONDITION_UNKNOWN"];

/** The subject (hex) and the raw acts of a dossier's file. */
export function readDossier(name, value) {
  const fields = new Fields(value, name);
  fields.schema("datadeed/dossier-acts/1");
  const subject = fields.data("subject", 32);
  if (!isSubject(subject)) fields.refuse("subject", "names no subject");
  if (`${DOSSIERS}${hex(subject)}.json` !== name) fields.refuse("subject", "is not the file's");
  const acts = fields.each("acts").map((each) => readAct(subject, each));
  if (!acts.length) fields.refuse("acts", "are none");
  fields.end();
  return [hex(subject), acts];
}

const isSubject = (subject) => subject[0] > 0 && subject[0] < KINDS;

function readAct(subject, fields) {
  const act = {
    subject,
    kind: fields.natural("kind", 255),
    book: fields.data("book", 20),
    data: fields.data("data"),
    block: fields.natural("block", 2 ** 48),
    time: fields.natural("time", 2 ** 40),
  };
  fields.end();
  return act;
}

/** The replayed dossiers, by subject (hex). */
export function checkDossiers(notes, evidence, trust, header, proven) {
  const anchor = new Anchor(trust.chainId, trust.register.address);
  const { dossiers } = evidence;
  notes.begin(Step.HEADS);
  const acts = checkHeads(anchor, dossiers, proven);
  notes.counted(`${proven.size} 个案卷、${acts} 个行为`, `${proven.size} dossiers, ${acts} acts`);
  notes.begin(Step.REPLAY);
  const { histories, unknown } = replayed(notes, anchor, dossiers);
  notes.begin(Step.ORDER_IN_TIME);
  checkTimes(dossiers, header);
  notes.passed();
  checkClosure(notes, evidence, histories, unknown);
  notes.begin(Step.BOOKS);
  const acting = actingBooks(histories, trust.register.address);
  checkBooks(acting, trust, evidence.claim);
  notes.counted(`${acting.length} 个合约`, `${acting.length} books`);
  checkSigners(notes, anchor, histories);
  notes.begin(Step.LINKS);
  const links = checkLinks(histories);
  checkClosings(histories);
  notes.counted(`${links} 处`, `${links} links`);
  return histories;
}

const inOrder = (bySubject) => [...bySubject].sort(([one], [other]) => (one < other ? -1 : 1));

/** Recompute every head; the number of acts. Throws SEQ_GAP, HEAD_MISMATCH. */
function checkHeads(anchor, dossiers, proven) {
  let count = 0;
  for (const [subject, acts] of inOrder(dossiers)) {
    const heads = headsOf(anchor, fromHex(subject), acts);
    const expected = proven.get(subject);
    if (!equal(heads.at(-1), expected)) {
      const place = placeOf(anchor, heads, expected, [subject, dossiers]);
      throw new Fault("HEAD_MISMATCH", { subject: fromHex(subject), place, expected, computed: heads.at(-1) });
    }
    count += acts.length;
  }
  return count;
}

function headsOf(anchor, subject, acts) {
  const heads = [emptyHead(anchor, subject)];
  acts.forEach((raw, place) => {
    const found = raw.data.slice(1, 6).reduce((number, byte) => number * 256 + byte, 0);
    const seq = place + 1;
    if (found !== seq) throw new Fault("SEQ_GAP", { subject: hex(subject), expected: seq, found });
    heads.push(nextHead(heads.at(-1), actDigest(anchor, raw, seq)));
  });
  return heads;
}

/** Where the difference lies, as far as the package itself can tell. */
function placeOf(anchor, heads, proven, [subject, dossiers]) {
  if (!proven.some(Boolean)) return "the register has no such dossier in this block";
  const known = heads.length - 1;
  const place = heads.findIndex((head) => equal(head, proven));
  if (place >= 0) return `this block holds ${place} of its ${known} acts`;
  for (const [namer, seq] of named(subject, dossiers)) {
    if (seq > known) return `act ${known + 1} is missing: ${namer.slice(0, 12)} names act ${seq}`;
  }
  const altered = unlikeSigned(anchor, dossiers.get(subject));
  if (altered) return `act ${altered} of ${known} is not what was signed`;
  return `altered, foreign or cut off among ${known} acts`;
}

/** The first act that is not what its own signatures are over; 0 where none is seen to be. */
function unlikeSigned(anchor, acts) {
  let lookedAt = 0;
  for (const [place, raw] of acts.entries()) {
    let act;
    try {
      act = parseAct(raw);
    } catch (fault) {
      if (!(fault instanceof DomainError)) throw fault;
      if (fault.code === "ACT_KIND_UNKNOWN") continue;
      return place + 1;
    }
    if (!act.terms || !act.actors.length || SECONDARY.includes(act.kind) || OWN.includes(act.kind)) continue;
    const signed = act.actors.filter(({ mode }) => mode === "SIGNED");
    lookedAt += signed.length;
    if (lookedAt > MOST_SIGNATURES) return 0;
    if (!same(act.digest, digest712(anchor.chainId, raw.book, act.terms))) return place + 1;
    if (!signed.every((actor) => isSigned(act, actor))) return place + 1;
  }
  return 0;
}

/** Whether the account's own signature, which stands before an officer's, is over the act. */
function isSigned(act, { signature, account }) {
  try {
    return same(recover(act.digest, signature.subarray(0, ONE_SIGNATURE)), account);
  } catch (fault) {
    if (fault instanceof DomainError) return false;
    throw fault;
  }
}

/** The counts of a dossier that the links and actors of others name. */
function* named(subject, dossiers) {
  for (const [namer, acts] of inOrder(dossiers)) {
    for (const raw of acts) {
      const act = readable(raw);
      for (const link of act?.links ?? []) if (hex(link.subject) === subject) yield [namer, link.seq];
      for (const actor of act?.actors ?? []) if (hex(actor.party) === subject) yield [namer, actor.partySeq];
    }
  }
}

function readable(raw) {
  try {
    return parseAct(raw);
  } catch (fault) {
    if (fault instanceof DomainError) return null;
    throw fault;
  }
}

function replayed(notes, anchor, dossiers) {
  const [histories, unknown] = [new Map(), new Set()];
  for (const [subject, acts] of inOrder(dossiers)) {
    try {
      histories.set(subject, replay(anchor, fromHex(subject), acts));
    } catch (fault) {
      if (fault.code !== "ACT_KIND_UNKNOWN") throw fault;
      unknown.add(subject);
      notes.open(fault);
    }
  }
  if (!unknown.size) notes.passed();
  return { histories, unknown };
}

/** Blocks and times never go back, one block has one time, none lies after the header. */
function checkTimes(dossiers, header) {
  const times = new Map([[header.number, header.timestamp]]);
  for (const [subject, acts] of inOrder(dossiers)) {
    let before = 0;
    acts.forEach((act, place) => {
      const disorder = (fault) => new Fault("TIME_DISORDER", { subject: fromHex(subject), seq: place + 1, fault });
      if (act.block < before || act.block > header.number) throw disorder(`block ${act.block}`);
      if (!times.has(act.block)) times.set(act.block, act.time);
      if (times.get(act.block) !== act.time) throw disorder(`block ${act.block} at ${act.time}`);
      before = act.block;
    });
  }
  const ordered = [...times].sort(([one], [other]) => one - other).map(([, time]) => time);
  if (ordered.some((time, place) => place && time < ordered[place - 1])) {
    const fault = "a later block has an earlier time";
    throw new Fault("TIME_DISORDER", { subject: new Uint8Array(), seq: 0, fault });
  }
}

function checkClosure(notes, evidence, histories, unknown) {
  notes.begin(Step.CLOSURE);
  const signers = evidence.tombstones.map((each) => each.tombstone.party);
  const closure = closureOf(evidence.certificate.title, histories, signers);
  const missing = closure.missing.map(subjectOf).filter((subject) => !unknown.has(hex(subject)));
  for (const subject of missing) notes.open(new Fault("CLOSURE_MISSING", { subject }));
  if (!missing.length && !unknown.size) {
    const needed = new Set(closure.members.map((each) => hex(subjectOf(each))));
    const unneeded = inOrder(evidence.dossiers).filter(([subject]) => !needed.has(subject));
    notes.allOf(unneeded.map(([subject]) => new Fault("DOSSIER_UNNEEDED", { subject: fromHex(subject) })));
  }
  if (unknown.size && !missing.length) notes.skipped();
  // mandates, links and the answer would rest on what is absent
  if (missing.length || unknown.size) throw new Stop();
  const { length } = closure.members;
  notes.counted(`${length} 个案卷`, `${length} dossiers`);
}

const subjectOf = (subject) => (typeof subject === "string" ? fromHex(subject) : subject);

/** The books that performed acts, with the code hash that GOVERNANCE admitted. */
function actingBooks(histories, register) {
  const words = histories.get(hex(GOVERNANCE))?.last.words ?? new Map();
  const books = new Map();
  for (const { acts } of histories.values()) for (const { raw } of acts) books.set(hex(raw.book), raw.book);
  books.delete(hex(register));
  return [...books.values()].sort(compareBytes).map((book) => [book, words.get(codeKey(book)) ?? new Uint8Array()]);
}

/** Every actor of every act, and what the act needed of other dossiers. */
function checkSigners(notes, anchor, histories) {
  notes.begin(Step.MANDATES);
  let signed;
  try {
    signed = signatures(anchor, histories);
  } catch (fault) {
    if (!NOT_AT_HAND.includes(fault.code)) throw fault;
    notes.open(fault);
    return;
  }
  for (const each of signed.disowned) notes.failed(afterRevocation(each));
  notes.counted(`${signed.verified} 个签名`, `${signed.verified} signatures`);
  if (signed.senders) notes.aside("REGISTER_VOUCHES", "", { count: signed.senders });
  if (signed.contracts) notes.aside("CONTRACT_SIGNATURE", "", { count: signed.contracts });
}

function signatures(anchor, histories) {
  const found = { verified: 0, contracts: 0, senders: 0, disowned: [] };
  for (const history of histories.values()) {
    history.acts.forEach((act, place) => {
      const before = history.states[place];
      checkConditions(act, before, histories);
      for (const mandate of checkMandates(anchor, act, before, histories, recover)) {
        if (mandate.disowned) found.disowned.push(mandate.disowned);
        if (mandate.offline) found.verified += 1;
        else if (mandate.actor.mode === "CONTRACT") found.contracts += 1;
        else found.senders += 1;
      }
    });
  }
  return found;
}

function afterRevocation({ subject, seq, clerk, time, since, ground }) {
  const [signed, from] = [beijing(time), beijing(since)];
  return new Fault("SIGNED_AFTER_REVOCATION", { subject, act: seq, clerk, signed, since: from, ground });
}
