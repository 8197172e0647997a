/** Licences of rights of a title: granted, noticed for breach, ended; and reports of institutions on it. */

import { any, same } from "../bytes.js";
import { alike, namedLots, requireFree, sumsOf } from "../disposals.js";
import { NUMBERS, ordinal, RIGHTS } from "../enums.js";
import { require } from "../errors.js";
import { outcome } from "../outcome.js";
import { structHash } from "../structs.js";
import * as words from "../words.js";

const { holdingKey, licenceKey, licensedKey, licensorKey, pledgedOf, reportKey, sharesOf } = words;

function requireTitle(state, terms) {
  require("title is the dossier's", same(terms.title, state.subject));
}

/** A licence is granted; no exclusive one beside another of the same right. */
export function granted(state, act, terms) {
  requireTitle(state, terms);
  requireTerms(terms);
  const { time } = act.raw;
  const record = requireFree(state, terms.licensor, touched(terms), "LICENCE", time);
  const within = record.registeredAt <= terms.from && terms.from < terms.until && terms.until <= record.validUntil;
  require("it runs within the title's term", within && time < terms.until);
  const holding = state.read(holdingKey(terms.licensor), "HoldingWord");
  requireLicensor(terms, holding);
  requireLots(state, terms, holding);
  const licence = structHash(terms);
  const key = licenceKey(licence);
  require("licence is new", !state.words.has(key));
  const { licensee, right, exclusive, until } = terms;
  const writes = [
    [key, { layout: "LicenceWord", licensee, state: "GRANTED", right, exclusive, until }],
    [licensorKey(licence), { layout: "LicensorWord", party: terms.licensor, noticedAt: 0, version: 1 }],
    [licensedKey(right), counted(state, terms, time)],
  ];
  return outcome(writes, { [key]: terms });
}

/** The rights, by Right, that a licensor disposes of: the one it licenses, and to operate. */
function touched(terms) {
  return RIGHTS.map((right) => Number(right === terms.right || (!terms.entrusted && right === "OPER")));
}

function requireTerms(terms) {
  require("use or operation is licensed", terms.right !== "HOLD");
  const own = !terms.entrusted || (terms.right === "USE" && !terms.exclusive);
  require("for the licensor's own use there is a plain licence to use", own);
  require("scope and contract are named", any(terms.scope) && any(terms.document));
  require("licensor and licensee are two", !same(terms.licensor, terms.licensee));
}

function requireLicensor(terms, holding) {
  const held = sharesOf(holding)[ordinal("Right", terms.right)];
  const operates = terms.entrusted || holding.oper > 0;
  require("the licensor holds the right and operates", held > 0 && operates);
  require("an exclusive licence is of the whole right", !terms.exclusive || held === NUMBERS.WHOLE, held);
}

/** All lots of the licensor and no other's: their pledgees consent. */
function requireLots(state, terms, holding) {
  const lots = namedLots(state, terms.lots, terms.pledges);
  for (const { lot } of lots) require("lot is the licensor's", same(lot.holder, terms.licensor));
  require("every lot is named", alike(sumsOf(lots), pledgedOf(holding)), pledgedOf(holding));
}

function counted(state, terms, time) {
  const word = state.read(licensedKey(terms.right), "LicensedWord");
  const until = Math.max(word.exclusiveUntil, terms.exclusive ? word.plainUntil : 0);
  require("no licence shuts it out", time >= until, until);
  const version = word.version + 1n;
  if (terms.exclusive) return { ...word, exclusiveUntil: terms.until, version };
  return { ...word, plain: word.plain + 1, plainUntil: Math.max(word.plainUntil, terms.until), version };
}

function uncounted(state, licence) {
  const word = state.read(licensedKey(licence.right), "LicensedWord");
  const version = word.version + 1n;
  if (licence.exclusive) {
    const newest = word.exclusiveUntil === licence.until;
    return { ...word, exclusiveUntil: newest ? 0 : word.exclusiveUntil, version };
  }
  const plain = word.plain - 1;
  return { ...word, plain, plainUntil: plain ? word.plainUntil : 0, version };
}

function standing(state, licence) {
  const word = state.read(licenceKey(licence), "LicenceWord");
  require("the licence stands", word.state === "GRANTED");
  return [word, state.read(licensorKey(licence), "LicensorWord")];
}

/** The licensor gives notice of a breach; from then on the time runs. */
export function breachNotified(state, act, terms) {
  requireTitle(state, terms);
  const [word, licensor] = standing(state, terms.licence);
  require("the licence runs", act.raw.time < word.until, word.until);
  require("the notice is named", any(terms.notice));
  require("no notice was given since", licensor.version === terms.version, licensor.version);
  const noticed = { ...licensor, noticedAt: act.raw.time, version: licensor.version + 1 };
  return outcome([[licensorKey(terms.licence), noticed]]);
}

/** A licence is ended early, or is said to have run out so that it counts no more. */
export function ended(state, act, terms) {
  requireTitle(state, terms);
  const [word, licensor] = standing(state, terms.licence);
  const { ground } = terms;
  const { time } = act.raw;
  const over = time >= word.until === (ground === "RUN_OUT");
  require("it ends early while it runs, as run out later", over, word.until);
  const founded = any(terms.document) || ground === "RUN_OUT";
  const ordered = (ground === "ORDERED") === any(terms.court);
  require("the ground is named with what it rests on", ground !== "NONE" && founded && ordered, ground);
  if (ground === "BREACH") requireNoticed(licensor, time);
  const key = licenceKey(terms.licence);
  const writes = [
    [key, { ...word, state: "ENDED" }],
    [licensedKey(word.right), uncounted(state, word)],
  ];
  return outcome(writes, { [licensorKey(terms.licence)]: terms });
}

function requireNoticed({ noticedAt }, time) {
  const opens = noticedAt + NUMBERS.BREACH_OPENS;
  const within = noticedAt > 0 && opens <= time && time <= noticedAt + NUMBERS.BREACH_CLOSES;
  require("the time of the notice runs", within, noticedAt);
}

/** A report is filed. The institution's listing stands in its own dossier: see conditions.js. */
export function reportFiled(state, act, terms) {
  requireTitle(state, terms);
  requireReport(terms, act.raw.time);
  require("title lives", state.record().state === "LIVE");
  const own = state.read(holdingKey(terms.institution), "HoldingWord");
  require("the institution does not hold the title", words.isEnded(own));
  const key = reportKey(structHash(terms));
  require("report is new", !state.words.has(key));
  const { institution, kind, validUntil } = terms;
  return outcome([[key, { layout: "ReportWord", institution, state: "FILED", kind, validUntil }]], { [key]: terms });
}

function requireReport(terms, time) {
  require("kind and purpose are named", terms.kind !== "NONE" && terms.purpose !== "NONE");
  const values = terms.kind === "VALUATION";
  require("a valuation has an amount, no other has", values === terms.amount > 0n, terms.amount);
  require("a valuation is made for one purpose", !values || terms.purpose !== "GENERAL");
  const named = [terms.record, terms.document, terms.independence].every(any);
  require("record and documents are named", named);
  const runs = terms.baseDate > 0 && terms.baseDate <= time && time < terms.validUntil;
  require("base date is past, the end is to come", runs, terms.validUntil);
}

/** A report counts no more. */
export function reportWithdrawn(state, _, terms) {
  requireTitle(state, terms);
  const key = reportKey(terms.report);
  const word = state.read(key, "ReportWord");
  require("the report stands", word.state === "FILED");
  require("a ground is named", any(terms.ground));
  return outcome([[key, { ...word, state: "WITHDRAWN" }]]);
}
