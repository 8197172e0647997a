/** Other dossiers as they were when an act was entered: what its conditions ask for. */

import { any, hex, same } from "./bytes.js";
import { effectOfOrders, kindBit, strictness } from "./burdens.js";
import { GOVERNANCE } from "./closure.js";
import { barredBy } from "./disposals.js";
import { isIn } from "./enums.js";
import { DomainError } from "./errors.js";
import { emptyWord, hashKey, HEIR_KEY } from "./words.js";

export class Others {
  /**
   * @param {import("./index.js").Act} act
   * @param {import("./index.js").Histories} histories
   */
  constructor(act, histories) {
    this.act = act;
    this.histories = histories;
  }

  get place() {
    return { subject: hex(this.act.raw.subject), seq: this.act.seq };
  }

  /** Raises CONDITION_BROKEN unless it holds. */
  require(condition, holds, values = "") {
    if (!holds) throw new DomainError("CONDITION_BROKEN", { ...this.place, condition, values: String(values) });
  }

  history(subject) {
    return this.histories.get(hex(subject));
  }

  unknown(subject) {
    return new DomainError("CLOSURE_MISSING", { ...this.place, detail: hex(subject) });
  }

  /** A dossier up to the act's block. */
  state(subject) {
    const history = this.history(subject);
    if (!history) throw this.unknown(subject);
    return history.atBlock(this.act.raw.block);
  }

  /** A dossier before the act's block and after each act in it. */
  during(subject) {
    const history = this.history(subject);
    if (!history) throw this.unknown(subject);
    return history.during(this.act.raw.block);
  }

  /** A dossier at a count. */
  atCount(subject, seq) {
    const state = this.history(subject)?.states[Number(seq)];
    if (!state) throw this.unknown(subject);
    return state;
  }

  /** A dossier that the act itself entered, just before that. */
  linked(subject) {
    return this.entered(subject, -1);
  }

  /** The same just after that. */
  after(subject) {
    return this.entered(subject, 0);
  }

  entered(subject, offset) {
    const link = this.act.links.find((each) => same(each.subject, subject));
    const place = link && link.seq + offset;
    const states = this.history(subject)?.states;
    return states && place < states.length ? states.at(place) : this.state(subject);
  }

  /** A party: where it acts here, at the count that it acted at. */
  party(party) {
    return this.acting(party).record("PartyRecord");
  }

  /** The same, its whole dossier. */
  acting(party) {
    const actor = this.act.actors.find((each) => same(each.party, party));
    return (actor && this.history(party)?.states[actor.partySeq]) ?? this.state(party);
  }

  /**
   * A party where it acts here; else as it stood before the block, or after an act in it. Which came first within a
   * block, two dossiers do not tell: either is taken.
   */
  possible(party) {
    const acts = this.act.actors.some((each) => same(each.party, party));
    return (acts ? [this.acting(party)] : this.during(party)).map((state) => state.record("PartyRecord"));
  }

  /** No order on the whole party, or on who absorbed it, bars the operation; its record. */
  requireFree(party, operation) {
    const dossier = this.acting(party);
    const record = dossier.record("PartyRecord");
    const heir = dossier.words.get(HEIR_KEY);
    const all = (heir ? this.possible(heir) : [emptyWord("PartyRecord")]).map((heirs) => {
      const bars = [record, heirs].map(({ barredUntil, orderKinds }) => [barredUntil, orderKinds]);
      return barredBy(operation, bars, this.act.raw.time);
    });
    const barring = all.includes(null) ? null : all[0];
    this.require("an administrator acts for who is insolvent", barring !== "INSOLVENT");
    this.require("no order bars the party", barring === null);
    return record;
  }

  /**
   * Orders on whole holders count on what they ask for of their title, as those on it do.
   * @param {Uint8Array[]} holders
   */
  requireAskersFree(holders, operation, court) {
    for (const holder of holders) {
      for (const records of this.concerned(holder)) {
        const effects = records.map((each) => this.effectOf(each, operation));
        const found = effects.reduce((least, each) => (strictness(each) < strictness(least) ? each : least));
        this.require("no order bars who asks", found !== "BARS", hex(holder));
        if (found !== "CONSENT") continue;
        const kind = any(court) ? this.party(court).kind : "NONE";
        this.require("a court or another organ allows it", isIn("PUBLIC_POWERS", kind), kind);
      }
    }
  }

  /** What the orders on a whole party do to what it asks for. */
  effectOf({ barredUntil, orderKinds }, operation) {
    return this.act.raw.time < barredUntil ? effectOfOrders(operation, orderKinds) : "ALLOWS";
  }

  /** No insolvency of the party, or of who absorbed it, stays its enforcement (EBL Art. 19). */
  requireNotStayed(party) {
    for (const records of this.concerned(party)) {
      const stays = (each) => each.orderKinds & kindBit("INSOLVENCY") && this.act.raw.time < each.barredUntil;
      this.require("no insolvency stays it", !records.every(stays));
    }
  }

  /** What the orders on its former successor bar, its own bar too: nobody looks there any more. */
  requireNoneLeft(former, own) {
    const stand = this.during(former)
      .map((state) => state.record("PartyRecord"))
      .some(({ barredUntil, orderKinds }) => {
        const sooner = barredUntil <= own.barredUntil && !(orderKinds & ~own.orderKinds);
        return this.act.raw.time >= barredUntil || sooner;
      });
    this.require("the orders on its successor stand on it", stand, hex(former));
  }

  /**
   * A party that does not act here, then who absorbed it, each as it may have stood then. Which came first within a
   * block, their dossiers do not tell: either is taken.
   */
  concerned(party) {
    const states = this.during(party);
    const heir = states[0].words.get(HEIR_KEY);
    const found = heir ? [states, this.during(heir)] : [states];
    return found.map((each) => each.map((state) => state.record("PartyRecord")));
  }

  /** What the rule profile enforces; it must be adopted. */
  floors(profile) {
    const state = this.state(GOVERNANCE);
    const key = hashKey("PROFILE", profile);
    this.require("the profile is adopted", state.words.has(key));
    return state.read(key, "ProfileWord");
  }

  /** The application of these terms at the count that they name: registered, and the newest. */
  registered(filed, seq) {
    const application = this.atCount(filed, seq);
    const { state } = application.record("ApplicationRecord");
    this.require("the application is registered", state === "REGISTERED", state);
    const later = this.history(filed).acts.slice(Number(seq));
    this.require("the application has not gone on", !later.some((act) => act.raw.block < this.act.raw.block), seq);
    return application;
  }
}
