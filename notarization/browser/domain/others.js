/** Other dossiers as they were when an act was entered: what its conditions ask for. */

import { hex, same } from "./bytes.js";
import { kindBit } from "./burdens.js";
import { GOVERNANCE } from "./closure.js";
import { barredBy } from "./disposals.js";
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

  /** No order on the whole party, or on who absorbed it, bars the operation; its record. */
  requireFree(party, operation) {
    const dossier = this.acting(party);
    const record = dossier.record("PartyRecord");
    const heir = dossier.words.get(HEIR_KEY);
    const both = [record, heir ? this.party(heir) : emptyWord("PartyRecord")];
    const bars = both.map(({ barredUntil, orderKinds }) => [barredUntil, orderKinds]);
    const barring = barredBy(operation, bars, this.act.raw.time);
    this.require("an administrator acts for who is insolvent", barring !== "INSOLVENT");
    this.require("no order bars the party", barring === null);
    return record;
  }

  /** No insolvency of the party stays its enforcement (EBL Art. 19). */
  requireNotStayed(party) {
    const record = this.party(party);
    const stays = record.orderKinds & kindBit("INSOLVENCY") && this.act.raw.time < record.barredUntil;
    this.require("no insolvency stays it", !stays);
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
