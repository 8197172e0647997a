/** Step 34: whether what the evidence was made with was accepted when it says that it was made. */

import { Step } from "./codes.js";
import { CRYPTO_POLICY } from "./domain/data/rules.js";
import { Fault } from "./errors.js";

const DIGESTS = ["sha256", "sm3"];
const ACT = "secp256k1-keccak256";
/** What the trust file may name. */
export const USES = Object.keys(CRYPTO_POLICY.uses);

/** The first second of a day in Beijing. @param {string} day */
const begins = (day) => Date.parse(`${day}T00:00:00+08:00`) / 1000;

/**
 * Why an algorithm is not accepted for what was made at a time; null where it is.
 * @param {{use: string, algorithm: string, since: number, until: number}[]} readers what the reader accepts besides
 */
export function algorithmFault(readers, use, algorithm, time) {
  const fault = (by) => new Fault("ALGORITHM_NOT_ACCEPTED", { use, algorithm, by, found: String(time) });
  const own = CRYPTO_POLICY.uses[use].some(
    ([name, first, , last]) => name === algorithm && begins(first) <= time && (last === null || time < begins(last)),
  );
  if (!own) return fault(CRYPTO_POLICY.id);
  const listed = readers.filter((each) => each.use === use);
  const theirs = listed.some((each) => each.algorithm === algorithm && each.since <= time && time < each.until);
  return listed.length && !theirs ? fault("trust") : null;
}

/** Digests at the time of making, of which one is enough; acts and tombstones at the first and last of theirs. */
export function checkAlgorithms(notes, readers, made, histories, stones) {
  notes.begin(Step.ALGORITHMS);
  const times = [...histories].flatMap(({ acts }) => acts.map(({ raw }) => raw.time));
  times.push(...stones.map(({ tombstone }) => tombstone.time));
  const [first, last] = times.reduce(
    ([least, most], time) => [Math.min(least, time), Math.max(most, time)],
    [Infinity, -Infinity],
  );
  const digests = DIGESTS.map((each) => algorithmFault(readers, "digest", each, made));
  const acts = [first, last].map((time) => algorithmFault(readers, "act", ACT, time));
  const enough = digests.includes(null);
  for (const fault of digests.filter(Boolean)) {
    if (enough) notes.asideOf(fault);
    else notes.open(fault);
  }
  for (const fault of (acts[0] ? acts.slice(0, 1) : acts).filter(Boolean)) notes.open(fault);
  if (enough && !acts.some(Boolean)) {
    const said = `${DIGESTS.join(", ")}; ${ACT}`;
    notes.counted(said, said);
  }
}
