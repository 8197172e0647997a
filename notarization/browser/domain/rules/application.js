/** Applications and the filings over a data object. */

import { any, ascend, concat, hex, same } from "../bytes.js";
import { GROUNDS, PROCEDURE } from "../data/tables.js";
import { isIn, NUMBERS, ordinal } from "../enums.js";
import { require } from "../errors.js";
import * as gates from "../gates.js";
import { outcome, requireSecondary } from "../outcome.js";
import { structHash } from "../structs.js";
import { CONTENT_KEY, EXAMINED_KEY, hasTag, RECORD_KEY } from "../words.js";

const LIVE = new Uint8Array(32).fill(1, 31);
const ENDED = new Uint8Array(32).fill(2, 31);
const HALF = 16;
const FILING_START = 12;

/** A step of the procedure's table, undefined where there is none. */
export function rowOf(state, action) {
  const found = PROCEDURE[`${state} ${action}`];
  return found && { to: found[0], signatories: found[1], due: found[2] };
}

/** Whether a party passed an application's examination, by the EXAMINED word: two half ids, the examiner's low. */
export function hasExamined(word, party) {
  const half = party.subarray(-HALF);
  return [word.subarray(0, HALF), word.subarray(HALF)].some((each) => same(each, half));
}

export function submitted(state, _, terms) {
  const content = structHash(terms);
  require("a first filing corrects nothing", !any(terms.previous) && BigInt(terms.seq) === 0n);
  const known = terms.registration !== "NONE" && terms.registration !== "TRANSFER";
  require("a registration that is filed here", known, terms.registration);
  const own = terms.registration !== "FIRST" || !any(terms.title);
  require("a first registration concerns no title", own);
  requireSplits(terms);
  requireOpen(terms);
  const made = concat([ordinal("SubjectKind", "APPLICATION")], content.subarray(0, 31));
  require("id is the terms' hash", same(made, state.subject));
  const record = { layout: "ApplicationRecord", registry: terms.registry, state: "SUBMITTED", due: terms.due };
  const writes = [
    [RECORD_KEY, record],
    [CONTENT_KEY, content],
  ];
  return outcome(writes, { [RECORD_KEY]: terms, [CONTENT_KEY]: terms });
}

/** Corrected or supplemented content takes the place of the old. */
export function corrected(state, act, terms) {
  requireOwn(state, act, terms.previous, terms.seq);
  const record = state.record();
  const supplement = record.state === "SUPPLEMENT";
  const row = requireRow(record, supplement ? "SUPPLY" : "CORRECT");
  require("the correction is in time", supplement || act.raw.time <= record.due, act.raw.time);
  require("a deadline lies ahead", terms.due >= act.raw.time, terms.due);
  requireSameParties(state.terms.get(CONTENT_KEY), terms);
  requireSplits(terms);
  requireOpen(terms);
  const after = { ...withDue(record, row, terms.due), state: row.to, corrected: true };
  const writes = [
    [RECORD_KEY, after],
    [CONTENT_KEY, structHash(terms)],
  ];
  return outcome(writes, { [CONTENT_KEY]: terms });
}

/** A step of the procedure's table. */
export function stepped(state, act, terms) {
  requireOwn(state, act, terms.application, terms.seq);
  const [record, time] = [state.record(), act.raw.time];
  require("the step has no act of its own", !isIn("OTHER_DOORS", terms.action), terms.action);
  const row = requireRow(record, terms.action);
  if (row.due === "GIVEN") require("a deadline lies ahead", terms.due >= time, terms.due);
  const admitted = GROUNDS[terms.action].includes(terms.ground) && fits(state, terms.ground);
  require("the step admits the ground", admitted, terms.ground);
  const after = { ...withDue(record, row, terms.due), state: row.to };
  if (terms.action === "EXTEND") {
    require("extended once only", !record.extended);
    after.extended = true;
  }
  if (terms.action === "DEPOSIT") {
    require("the receipt is not of the future", terms.due <= time);
    after.depositedAt = terms.due;
  }
  requireTime(record, terms.action, time);
  requireUninvolved(state, act);
  if (record.state === "OBJECTION") requireOthers(state, act);
  return outcome([[RECORD_KEY, after]]);
}

/** The examination is passed, the clear fields are public, the notice runs. */
export function published(state, act, terms) {
  requireOwn(state, act, terms.application, terms.seq);
  const record = state.record();
  const row = requireRow(record, "PUBLISH");
  require("the notice is not too long", terms.clear.length <= NUMBERS.MOST_CLEAR);
  require("important data is not published", contentOf(state).grade !== "IMPORTANT");
  requireUninvolved(state, act);
  const after = { ...withDue(record, row, terms.due), state: row.to };
  require("examiner and reviewer pass it", act.actors.length === 2, act.actors.length);
  const [examiner, reviewer] = act.actors.map((actor) => actor.party.subarray(-HALF));
  return outcome([
    [RECORD_KEY, after],
    [EXAMINED_KEY, concat(reviewer, examiner)],
  ]);
}

