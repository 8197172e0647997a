/** What becomes of a title after its issue: corrections, renewals, requests of all holders, ends (NAT-2026 Arts. 32-37). */

import { any, ascend, same } from "../bytes.js";
import { effectOf } from "../burdens.js";
import { alike, among, namedLots, requireWhole, sumsOf } from "../disposals.js";
import { isIn, RIGHTS } from "../enums.js";
import { require } from "../errors.js";
import { outcome, requireSecondary } from "../outcome.js";
import * as words from "../words.js";
import { requireIssue } from "./title.js";

const { CONTENT_KEY, ENDING_KEY, holdingKey, isEnded, NOBODY, parseWord, pledgedOf, RECORD_KEY } = words;

/** The burden table's row for a change of a group of fields. */
export function changing(group) {
  return group === "IDENTITY" ? "IDENTITY_CHANGE" : "DESCRIPTION_CHANGE";
}

/** The same for what all holders applied for: a cancellation names no group. */
export function operationOf(terms) {
  return terms.group === "NONE" ? "VOLUNTARY_CANCEL" : changing(terms.group);
}

/** Whether pledgees must consent to an operation on a title. */
export function asksPledgees(operation) {
  return effectOf(operation, "PLEDGED") === "CONSENT";
}

/** A new record takes the place of the old; every holder's certificate is one version on. */
export function corrected(state, act, terms) {
  requireOwn(state, act, terms.title, terms.seq);
  const operation = changing(terms.group);
  const record = requireWhole(state, operation, act.raw.time, terms.court);
  const known = [NOBODY, state.words.get(CONTENT_KEY)].filter(Boolean);
  require("another record", !among(terms.record, known) && terms.group !== "NONE");
  require("a document is named", any(terms.instrument));
  require("holders ascend", ascend(terms.holders));
  require("every holder is named", terms.holders.length === record.holders);
  const holdings = terms.holders.map((each) => [holdingKey(each), state.read(holdingKey(each), "HoldingWord")]);
  require("each holds a share", !holdings.some(([, holding]) => isEnded(holding)));
  if (asksPledgees(operation))
    requirePledgesNamed(
      state,
      terms,
      holdings.map(([, holding]) => holding),
    );
  return outcome([[CONTENT_KEY, terms.record], ...holdings.map(anew)], { [CONTENT_KEY]: terms });
}

/** A certificate one version on. */
function anew([key, holding]) {
  return [key, { ...holding, version: holding.version + 1 }];
}

/** The title was obtained by fraud or over data of an unlawful source: void since then. */
export function revoked(state, act, terms) {
  require("a ground of revocation", isIn("REVOKING", terms.ground), terms.ground);
  return closed(state, act, terms, terms.from);
}

/** The title ends with the act. */
export function cancelled(state, act, terms) {
  require("a ground of cancellation", isIn("CANCELLING", terms.ground), terms.ground);
  require("a cancellation names no time", terms.from === 0, terms.from);
  return closed(state, act, terms, act.raw.time);
}

function closed(state, act, terms, since) {
  requireOwn(state, act, terms.title, terms.seq);
  const record = requireWhole(state, "ORDERED_CANCEL", act.raw.time, terms.court);
  require("effect within the title's life", record.registeredAt <= since && since <= act.raw.time);
  require("a document is named", any(terms.instrument));
  requireIssue(state.subject, terms.issued);
  return ending(record, terms, terms.ground, since);
}

function ending(record, terms, ground, since) {
  const after = { ...record, state: "CLOSED", renewing: false, requested: "NONE" };
  const writes = [
    [RECORD_KEY, after],
    [ENDING_KEY, { layout: "EndingWord", ground, since }],
  ];
  return outcome(writes, { [ENDING_KEY]: terms });
}

/** All holders applied for a new term; until that is decided the title does not expire. */
export function renewalFiled(state, act) {
  requireSecondary(act);
  const record = state.record();
  require("title lives", record.state === "LIVE");
  require("no renewal is pending", !record.renewing);
  require("the term runs", act.raw.time < record.validUntil, act.raw.time);
  return outcome([[RECORD_KEY, { ...record, renewing: true }]]);
}

/** The application for a new term ended without one. */
export function renewalEnded(state, act) {
  requireSecondary(act);
  return outcome([[RECORD_KEY, { ...state.record(), renewing: false }]]);
}

