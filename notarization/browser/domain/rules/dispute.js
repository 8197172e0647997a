/** Disputes over issued titles (domain: 6.4): what follows, and when one keeps from selling. */

import { any, same } from "../bytes.js";
import { DISPUTE_STEPS } from "../data/tables.js";
import { isIn, ordinal } from "../enums.js";
import { require } from "../errors.js";
import { outcome } from "../outcome.js";
import { structHash } from "../structs.js";
import { disputeKey, holdingKey, isEnded, RECORD_KEY } from "../words.js";
import { requireIssue } from "./title.js";

const ANSWERS = ["ADMIT", "DENY", "REFER"];
const isOver = (state) => ordinal("DisputeState", state) >= ordinal("DisputeState", "RETURNED");

/** A dispute over a living title. It warns, and bars nothing by itself. */
export function filed(state, _, terms) {
  require("title is the dossier's", same(terms.title, state.subject));
  require("title lives", state.record().state === "LIVE");
  const named = terms.claim !== "NONE" && any(terms.interest) && any(terms.evidence);
  require("claim, interest and evidence are named", named);
  const key = disputeKey(structHash(terms));
  require("dispute is new", !state.words.has(key));
  const word = { layout: "DisputeWord", disputant: terms.disputant, state: "FILED", claim: terms.claim, version: 1 };
  return outcome([[key, word]], { [key]: terms });
}

/** A step that no examiner takes. */
export function stepped(state, _, terms) {
  require("the step is none of the examiners'", !isIn("RULINGS", terms.action));
  const named = isIn("NAMING", terms.action) === any(terms.party);
  require("who answers, refers or orders is named", named);
  if (ANSWERS.includes(terms.action)) requireSide(state, terms);
  return after(state, terms);
}

/** A step of two who did not pass the title: their application's dossier says who did. */
export function ruled(state, _, terms) {
  requireIssue(state.subject, terms.issued);
  require("the step is the examiners'", isIn("RULINGS", terms.action));
  const word = state.read(disputeKey(terms.dispute), "DisputeWord");
  const owned = terms.action !== "BLOCK" || word.claim === "OWNERSHIP";
  require("only who owns is blocked for", owned, word.claim);
  return after(state, terms);
}

/** A holder answers, the only one admits; either side refers. */
function requireSide(state, terms) {
  const holds = !isEnded(state.read(holdingKey(terms.party), "HoldingWord"));
  if (terms.action === "REFER") {
    const word = state.read(disputeKey(terms.dispute), "DisputeWord");
    require("a side refers the dispute", holds || same(terms.party, word.disputant));
    return;
  }
  const whole = terms.action !== "ADMIT" || state.record().holders === 1;
  require("a holder answers, the only one admits", holds && whole);
}

function after(state, terms) {
  const { action } = terms;
  require("title is the dossier's", same(terms.title, state.subject));
  const key = disputeKey(terms.dispute);
  require("the dispute was filed", state.words.has(key));
  const word = state.read(key, "DisputeWord");
  require("dispute's version", word.version === terms.version, word.version);
  require("the step names its document", any(terms.document) || isIn("UNDOCUMENTED", action), action);
  const to = DISPUTE_STEPS[`${word.state} ${action}`];
  require("the step follows", to !== undefined, word.state);
  const founded = (word.founded || action === "FIND" || action === "ADMIT") && action !== "DISMISS";
  const [fits, blocks] = blocksAfter(word, action, to);
  require("what blocks is lifted by who may", fits, word.blocks);
  const writes = [[key, { ...word, state: to, founded, blocks, version: word.version + 1 }]];
  if (blocks !== word.blocks) {
    const record = state.record();
    const change = word.blocks === "NONE" ? 1 : -1;
    writes.push([RECORD_KEY, { ...record, disputes: record.disputes + change }]);
  }
  return outcome(writes);
}

/** Whether it fits and what blocks afterwards; a court's block is lifted by a court alone, before the end. */
function blocksAfter(word, action, to) {
  const { blocks } = word;
  if (action === "BLOCK") return [blocks === "NONE", "REGISTRY"];
  if (action === "ORDER_BLOCK") return [blocks === "NONE", "COURT"];
  if (action === "UNBLOCK") return [blocks === "REGISTRY", "NONE"];
  if (action === "ORDER_UNBLOCK") return [blocks !== "NONE", "NONE"];
  return isOver(to) ? [blocks !== "COURT", "NONE"] : [true, blocks];
}