/** The title was issued; the linked act says which. */
export function certified(state, act) {
  requireSecondary(act);
  const record = state.record();
  return outcome([[RECORD_KEY, { ...record, state: requireRow(record, "CERTIFY").to }]]);
}

/** Applicants filed over this object; the linked application says more. */
export function objectFiled(state, act) {
  const live = act.writes.some(([key]) => state.words.has(key) && same(state.words.get(key), LIVE));
  require("no applicant has a live filing", !live);
  return filings(act, LIVE);
}

/** A filing over this object ended: without a title, or with its title. */
export function objectFilingEnded(_, act) {
  return filings(act, ENDED);
}

export function objectTitled(_, act) {
  requireSecondary(act);
  return outcome([]);
}

function filings(act, word) {
  requireSecondary(act);
  const keys = act.writes.map(([key]) => key);
  const filing = (key) => hasTag(key, "FILING") && /^0*$/.test(key.slice(2, 2 * FILING_START));
  require("an object's words are filings", keys.length > 0 && keys.every(filing));
  require("applicants ascend", ascend(keys));
  return outcome(keys.map((key) => [key, word]));
}

function contentOf(state) {
  return state.terms.get(CONTENT_KEY);
}

/** Only where a title is changed or cancelled can there be nothing material to publish. */
function fits(state, ground) {
  return isIn("REQUESTS", contentOf(state).registration) || ground !== "NOT_MATERIAL";
}

function requireOwn(state, act, application, seq) {
  require("application is the dossier's", same(application, state.subject));
  require("terms name the count", BigInt(seq) === BigInt(act.seq - 1), seq);
}

function requireOpen(terms) {
  const gate = gates.shut(terms);
  require("every gate is open", gate === null, gate);
}

/** Nobody acts as staff on an application of its own, or of a fusion that it took part in. */
function requireUninvolved(state, act) {
  for (const actor of act.actors) {
    const own = actor.role !== "PARTY" && gates.involves(contentOf(state), actor.party);
    require("staff is not involved", !own);
  }
}

/** Who passed the examination decides on no objection against it. */
function requireOthers(state, act) {
  const word = state.words.get(EXAMINED_KEY);
  for (const actor of act.actors) {
    const passed = word !== undefined && actor.role !== "PARTY" && hasExamined(word, actor.party);
    require("others decide on an objection", !passed);
  }
}

function requireSplits(terms) {
  const { splits } = terms;
  const few = splits.length >= 1 && splits.length <= NUMBERS.MOST_HOLDERS;
  require("holders ascend", few && ascend(splits.map((split) => split.holder)), splits.length);
  require("each holder has some share", splits.every((split) => split.hold || split.use || split.oper));
  const sums = ["hold", "use", "oper"].map((right) => splits.reduce((sum, split) => sum + split[right], 0));
  require("shares sum to the whole", sums.every((sum) => sum === 0 || sum === NUMBERS.WHOLE), sums);
}

function requireSameParties(filed, terms) {
  const kept = (content) =>
    [
      content.registration,
      content.registry,
      content.keyed,
      ...[content.title, content.profile, content.fingerprint, ...content.splits.map((split) => split.holder)].map(hex),
    ].join(" ");
  require("registration, title, registry, profile, object, applicants stay", kept(filed) === kept(terms));
}

function requireRow(record, action) {
  const row = rowOf(record.state, action);
  require("the procedure has this step", row !== undefined, `${record.state} ${action}`);
  return row;
}

const DUE = {
  NONE: (record) => ({ ...record, due: 0 }),
  KEPT: (record) => record,
  GIVEN: (record, given) => ({ ...record, due: given }),
  NOTICE_FLOOR: (record, given) => ({ ...record, due: given, noticeDue: given }),
  NOTICE_KEPT: (record) => ({ ...record, due: record.noticeDue }),
};

function withDue(record, row, given) {
  return DUE[row.due](record, given);
}

function requireTime(record, action, time) {
  if (action === "DEEM_ACCEPTED" || action === "LAPSE") require("the deadline is over", time > record.due, time);
  if (action === "CLOSE_NOTICE") require("the notice is over", time > record.noticeDue, time);
  if (action === "OBJECT") require("the notice runs", time <= record.noticeDue, time);
}
