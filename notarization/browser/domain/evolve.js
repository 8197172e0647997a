/**
 * Acts to state: what an act does. The words that the log carries are held against those that the rules give; where
 * the two differ, the act is no act of this register, whatever its head says. Time is not applied: see clock.js.
 */

import { bigOf, bytesOf, hex, same, ZERO } from "./bytes.js";
import { OPENINGS, SUBJECTS, UNOPENED } from "./data/tables.js";
import { actDigest, emptyHead, nextHead } from "./dossier.js";
import { DomainError, require } from "./errors.js";
import * as application from "./rules/application.js";
import * as change from "./rules/change.js";
import * as dispute from "./rules/dispute.js";
import * as governance from "./rules/governance.js";
import * as licence from "./rules/licence.js";
import * as mandate from "./rules/mandate.js";
import * as order from "./rules/order.js";
import * as party from "./rules/party.js";
import * as pledge from "./rules/pledge.js";
import { sold } from "./rules/sale.js";
import * as title from "./rules/title.js";
import { Dossier } from "./state.js";
import { numberOfWord, packWord, RECORD_KEY } from "./words.js";

const SEQ_MASK = (1n << 40n) - 1n;

/** What each kind of act does: (state before, act, terms) => outcome. */
export const RULES = {
  Founded: party.founded,
  BookAdmitted: governance.bookAdmitted,
  BookEnded: governance.bookEnded,
  IntakePaused: governance.intakePaused,
  ProfileAdopted: governance.profileAdopted,
  RegistryOpened: governance.registryOpened,
  PartyEnrolled: party.enrolled,
  AccountChanged: party.accountChanged,
  RolesGranted: party.rolesSet,
  RolesEnded: party.rolesSet,
  ConsentRevoked: party.consentRevoked,
  ApplicationSubmitted: application.submitted,
  ApplicationCorrected: application.corrected,
  ApplicationStepped: application.stepped,
  NoticePublished: application.published,
  ApplicationCertified: application.certified,
  ObjectFiled: application.objectFiled,
  ObjectFilingEnded: application.objectFilingEnded,
  ObjectTitled: application.objectTitled,
  TitleIssued: title.issued,
  SharesTransferred: title.transferred,
  PledgeRecorded: pledge.recorded,
  PledgeReleased: pledge.released,
  OrderRecorded: order.recorded,
  OrderLifted: order.lifted,
  AgentAppointed: mandate.agentAppointed,
  AgentEnded: mandate.agentEnded,
  StaffKeyRevoked: mandate.staffKeyRevoked,
  TitleCorrected: change.corrected,
  TitleRevoked: change.revoked,
  TitleCancelled: change.cancelled,
  ObjectTitleClosed: application.objectFilingEnded,
  RenewalFiled: change.renewalFiled,
  RenewalEnded: change.renewalEnded,
  TitleRenewed: change.renewed,
  RequestFiled: change.requestFiled,
  RequestEnded: change.requestEnded,
  TitleChanged: change.changed,
  TitleSurrendered: change.surrendered,
  InstitutionListed: mandate.listed,
  SuspensionChanged: mandate.suspensionChanged,
  PredecessorNamed: title.predecessorNamed,
  TitleSucceeded: title.succeeded,
  RecoveryFiled: mandate.recoveryFiled,
  RecoveryEnded: mandate.recoveryEnded,
  PartySucceeded: party.succeeded,
  PartyRenamed: party.renamed,
  OfficerNamed: party.officerNamed,
  OfficerEnded: party.officerEnded,
  LicenceGranted: licence.granted,
  BreachNotified: licence.breachNotified,
  LicenceEnded: licence.ended,
  ReportFiled: licence.reportFiled,
  ReportWithdrawn: licence.reportWithdrawn,
  PledgeAmended: pledge.amended,
  PledgeAssigned: pledge.assigned,
  PledgesRanked: pledge.ranked,
  LotShrunk: pledge.shrunk,
  SeizureKnown: pledge.learned,
  PledgeEnforcing: pledge.enforcing,
  PledgeConcluded: pledge.concluded,
  LotSold: sold,
  OrderExtended: order.extended,
  SuperiorNamed: mandate.superiorNamed,
  DisputeFiled: dispute.filed,
  DisputeStepped: dispute.stepped,
  DisputeRuled: dispute.ruled,
  BatchAnchored: governance.anchored,
};

/** A dossier without acts. */
export function openDossier(anchor, subject) {
  return new Dossier(subject, emptyHead(anchor, subject));
}

/**
 * The state after one more act. Raises SEQ_GAP, SUBJECT_WRONG, REPLAY_MISMATCH where the act does not follow,
 * WORD_MALFORMED where a word has no reading, RULE_BROKEN where the terms break a rule.
 * @param {import("./dossier.js").Anchor} anchor
 * @param {Dossier} before
 * @param {import("./index.js").Act} act
 */
export function evolve(anchor, before, act) {
  const subject = hex(before.subject);
  if (!same(act.raw.subject, before.subject)) throw new DomainError("SUBJECT_WRONG", { subject, kind: act.kind });
  if (act.seq !== before.seq + 1) {
    throw new DomainError("SEQ_GAP", { subject, expected: before.seq + 1, found: act.seq });
  }
  if (!SUBJECTS[act.kind].includes(before.kind)) throw new DomainError("SUBJECT_WRONG", { subject, kind: act.kind });
  requireSound(before, act);
  const { writes, terms } = RULES[act.kind](before, act, act.terms);
  requireSameWords(act, writes);
  const head = nextHead(before.head, actDigest(anchor, act.raw, act.seq));
  return before.after(act, head, counted(before.words.get(RECORD_KEY) ?? ZERO, act.seq), terms);
}

/** It opens its dossier or follows, and its consent had not run out. */
function requireSound(before, act) {
  const fits = OPENINGS.includes(act.kind) === (before.seq === 0) || UNOPENED.includes(before.kind);
  require("a dossier is opened once, by its first act", fits, act.kind);
  const deadline = act.terms?.deadline ?? act.raw.time;
  require("the consent had not run out", act.raw.time <= deadline, deadline);
}

function counted(word, seq) {
  return bytesOf((bigOf(word) & ~SEQ_MASK) | BigInt(seq));
}

/** The bytes of a word that a rule gives, in the act of this count: a record carries it. */
function packed(key, word, seq) {
  if (key === RECORD_KEY) return counted(word instanceof Uint8Array ? word : bytesOf(numberOfWord(word)), seq);
  return word instanceof Uint8Array ? word : packWord(word);
}

function requireSameWords(act, writes) {
  const place = { subject: hex(act.raw.subject), seq: act.seq };
  const both = Math.min(writes.length, act.writes.length);
  for (let at = 0; at < both; at += 1) {
    const [key, found] = act.writes[at];
    const expected = packed(...writes[at], act.seq);
    if (key !== writes[at][0] || !same(expected, found)) {
      throw new DomainError("REPLAY_MISMATCH", { ...place, key, expected: hex(expected), found: hex(found) });
    }
  }
  if (writes.length !== act.writes.length) {
    const [expected, found] = [`${writes.length} words`, `${act.writes.length} words`];
    throw new DomainError("REPLAY_MISMATCH", { ...place, key: "", expected, found });
  }
}
