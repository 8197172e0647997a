/** Step 24: the verdict that the cover claims, the one that the reader asks for, and the sentence of as-of. */

import { hex, shown } from "./bytes.js";
import { certificateOf } from "./certificate.js";
import { Step } from "./codes.js";
import {
  disownedIn,
  judge,
  neededDossiers,
  neededSignatures,
  onClosed,
  withDisowned,
  written,
} from "./domain/index.js";
import { Fault } from "./errors.js";
import { beijing, findings, PURPOSES, RESULTS, shares } from "./wording.js";

const NOT_THEN = ["TITLE_UNKNOWN", "CERTIFICATE_ABSENT"];

/** The certificate as it was at the reader's time and the verdict on it then, null where there was none. */
export function checkAnswer(notes, evidence, histories, question, header) {
  const { cover, certificate } = evidence;
  const time = question.time ?? cover.asOf;
  const purpose = question.purpose ?? cover.purpose;
  notes.begin(Step.VERDICT);
  const own = answerOf(verdictOf(certificate, histories, cover.purpose, cover.asOf));
  if (JSON.stringify(own) !== JSON.stringify(claimedAnswer(cover))) {
    throw new Fault("VERDICT_DISAGREES", { expected: answerText(own).en, found: answerText(cover.answer).en });
  }
  try {
    const then = certificateOf(histories.get(hex(certificate.title)), certificate.holder, time);
    const asked = verdictOf(certificate, histories, purpose, time);
    notes.told(verdictText(purpose, momentText(time, header), answerOf(asked)));
    return [then, asked];
  } catch (fault) {
    if (!NOT_THEN.includes(fault.code)) throw fault;
    // the reader asked for a time before the certificate: no fault of the package
    notes.open(fault);
    return null;
  }
}

const claimedAnswer = ({ answer: { result, blocks, warnings } }) => ({ result, blocks, warnings });

const answerOf = ({ result, blocks, warnings }) => ({
  result,
  blocks: blocks.map(({ code }) => code),
  warnings: warnings.map(({ code }) => code),
});

function verdictOf({ title: subject, holder }, histories, purpose, time) {
  const at = (history) => history.atTime(time);
  return judged(subject, holder, purpose, time, histories, at);
}

/**
 * The verdict on a holder's certificate, `at` giving the state of each dossier; `closed`: on an earlier one of his.
 * Throws TITLE_UNKNOWN.
 */
export function judged(subject, holder, purpose, time, histories, at, closed = false) {
  const title = at(histories.get(hex(subject)));
  const known = new Map([...histories].map(([subject, history]) => [subject, at(history)]));
  const needed = neededDossiers(title, holder, known).map(hex);
  const dossiers = new Map(needed.filter((each) => known.has(each)).map((each) => [each, known.get(each)]));
  const verdict = judge(title, holder, purpose, time, dossiers);
  const signed = neededSignatures(title).map((each) => histories.get(hex(each)));
  return withDisowned(
    closed ? onClosed(verdict) : verdict,
    signed.filter(Boolean).flatMap((history) => [...disownedIn(history, histories, time)]),
  );
}

function answerText({ result, blocks, warnings }) {
  const [said, barred, warned] = [RESULTS[result], findings(blocks), findings(warnings)];
  return {
    zh: `${result} ${said.zh}；妨碍：${barred.zh}；提示：${warned.zh}`,
    en: `${result} ${said.en}; blocks: ${barred.en}; warnings: ${warned.en}`,
  };
}

/** A moment, and where it lies after the block, that this is not known to hold until then. */
function momentText(time, header) {
  const moment = beijing(time);
  if (time <= header.timestamp) return { zh: moment, en: moment };
  return {
    zh: `${moment}（晚于区块，其间的变化未核验）`,
    en: `${moment} (later than the block: what came between is not known)`,
  };
}

function verdictText(purpose, moment, answer) {
  const [said, answered] = [PURPOSES[purpose], answerText(answer)];
  return {
    zh: `${said.zh}，截至北京时间 ${moment.zh}：${answered.zh}`,
    en: `${said.en}, as of ${moment.en}, Beijing time: ${answered.en}`,
  };
}

/**
 * What the register held, at which block, as of when: never that a thing is free of burdens. Orders are all that the
 * verdict tells of: those on the holder himself and on whoever absorbed him stand in other dossiers than the title's.
 */
export function statement([certificate, { facts }], header, trust, time) {
  const orders = facts.filter(({ code }) => code === "ORDER").length;
  const own = ({ code, values }) => code === "PLEDGE" && values.pledgor === hex(certificate.holder);
  const pledges = facts.filter(own).length;
  const [address, code] = [shown(trust.register.address), shown(trust.register.codeHash)];
  const [number, parts] = [written(certificate.number), shares(certificate.shares)];
  const [block, moment] = [beijing(header.timestamp), momentText(time, header)];
  return {
    zh:
      `在区块 ${header.number}（${block}，北京时间），地址 ${address}、代码哈希 ${code} 的登记簿，` +
      `就截至 ${moment.zh} 的状态，对凭证 ${number} 载有：${parts.zh}；` +
      `未解除的质押（担保）记载 ${pledges} 项；未解除的查封等限制 ${orders} 项。`,
    en:
      `At block ${header.number} (${block}, Beijing time) the register at ${address} with code ${code} held, as of ` +
      `${moment.en}, for certificate ${number}: ${parts.en}; ${pledges} open pledge(s); ${orders} order(s) not lifted.`,
  };
}
