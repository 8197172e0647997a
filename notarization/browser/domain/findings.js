/** The values of findings, by the names that verdicts and answers carry. */

import { hex } from "./bytes.js";
import { written } from "./numbers.js";

export function holdingValues({ party, number, version, shares, pledged }) {
  return { party: hex(party), number: written(number), version, shares, pledged };
}

export function pledgeValues(pledge) {
  const { terms } = pledge;
  return {
    pledge: hex(pledge.pledge),
    lot: hex(pledge.lot),
    pledgor: hex(pledge.holder),
    pledgee: hex(terms.pledgee),
    right: pledge.right,
    ppm: pledge.ppm,
    rank: pledge.rank,
    rank_agreed: pledge.agreed,
    pledge_state: pledge.shown,
    realisation: pledge.realisation,
    known_seizure: pledge.knownSeizure,
    filed_at: terms.filedAt,
    kind: terms.kind,
    amount_fen: String(terms.amount),
    maximum: terms.maximum,
    term_end: terms.termEnd,
  };
}

export function orderValues({ order, terms, holder, rights, until, waiting }) {
  const { kind, scope } = terms;
  return { order: hex(order), kind, scope, holder: hex(holder), rights, court: hex(terms.court), until, waiting };
}

export function disputeValues({ dispute, terms, word, empty }) {
  return {
    dispute: hex(dispute),
    claim: terms.claim,
    disputant: hex(terms.disputant),
    dispute_state: word.state,
    blocked_by: word.blocks,
    empty_before: empty,
  };
}
