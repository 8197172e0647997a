/** A dossier's state: its words, and the terms under which the records in them were made. */

import { hex } from "./bytes.js";
import { ENUMS } from "./enums.js";
import { DomainError } from "./errors.js";
import { emptyWord, hasTag, parseWord, RECORD_KEY } from "./words.js";

export const RECORDS = {
  TITLE: "TitleRecord",
  APPLICATION: "ApplicationRecord",
  PARTY: "PartyRecord",
  OBJECT: "PlainRecord",
  REGISTRY: "RegistryRecord",
  GOVERNANCE: "GovernanceRecord",
  LOG: "LogRecord",
};

/**
 * What a dossier is about. Raises SUBJECT_MALFORMED.
 * @param {Uint8Array} subject
 */
export function kindOf(subject) {
  const kind = ENUMS.SubjectKind[subject[0]];
  if (!kind || kind === "NONE") throw new DomainError("SUBJECT_MALFORMED", { subject: hex(subject) });
  return kind;
}

/**
 * The state of one subject after its first `seq` acts. `terms` keeps, by the key of the word that it made, the body of
 * the act that made it. Time is not applied: clock.js does that.
 */
export class Dossier {
  /**
   * @param {Uint8Array} subject
   * @param {Uint8Array} head
   * @param {{seq: number, block: number, time: number}} place of the last act
   * @param {Map<string, Uint8Array>} words
   * @param {Map<string, object>} terms
   */
  constructor(subject, head, place = { seq: 0, block: 0, time: 0 }, words = new Map(), terms = new Map()) {
    Object.assign(this, { subject, head, ...place, words, terms });
  }

  get kind() {
    return kindOf(this.subject);
  }

  /** The word under a key, all zero where there is none. Raises WORD_MALFORMED. */
  read(key, layout) {
    const word = this.words.get(key);
    return word ? parseWord(layout, word) : emptyWord(layout);
  }

  /** The record word. */
  record(layout = RECORDS[this.kind]) {
    return this.read(RECORD_KEY, layout);
  }

  /** Keys and words of one table, in the order of their keys. */
  under(tag) {
    return [...this.words].filter(([key]) => hasTag(key, tag)).sort(([one], [other]) => (one < other ? -1 : 1));
  }

  /** The body that made the word under a key, where it is such a struct. */
  termsOf(key, struct) {
    const found = this.terms.get(key);
    return found?.struct === struct ? found : undefined;
  }

  /** The state after one more act; `count` is the record word where the act wrote none. */
  after(act, head, count, terms) {
    const { block, time } = act.raw;
    const words = new Map(this.words).set(RECORD_KEY, count);
    for (const [key, word] of act.writes) words.set(key, word);
    const known = terms.size ? new Map([...this.terms, ...terms]) : this.terms;
    return new Dossier(this.subject, head, { seq: act.seq, block, time }, words, known);
  }
}
