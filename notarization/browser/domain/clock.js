/**
 * A title as it stands at a moment. `evolve` knows no time; here it is applied: what the register wrote is a fact, what
 * follows from the passing of time (expiry, the end of an order, the order that takes its place) is worked out.
 */

import { concat, same, unhex } from "./bytes.js";
import { ordinal } from "./enums.js";
import { isRevocation } from "./rules/change.js";
import { holderOf } from "./rules/order.js";
import { disputesAt, licencesAt, reportsAt } from "./standings.js";
import { pledgesAt } from "./ranks.js";
import { structHash } from "./structs.js";
import * as words from "./words.js";

const { CONTENT_KEY, RECORD_KEY } = words;

/** A title at T; `ending` is all zero while it lives. */
export class TitleAt {
  constructor(members) {
    Object.assign(this, members);
  }

  /** An end before the term goes before the end of the term. */
  get standing() {
    if (this.record.state === "CLOSED") return isRevocation(this.ending.ground) ? "REVOKED" : "CANCELLED";
    if (this.expired) return "EXPIRED";
    return this.time < this.record.validUntil ? "ACTIVE" : "PENDING_RENEWAL";
  }

  /** The title stands and its term runs. */
  get live() {
    return this.standing === "ACTIVE" || this.standing === "PENDING_RENEWAL";
  }

  /** What a party holds, undefined for nothing. */
  holding(party) {
    return this.holdings.find((each) => same(each.party, party));
  }

  /** The orders that touch these rights (bit n: Right n) of this holder. */
  ordersOn(party, rights) {
    const on = ({ terms, holder }) => terms.scope !== "HOLDER" || same(holder, party);
    return this.orders.filter((each) => each.rights & rights && on(each));
  }
}

/**
 * The title at T, null before its issue.
 * @param {import("./state.js").Dossier} dossier the state after the acts up to T
 * @param {number} time
 */
export function titleAt(dossier, time) {
  const terms = dossier.termsOf(RECORD_KEY, "Issue");
  if (!terms) return null;
  const record = dossier.record("TitleRecord");
  const root = rootOf(dossier);
  return new TitleAt({
    title: dossier.subject,
    time,
    record,
    terms,
    root,
    expired: words.isExpired(record, time),
    ending: dossier.read(words.ENDING_KEY, "EndingWord"),
    holdings: holdingsOf(dossier),
    pledges: pledgesAt(dossier, record, time),
    orders: ordersAt(dossier, time),
    predecessor: dossier.words.get(words.PREDECESSOR_KEY) ?? null,
    successors: dossier.under("SUCCESSOR").map(([key]) => titleOfKey(key)),
    licences: licencesAt(dossier, time),
    reports: reportsAt(dossier, time, root),
    disputes: disputesAt(dossier),
  });
}

/** The title that follows, by its key. */
function titleOfKey(key) {
  return concat([ordinal("SubjectKind", "TITLE")], unhex(key.slice(2)));
}

/** The root of a title's record: the newest change's, else that of its issue (empty: none). */
export function rootOf(title) {
  return title.words.get(CONTENT_KEY) ?? title.termsOf(RECORD_KEY, "Issue")?.record ?? new Uint8Array();
}

function holdingsOf(dossier) {
  return dossier
    .under("HOLDING")
    .map(([key, packed]) => [key, words.parseWord("HoldingWord", packed)])
    .filter(([, word]) => !words.isEnded(word))
    .map(([key, word]) => {
      const { number, version } = word;
      return {
        party: words.partyOfKey(key),
        shares: words.sharesOf(word),
        pledged: words.pledgedOf(word),
        number,
        version,
      };
    });
}

/**
 * The orders of a title's or a party's dossier that have neither been lifted nor run out at T, in the order of their
 * entry: the first on a right is in force, the others wait. `waiting` is the place behind it.
 */
export function ordersAt(dossier, time) {
  const standing = [];
  for (const [key, terms] of dossier.terms) {
    if (!words.hasTag(key, "ORDER") || terms.struct !== "Order") continue;
    const [order, holder] = [structHash(terms), holderOf(terms)];
    const { state, until, rights, version } = dossier.read(words.orderKey(holder, order), "OrderWord");
    if (state !== "RECORDED" || time >= until) continue;
    const waiting = standing.filter((each) => isBefore(each, terms, holder, rights)).length;
    standing.push({ order, holder, rights, until, waiting, version, terms });
  }
  return standing;
}

/** Freezes queue behind freezes on the same right of the same scope, or of the whole title. */
function isBefore(other, terms, holder, rights) {
  if (terms.kind !== "FREEZE" || other.terms.kind !== "FREEZE") return false;
  const alike = other.terms.scope === terms.scope && same(other.holder, holder);
  return (alike || other.terms.scope === "TITLE") && (other.rights & rights) !== 0;
}
