/**
 * The verdict: VALID, INVALID or UNKNOWN for one named purpose, with facts, blocks and warnings. Any block makes
 * INVALID, any dossier that is not at hand makes UNKNOWN. It speaks of the ledger, not of the law.
 */

import { hex, same } from "./bytes.js";
import { burdenOf, CONSENT, effectOf, strictness } from "./burdens.js";
import { ordersAt, titleAt } from "./clock.js";
import { objectSubject } from "./closure.js";
import { PURPOSES } from "./data/tables.js";
import { isIn, NUMBERS, ordinal, RIGHTS } from "./enums.js";
import { DomainError } from "./errors.js";
import * as findings from "./findings.js";
import { gapsOf, usedFacts, usedWarnings } from "./uses.js";
import { CONTENT_KEY, HEIR_KEY, RECORD_KEY, RECOVERY_KEY } from "./words.js";

const ALL_RIGHTS = (1 << RIGHTS.length) - 1;
const OPER = ordinal("Right", "OPER");

/** @typedef {{code: string, values: object, subject: Uint8Array}} Finding values with the names that answers carry */

/**
 * The subjects whose dossiers a verdict reads beside the title's own. Raises TITLE_UNKNOWN.
 * @param {import("./state.js").Dossier} title
 * @param {Uint8Array} holder
 * @param {Map<string, import("./state.js").Dossier>} [parties] those at hand by subject in hex: they tell who absorbed
 *   the holder, and who absorbed that one
 * @returns {Uint8Array[]}
 */
export function neededDossiers(title, holder, parties = new Map()) {
  const terms = title.termsOf(RECORD_KEY, "Issue");
  if (!terms) throw new DomainError("TITLE_UNKNOWN", { title: hex(title.subject) });
  return [terms.application, objectSubject(terms.fingerprint), holder, ...heirsOf(holder, parties)];
}

/** Who goes on in a party's place, then in that one's, as far as the dossiers at hand tell; there is no circle. */
function heirsOf(party, dossiers) {
  const found = [];
  let heir = dossiers.get(hex(party))?.words.get(HEIR_KEY);
  while (heir && !found.some((each) => same(each, heir))) {
    found.push(heir);
    heir = dossiers.get(hex(heir))?.words.get(HEIR_KEY);
  }
  return found;
}

/** What a verdict is about: the title then, its holder, the dossiers at hand. */
class Case {
  constructor(at, holder, purpose, dossiers) {
    Object.assign(this, { at, holder, purpose, dossiers, holding: at.holding(holder), operation: PURPOSES[purpose] });
    this.party = dossiers.get(hex(holder));
    this.heirs = heirsOf(holder, dossiers);
    this.parties = [holder, ...this.heirs].map((each) => dossiers.get(hex(each))).filter(Boolean);
    this.partyKind = this.party ? this.party.record("PartyRecord").kind : "NONE";
  }

  /** A finding about the title. */
  of(code, values = {}) {
    return { code, values, subject: this.at.title };
  }

  effect(burden) {
    return effectOf(this.operation, burden);
  }

  /** The rights that the purpose disposes of: the operating right for a pledge, else all held. */
  get rights() {
    if (this.purpose === "pledge") return 1 << OPER;
    return (this.holding?.shares ?? []).reduce((rights, share, right) => (share ? rights | (1 << right) : rights), 0);
  }

  /** Orders on the title, on the holder's shares, on the whole party and on its successors. */
  orders(rights) {
    const whole = this.parties.flatMap((each) => ordersAt(each, this.at.time));
    return [...this.at.ordersOn(this.holder, rights), ...whole];
  }

  /** Those orders that bar what the purpose does, or those that do not. */
  ordersThat(bar) {
    // what needs an administrator's consent is barred: no act of one stands here yet
    const bars = ({ terms }) => strictness(this.effect(burdenOf(terms.kind))) >= CONSENT;
    return this.orders(this.rights)
      .filter((order) => bars(order) === bar)
      .map((order) => this.of(burdenOf(order.terms.kind), findings.orderValues(order)));
  }

