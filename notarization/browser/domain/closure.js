/**
 * The dossiers that a statement about a title rests on, worked out from the acts: the title, its application, its data
 * object, its registry, GOVERNANCE, and every party that holds, pledges, orders, signs or acts in any of these, and in
 * the dossiers of those parties.
 */

import { any, bytesOf, concat, hex, unhex } from "./bytes.js";
import { ordinal } from "./enums.js";
import { hasTag, partyOfKey } from "./words.js";

const subjectOf = (kind, rest) => concat([ordinal("SubjectKind", kind)], rest);

export const GOVERNANCE = subjectOf("GOVERNANCE", new Uint8Array(31));
const OWN_PARTY = hex(subjectOf("PARTY", new Uint8Array(31)));

/** The dossier of a registry, by its code. */
export const registrySubject = (code) => subjectOf("REGISTRY", bytesOf(code, 31));
/** The dossier of a registry's log of digests. */
export const logSubject = (code) => subjectOf("LOG", bytesOf(code, 31));
/** The dossier of a data object, by its fingerprint id. */
export const objectSubject = (fingerprint) => subjectOf("OBJECT", fingerprint.subarray(0, 31));

const court = (terms) => [terms.court].filter(any);
const ofRegistry = (terms) => [registrySubject(terms.registry)];

/** What terms lead to, by their struct. A court or party that may be left out counts where it is named. */
const NAMED = {
  Issue: (terms) => [registrySubject(terms.registry), objectSubject(terms.fingerprint)],
  Application: (terms) => [registrySubject(terms.registry), ...terms.splits.map((split) => split.holder)],
  Pledge: (terms) => [terms.pledgor, terms.pledgee],
  Assignment: (terms) => [terms.assignee],
  Sale: (terms) => [terms.taker, terms.court].filter(any),
  Transfer: (terms) => [terms.giver, terms.taker],
  Licence: (terms) => [terms.licensor, terms.licensee],
  Correction: court,
  Closing: court,
  Renewal: court,
  Fulfilment: court,
  LicenceEnding: court,
  Judgment: court,
  Lift: court,
  Extension: court,
  Superior: (terms) => [terms.superior],
  Dispute: (terms) => [terms.disputant],
  DisputeStep: (terms) => [terms.party].filter(any),
  Order: (terms) => [terms.court, registrySubject(terms.registry)],
  RoleGrant: ofRegistry,
  StaffRevocation: ofRegistry,
  Recovery: ofRegistry,
  Renaming: ofRegistry,
  // a party that absorbs another signs for it
  Absorption: ofRegistry,
  RegistryOpening: (terms) => [terms.institution],
};

/**
 * The closure of a title over the dossiers at hand: its members, and those that are not at hand.
 * @param {Uint8Array} title
 * @param {import("./index.js").Histories} histories
 * @param {Uint8Array[]} signers parties that signed what goes with it and stands in no dossier: tombstones
 * @returns {{members: Uint8Array[], missing: Uint8Array[]}} each in the order of their ids
 */
export function closureOf(title, histories, signers = []) {
  const waiting = [title, ...signers].map(hex);
  const members = new Set();
  const missing = new Set();
  while (waiting.length) {
    const subject = waiting.pop();
    if (members.has(subject) || missing.has(subject)) continue;
    const history = histories.get(subject);
    if (!history?.acts.length) {
      missing.add(subject);
      continue;
    }
    members.add(subject);
    waiting.push(...neededBy(history));
  }
  return { members: [...members].sort().map(unhex), missing: [...missing].sort().map(unhex) };
}

/** What one dossier leads to, in hex. An object leads nowhere: other filers' dossiers are their own. */
function neededBy(history) {
  const needed = new Set([hex(GOVERNANCE)]);
  const { kind } = history.last;
  if (kind === "OBJECT") return needed;
  for (const act of history.acts) {
    for (const { party } of act.actors) if (hex(party) !== OWN_PARTY) needed.add(hex(party));
    for (const subject of NAMED[act.terms?.struct]?.(act.terms) ?? []) needed.add(hex(subject));
    if (kind !== "TITLE") continue;
    for (const link of act.links) needed.add(hex(link.subject));
    for (const [key] of act.writes) if (hasTag(key, "HOLDING")) needed.add(hex(partyOfKey(key)));
  }
  return needed;
}