/** A new term behind the old one. */
export function renewed(state, act, terms) {
  require("title is the dossier's", same(terms.title, state.subject));
  const record = requireWhole(state, "RENEWAL", act.raw.time, terms.court);
  require("a renewal is pending", record.renewing);
  require("the new term is behind the old", terms.validUntil > record.validUntil, terms.validUntil);
  requireIssue(state.subject, terms.issued);
  return outcome([[RECORD_KEY, { ...record, validUntil: terms.validUntil, renewing: false }]]);
}

/** All holders applied for a change or a cancellation; which, the linked application says. */
export function requestFiled(state, act) {
  requireSecondary(act);
  const record = state.record();
  require("title lives", record.state === "LIVE");
  require("no request is pending", record.requested === "NONE");
  const { requested } = parseWord("TitleRecord", new Map(act.writes).get(RECORD_KEY) ?? NOBODY);
  require("a change or a cancellation", isIn("REQUESTS", requested), requested);
  return outcome([[RECORD_KEY, { ...record, requested }]]);
}

/** The application ended and led to nothing. */
export function requestEnded(state, act) {
  requireSecondary(act);
  return outcome([[RECORD_KEY, { ...state.record(), requested: "NONE" }]]);
}

/** The record that was applied for takes the place of the old; its root and the holders stand in the application. */
export function changed(state, act, terms) {
  const record = requireAsked(state, act, terms, "CHANGE");
  require("a group of fields", terms.group !== "NONE");
  const root = new Map(act.writes).get(CONTENT_KEY) ?? NOBODY;
  const present = state.words.get(CONTENT_KEY) ?? terms.issued.record;
  require("another record", any(root) && !same(root, present));
  const keys = act.writes.slice(2).map(([key]) => key);
  require("holders ascend", keys.every((key) => words.hasTag(key, "HOLDING")) && ascend(keys));
  require("every holder's certificate", keys.length === record.holders, keys.length);
  const holdings = keys.map((key) => [key, state.read(key, "HoldingWord")]);
  require("each holds a share", !holdings.some(([, holding]) => isEnded(holding)));
  if (asksPledgees(operationOf(terms)))
    requirePledgesNamed(
      state,
      terms,
      holdings.map(([, holding]) => holding),
    );
  const writes = [[RECORD_KEY, { ...record, requested: "NONE" }], [CONTENT_KEY, root], ...holdings.map(anew)];
  return outcome(writes, { [CONTENT_KEY]: terms });
}

/** The title ends with the act, as all holders and every pledgee want it. */
export function surrendered(state, act, terms) {
  const record = requireAsked(state, act, terms, "CANCELLATION");
  require("a cancellation publishes nothing", terms.group === "NONE" && terms.clear.length === 0);
  const holdings = state.under("HOLDING").map(([, word]) => parseWord("HoldingWord", word));
  requirePledgesNamed(
    state,
    terms,
    holdings.filter((holding) => !isEnded(holding)),
  );
  return ending(record, terms, "REQUEST", act.raw.time);
}

function requireAsked(state, act, terms, registration) {
  require("title is the dossier's", same(terms.title, state.subject));
  require("the title was issued", state.termsOf(RECORD_KEY, "Issue") !== undefined);
  requireIssue(state.subject, terms.issued);
  const record = requireWhole(state, operationOf(terms), act.raw.time, terms.court);
  require("the request is pending", record.requested === registration);
  return record;
}

function requireOwn(state, act, title, seq) {
  require("title is the dossier's", same(title, state.subject));
  require("terms name the count", BigInt(seq) === BigInt(act.seq - 1), seq);
  require("the title was issued", state.termsOf(RECORD_KEY, "Issue") !== undefined);
}

/** The lots that terms name are all that is pledged. */
function requirePledgesNamed(state, terms, holdings) {
  const named = sumsOf(namedLots(state, terms.lots, terms.pledges));
  const pledged = RIGHTS.map((_, right) => holdings.reduce((sum, each) => sum + pledgedOf(each)[right], 0));
  require("every pledged lot is named", alike(named, pledged), named);
}

/** Whether a title that ended on this ground was revoked, not cancelled. */
export function isRevocation(ground) {
  return isIn("REVOKING", ground);
}