  /** Reports that the title's rule profile asks for and that are not there. */
  reportGaps(blocking) {
    return gapsOf(this.at, this.purpose)
      .filter(({ needed }) => needed.blocks === blocking)
      .map(({ needed, why }) => {
        return this.of("REPORT_MISSING", { report_kind: needed.kind.toUpperCase(), why, article: needed.article });
      });
  }
}

/**
 * The verdict on one holder's certificate. Raises TITLE_UNKNOWN.
 * @param {import("./state.js").Dossier} title at the moment
 * @param {Uint8Array} holder
 * @param {string} purpose
 * @param {number} time
 * @param {Map<string, import("./state.js").Dossier>} dossiers those of neededDossiers that are at hand, by subject in hex
 */
export function judge(title, holder, purpose, time, dossiers) {
  const at = titleAt(title, time);
  if (!at) throw new DomainError("TITLE_UNKNOWN", { title: hex(title.subject) });
  const asked = new Case(at, holder, purpose, dossiers);
  const unknown = neededDossiers(title, holder, dossiers)
    .filter((subject) => !dossiers.has(hex(subject)))
    .map((subject) => ({ code: "DOSSIER_UNKNOWN", values: { subject: hex(subject) }, subject }));
  const blocks = blocksOf(asked);
  const result = blocks.length ? "INVALID" : "VALID";
  return {
    ...{ purpose, result: unknown.length ? "UNKNOWN" : result, title: title.subject, holder, time },
    facts: factsOf(asked, title),
    blocks,
    warnings: warningsOf(asked),
    unknown,
  };
}

/**
 * The same of a certificate that its holder has no more, under whose title he holds again: who gave all shares away
 * and took some back has a certificate of another number.
 */
export function onClosed(verdict) {
  const { holder, title: subject, unknown } = verdict;
  const block = { code: "CERTIFICATE_CLOSED", values: { holder: hex(holder) }, subject };
  return { ...verdict, result: unknown.length ? "UNKNOWN" : "INVALID", blocks: [block] };
}

function factsOf(asked, dossier) {
  const { at } = asked;
  const { record } = at;
  const object = objectSubject(at.terms.fingerprint);
  const found = asked.dossiers.get(hex(object));
  return [
    asked.of("TITLE_STATE", { state: record.state, expired: at.expired }),
    asked.of("TERM", { registered_at: record.registeredAt, valid_until: record.validUntil }),
    asked.of("REGISTRY", { registry: record.registry }),
    asked.of("FINGERPRINT", { fingerprint: hex(at.terms.fingerprint) }),
    asked.of("COMPLETE", { acts: dossier.seq, head: hex(dossier.head) }),
    ...at.holdings.map((holding) => asked.of("HOLDER", findings.holdingValues(holding))),
    asked.of("PLEDGES", { open: at.pledges.length }),
    ...at.pledges.map((pledge) => asked.of("PLEDGE", findings.pledgeValues(pledge))),
    ...asked.orders(ALL_RIGHTS).map((order) => asked.of("ORDER", findings.orderValues(order))),
    ...usedFacts(at).map(([code, values]) => asked.of(code, values)),
    ...at.disputes.filter((each) => each.open).map((each) => asked.of("DISPUTE", findings.disputeValues(each))),
    ...(found ? [{ code: "OBJECT_DOSSIER", values: { acts: found.seq, head: hex(found.head) }, subject: object }] : []),
  ];
}

function blocksOf(asked) {
  const { at, holding } = asked;
  if (!holding) return [asked.of("CERTIFICATE_CLOSED", { holder: hex(asked.holder) })];
  const { record, ending } = at;
  const found = [];
  if (record.state !== "LIVE") {
    found.push(asked.of(at.standing, { end_ground: ending.ground, ended_since: ending.since }));
  }
  if (at.expired && asked.effect("EXPIRED") === "BARS") {
    found.push(asked.of("EXPIRED", { valid_until: record.validUntil }));
  }
  if (record.disputes && asked.effect("CONTESTED") === "BARS") {
    found.push(asked.of("CONTESTED", { disputes: record.disputes }));
  }
  const pledging = asked.purpose === "pledge" ? pledgeBlocks(asked) : [];
  return [...found, ...asked.ordersThat(true), ...pledging, ...asked.reportGaps(true)];
}

