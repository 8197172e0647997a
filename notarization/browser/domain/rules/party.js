/** Parties: enrolment, accounts, staff roles, revoked consents, mergers, new names, officers. */

import { any, same } from "../bytes.js";
import { isIn, NUMBERS, ordinal } from "../enums.js";
import { ENUMS } from "../enums.js";
import { require } from "../errors.js";
import { keccak256 } from "../hashes.js";
import { outcome } from "../outcome.js";
import { encodeStruct, structHash } from "../structs.js";
import * as words from "../words.js";

export const ONE = new Uint8Array(32).fill(1, 31);
const { RECORD_KEY } = words;
// an officer joins by a signature beside its party's
const JOINING = 2;
const NO_STAFF = ["PARTY", "GOVERNOR"];
export const STAFF_ROLES = ENUMS.Role.filter((role) => !NO_STAFF.includes(role)).reduce(
  (roles, role) => roles | (1 << ordinal("Role", role)),
  0,
);

/** The terms are of this party's dossier, at its count. */
export function requireOwn(state, act, party, seq) {
  require("party is the dossier's", same(party, state.subject), words.tail(party));
  require("terms name the count", BigInt(seq) === BigInt(act.seq - 1), seq);
}

/** Who was absorbed takes on nothing new. */
export function requireLiving(state) {
  require("who was absorbed takes on nothing new", !state.record().succeeded);
}

function account(fields) {
  return { layout: "AccountWord", ...fields };
}

function requireMadeOf(state, digest) {
  const made = words.partyOfTail(digest.subarray(0, 20));
  require("id is the terms' hash", same(made, state.subject));
}

export function founded(state, act, terms) {
  requireMadeOf(state, keccak256(encodeStruct(terms)));
  const roles = 1 << ordinal("Role", "GOVERNOR");
  const record = { layout: "PartyRecord", kind: "ORGAN", roles, rolesUntil: NUMBERS.FOREVER };
  const first = [words.accountKey(terms.account), account({ since: act.raw.time })];
  return outcome([[RECORD_KEY, record], first], { [RECORD_KEY]: terms });
}

export function enrolled(state, act, terms) {
  requireMadeOf(state, structHash(terms));
  require("the kind is named", terms.kind !== "NONE");
  const writes = [
    [RECORD_KEY, { layout: "PartyRecord", kind: terms.kind }],
    [words.accountKey(terms.account), account({ since: act.raw.time })],
  ];
  if (any(terms.identityTag)) writes.push([words.hashKey("IDENTITY", terms.identityTag), ONE]);
  return outcome(writes, { [RECORD_KEY]: terms });
}

export function accountChanged(state, act, terms) {
  requireOwn(state, act, terms.party, terms.seq);
  const writes = [];
  if (any(terms.retired)) writes.push(retired(state, act, terms));
  if (any(terms.added)) {
    const key = words.accountKey(terms.added);
    require("added account is new", !state.words.has(key));
    writes.push([key, account({ since: act.raw.time })]);
  }
  return outcome(writes);
}

function retired(state, act, terms) {
  const key = words.accountKey(terms.retired);
  const old = state.read(key, "AccountWord");
  const alone = !any(terms.added) && act.actors.some((actor) => same(actor.account, terms.retired));
  require("a party keeps an account", !alone);
  const acts = old.since > 0 && words.accountLives(old, act.raw.time);
  require("retired account is the party's", acts);
  require("an officer ends by its own act", !old.officer);
  return [key, { ...old, until: act.raw.time }];
}

/** The staff roles of a clerk after a grant or an end. */
export function rolesSet(state, act, terms) {
  requireOwn(state, act, terms.staff, terms.seq);
  const before = state.record();
  const granted = act.kind === "RolesGranted";
  if (granted) requireLiving(state);
  const fitting = !((terms.roles | before.roles) & ~STAFF_ROLES) && terms.roles !== 0;
  const fewer = !(terms.roles & ~before.roles) && terms.roles !== before.roles;
  require("roles that can be granted, or fewer", granted ? fitting : fewer);
  const busy = before.roles !== 0 && act.raw.time < before.rolesUntil;
  const elsewhere = before.registry !== terms.registry && (busy || !granted);
  require("the clerk works for no other registry", !elsewhere, before.registry);
  const shorter = granted || terms.roles === 0 || terms.until <= before.rolesUntil;
  require("an end of roles does not lengthen them", shorter, terms.until);
  const { registry, roles, until: rolesUntil } = terms;
  return outcome([[RECORD_KEY, { ...before, registry, roles, rolesUntil }]]);
}

export function consentRevoked(state, act, terms) {
  requireOwn(state, act, terms.party, terms.seq);
  const record = { ...state.record(), revoked: true };
  return outcome([
    [RECORD_KEY, record],
    [words.hashKey("REVOCATION", terms.digest), ONE],
  ]);
}

/** Whether a party may take part in a merger: a legal person that no recovery is pending for. */
export function mergeable(party, time) {
  const pending = time < party.read(words.RECOVERY_KEY, "RecoveryWord").since;
  return !isIn("UNMERGEABLE", party.record("PartyRecord").kind) && !pending;
}

/** Another party absorbed this one, or the successor of the one that did (Civil Code Art. 67). */
export function succeeded(state, act, terms) {
  requireOwn(state, act, terms.absorbed, terms.seq);
  const [record, time] = [state.record(), act.raw.time];
  const two = any(terms.instrument) && !same(terms.absorbed, terms.successor);
  require("a notice is named, and two parties", two);
  require("legal persons merge", mergeable(state, time), record.kind);
  require("staff is not absorbed", record.roles === 0 || time >= record.rolesUntil, record.roles);
  const writes = [
    [RECORD_KEY, { ...record, succeeded: true }],
    [words.HEIR_KEY, terms.successor],
  ];
  return outcome(writes, { [words.HEIR_KEY]: terms });
}

/** A new commitment to the party's real name. */
export function renamed(state, act, terms) {
  requireOwn(state, act, terms.party, terms.seq);
  requireLiving(state);
  const founded_ = any(terms.instrument) && any(terms.identity);
  const fresh = founded_ && !same(state.words.get(words.CONTENT_KEY), terms.identity);
  require("a new name rests on a document", fresh);
  return outcome([[words.CONTENT_KEY, terms.identity]], { [words.CONTENT_KEY]: terms });
}

/** An officer signs beside the party from now on, by an account that is new to it. */
export function officerNamed(state, act, terms) {
  requireOwn(state, act, terms.party, terms.seq);
  requireLiving(state);
  const [record, key] = [state.record(), words.accountKey(terms.officer)];
  require("one officer at a time", !record.officer);
  const signed = act.actors.length === JOINING && same(act.actors[1].account, terms.officer);
  require("the officer signs", signed);
  require("the account is new, a document named", !state.words.has(key) && any(terms.document));
  const joined = account({ since: act.raw.time, officer: true });
  return outcome([
    [RECORD_KEY, { ...record, officer: true }],
    [key, joined],
  ]);
}

export function officerEnded(state, act, terms) {
  requireOwn(state, act, terms.party, terms.seq);
  const key = words.accountKey(terms.officer);
  const word = state.read(key, "AccountWord");
  require("the officer is in office", word.officer && words.accountLives(word, act.raw.time));
  return outcome([
    [RECORD_KEY, { ...state.record(), officer: false }],
    [key, { ...word, until: act.raw.time }],
  ]);
}
