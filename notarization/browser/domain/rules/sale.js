/** A pledged lot goes to whoever took or bought it. */

import { any, same } from "../bytes.js";
import { namedLots, onlyRight, requireFree, requireNotStayed } from "../disposals.js";
import { require } from "../errors.js";
import { outcome } from "../outcome.js";
import { holdingKey, isEnded, lotKey, pledgeIsOpen, pledgeKey, RECORD_KEY } from "../words.js";
import { openLot, requireTitle } from "./pledge.js";
import { movedHolding, numbered } from "./title.js";

const AGREED = ["AGREEMENT", "SELF_SALE"];
const isCourtSale = (terms) => terms.realisation === "COURT_SALE";

/** The lot moves whole; pledges end with it, or follow it. */
export function sold(state, act, terms) {
  requireTitle(state, terms.title);
  const lot = openLot(state, terms.lot, terms.version);
  requireTerms(terms, lot);
  namedLots(state, [terms.lot], terms.pledges);
  const record = requireSaleable(state, act, terms, lot);
  const pledges = pledgesAfter(state, terms);
  const left = pledges.filter(([, word]) => pledgeIsOpen(word)).length;
  const moved = onlyRight(lot.right).map((one) => one * lot.ppm);
  const giver = movedHolding(state.read(holdingKey(lot.holder), "HoldingWord"), moved, moved, -1);
  const before = state.read(holdingKey(terms.taker), "HoldingWord");
  const more = movedHolding(before, moved, left ? moved : [0, 0, 0]);
  const taker = isEnded(before) ? numbered(act, holdingKey(terms.taker), more, record.registry) : more;
  const holders = record.holders + Number(isEnded(before)) - Number(isEnded(giver));
  const after = { ...lot, holder: terms.taker, open: left, version: lot.version + 1, ppm: left ? lot.ppm : 0 };
  return outcome([
    [RECORD_KEY, { ...record, holders }],
    [holdingKey(lot.holder), giver],
    [holdingKey(terms.taker), taker],
    [lotKey(terms.lot), after],
    ...pledges,
  ]);
}

function requireTerms(terms, lot) {
  const agreed = AGREED.includes(terms.realisation);
  require("a sale says how", (agreed || isCourtSale(terms)) && any(terms.document), terms.realisation);
  require("a sale is to another", !same(terms.taker, lot.holder));
  const ends = terms.ended > 0n && terms.ended < 1n << BigInt(terms.pledges.length);
  require("a sale ends a pledge", ends, terms.ended);
  require("no court agrees for the sides", !agreed || !any(terms.court));
}

/** A court's own freeze does not bar its sale; only what has ended is sold no more. */
function requireSaleable(state, act, terms, lot) {
  if (!isCourtSale(terms)) return requireFree(state, lot.holder, onlyRight(lot.right), "TRANSFER", act.raw.time);
  const record = state.record();
  require("title lives", record.state === "LIVE");
  requireNotStayed(state, lot.holder, act.raw.time);
  return record;
}

function pledgesAfter(state, terms) {
  let declared = isCourtSale(terms);
  const found = terms.pledges.map((pledge, place) => {
    const key = pledgeKey(terms.lot, pledge);
    const word = state.read(key, "PledgeWord");
    const after = { ...word, version: word.version + 1 };
    if (!((terms.ended >> BigInt(place)) & 1n)) return [key, after];
    declared = declared || word.state === "ENFORCING";
    return [key, { ...after, state: "ENFORCED", realisation: terms.realisation }];
  });
  require("default was declared", declared);
  return found;
}