function pledgeBlocks(asked) {
  const found = [];
  if (!asked.holding.shares[OPER]) found.push(asked.of("NO_OPERATING_RIGHT", { article: "NAT-2026 Art. 3" }));
  if (isIn("PUBLIC_POWERS", asked.partyKind)) {
    const values = { kind: asked.partyKind, article: "SPC Security Interpretation Art. 5" };
    found.push({ code: "PLEDGOR_KIND_BARRED", values, subject: asked.holder });
  }
  return found;
}

function warningsOf(asked) {
  const { at } = asked;
  const found = [
    ...termWarnings(asked),
    ...holderWarnings(asked),
    ...pledgeWarnings(asked),
    ...asked.ordersThat(false),
  ];
  const running = at.disputes.filter((each) => each.open).length;
  if (running) found.push(asked.of("DISPUTED", { disputes: running }));
  if (at.holdings.length > 1) found.push(asked.of("CO_HOLDERS", { holders: at.holdings.length }));
  const disposed = asked.operation === "VERIFY" ? 0 : asked.rights;
  found.push(...usedWarnings(at, disposed).map(([code, values]) => asked.of(code, values)));
  return [...found, ...asked.reportGaps(false), ...purposeWarnings(asked)];
}

function pledgeWarnings(asked) {
  const { at } = asked;
  const open = at.pledges.filter((pledge) => same(pledge.holder, asked.holder)).length;
  const found = open ? [asked.of("PLEDGED", { open, effect: asked.effect("PLEDGED") })] : [];
  if (open && at.record.state !== "LIVE") found.push(asked.of("COLLATERAL_LOST", { open }));
  if (at.pledges.some((pledge) => pledge.rankConflict)) {
    found.push(asked.of("RANK_CONFLICT", { rule: "Civil Code Art. 414: by filing time" }));
  }
  return found;
}

function holderWarnings(asked) {
  const { party, heirs, holder } = asked;
  const since = party?.read(RECOVERY_KEY, "RecoveryWord").since ?? 0;
  const found = [];
  if (asked.at.time < since) found.push({ code: "ACCOUNT_RECOVERY_PENDING", values: { since }, subject: holder });
  const absorbed = heirs.map((heir, place) => {
    const code = place ? "SUCCESSOR_ABSORBED" : "HOLDER_ABSORBED";
    return { code, values: { successor: hex(heir) }, subject: holder };
  });
  return [...found, ...absorbed];
}

function termWarnings(asked) {
  const { at } = asked;
  const { record } = at;
  const term = { valid_until: record.validUntil };
  const found = [];
  if (at.live && record.renewing) found.push(asked.of("RENEWAL_PENDING", term));
  if (at.live && record.requested !== "NONE") found.push(asked.of(`${record.requested}_PENDING`));
  const soon = at.standing === "ACTIVE" && record.validUntil - at.time < NUMBERS.SOON;
  if (soon) found.push(asked.of("EXPIRES_SOON", term));
  if (at.expired && asked.effect("EXPIRED") !== "BARS") found.push(asked.of("EXPIRED", term));
  return found;
}

function purposeWarnings(asked) {
  const content = asked.dossiers.get(hex(asked.at.terms.application))?.termsOf(CONTENT_KEY, "Application");
  const found = content?.keyed ? [asked.of("DUPLICATES_NOT_CHECKABLE", { fingerprint: "keyed" })] : [];
  if (asked.purpose === "book-entry") found.push(asked.of("NO_PROOF_OF_RECOGNITION", { rule: "CaiKuai [2023] 11" }));
  if (asked.purpose !== "pledge") return found;
  found.push(asked.of("NOTE_IS_NO_SECURITY_RIGHT", { rule: "Civil Code Art. 440" }));
  // of who absorbed the holder too: it gives the security now
  if (asked.parties.some((each) => isIn("REVIEWED", each.record("PartyRecord").kind))) {
    const values = { article: "SPC Security Interpretation Art. 6" };
    found.push({ code: "LEGAL_REVIEW_NEEDED", values, subject: asked.holder });
  }
  return found;
}
