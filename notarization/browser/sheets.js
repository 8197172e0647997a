/** Files that are made of others: the verifier makes them again, so that nobody reads other ones than those checked. */

import { hex, oneLine, shown, utf8 } from "./bytes.js";
import { encode } from "./canonical.js";
import { sha256 } from "./digests.js";
import { parseAct, written } from "./domain/index.js";
import { CERTIFICATION_NAME, FILE_NAME, README_NAME, REDACTION_NAME } from "./enclosures.js";
import { beijing } from "./wording.js";

/** The members of terms that name papers by their digest. */
const PAPERS = ["document", "basis", "notice", "instrument", "authority"];

/** The files that follow from the rest of a package of version 2. @returns {Map<string, Uint8Array>} */
export function madeAnew({ cover, claim, certificate, dossiers, tombstones, enclosures }) {
  const { making, verifier } = enclosures;
  const acts = dossiers.get(hex(certificate.application)) ?? [];
  const made = new Map([
    [CERTIFICATION_NAME, certification(cover, claim, making)],
    [README_NAME, readme(claim, verifier)],
    [FILE_NAME, registryFile(certificate.application, acts)],
  ]);
  const opened = certificate.disclosure;
  if (opened) made.set(REDACTION_NAME, redaction(certificate.record, opened, tombstones));
  return made;
}

/** What the registry did with the application, act by act. */
function registryFile(application, acts) {
  const rows = acts.map(parseAct).map((act) => ({
    seq: act.seq,
    kind: act.kind,
    block: act.raw.block,
    time: act.raw.time,
    actors: act.actors.map(({ party, role, mode }) => ({ party: shown(party), role, mode })),
    papers: papersOf(act).map(shown),
  }));
  return encode({ schema: "datadeed/registry-file/1", application: shown(application), acts: rows });
}

/** The digests of papers that an act names, in the order of its terms, zero ones left out. */
export function papersOf({ terms }) {
  return Object.entries(terms ?? {})
    .filter(([name, value]) => PAPERS.includes(name) && value instanceof Uint8Array && value.length === 32)
    .map(([, value]) => value)
    .filter((value) => value.some(Boolean));
}

/** Which fields of the record are opened, and the commitment of each that is not. */
function redaction(record, { openings, withheld }, tombstones) {
  const erased = new Set(tombstones.map((each) => hex(each.tombstone.leaf)));
  return encode({
    schema: "datadeed/redaction/1",
    record: shown(record),
    fields: openings.length + withheld.length,
    opened: openings.map(({ name }) => name),
    withheld: withheld.map(({ position, leaf }) => ({
      position,
      leaf: shown(leaf),
      ground: erased.has(hex(leaf)) ? "ERASED" : "WITHHELD",
    })),
  });
}

/** What the operator fills in and signs: a template, no statement by itself. */
function certification(cover, claim, making) {
  const [number, block] = [written(cover.number), claim.number];
  const [made, sources] = [beijing(cover.preparedAt), shown(making.program.sources)];
  const program = `${making.program.name} ${making.program.version}`;
  return textOf(
    "运营方证明（模板，填写并签署后生效）",
    "",
    "本人________，任职于________（登记平台运营方），熟悉该平台的运行，兹证明：",
    `1. 登记凭证 ${number} 的电子记录由登记平台在日常业务中按其规则自动生成并保存；`,
    `2. 本证据包于 ${made}（北京时间）由 ${making.maker} 使用 ${program} 制作，`,
    `   程序源文件摘要（SHA-256）${sources}；`,
    `3. 包内记录截至区块 ${block}，区块哈希 ${shown(claim.hash)}；`,
    "4. 制作期间平台运行正常：□是 □否（说明：________）；",
    "5. 本证据包的清单文件 manifest.json 的 SHA-256 为（由签署人计算填写）：________；",
    "6. 本人与案件当事人的利害关系：________。",
    "签名：________ 日期：________ 电话：________",
    "",
    "Certification by the operator (a template: of effect once filled in and signed)",
    "",
    "I, ________, employed by ________ (operator of the register), know how it is run, and certify:",
    `1. The electronic records of certificate ${number} were generated and kept by the platform automatically, by its` +
      " rules, in the regular course of business.",
    `2. This package was made at ${made} (Beijing time) by ${making.maker} with ${program},`,
    `   whose sources have the digest (SHA-256) ${sources}.`,
    `3. The records are those up to block ${block}, block hash ${shown(claim.hash)}.`,
    "4. The platform worked as it should meanwhile: [ ] yes [ ] no (explain: ________).",
    "5. The SHA-256 of the package's manifest.json is (worked out by who signs): ________.",
    "6. My interest in the matter or its parties: ________.",
    "Signature: ________ Date: ________ Telephone: ________",
  );
}

/** How to check the package, and what to bring for it. */
function readme(claim, verifier) {
  const program = `${verifier.program.name} ${verifier.program.version}`;
  const sources = shown(verifier.program.sources);
  const digest = verifier.wheel ? shown(sha256(verifier.data)) : "";
  const wheel = verifier.wheel ? `${verifier.wheel}，SHA-256 ${digest}` : "未附（另行取得）";
  const enclosed = verifier.wheel ? `${verifier.wheel}, SHA-256 ${digest}` : "not enclosed";
  const register = `${shown(claim.register.address)} · ${shown(claim.register.codeHash)}`;
  const block = `${claim.number} · ${shown(claim.hash)}`;
  return textOf(
    "如何核验本证据包",
    "",
    `1. 核验程序：${program}，源文件摘要 ${sources}；安装包：${wheel}。`,
    "   程序与其摘要须从登记机构公开渠道另行取得并比对，不可只信本包所附者。",
    "2. 自备信任文件，逐项从自己的来源取得，不可取自本包：",
    `   链标识（本包所称：${claim.chainId}）；`,
    `   登记簿地址与代码哈希（本包所称：${register}）；`,
    `   区块号与区块哈希（本包所称：${block}），或验证节点、检查点日志与见证方；`,
    "   时间戳机构的根证书。",
    "3. 断网运行：datadeed-verify 证据包 --trust 信任文件 --lang zh",
    "4. 退出码：0 核验通过；1 不通过；2 不完整；3 无法读取；64 用法错误。",
    "5. 其他时点或用途：--at 2026-01-31T12:00:00+08:00 --purpose pledge",
    "",
    "How to check this package",
    "",
    `1. Verifier: ${program}, digest of its sources ${sources}; wheel: ${enclosed}.`,
    "   Get the program and its digest from the registry by another way and compare: the one enclosed vouches for" +
      " nothing.",
    "2. Bring a trust file of your own, nothing in it taken from here:",
    `   the chain's id (claimed here: ${claim.chainId});`,
    `   the register's address and code hash (claimed here: ${register});`,
    `   number and hash of a block (claimed here: ${block}), or validators, or a checkpoint log and its witnesses;`,
    "   roots of time-stamping authorities.",
    "3. Without a network: datadeed-verify PACKAGE --trust TRUST --lang en",
    "4. Exit codes: 0 VERIFIED, 1 REJECTED, 2 INCOMPLETE, 3 unreadable, 64 wrong usage.",
    "5. Another moment or purpose: --at 2026-01-31T12:00:00+08:00 --purpose pledge",
  );
}

const textOf = (...lines) => utf8(`${lines.map(oneLine).join("\n")}\n`);
