/** Licences, reports and disputes of a title as they stand at a moment. */

import { same } from "./bytes.js";
import { ordinal } from "./enums.js";
import { structHash } from "./structs.js";
import { disputeKey, hasTag, licenceKey, licensorKey } from "./words.js";

/** The terms of one struct under one table's keys, in the order of their entry. */
function entered(dossier, tag, struct) {
  return [...dossier.terms].filter(([key, terms]) => hasTag(key, tag) && terms.struct === struct);
}

/** The licences of a title in the order of their grant. `open`: it binds who holds the title. */
export function licencesAt(dossier, time) {
  const closed = dossier.record("TitleRecord").state === "CLOSED";
  return entered(dossier, "LICENCE", "Licence").map(([, terms]) => {
    const licence = structHash(terms);
    const { noticedAt, version } = dossier.read(licensorKey(licence), "LicensorWord");
    const ending = dossier.termsOf(licensorKey(licence), "LicenceEnding") ?? null;
    const word = dossier.read(licenceKey(licence), "LicenceWord");
    const standing = licenceStanding(word, ending, terms, time, closed);
    const open = standing === "NOT_YET" || standing === "RUNNING";
    return { licence, standing, noticedAt, version, terms, ending, open };
  });
}

function licenceStanding(word, ending, terms, time, closed) {
  if (word.state === "ENDED" && ending && ending.ground !== "RUN_OUT") return "ENDED";
  if (time >= terms.until) return "EXPIRED";
  if (closed) return "ENDED_WITH_TITLE";
  return time >= terms.from ? "RUNNING" : "NOT_YET";
}

/** The reports on a title in the order of their filing; `root` is its record as it is now. */
export function reportsAt(dossier, time, root) {
  return entered(dossier, "REPORT", "Report").map(([key, terms]) => {
    const word = dossier.read(key, "ReportWord");
    return { report: structHash(terms), standing: reportStanding(word, terms, time, root), terms };
  });
}

function reportStanding(word, terms, time, root) {
  if (word.state === "WITHDRAWN") return "WITHDRAWN";
  if (time >= terms.validUntil) return "EXPIRED";
  return same(terms.record, root) ? "VALID" : "OF_OTHER_VERSION";
}

/** All disputes over a title in the order of their filing; `empty`: earlier ones of the same party that came to nothing. */
export function disputesAt(dossier) {
  const found = [];
  for (const [, terms] of entered(dossier, "DISPUTE", "Dispute")) {
    const dispute = structHash(terms);
    const word = dossier.read(disputeKey(dispute), "DisputeWord");
    const before = found.filter((each) => same(each.terms.disputant, terms.disputant));
    const empty = before.filter((each) => cameToNothing(each.word)).length;
    found.push({ dispute, word, terms, empty, open: disputeIsOpen(word) });
  }
  return found;
}

function disputeIsOpen({ state }) {
  return state !== "NONE" && ordinal("DisputeState", state) < ordinal("DisputeState", "RETURNED");
}

function cameToNothing({ state, founded }) {
  return state === "RETURNED" || (state === "CLOSED" && !founded);
}
