/** What an act needs of other dossiers: its profile's floors, its registry, parties, application. */

import { any, hex, same, ZERO } from "./bytes.js";
import { registrySubject } from "./closure.js";
import { REPORT_MAKERS } from "./data/tables.js";
import { needsAuthority } from "./disposals.js";
import { isIn, ordinal } from "./enums.js";
import * as gates from "./gates.js";
import { listingState } from "./listing.js";
import { checkOrders, checkPledgeLife } from "./more_conditions.js";
import { Others } from "./others.js";
import { hasExamined } from "./rules/application.js";
import { changing, operationOf } from "./rules/change.js";
import { mergeable } from "./rules/party.js";
import { holds, isOver } from "./rules/title.js";
import { sameTerms } from "./structs.js";
import * as words from "./words.js";

const { CONTENT_KEY } = words;

/** By the struct of the terms: (others, terms, dossier before). */
const CHECKS = {
  Application: application,
  Notice: (other, terms, before) => {
    apart(other, before.terms.get(CONTENT_KEY));
    notice(other, terms, before);
  },
  Step: (other, _, before) => apart(other, before.terms.get(CONTENT_KEY)),
  Issue: issue,
  Renewal: renewal,
  Correction: (other, terms, title) => authority(other, title, changing(terms.group), terms.court),
  Closing: (other, terms, title) => authority(other, title, "ORDERED_CANCEL", terms.court),
  Fulfilment: fulfilment,
  Succession: succession,
  Recovery: (other, terms) => notOwn(other, terms.party, terms.registry),
  Renaming: (other, terms) => notOwn(other, terms.party, terms.registry),
  Absorption: absorption,
  Appointment: (other, terms) => living(other, terms.agent),
  RegistryOpening: (other, terms) => living(other, terms.institution),
  Transfer: (other, terms) => {
    other.requireFree(terms.giver, "TRANSFER");
    living(other, terms.taker);
  },
  Pledge: pledge,
  DisputeStep: (other, terms) => {
    if (!isIn("ORDERED", terms.action)) return;
    const { kind } = other.party(terms.party);
    other.require("a court orders it", kind === "COURT", kind);
  },
  DisputeRuling: ruling,
  Licence: (other, terms) => {
    other.requireFree(terms.licensor, "LICENCE");
    living(other, terms.licensee);
  },
  LicenceEnding: (other, terms) => {
    if (terms.ground !== "ORDERED") return;
    const { kind } = other.party(terms.court);
    other.require("a court or another organ orders", isIn("PUBLIC_POWERS", kind), kind);
  },
  Report: report,
};

/**
 * Checks what an act rests on in other dossiers. Raises CONDITION_BROKEN, or CLOSURE_MISSING where one is not at hand.
 * @param {import("./index.js").Act} act
 * @param {import("./state.js").Dossier} before its dossier just before it
 * @param {import("./index.js").Histories} histories
 */
export function checkConditions(act, before, histories) {
  const other = new Others(act, histories);
  CHECKS[act.terms?.struct]?.(other, act.terms, before);
  checkOrders(other, act.terms, before);
  checkPledgeLife(other, act.terms, before);
}

function pledge(other, terms) {
  const { kind } = other.requireFree(terms.pledgor, "PLEDGE");
  other.require("the pledgor can give security", !isIn("PUBLIC_POWERS", kind), kind);
  const heir = other.acting(terms.pledgor).words.get(words.HEIR_KEY);
  const kinds = heir ? [kind, other.party(heir).kind] : [kind];
  const asked = kinds.some((each) => isIn("REVIEWED", each) || (terms.forAnother && isIn("RESOLVED", each)));
  other.require("the pledgor's decision is named", any(terms.basis) || !asked, kind);
  living(other, terms.pledgee);
}

/** Who passed the title rules on no dispute over it. */
function ruling(other, terms) {
  const word = other.state(terms.issued.application).words.get(words.EXAMINED_KEY) ?? ZERO;
  const passed = other.act.actors.some((actor) => hasExamined(word, actor.party));
  other.require("who passed a title rules on no dispute over it", !passed);
}

