/** What the burdens in a title's own dossier leave of disposals and of acts on the whole title; lots with their pledges. */

import { ascend, same } from "./bytes.js";
import { CONSENT, effectOf, effectOfOrders, EVERY_KIND, kindBit, strictest, strictness } from "./burdens.js";
import { ordinal } from "./enums.js";
import { require } from "./errors.js";
import { isExpired, lotKey, pledgeIsOpen, pledgeKey, scopeKey, untilsOf } from "./words.js";

export const isParty = (subject) => subject[0] === ordinal("SubjectKind", "PARTY");

/**
 * The title lives and no order on it or on the holder's rights bars the operation.
 * @param {number[]} rights by Right; what is not zero is disposed of
 */
export function requireFree(state, holder, rights, operation, time) {
  const record = requireRunning(state, operation, time);
  const contested = record.disputes && effectOf(operation, "CONTESTED") === "BARS";
  require("no dispute over the ownership bars it", !contested, record.disputes);
  const scope = state.read(scopeKey(holder), "ScopeWord");
  const own = untilsOf(scope).filter((_, right) => rights[right]);
  const bars = [[record.barredUntil, record.orderKinds], ...own.map((until) => [until, scope.kinds])];
  const barring = barredBy(operation, bars, time);
  require("an administrator acts for who is insolvent", barring !== "INSOLVENT");
  require("no order bars it", barring === null, own);
  return record;
}

function requireRunning(state, operation, time) {
  const record = state.record();
  require("title lives", record.state === "LIVE");
  if (effectOf(operation, "EXPIRED") === "BARS") require("title has not expired", !isExpired(record, time), time);
  return record;
}

/**
 * What keeps a holder from disposing, null for nothing. What needs an administrator's consent is barred: no act of one
 * stands here yet (EBL Art. 25).
 * @param {[number, number][]} bars until when, and the kinds of the orders
 */
export function barredBy(operation, bars, time) {
  const kinds = bars.reduce((all, [until, each]) => (time < until ? all | each : all), 0);
  return strictness(effectOfOrders(operation, kinds)) >= CONSENT ? strictest(operation, kinds) : null;
}

/** A court that enforces sells nothing of an insolvent holder (EBL Art. 19). */
export function requireNotStayed(state, holder, time) {
  const record = state.record();
  const scope = state.read(scopeKey(holder), "ScopeWord");
  const bars = [[record.barredUntil, record.orderKinds], ...untilsOf(scope).map((until) => [until, scope.kinds])];
  const stays = bars.some(([until, kinds]) => time < until && kinds & kindBit("INSOLVENCY"));
  require("no insolvency stays it", !stays);
}

/** The title lives and its burdens leave room for an act on the whole of it, by a court or organ where they need one. */
export function requireWhole(state, operation, time, authority) {
  const record = requireRunning(state, operation, time);
  require("no order bars it", ofWhole(record, operation, time) !== "BARS", record.barredUntil);
  const named = !needsAuthority(record, operation, time) || isParty(authority);
  require("a court or organ is named", named);
  return record;
}

/** What the orders on a title, and disputes that block, do to an act on the whole of it. */
function ofWhole(record, operation, time) {
  // orders on holders' shares count as of every kind: the record does not tell theirs
  const whole = time < record.barredUntil ? record.orderKinds : 0;
  const orders = effectOfOrders(operation, whole | (record.frozenHolders ? EVERY_KIND : 0));
  const contested = record.disputes ? effectOf(operation, "CONTESTED") : "ALLOWS";
  return strictness(contested) > strictness(orders) ? contested : orders;
}

/** Whether an act on the whole title needs the word of a court or organ. */
export function needsAuthority(record, operation, time) {
  return ofWhole(record, operation, time) === "CONSENT";
}

/**
 * The words of these lots; `pledges` are all open ones of the first lot, then of the next.
 * @returns {{id: Uint8Array, lot: object}[]}
 */
export function namedLots(state, lots, pledges) {
  let opened = 0;
  require("lots ascend", ascend(lots));
  const found = lots.map((id) => {
    const lot = state.read(lotKey(id), "LotWord");
    require("lot is open", lot.open > 0);
    const named = pledges.slice(opened, opened + lot.open);
    const known = named.every((each) => pledgeIsOpen(state.read(pledgeKey(id, each), "PledgeWord")));
    require("every open pledge is named", known && named.length === lot.open && ascend(named));
    opened += lot.open;
    return { id, lot };
  });
  require("no other pledge is named", opened === pledges.length);
  return found;
}

/** Ppm by Right of lots. */
export function sumsOf(lots) {
  const sums = [0, 0, 0];
  for (const { lot } of lots) sums[ordinal("Right", lot.right)] += lot.ppm;
  return sums;
}

/** Whether two rows of numbers are the same. */
export const alike = (left, right) => left.length === right.length && left.every((each, at) => each === right[at]);

/** One for a right, zero for the others. */
export const onlyRight = (right) => [0, 1, 2].map((each) => Number(each === ordinal("Right", right)));

/** Whether bytes are those of one of these. */
export const among = (bytes, others) => others.some((each) => same(bytes, each));
