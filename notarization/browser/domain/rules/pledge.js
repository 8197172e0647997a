/** Pledges on lots, from their record to their end (Civil Code Arts. 393-439). */

import { any, ascend, hex, same } from "../bytes.js";
import { among, isParty, namedLots, onlyRight, requireFree } from "../disposals.js";
import { require } from "../errors.js";
import { outcome } from "../outcome.js";
import { structHash } from "../structs.js";
import * as words from "../words.js";
import { movedHolding } from "./title.js";

const { holdingKey, lotKey, pledgeIsOpen, pledgeKey, sharesOf, pledgedOf } = words;
const NONE = [0, 0, 0];

/** The lot that a pledge rests on, the one it names or the one it carves, and the pledge's own id. */
export function lotAndPledge(terms) {
  const pledge = structHash(terms);
  return any(terms.lot) ? [terms.lot, pledge] : [pledge, pledge];
}

function requireTitle(state, title) {
  require("title is the dossier's", same(title, state.subject));
}

/** First on a new lot, or junior on an existing one. */
export function recorded(state, act, terms) {
  requireTitle(state, terms.title);
  requireTerms(terms, act.raw.time);
  const record = requireFree(state, terms.pledgor, onlyRight(terms.right), "PLEDGE", act.raw.time);
  requireDue(record, terms);
  const [lotId, pledge] = lotAndPledge(terms);
  const key = pledgeKey(lotId, pledge);
  require("pledge is new", !state.words.has(key));
  const { pledgee, filedAt, maximum } = terms;
  const word = { layout: "PledgeWord", pledgee, filedAt, state: "RECORDED", version: 1, maximum };
  if (!any(terms.lot)) return carved(state, terms, lotId, [key, word]);
  const lot = state.read(lotKey(lotId), "LotWord");
  const alike = same(lot.holder, terms.pledgor) && lot.right === terms.right && lot.ppm === terms.ppm;
  require("a junior pledge names an open lot as it is", alike && lot.open > 0);
  const joined = { ...lot, open: lot.open + 1, version: lot.version + 1 };
  return outcome(
    [
      [lotKey(lotId), joined],
      [key, word],
    ],
    { [key]: terms },
  );
}

function carved(state, terms, lotId, [key, word]) {
  const holding = state.read(holdingKey(terms.pledgor), "HoldingWord");
  const right = onlyRight(terms.right).indexOf(1);
  const free = sharesOf(holding)[right] - pledgedOf(holding)[right];
  require("the free share suffices", terms.ppm <= free, free);
  const lot = { layout: "LotWord", holder: terms.pledgor, right: terms.right, ppm: terms.ppm, open: 1, version: 1 };
  const writes = [[lotKey(lotId), lot], [key, word], pledgedMore(state, lot, terms.ppm)];
  return outcome(writes, { [key]: terms, [lotKey(lotId)]: terms });
}

function requireTerms(terms, time) {
  require("only the operating right is pledged", terms.right === "OPER");
  const named = terms.kind !== "NONE" && any(terms.filing) && terms.ppm > 0;
  require("the terms are complete", named && terms.amount > 0n);
  require("the filing is not in the future", terms.filedAt > 0 && terms.filedAt <= time);
  require("two sides", !same(terms.pledgor, terms.pledgee));
}

function requireDue(record, terms) {
  const within = terms.pastTerm || terms.termEnd <= record.validUntil;
  require("the debt falls due in the title's term", within, terms.termEnd);
}

/** The holder's word with so many ppm more pledged, or fewer. */
function pledgedMore(state, lot, change) {
  const old = state.read(holdingKey(lot.holder), "HoldingWord");
  const more = onlyRight(lot.right).map((one) => one * change);
  return [holdingKey(lot.holder), movedHolding(old, NONE, more)];
}

export function released(state, _, terms) {
  requireTitle(state, terms.title);
  return ended(state, terms, "RELEASED");
}

/** A judgment ends a pledge: what it secured is paid, or it never stood. */
export function concluded(state, _, terms) {
  requireTitle(state, terms.title);
  const ends = ["DISCHARGED", "VOIDED"].includes(terms.state) && any(terms.instrument);
  require("a judgment discharges or voids", ends, terms.state);
  return ended(state, terms, terms.state);
}

/** The last pledge of a lot frees the share. */
function ended(state, terms, how) {
  const [key, word] = openPledge(state, terms.lot, terms.pledge, terms.version);
  const lot = state.read(lotKey(terms.lot), "LotWord");
  const last = lot.open === 1;
  const after = { ...lot, open: lot.open - 1, version: lot.version + 1, ppm: last ? 0 : lot.ppm };
  const writes = [
    [lotKey(terms.lot), after],
    [key, { ...word, state: how, version: word.version + 1 }],
  ];
  if (last) writes.push(pledgedMore(state, lot, -lot.ppm));
  return outcome(writes);
}

function openPledge(state, lot, pledge, version) {
  const key = pledgeKey(lot, pledge);
  const word = state.read(key, "PledgeWord");
  require("pledge is open", pledgeIsOpen(word));
  require("pledge's version", word.version === version, word.version);
  return [key, word];
}

function openLot(state, lotId, version) {
  const lot = state.read(lotKey(lotId), "LotWord");
  require("lot is open", lot.open > 0);
  require("lot's version", lot.version === version, lot.version);
  return lot;
}

/** A recorded pledge's terms as they stand, amended and assigned; its id is still the hash of those recorded. */
export function standingTerms(state, terms) {
  const [lot, pledge] = lotAndPledge(terms);
  const word = state.read(pledgeKey(lot, pledge), "PledgeWord");
  const { amount, termEnd, pastTerm } = state.read(words.amendedKey(lot, pledge), "AmendedWord");
  const amended = amount ? { amount, termEnd, pastTerm } : {};
  return { ...terms, ...amended, pledgee: word.pledgee, maximum: word.maximum };
}

