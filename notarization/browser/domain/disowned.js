/** Signatures that a registry disowns: a clerk's, after the date from which the key is revoked. */

import { hex, numberOf, unhex } from "./bytes.js";
import { neededDossiers } from "./verdict.js";
import { parseWord } from "./words.js";

const NO_STAFF = ["PARTY", "GOVERNOR"];
const COUNT_DIGITS = 16;

/**
 * Every revocation in a clerk's dossier, with the dossier's count before it.
 * @returns {[number, object][]}
 */
export function revocations(clerk) {
  return clerk
    .under("DISOWNED")
    .map(([key, word]) => [numberOf(unhex(key.slice(-COUNT_DIGITS))), parseWord("DisownedWord", word)]);
}

/**
 * The first revocation in the clerk's dossier that reaches this signature, null where none does: it reaches what was
 * signed as staff since its date, and before it was recorded.
 */
export function disownedSignature(act, actor, clerk) {
  if (NO_STAFF.includes(actor.role)) return null;
  const reaching = revocations(clerk).find(([seq, word]) => actor.partySeq <= seq && act.raw.time >= word.since);
  if (!reaching) return null;
  const { since, ground } = reaching[1];
  return { subject: act.raw.subject, seq: act.seq, time: act.raw.time, clerk: actor.party, since, ground };
}

/** The dossiers whose signatures a verdict rests on: the title's and its application's. */
export function neededSignatures(title) {
  const [application] = neededDossiers(title, new Uint8Array());
  return [title.subject, application];
}

/** The disowned signatures in one dossier up to a time, by the revocations up to that time. */
export function disownedIn(history, clerks, time) {
  return history.acts
    .filter((act) => act.raw.time <= time)
    .flatMap((act) => act.actors.map((actor) => [act, actor, clerks.get(hex(actor.party))]))
    .map(([act, actor, clerk]) => clerk && disownedSignature(act, actor, clerk.atTime(time)))
    .filter(Boolean);
}

/** The verdict when it rests on such signatures: nothing is VALID until they are re-examined. */
export function withDisowned(verdict, disowned) {
  const found = [...disowned].map(({ subject, seq, clerk, time, since, ground }) => {
    return { code: "SIGNED_AFTER_REVOCATION", values: { act: seq, clerk: hex(clerk), time, since, ground }, subject };
  });
  if (!found.length) return verdict;
  const result = verdict.result === "UNKNOWN" ? "UNKNOWN" : "INVALID";
  return { ...verdict, result, blocks: [...verdict.blocks, ...found] };
}
