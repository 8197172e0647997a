/** `cover.json` and `cover.zh.txt`: who asked, for what, as of when, and the answer; the sheet is made of the data. */

import { compareText, oneLine, sheetLine, shown, textOf as utf8Text, utf8 } from "./bytes.js";
import { readNumber, written } from "./domain/index.js";
import { Fields } from "./fields.js";
import { FIRST_REASONS, partText, REASONS } from "./inventory.js";
import {
  beijing,
  FINDINGS,
  findings,
  FIRST_FINDINGS,
  NOT_HELD,
  NOT_PROVEN,
  PURPOSES,
  RESULTS,
  shares,
} from "./wording.js";

export const COVER_NAME = "cover.json";
export const SHEET_NAME = "cover.zh.txt";
const LATEST = 2 ** 40;

/** What the sheets of a schema say. Words are never changed: others are another schema. */
const WORDS = {
  "datadeed/cover/1": { findings: FIRST_FINDINGS, reasons: FIRST_REASONS, notHeld: [], line: oneLine },
  "datadeed/cover/2": { findings: FINDINGS, reasons: REASONS, notHeld: NOT_HELD, line: sheetLine },
};

/** The cover of a parsed file. */
export function readCover(value) {
  const fields = new Fields(value, COVER_NAME);
  const schema = fields.schema(...Object.keys(WORDS));
  const answer = fields.inner("answer");
  const cover = {
    schema,
    requester: fields.text("requester"),
    purpose: fields.member("purpose", Object.keys(PURPOSES)),
    caseRef: fields.text("caseRef"),
    asOf: fields.natural("asOf", LATEST),
    preparedAt: fields.natural("preparedAt", LATEST),
    title: fields.data("title", 32),
    holder: fields.data("holder", 32),
    number: readNumber(fields.text("number")),
    answer: {
      result: answer.member("result", Object.keys(RESULTS)),
      blocks: answer.texts("blocks"),
      warnings: answer.texts("warnings"),
    },
  };
  answer.end();
  fields.end();
  return cover;
}

/** What the manifest says that the package is, in the order of its members. */
export function aboutOf({ asOf, number, purpose, title }) {
  return { asOf: String(asOf), certificate: written(number), purpose, title: shown(title) };
}

/** The Chinese cover sheet; `parts` are those of version 2, else null. @param {string[]} names of the files */
export function sheetOf(cover, certificate, claim, names, parts) {
  const words = WORDS[cover.schema];
  const contents = (parts ?? []).map((each) => `  ${partText(each, words.reasons)}`);
  const lines = [
    "数契 DataDeed 数据产权登记证据包",
    "",
    ...requestLines(cover, words),
    "",
    ...certificateLines(cover, certificate, words),
    "",
    ...chainLines(claim),
    "",
    ...answerLines(cover, words),
    "",
    ...(contents.length ? ["内容目录：", ...contents, ""] : []),
    "文件清单：",
    ...[...names].sort(compareText).map((each) => `  ${each}`),
    "",
    "本证据包不证明：",
    ...numbered(NOT_PROVEN),
    "",
    ...(words.notHeld.length ? ["本证据包不含：", ...numbered(words.notHeld), ""] : []),
    "核验方法：datadeed verify 证据包 --trust 核验方自备的信任文件（信任文件不在本包内）",
    "",
  ];
  return utf8(lines.join("\n"));
}

const numbered = (messages) => messages.map(({ zh }, place) => `  ${place + 1}. ${zh}`);

function requestLines(cover, words) {
  return [
    `申请人：${words.line(cover.requester)}`,
    `用途：${PURPOSES[cover.purpose].zh}`,
    `案号或业务编号：${words.line(cover.caseRef)}`,
    `证据截止时间：${beijing(cover.asOf)}（北京时间）`,
    `制作时间：${beijing(cover.preparedAt)}（北京时间）`,
  ];
}

function certificateLines(cover, certificate, words) {
  const opened = certificate.disclosure?.openings.find((each) => each.name === "data_name");
  const name = opened ? textOf(opened) : "（未披露）";
  const version = `第 ${certificate.version} 版${certificate.closed ? "，已注销" : ""}`;
  const [begin, end] = [beijing(certificate.registeredAt), beijing(certificate.validUntil)];
  return [
    `登记凭证编号：${written(cover.number)}（${version}）`,
    `数据名称：${words.line(name)}`,
    `登记标识：${shown(cover.title)}`,
    `权利人标识：${shown(cover.holder)}`,
    `份额：${shares(certificate.shares).zh}`,
    `其中已质押：${shares(certificate.pledged).zh}`,
    `登记时间：${begin}；有效期至：${end}（北京时间）`,
  ];
}

/** A field in words: a text as it is, anything else as JSON. */
const textOf = ({ value, data }) => (typeof value === "string" ? value : utf8Text(data));

function chainLines(claim) {
  return [
    `链标识：${claim.chainId}`,
    `登记簿合约地址：${shown(claim.register.address)}`,
    `登记簿代码哈希：${shown(claim.register.codeHash)}`,
    `区块：${claim.number}，时间 ${beijing(claim.time)}（北京时间）`,
    `区块哈希：${shown(claim.hash)}`,
  ];
}

function answerLines({ purpose, answer: { result, blocks, warnings } }, words) {
  return [
    `结论（${PURPOSES[purpose].zh}）：${result} ${RESULTS[result].zh}`,
    `妨碍事项：${findings(blocks, words.findings).zh}`,
    `提示事项：${findings(warnings, words.findings).zh}`,
  ];
}
