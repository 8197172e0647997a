/** What orders and the acts of a pledge's life need of other dossiers: who gives, extends, lifts; who takes over, judges. */

import { any, same } from "./bytes.js";
import { isIn, NUMBERS } from "./enums.js";
import { lotAndPledge, weighsMore } from "./rules/pledge.js";
import { HEIR_KEY, lotKey, NOBODY, orderKey, pledgeKey, SUPERIOR_KEY } from "./words.js";

const ORDERS = {
  Order: (other, terms) => {
    const { kind } = other.party(terms.court);
    other.require("a court or another organ orders", isIn("PUBLIC_POWERS", kind), kind);
    other.require("a court notes an insolvency", terms.kind !== "INSOLVENCY" || kind === "COURT", kind);
    notTooLong(other, terms);
  },
  Extension: (other, terms, before) => {
    byAuthority(other, terms, before);
    notTooLong(other, terms);
  },
  Lift: (other, terms, before) => {
    if (any(terms.court)) byAuthority(other, terms, before);
  },
  Superior: (other, terms) => {
    const { kind } = other.party(terms.court);
    const fits = isIn("PUBLIC_POWERS", kind) && kind === other.party(terms.superior).kind;
    other.require("a court stands above a court", fits, kind);
    other.require("none stands above itself", !isSameOrAbove(other, terms.court, terms.superior));
  },
};

/** Orders, by the struct of their terms; others need nothing here. */
export function checkOrders(other, terms, before) {
  ORDERS[terms?.struct]?.(other, terms, before);
}

function notTooLong(other, terms) {
  const latest = other.act.raw.time + other.floors(terms.profile).maximumFreeze;
  other.require("the order is not too long", terms.until <= latest, terms.until);
}

function byAuthority(other, terms, before) {
  const ordering = before.read(orderKey(terms.holder, terms.order), "OrderWord").court;
  other.require("who ordered it, or stands above", isSameOrAbove(other, terms.court, ordering));
}

function isSameOrAbove(other, authority, below) {
  let at = below;
  for (let step = 0; step < NUMBERS.MOST_STEPS && at && !same(at, authority); step += 1) {
    at = other.state(at).words.get(SUPERIOR_KEY);
  }
  return at !== undefined && same(at, authority);
}

const PLEDGE_LIFE = {
  Amendment: (other, terms, title) => {
    if (!weighsMore(title, terms)) return;
    other.requireFree(holderOf(title, lotAndPledge(terms.pledged)[0]), "PLEDGE");
  },
  Assignment: (other, terms, title) => {
    const { pledgee } = title.read(pledgeKey(terms.lot, terms.pledge), "PledgeWord");
    other.requireFree(pledgee, "TRANSFER");
    takes(other, terms.assignee);
  },
  Knowledge: (other, terms, title) => {
    if (same(terms.subject, title.subject)) return;
    const [key, holder] = [orderKey(NOBODY, terms.order), holderOf(title, terms.lot)];
    const known = has(other, holder, terms.subject) && other.state(terms.subject).words.has(key);
    other.require("the order is on the lot", known);
  },
  Judgment: (other, terms) => judged(other, terms.court),
  Sale: (other, terms, title) => {
    const holder = holderOf(title, terms.lot);
    if (terms.realisation === "COURT_SALE") {
      judged(other, terms.court);
      other.requireNotStayed(holder);
    } else {
      other.requireFree(holder, "TRANSFER");
    }
    takes(other, terms.taker);
  },
};

/** Acts of a pledge's life, by the struct of their terms. */
export function checkPledgeLife(other, terms, title) {
  PLEDGE_LIFE[terms?.struct]?.(other, terms, title);
}

function holderOf(title, lot) {
  return title.read(lotKey(lot), "LotWord").holder;
}

/** Whether what the holder has is the party's: its own, or that of whom it absorbed. */
function has(other, holder, party) {
  const heirs = other.during(holder).map((state) => state.words.get(HEIR_KEY));
  return [holder, ...heirs].some((each) => each && same(each, party));
}

function judged(other, court) {
  const { kind } = other.party(court);
  other.require("a court judges", kind === "COURT", kind);
}

function takes(other, party) {
  other.require("the party is enrolled", other.party(party).kind !== "NONE");
  const living = other.possible(party).some((each) => !each.succeeded);
  other.require("who was absorbed takes on nothing new", living);
}
