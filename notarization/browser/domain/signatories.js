/** Who must sign an act: the parties and staff that its terms and its dossier call for, in order. */

import { any, hex, unhex } from "./bytes.js";
import { effectOf } from "./burdens.js";
import { registrySubject } from "./closure.js";
import { STEP_STAFF } from "./data/tables.js";
import { isIn } from "./enums.js";
import { needsConsents } from "./gates.js";
import { rowOf } from "./rules/application.js";
import { changing, operationOf } from "./rules/change.js";
import { lotAndPledge } from "./rules/pledge.js";
import * as words from "./words.js";

/**
 * One signature that an act needs: in one of these roles, by this party (null: any). Where a power is named, an agent
 * of the party who has it may sign in its place; one who signs for several signs once.
 * @typedef {{roles: string[], party: Uint8Array|null, power: string|null}} Need
 */

/** @returns {Need[]} one signature of each of these parties */
const parties = (...named) => named.map((party) => ({ roles: ["PARTY"], party, power: null }));
/** @returns {Need[]} one signature in each of these roles */
const staff = (...roles) => roles.map((role) => ({ roles: [role], party: null, power: null }));
const TWO_CLERKS = ["ORDER_CLERK", "ORDER_CLERK"];
const EXAMINED = ["EXAMINER", "REVIEWER"];
// no party has this id: who signs is never it
const NO_INSTITUTION = unhex("ff");

/** All who apply, or their agents; behind them those whose consent opens the operating right, but for a withdrawal. */
function holders(terms, power) {
  const consents = power !== "WITHDRAW" && needsConsents(terms) ? terms.participants : [];
  const signing = [...terms.splits.map((split) => split.holder), ...consents];
  return signing.map((party) => ({ roles: ["PARTY"], party, power }));
}

const examiners = () => staff(...EXAMINED);
const clerks = () => staff(...TWO_CLERKS);
const governor = () => staff("GOVERNOR");
const sealed = () => staff("SEAL_KEEPER");
const party = (terms) => parties(terms.party);

/** The signatures that terms alone call for, by their struct. */
const BY_TERMS = {
  Application: (terms) => holders(terms, any(terms.previous) ? "CORRECT" : "FILE"),
  Appointment: (terms) => parties(terms.principal, terms.agent),
  AppointmentEnd: (terms) => parties(terms.by),
  Notice: examiners,
  Correction: examiners,
  Closing: examiners,
  Fulfilment: examiners,
  Recovery: examiners,
  DisputeRuling: examiners,
  Absorption: (terms) => [...examiners(), ...parties(terms.successor, terms.absorbed)],
  Renaming: (terms) => [...examiners(), ...parties(terms.party)],
  Issue: sealed,
  Renewal: sealed,
  Succession: sealed,
  Anchoring: sealed,
  Pledge: (terms) => parties(terms.pledgor, terms.pledgee),
  Licence: (terms) => parties(terms.licensor, terms.licensee),
  Report: (terms) => parties(terms.institution),
  Dispute: (terms) => parties(terms.disputant),
  Order: clerks,
  Extension: clerks,
  Lift: clerks,
  Judgment: clerks,
  AccountChange: (terms) => (any(terms.added) ? parties(terms.party, terms.party) : parties(terms.party)),
  OfficerNaming: (terms) => parties(terms.party, terms.party),
  Revocation: party,
  OfficerEnding: party,
  RegistryOpening: (terms) => [...governor(), ...parties(terms.institution)],
  InstitutionListing: (terms) => [...governor(), ...parties(terms.institution)],
  ProfileAdoption: governor,
  Suspension: governor,
  Superior: governor,
};

const byTerms = (terms) => BY_TERMS[terms?.struct]?.(terms) ?? [];
const holderOf = (before, lot) => before.read(words.lotKey(lot), "LotWord").holder;
const pledgeeOf = (before, lot, pledge) => before.read(words.pledgeKey(lot, pledge), "PledgeWord").pledgee;
const ofPledge = (before, terms) => pledgeeOf(before, terms.lot, terms.pledge);

/** The signatures for which the dossier before the act must be asked: (terms, before, act, histories) => needs. */
const BY_DOSSIER = {
  Step: step,
  Transfer: (terms, before, act) => withPledgees(parties(terms.giver, terms.taker), pledgeesOf(terms, before), act),
  Licence: (terms, before, act) => withPledgees(byTerms(terms), pledgeesOf(terms, before), act),
  Correction: (terms, before, act) => changed(terms, changing(terms.group), before, act),
  Fulfilment: (terms, before, act) => changed(terms, operationOf(terms), before, act),
  BreachNotice: (terms, before) => parties(licensorOf(terms, before)),
  LicenceEnding: licenceEnding,
  ReportWithdrawal: (terms, before) => parties(before.read(words.reportKey(terms.report), "ReportWord").institution),
  Release: (terms, before) => parties(ofPledge(before, terms)),
  Amendment: amendment,
  Assignment: (terms, before) => parties(ofPledge(before, terms), terms.assignee),
  Ranking: (terms, before, act) => withPledgees([], ofLot(terms, before), act),
  Shrinking: (terms, before, act) => withPledgees(parties(holderOf(before, terms.lot)), ofLot(terms, before), act),
  Knowledge: (terms, before, act) =>
    act.actors[0]?.role === "ORDER_CLERK" ? staff("ORDER_CLERK") : parties(ofPledge(before, terms)),
  Enforcement: (terms, before) => {
    const income = terms.realisation === "LICENCE_INCOME" ? [holderOf(before, terms.lot)] : [];
    return parties(ofPledge(before, terms), ...income);
  },
  Sale: sale,
  DisputeStep: disputeStep,
  // a party's own signature, then that of who enrols it
  Enrolment: (_, __, act) => [
    ...parties(act.raw.subject),
    { roles: ["ACCEPTANCE", "GOVERNOR"], party: null, power: null },
  ],
  RecoveryEnd: (terms, _, act) => (act.actors[0]?.role === "PARTY" ? parties(terms.party) : examiners()),
  // the accounts of one absorbed before ended with the party that absorbed it
  Absorption: (terms, before) => (before.record().succeeded ? byTerms(terms).slice(0, -1) : byTerms(terms)),
  RoleGrant: roles,
  StaffRevocation: roles,
};