function report(other, terms, title) {
  living(other, terms.institution);
  notOwn(other, terms.institution, title.record().registry);
  const listing = other.acting(terms.institution).read(words.LISTING_KEY, "ListingWord");
  const state = listingState(listing, other.act.raw.time);
  const kind = ordinal("InstitutionKind", REPORT_MAKERS[terms.kind]);
  const listed = state === "LISTED" && (listing.kinds >> kind) & 1;
  other.require("the institution is listed for it", listed, state);
}

/** Into a legal person that goes on; one absorbed before follows the party that absorbed it. */
function absorption(other, terms, absorbed) {
  const successor = other.acting(terms.successor);
  living(other, terms.successor);
  other.require("legal persons merge", mergeable(successor, other.act.raw.time));
  for (const party of [terms.absorbed, terms.successor]) notOwn(other, party, terms.registry);
  const former = absorbed.words.get(words.HEIR_KEY);
  if (!former) return;
  const heir = other.state(former).words.get(words.HEIR_KEY);
  other.require("it follows its successor", same(heir, terms.successor));
  other.requireNoneLeft(former, absorbed.record("PartyRecord"));
}

/** No registry decides on the file of a party that its own institution absorbed. */
function apart(other, content) {
  const clerks = other.act.actors.some((actor) => actor.role !== "PARTY");
  if (!clerks || content?.struct !== "Application") return;
  const { institution } = registryOf(other, content.registry);
  const heirs = content.splits.map((split) => other.state(split.holder).words.get(words.HEIR_KEY));
  const own = heirs.some((heir) => heir && same(heir, institution));
  other.require("a registry is not its own applicant", !own);
}

function registryOf(other, code) {
  return other.state(registrySubject(code)).record("RegistryRecord");
}

function living(other, party) {
  const living = other.possible(party).some((each) => !each.succeeded);
  other.require("who was absorbed takes on nothing new", living);
}

function notOwn(other, party, registry) {
  const { institution } = registryOf(other, registry);
  other.require("no registry decides on its own institution", !same(institution, party), registry);
}

function application(other, terms) {
  const registry = registryOf(other, terms.registry);
  const { time } = other.act.raw;
  other.require("the registry is open", time < registry.until, terms.registry);
  const heir = other.state(registry.institution).words.get(words.HEIR_KEY);
  const institutions = [registry.institution, heir].filter(Boolean);
  const own = terms.splits.some((split) => institutions.some((each) => same(each, split.holder)));
  other.require("a registry is not its own applicant", !own);
  const floors = other.floors(terms.profile);
  if (other.act.kind !== "ApplicationSubmitted") return;
  // who was absorbed takes on nothing new; a new term is that of what it has
  if (terms.registration !== "RENEWAL") for (const split of terms.splits) living(other, split.holder);
  other.require("acceptance has its floor", terms.due >= time + floors.minimumAcceptance, terms.due);
  if (terms.registration !== "FIRST") filedOnTitle(other, terms);
  if (terms.registration === "RENEWAL") inWindow(other, terms, floors);
}

/** A renewal is filed in its window (Art. 36). */
function inWindow(other, terms, { renewalOpens, renewalCloses }) {
  const { validUntil } = other.linked(terms.title).record("TitleRecord");
  const { time } = other.act.raw;
  const within = renewalOpens > 0 && validUntil - renewalOpens <= time && time <= validUntil - renewalCloses;
  other.require("a renewal is filed in its window", within, time);
}

/** At the title's own registry, by all holders with what they hold; pending as what it is. */
function filedOnTitle(other, terms) {
  const title = other.linked(terms.title);
  byAllHolders(other, terms, title);
  if (isIn("REQUESTS", terms.registration) && other.act.links.length) {
    const { requested } = other.after(terms.title).record("TitleRecord");
    other.require("pending as what it is", requested === terms.registration, requested);
  }
  const { registry } = title.record("TitleRecord");
  other.require("at the title's registry", terms.registry === registry, terms.registry);
}

function byAllHolders(other, terms, title) {
  const held = terms.splits.every(({ holder, hold, use, oper }) => {
    const word = title.read(words.holdingKey(holder), "HoldingWord");
    return word.hold === hold && word.use === use && word.oper === oper;
  });
  const whole = held && terms.splits.length === title.record("TitleRecord").holders;
  other.require("all holders file for what they hold", whole, terms.splits.length);
}