/** Whether the others on the lot are worse off by an amendment (Civil Code Art. 409). */
export function weighsMore(state, terms) {
  const before = standingTerms(state, terms.pledged);
  const larger = terms.amount > before.amount || terms.termEnd > before.termEnd;
  return larger || (terms.maximum && !before.maximum);
}

/** Amount, kind or term anew; what weighs more is barred as a new pledge is. */
export function amended(state, act, terms) {
  requireTitle(state, terms.pledged.title);
  const [lotId, pledge] = lotAndPledge(terms.pledged);
  const [key, word] = openPledge(state, lotId, pledge, terms.version);
  const before = standingTerms(state, terms.pledged);
  const changes = ["amount", "termEnd", "maximum"].some((name) => terms[name] !== before[name]);
  require("an amendment changes something", changes && terms.amount > 0n);
  if (weighsMore(state, terms)) {
    const lot = state.read(lotKey(lotId), "LotWord");
    requireDue(requireFree(state, lot.holder, onlyRight(lot.right), "PLEDGE", act.raw.time), terms);
    namedLots(state, [lotId], terms.pledges);
  } else {
    require("no other pledge is named", terms.pledges.length === 0);
  }
  const { amount, termEnd, pastTerm, maximum } = terms;
  return outcome([
    [key, { ...word, maximum, version: word.version + 1 }],
    [words.amendedKey(lotId, pledge), { layout: "AmendedWord", amount, termEnd, pastTerm }],
  ]);
}

/** The claim goes to another, the pledge with it; its rank stays. */
export function assigned(state, _, terms) {
  requireTitle(state, terms.title);
  const [key, word] = openPledge(state, terms.lot, terms.pledge, terms.version);
  const lot = state.read(lotKey(terms.lot), "LotWord");
  require("a claim goes to another", !among(terms.assignee, [word.pledgee, lot.holder]));
  require("the debtor is told", any(terms.notice));
  return outcome([[key, { ...word, pledgee: terms.assignee, version: word.version + 1 }]]);
}

/** All open pledges of a lot in a new order. */
export function ranked(state, _, terms) {
  requireTitle(state, terms.title);
  const lot = openLot(state, terms.lot, terms.version);
  const named = [...terms.pledges].sort((one, other) => (hex(one) < hex(other) ? -1 : 1));
  const once = ascend(named) && named.length === lot.open && lot.open > 1;
  require("each open pledge is ranked once", once, named.length);
  namedLots(state, [terms.lot], named);
  const ranks = terms.pledges.map((pledge, at) => {
    const key = pledgeKey(terms.lot, pledge);
    const word = state.read(key, "PledgeWord");
    return [key, { ...word, rank: at + 1, version: word.version + 1 }];
  });
  return outcome([[lotKey(terms.lot), { ...lot, version: lot.version + 1 }], ...ranks]);
}

/** A part of a lot is free again. */
export function shrunk(state, _, terms) {
  requireTitle(state, terms.title);
  const lot = openLot(state, terms.lot, terms.version);
  require("less of the lot stays", terms.ppm > 0 && terms.ppm < lot.ppm, lot.ppm);
  namedLots(state, [terms.lot], terms.pledges);
  const after = { ...lot, ppm: terms.ppm, version: lot.version + 1 };
  return outcome([[lotKey(terms.lot), after], pledgedMore(state, lot, terms.ppm - lot.ppm)]);
}

/** The pledgee of a maximum amount knows of a seizure. */
export function learned(state, act, terms) {
  requireTitle(state, terms.title);
  const word = state.read(pledgeKey(terms.lot, terms.pledge), "PledgeWord");
  require("pledge is open", pledgeIsOpen(word));
  const key = words.knowledgeKey(terms.lot, terms.pledge);
  const fits = word.maximum && !state.words.has(key) && any(terms.document);
  require("a maximum amount learns once, from a document", fits);
  require("known before now", terms.knownAt > 0 && terms.knownAt <= act.raw.time, terms.knownAt);
  const { holder } = state.read(lotKey(terms.lot), "LotWord");
  require("the order is on the lot", isOnLot(state, terms, holder));
  return outcome([[key, { layout: "KnowledgeWord", since: terms.knownAt }]], { [key]: terms });
}

/** Of the title, or of the holder's shares; one on a whole party stands in its dossier. */
function isOnLot(state, terms, holder) {
  if (!same(terms.subject, state.subject)) return isParty(terms.subject) && !any(terms.holder);
  const named = state.words.has(words.orderKey(terms.holder, terms.order));
  return named && among(terms.holder, [words.NOBODY, holder]);
}

/** Default is declared; income from licences is assigned, or the declaration taken back. */
export function enforcing(state, _, terms) {
  requireTitle(state, terms.title);
  const [key, word] = openPledge(state, terms.lot, terms.pledge, terms.version);
  const { realisation } = terms;
  const follows = {
    NONE: word.state === "RECORDED",
    LICENCE_INCOME: word.state === "ENFORCING" && word.realisation === "NONE",
    WITHDRAWN: word.state === "ENFORCING",
  };
  require("enforcement follows a default", follows[realisation] && any(terms.document), realisation);
  const after =
    realisation === "WITHDRAWN" ? { state: "RECORDED", realisation: "NONE" } : { state: "ENFORCING", realisation };
  return outcome([[key, { ...word, ...after, version: word.version + 1 }]]);
}

export { openLot, requireTitle };
