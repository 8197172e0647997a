/** Pledges as they stand at a moment: their terms, their rank in the lot, what is to be shown. */

import { hex } from "./bytes.js";
import { lotAndPledge, standingTerms } from "./rules/pledge.js";
import { hasTag, isExpired, knowledgeKey, lotKey, pledgeIsOpen } from "./words.js";

/**
 * The open pledges of a title, lot by lot, by rank.
 * @param {import("./state.js").Dossier} dossier
 * @param {object} record the title's
 * @param {number} time
 */
export function pledgesAt(dossier, record, time) {
  const lots = new Map();
  for (const [key, terms] of dossier.terms) {
    if (!hasTag(key, "PLEDGE") || terms.struct !== "Pledge") continue;
    const word = dossier.read(key, "PledgeWord");
    if (!pledgeIsOpen(word)) continue;
    const [lot, pledge] = lotAndPledge(terms);
    const noted = lots.get(hex(lot)) ?? [];
    lots.set(hex(lot), [...noted, { terms, lot, pledge, word, entered: noted.length }]);
  }
  const sorted = [...lots].sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.flatMap(([, noted]) => ranked(dossier, noted, record, time));
}

/** What a pledge in this state is at a moment; the title's end goes before its own default. */
function shownAs(state, record, time) {
  if (record.state === "CLOSED") return "COLLATERAL_LOST";
  if (state !== "RECORDED") return state;
  return isExpired(record, time) ? "NOTED_ON_EXPIRED" : "NOTED";
}

/** Civil Code Art. 414 by filing time, equal times by filing number; Art. 409 by agreement. */
function ranked(dossier, noted, record, time) {
  const byFiling = agreed(noted, ({ terms }) => [terms.filedAt, hex(terms.filing)]);
  const byEntry = agreed(noted, ({ entered }) => [entered, ""]);
  const { holder, right, ppm } = dossier.read(lotKey(noted[0].lot), "LotWord");
  return byFiling.map((each, at) => {
    const { lot, pledge, word } = each;
    const ledgerOrder = byEntry.indexOf(each) + 1;
    return {
      ...{ pledge, lot, holder, right, ppm, rank: at + 1, ledgerOrder },
      agreed: word.rank > 0,
      version: word.version,
      shown: shownAs(word.state, record, time),
      realisation: word.realisation,
      knownSeizure: dossier.read(knowledgeKey(lot, pledge), "KnowledgeWord").since,
      rankConflict: at + 1 !== ledgerOrder,
      terms: standingTerms(dossier, each.terms),
    };
  });
}

/** In the order of the key; those that agreed share their places out by their agreement, and move nobody else. */
function agreed(noted, key) {
  const before = ([one, text], [other, otherText]) => one - other || (text < otherText ? -1 : Number(text > otherText));
  const placed = [...noted].sort((one, other) => before(key(one), key(other)));
  const byRank = placed.filter((each) => each.word.rank).sort((one, other) => one.word.rank - other.word.rank);
  let next = 0;
  return placed.map((each) => (each.word.rank ? byRank[next++] : each));
}
