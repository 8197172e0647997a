/** What licences and reports say to a purpose: facts, warnings, and reports that a profile asks for. */

import { hex } from "./bytes.js";
import { ENUMS, NUMBERS, ordinal } from "./enums.js";
import { nationalProfile, profileOf } from "./profiles.js";

const WARNED = { EXPIRED: "REPORT_EXPIRED", OF_OTHER_VERSION: "REPORT_OF_OTHER_VERSION" };
const only = (values, names) => Object.fromEntries(names.map((name) => [name, values[name]]));

/** Licences that bind, and reports that were not withdrawn, each with its values. */
export function usedFacts(at) {
  const licences = at.licences.filter((each) => each.open).map((each) => ["LICENCE", licenceValues(each)]);
  const reports = at.reports
    .filter((each) => each.standing !== "WITHDRAWN")
    .map((each) => ["REPORT", reportValues(each)]);
  return [...licences, ...reports];
}

function licenceValues({ licence, terms, standing }) {
  return {
    licence: hex(licence),
    right: terms.right,
    exclusive: terms.exclusive,
    entrusted: terms.entrusted,
    licensor: hex(terms.licensor),
    licensee: hex(terms.licensee),
    licence_from: terms.from,
    licence_until: terms.until,
    licence_standing: standing,
  };
}

function reportValues({ report, terms, standing }) {
  return {
    report: hex(report),
    report_kind: terms.kind,
    report_purpose: terms.purpose,
    institution: hex(terms.institution),
    base_date: terms.baseDate,
    report_until: terms.validUntil,
    amount_fen: String(terms.amount),
    document: hex(terms.document),
    report_standing: standing,
  };
}

/** Of open licences on the rights that are disposed of (bit n: Right n), and of old reports. */
export function usedWarnings(at, disposed) {
  const licences = at.licences
    .filter(({ open, terms }) => open && (disposed >> ordinal("Right", terms.right)) & 1)
    .map((each) => {
      const code = each.terms.exclusive ? "EXCLUSIVE_LICENCE" : "LICENSED";
      return [code, only(licenceValues(each), ["right", "licensee", "licence_until"])];
    });
  const reports = ENUMS.ReportKind.flatMap((kind) => {
    const found = at.reports.filter(({ terms }) => terms.kind === kind);
    return [...oldOf(found), ...(kind === "VALUATION" ? staleOf(found, at.time) : [])];
  });
  return [...licences, ...reports];
}

/** The newest report of a kind where none of them is valid. */
function oldOf(reports) {
  if (reports.some((each) => each.standing === "VALID")) return [];
  const newest = reports.filter((each) => WARNED[each.standing]).at(-1);
  if (!newest) return [];
  return [[WARNED[newest.standing], only(reportValues(newest), ["report_kind", "institution", "report_until"])]];
}

/** The newest valuation that is valid, where its base date is more than a year ago. */
function staleOf(reports, time) {
  const newest = reports.filter((each) => each.standing === "VALID").at(-1);
  if (!newest || time - newest.terms.baseDate <= NUMBERS.STALE) return [];
  return [["VALUE_STALE", only(reportValues(newest), ["base_date", "institution"])]];
}

/**
 * The reports that the title's rules ask for, for a purpose, and that lack; those of the national profile where the
 * title's own rules are not known here.
 * @returns {{needed: {kind: string, blocks: boolean, article: string}, why: string}[]}
 */
export function gapsOf(at, purpose) {
  const profile = profileOf(at.terms.profile) ?? nationalProfile();
  const needs = profile.reports[purpose] ?? [];
  return needs
    .map((needed) => ({ needed, why: lackOf(at.reports, needed, purpose) }))
    .filter(({ why }) => why !== null);
}

/** Why no report meets a need: MISSING, or what is wrong with the newest; null: one does. */
function lackOf(reports, needed, purpose) {
  const kind = needed.kind.toUpperCase();
  const madeFor = [purpose.toUpperCase().replaceAll("-", "_"), "GENERAL"];
  let why = "MISSING";
  for (const { terms, standing } of reports) {
    if (terms.kind !== kind) continue;
    if (standing !== "VALID") why = standing;
    else if (madeFor.includes(terms.purpose)) return null;
    else why = "OTHER_PURPOSE";
  }
  return why;
}
