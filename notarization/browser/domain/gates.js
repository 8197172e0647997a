/** What origin, class and grade of data open and shut (NAT-2026 Arts. 15, 21; DSL Art. 21). */

import { any, ascend, hex, same } from "./bytes.js";
import { NUMBERS } from "./enums.js";

// the gate that is shut without a basis, by the data's origin
const UNFOUNDED = { ENTRUSTED: "EntrustmentBasisMissing", AUTHORISED: "PublicDataCodeMissing" };

/**
 * The gate that keeps such an application out, null where all are open.
 * @param {{origin: string, dataClass: string, grade: string, founded: boolean, operates: boolean}} facts
 */
export function gateShut({ origin, dataClass, grade, founded, operates }) {
  if ([origin, dataClass, grade].includes("NONE")) return "ClassificationMissing";
  if (grade === "CORE") return "CoreDataRefused";
  if (founded) return null;
  if (dataClass === "PERSONAL") return "PersonalConsentsMissing";
  if (origin === "SCRAPED_PUBLIC" && operates) return "ProductOpinionMissing";
  return UNFOUNDED[origin] ?? null;
}

/** The same of an application, its participants among it. */
export function shut(terms) {
  const { origin, dataClass, grade } = terms;
  const facts = { origin, dataClass, grade, founded: any(terms.basis), operates: asksOperating(terms) };
  return gateShut(facts) ?? (participantsRight(terms) ? null : "ParticipantsWrong");
}

/** Whether every participant must sign: the operating right over fused data. */
export function needsConsents(terms) {
  return terms.origin === "FUSED" && asksOperating(terms);
}

/** Whether a party applies or took part: it never acts on the file as staff. */
export function involves(terms, party) {
  const splits = terms.splits.map((split) => split.holder);
  return [...terms.participants, ...splits].some((each) => same(each, party));
}

/** Only a fusion has participants, and at least two take part; none is named twice. */
function participantsRight(terms) {
  const others = terms.participants.map(hex);
  if (terms.origin !== "FUSED") return others.length === 0;
  const holders = new Set(terms.splits.map((split) => hex(split.holder)));
  const apart = ascend(others) && !others.some((each) => holders.has(each)) && terms.participants.every(any);
  return apart && others.length <= NUMBERS.MOST_PARTICIPANTS && holders.size + others.length > 1;
}

function asksOperating(terms) {
  return terms.splits.some((split) => split.oper > 0);
}
