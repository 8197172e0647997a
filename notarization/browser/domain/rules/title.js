/** Titles: issue with certificates, transfers of shares; a title that follows one that is over. */

import { ascend, concat, hex, same } from "../bytes.js";
import { namedLots, requireFree, sumsOf } from "../disposals.js";
import { NUMBERS, ordinal, RIGHTS } from "../enums.js";
import { require } from "../errors.js";
import { numberParts, shanghaiMonth } from "../numbers.js";
import { outcome, requireSecondary } from "../outcome.js";
import { structHash } from "../structs.js";
import * as words from "../words.js";

const { holdingKey, holdingOf, isEnded, parseWord, RECORD_KEY, sharesOf, pledgedOf } = words;
const NAMED = new Uint8Array(32).fill(1, 31);
const NONE = [0, 0, 0];

/** The title that terms of issue make. */
export function titleOf(terms) {
  return concat([ordinal("SubjectKind", "TITLE")], structHash(terms).subarray(0, 31));
}

/** A title is named by the terms of its issue. */
export function requireIssue(title, terms) {
  require("the title's own issue", same(titleOf(terms), title));
}

/** A new title. Who holds what stands in its application; here: that the shares are whole. */
export function issued(state, act, terms) {
  require("id is the terms' hash", same(titleOf(terms), state.subject));
  const holdings = act.writes.slice(1).map(([key, word]) => [key, parseWord("HoldingWord", word)]);
  require("a title's words are holdings", holdings.every(([key]) => words.hasTag(key, "HOLDING")));
  require("holders ascend", holdings.length > 0 && ascend(holdings.map(([key]) => key)));
  const sums = RIGHTS.map((_, right) => holdings.reduce((sum, [, each]) => sum + sharesOf(each)[right], 0));
  const whole = sums.some(Boolean) && sums.every((sum) => sum === 0 || sum === NUMBERS.WHOLE);
  require("shares sum to the whole", whole, sums);
  const { number } = holdings[0][1];
  requireNumber(number, terms.registry, act.raw.time);
  const record = {
    layout: "TitleRecord",
    registry: terms.registry,
    registeredAt: terms.registeredAt,
    validUntil: terms.validUntil,
    state: "LIVE",
    rights: sums.reduce((rights, sum, right) => (sum ? rights | (1 << right) : rights), 0),
    holders: holdings.length,
  };
  const certificates = holdings.map(([key, each], at) => [key, holdingOf(sharesOf(each), NONE, number + at, 1)]);
  return outcome([[RECORD_KEY, record], ...certificates], { [RECORD_KEY]: terms });
}

/** Shares move to a co-holder or a newcomer; burdened lots move whole. */
export function transferred(state, act, terms) {
  require("title is the dossier's", same(terms.title, state.subject));
  const moved = [terms.hold, terms.use, terms.oper];
  require("at most sixteen lots move", terms.lots.length <= NUMBERS.MOST_LOTS);
  require("some share moves to another", moved.some(Boolean) && !same(terms.giver, terms.taker));
  const record = requireFree(state, terms.giver, moved, "TRANSFER", act.raw.time);
  const lots = namedLots(state, terms.lots, terms.pledges);
  for (const { lot } of lots) require("lot is the giver's", same(lot.holder, terms.giver));
  const pledged = sumsOf(lots);
  const giver = given(state, terms, moved, pledged);
  const before = state.read(holdingKey(terms.taker), "HoldingWord");
  const more = movedHolding(before, moved, pledged);
  const taker = isEnded(before) ? numbered(act, holdingKey(terms.taker), more, record.registry) : more;
  const holders = record.holders + Number(isEnded(before)) - Number(isEnded(giver));
  return outcome([
    [RECORD_KEY, { ...record, holders }],
    [holdingKey(terms.giver), giver],
    [holdingKey(terms.taker), taker],
    ...lots.map(({ id, lot }) => [words.lotKey(id), { ...lot, holder: terms.taker, version: lot.version + 1 }]),
  ]);
}

/** A newcomer's holding with the certificate's number that the act gives it. */
export function numbered(act, key, holding, registry) {
  const { number } = parseWord("HoldingWord", new Map(act.writes).get(key) ?? new Uint8Array(32));
  requireNumber(number, registry, act.raw.time);
  return { ...holding, number };
}

/** A holding with so many ppm more, by Right, or fewer. */
export function movedHolding(old, shares, pledged, sign = 1) {
  const plus = (parts, change) => parts.map((part, right) => part + sign * change[right]);
  return holdingOf(plus(sharesOf(old), shares), plus(pledgedOf(old), pledged), old.number, old.version + 1);
}

function given(state, terms, moved, pledged) {
  const old = state.read(holdingKey(terms.giver), "HoldingWord");
  require("giver's version", old.version === terms.giverVersion, old.version);
  RIGHTS.forEach((name, right) => {
    const held = sharesOf(old)[right];
    const free = held - pledgedOf(old)[right] + pledged[right];
    const enough = pledged[right] <= moved[right] && moved[right] <= Math.min(held, free);
    require("giver holds it free or with its lots", enough, name);
  });
  return movedHolding(old, moved, pledged, -1);
}

/** A certificate's number is one of the registry's, of the month of its issue. */
export function requireNumber(number, registry, time) {
  const parts = numberParts(number);
  const right = parts.registry === registry && parts.month === shanghaiMonth(time) && parts.serial > 0;
  require("number is the registry's of this month", right, number);
}

/** The new title names the one before; that one's end and holders stand in its own dossier. */
export function predecessorNamed(state, _, terms) {
  require("title is the dossier's", same(terms.title, state.subject));
  requireIssue(terms.title, terms.issued);
  requireIssue(terms.predecessor, terms.before);
  const record = state.record();
  require("title lives", record.state === "LIVE");
  const earlier = terms.before.registeredAt < terms.issued.registeredAt;
  const alike = same(terms.before.fingerprint, terms.issued.fingerprint);
  require("registered before, over the same data", earlier && alike);
  require("no predecessor is named", !state.words.has(words.PREDECESSOR_KEY));
  // in the place of a holder one that it absorbed may be named: who that is stands in its dossier
  require("holders ascend", ascend(terms.holders.filter((each) => holds(state, each))));
  require("every holder is named", new Set(terms.holders.map(hex)).size === record.holders);
  return outcome([[words.PREDECESSOR_KEY, terms.predecessor]], { [words.PREDECESSOR_KEY]: terms });
}

/** Whether a party holds a share of a title, or held one to its end. */
export function holds(title, party) {
  return !isEnded(title.read(holdingKey(party), "HoldingWord"));
}

/** The title that is over is followed by the linked one. */
export function succeeded(state, act) {
  requireSecondary(act);
  require("a predecessor is over", isOver(state.record(), act.raw.time));
  const keys = act.writes.map(([key]) => key);
  require("one successor", keys.length === 1 && words.hasTag(keys[0], "SUCCESSOR"));
  require("the linked title", keys[0] === words.successorKey(act.links[0].subject));
  return outcome([[keys[0], NAMED]]);
}

/** Whether a title has ended, or its term has. */
export function isOver(record, time) {
  return record.state !== "LIVE" || words.isExpired(record, time);
}