/**
 * The signatures that an act needs, in the order in which they stand.
 * @param {import("./index.js").Act} act
 * @param {import("./state.js").Dossier} before its dossier just before it
 * @param {import("./index.js").Histories} histories
 * @returns {Need[]}
 */
export function neededSigners(act, before, histories) {
  const ask = BY_DOSSIER[act.terms?.struct];
  return ask ? ask(act.terms, before, act, histories) : byTerms(act.terms);
}

function step(terms, before, act) {
  const signatories = rowOf(before.record().state, terms.action)?.signatories ?? "ANYONE";
  if (signatories === "APPLICANTS") return holders(before.terms.get(words.CONTENT_KEY), "WITHDRAW");
  if (signatories !== "ONE_PARTY") return staff(...STEP_STAFF[signatories]);
  return act.actors.length ? parties(act.actors[0].party) : staff("PARTY");
}

/** Those sides, then who signed behind them, then every pledgee that did not and is no side. */
function withPledgees(sides, pledgees, act) {
  const signed = act.actors.slice(sides.length).map((actor) => actor.party);
  const named = [...sides.map((need) => need.party), ...signed].filter(Boolean).map(hex);
  const left = [...new Set(pledgees.map(hex))].filter((each) => !named.includes(each)).sort();
  return [...sides, ...parties(...signed, ...left.map(unhex))];
}

/** Two examiners; pledgees where the burdens ask for their consent. */
function changed(terms, operation, before, act) {
  const asked = effectOf(operation, "PLEDGED") === "CONSENT";
  return withPledgees(examiners(), asked ? pledgeesOf(terms, before) : [], act);
}

/** The pledgees of the lots that terms name. */
function pledgeesOf(terms, before) {
  let place = 0;
  return terms.lots.flatMap((lot) => {
    const { open } = before.read(words.lotKey(lot), "LotWord");
    const named = terms.pledges.slice(place, place + open);
    place += open;
    return named.map((pledge) => pledgeeOf(before, lot, pledge));
  });
}

/** The pledgees of the pledges that terms name on their one lot. */
function ofLot(terms, before) {
  return terms.pledges.map((pledge) => pledgeeOf(before, terms.lot, pledge));
}

function amendment(terms, before, act) {
  const [lot, pledge] = lotAndPledge(terms.pledged);
  const sides = parties(holderOf(before, lot), pledgeeOf(before, lot, pledge));
  return withPledgees(
    sides,
    terms.pledges.map((each) => pledgeeOf(before, lot, each)),
    act,
  );
}

function sale(terms, before, act) {
  if (terms.realisation === "COURT_SALE") return clerks();
  return withPledgees(parties(holderOf(before, terms.lot), terms.taker), ofLot(terms, before), act);
}

function licensorOf(terms, before) {
  return before.read(words.licensorKey(terms.licence), "LicensorWord").party;
}

/** Both sides, the one that the ground is of, or two order clerks. */
function licenceEnding(terms, before) {
  const licensor = licensorOf(terms, before);
  const { licensee } = before.read(words.licenceKey(terms.licence), "LicenceWord");
  if (terms.ground === "ORDERED") return clerks();
  if (terms.ground === "AGREED") return parties(licensor, licensee);
  return parties(terms.ground === "WAIVED" ? licensee : licensor);
}

/** The acceptance clerk, the disputant, a side, or two order clerks. */
function disputeStep(terms, before) {
  const { action } = terms;
  if (isIn("ORDERED", action)) return clerks();
  if (action === "WITHDRAW") {
    return parties(before.read(words.disputeKey(terms.dispute), "DisputeWord").disputant);
  }
  return ["NOTIFY", "RETURN"].includes(action) ? staff("ACCEPTANCE") : parties(terms.party);
}

/** The registry's institution; the clerk too, where roles are granted. */
function roles(terms, _, act, histories) {
  const registry = histories.get(hex(registrySubject(terms.registry)));
  const institution = registry?.atBlock(act.raw.block).record("RegistryRecord").institution ?? NO_INSTITUTION;
  return parties(institution, ...(act.kind === "RolesGranted" ? [terms.staff] : []));
}

const OF_ANY = ["Application", "Enrolment", "RoleGrant", "RegistryOpening", "ProfileAdoption"];
const OF_TERMS = ["Issue", "Anchoring", "Order", "Recovery", "Absorption", "Renaming"];

/** The registry whose staff must sign the act; null where any registry's may. */
export function registryOf(act, before) {
  const { terms } = act;
  const struct = terms?.struct;
  if (OF_ANY.includes(struct)) return null;
  if (OF_TERMS.includes(struct)) return terms.registry;
  if (struct === "RecoveryEnd") return before.read(words.RECOVERY_KEY, "RecoveryWord").registry;
  if (struct === "Lift" || struct === "Extension") {
    return before.read(words.orderKey(terms.holder, terms.order), "OrderWord").registry;
  }
  return ["APPLICATION", "TITLE"].includes(before.kind) ? before.record().registry : null;
}