/** What is done is what was applied for, over the same data, by those who hold it still. */
function fulfilment(other, terms, title) {
  authority(other, title, operationOf(terms), terms.court);
  const content = other.registered(terms.application, terms.seq).terms.get(CONTENT_KEY);
  const first = other.atCount(terms.issued.application, terms.issued.seq).terms.get(CONTENT_KEY);
  other.require("the title's own application", sameTerms(first, terms.filed));
  const registration = other.act.kind === "TitleChanged" ? "CHANGE" : "CANCELLATION";
  other.require("an application is fulfilled", content?.struct === "Application");
  const asked = content.registration === registration && same(content.title, terms.title);
  other.require("it was applied for", asked);
  other.require("data, source and rules stay", sameSource(content, terms.filed));
  byAllHolders(other, content, title);
  const holders = content.splits.map((split) => split.holder);
  other.requireAskersFree(holders, operationOf(terms), terms.court);
  apart(other, content);
  const root = new Map(other.act.writes).get(CONTENT_KEY) ?? content.record;
  other.require("the record that was applied for", same(root, content.record));
  const own = other.act.actors.some((actor) => actor.role !== "PARTY" && gates.involves(content, actor.party));
  other.require("staff is not involved", !own);
}

function sameSource(one, other) {
  const plain = ["keyed", "origin"].every((name) => one[name] === other[name]);
  return plain && ["fingerprint", "profile"].every((name) => same(one[name], other[name]));
}

/** The title before is over; all who hold the new one, or whom they absorbed, held it then. */
function succession(other, terms, title) {
  let last = "";
  for (const party of terms.holders) {
    const now = holdersNow(other, title, party).map(hex);
    other.require("each holds a share", now.length > 0);
    const later = now.filter((each) => each > last);
    other.require("holders ascend", later.length > 0);
    [last] = later.sort();
  }
  const before = other.linked(terms.predecessor);
  other.require("a predecessor is over", isOver(before.record("TitleRecord"), other.act.raw.time));
  other.require(
    "each held a share of it",
    terms.holders.every((each) => holds(before, each)),
  );
}

/**
 * Whoever holds a share of a title, or else who absorbed it and does; nobody else. More than one where it changed hands
 * within the block: which it was, two dossiers do not tell.
 */
function holdersNow(other, title, party) {
  if (holds(title, party)) return [party];
  const heirs = other.during(party).map((state) => state.words.get(words.HEIR_KEY));
  return heirs.filter((heir) => heir && holds(title, heir));
}

function notice(other, terms, before) {
  const { profile } = before.terms.get(CONTENT_KEY);
  const least = other.act.raw.time + other.floors(profile).minimumNotice;
  other.require("the notice has its floor", terms.due >= least, terms.due);
}

/** Where orders stand and the act needs it, who is named is a court or another organ. */
function authority(other, title, operation, court) {
  if (!needsAuthority(title.record("TitleRecord"), operation, other.act.raw.time)) return;
  const { kind } = other.party(court);
  other.require("a court or another organ allows it", isIn("PUBLIC_POWERS", kind), kind);
}

function renewal(other, terms, title) {
  authority(other, title, "RENEWAL", terms.court);
  const content = other.registered(terms.application, terms.seq).terms.get(CONTENT_KEY);
  const latest = title.record("TitleRecord").validUntil + other.floors(terms.issued.profile).maximumTerm;
  other.require("the new term is the profile's", terms.validUntil <= latest, terms.validUntil);
  const asked = content?.registration === "RENEWAL" && same(content.title, terms.title);
  const alike = asked && ["fingerprint", "profile"].every((name) => same(content[name], terms.issued[name]));
  other.require("a renewal of this title was filed", alike);
}

function issue(other, terms) {
  const filed = other.registered(terms.application, terms.seq);
  const { depositedAt } = filed.record("ApplicationRecord");
  other.require("registered at its deposit", terms.registeredAt === depositedAt, terms.registeredAt);
  const latest = depositedAt + other.floors(terms.profile).maximumTerm;
  const runs = other.act.raw.time < terms.validUntil && terms.validUntil <= latest;
  other.require("the term is the profile's", runs, terms.validUntil);
  const content = filed.terms.get(CONTENT_KEY);
  const asked = content?.registration === "FIRST" && content.registry === terms.registry;
  const alike = asked && ["fingerprint", "record", "profile"].every((name) => same(content[name], terms[name]));
  other.require("what was filed is issued", alike);
}
