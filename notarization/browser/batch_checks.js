/**
 * Checks the proof of a digest in a batch, or of a log's growth, against the reader's own trust file: the eleven steps of
 * notarization/verify/batch_checks.py, in the same words.
 */

import { algorithmFault } from "./algorithms.js";
import { headerOf, provenAccount, requireGrowth, requirePlace, requireRegister, requireRoot } from "./anchored.js";
import { digestText, readProof } from "./batch.js";
import { countStamps } from "./batch_stamps.js";
import { shown } from "./bytes.js";
import { vouched } from "./chain.js";
import { messageOf } from "./codes.js";
import { DomainError } from "./domain/errors.js";
import { Fault, Stop } from "./errors.js";
import { gradeOf, GRADES, ifGenuine, valuesOf } from "./notes.js";
import { requireMet } from "./policy.js";
import { parseTrust } from "./trust.js";
import { beijing } from "./wording.js";

const NAME = "proof";
const STEPS = [
  ["FORM", "证明文件格式唯一", "the proof has its one form"],
  ["TRUST", "核验方信任文件可读", "the verifying party's trust file is readable"],
  ["DIGEST", "所证摘要即所问摘要", "the proof is of the digest asked for"],
  ["PLACE", "摘要在日志中的位置", "the digest's place in the log"],
  ["HEADER", "区块头格式相符", "the block header is well formed"],
  ["REGISTER", "链与登记簿为所信任者", "chain and register are those trusted"],
  ["BLOCK", "区块为所信任者", "the block is one that is trusted"],
  ["ACCOUNT", "登记簿账户及代码已证明", "the register's account and code are proven"],
  ["ROOT", "日志根值已在登记簿上证明", "the log's root on the register is proven"],
  ["TIME_STAMPS", "日志根值的可信时间戳", "trusted time stamps over the root"],
  ["POLICY", "符合核验方的要求", "what vouches is as much as the reader wants"],
];
const NOT_ASKED = {
  zh: "未指明所问摘要：请将所证摘要与文件自身的摘要比对",
  en: "no digest was asked for: hold the one that is proven against the file's own",
};
const NOT_PROVEN = [
  { zh: "摘要所指内容真实、合法或归属于谁", en: "that what the digest is of is true or lawful" },
  { zh: "内容形成的时间；只证明不晚于该区块", en: "when it was made: only that it was by then" },
  { zh: "日志在该区块之后的变化", en: "what became of the log after this block" },
];

/** The lines so far, and the step that is being made. */
class Checks {
  constructor() {
    this.lines = [];
    this.vouched = true;
  }

  /** One step: what is thrown within is its fault, and ends the checks. */
  of(name, make) {
    this.step = 1 + STEPS.findIndex(([each]) => each === name);
    try {
      return make();
    } catch (fault) {
      if (!(fault instanceof Fault || fault instanceof DomainError)) throw fault;
      this.fault(fault, "failed");
      throw new Stop();
    }
  }

  line(status, found = "", required = true, said = null) {
    const [code, zh, en] = STEPS[this.step - 1];
    const message = said ?? { zh, en };
    this.lines.push({ code, expected: "", found, message, number: this.step, required, status });
  }

  passed(found) {
    this.line("passed", found);
  }

  fault(fault, status, required = true) {
    const { expected, found, detail } = valuesOf(fault);
    const { zh, en } = messageOf(fault.code);
    const message = { zh: zh + detail, en: en + detail };
    this.lines.push({ code: fault.code, expected, found, message, number: this.step, required, status });
  }

  report(asOf, readable) {
    const made = new Set(this.lines.map(({ number }) => number));
    STEPS.forEach((_, place) => {
      this.step = place + 1;
      if (!made.has(this.step)) this.line("not_checked");
    });
    const checks = [...this.lines].sort((one, other) => one.number - other.number);
    const exitCode = gradeOf(checks, readable);
    return {
      asOf: asOf ? [this.vouched ? asOf : ifGenuine(asOf)] : [],
      checks,
      exitCode,
      grade: GRADES[exitCode],
      notProven: NOT_PROVEN,
      schema: "datadeed/report/1",
    };
  }
}

/** The report on a proof; nothing is thrown for what is read. @param {Uint8Array} data @param {Uint8Array} trustFile */
export function checkProof(data, trustFile) {
  const checks = new Checks();
  let [asOf, read] = [null, false];
  try {
    const proof = checks.of("FORM", () => readProof(NAME, data));
    checks.passed();
    const trust = checks.of("TRUST", () => parseTrust(trustFile));
    checks.passed();
    read = true;
    asOf = proof.anchor ? checkBatch(checks, proof, trust) : checkGrowth(checks, proof, trust);
  } catch (fault) {
    if (!(fault instanceof Stop)) throw fault;
  }
  return checks.report(asOf, read);
}

function checkBatch(checks, proof, trust) {
  const { anchor, index } = proof;
  const digest = digestText(proof);
  checks.of("DIGEST", () => checks.line("not_checked", digest, false, NOT_ASKED));
  checks.of("PLACE", () => {
    requirePlace(NAME, proof);
    checks.passed(`${index} / ${anchor.size}`);
  });
  const { header, held } = checkAnchor(checks, anchor, trust);
  held.tsa = checks.of("TIME_STAMPS", () => checkStamps(checks, proof, trust));
  checkPolicy(checks, trust.policy, held);
  checkAlgorithms(checks, trust, ["sha256", proof.algorithm], header);
  const { number, timestamp } = header;
  const when = beijing(timestamp);
  return {
    zh:
      `截至区块 ${number}（北京时间 ${when}），登记机构 ${anchor.registry} 的日志` +
      `前 ${anchor.size} 项含有摘要 ${digest}（第 ${index} 项）：其所指内容此时已经存在`,
    en:
      `At block ${number} (${when}, Beijing time) the log of registry ${anchor.registry}` +
      ` held the digest ${digest} at place ${index} of ${anchor.size}: what it is of existed` +
      " by then",
  };
}

function checkGrowth(checks, { first, second, path }, trust) {
  checks.of("DIGEST", () => checks.line("not_checked", "", false));
  checks.of("PLACE", () => {
    requireGrowth(NAME, { first, second, path });
    checks.passed(`${first.size} <= ${second.size}`);
  });
  const earlier = checkAnchor(checks, first, trust);
  const later = checkAnchor(checks, second, trust);
  checks.of("TIME_STAMPS", () => checks.line("not_checked", "", false));
  for (const { held } of [earlier, later]) checkPolicy(checks, trust.policy, held);
  checkAlgorithms(checks, trust, ["sha256"], later.header);
  const { number } = earlier.header;
  return {
    zh: `登记机构 ${first.registry} 的日志由 ${first.size} 项增至 ${second.size} 项，其间只增未改`,
    en:
      `The log of registry ${first.registry} grew from ${first.size} to ${second.size} digests, and` +
      ` nothing in it was changed; the earlier root is shown at block ${number}`,
  };
}

/** 5 to 9: the block, and the voices that vouch for it. */
function checkAnchor(checks, anchor, trust) {
  let held = {};
  const header = checks.of("HEADER", () => {
    const found = headerOf(anchor);
    checks.passed(`${found.number} ${shown(found.hash)}`);
    return found;
  });
  checks.of("REGISTER", () => {
    requireRegister(anchor, trust);
    checks.passed(`${trust.chainId} ${shown(anchor.register)}`);
  });
  checks.of("BLOCK", () => {
    const said = vouched(header, trust, new Map());
    if (!said.reasons.length) {
      checks.vouched = false;
      checks.fault(said.lacking, "not_checked");
      return;
    }
    held = said.held;
    checks.passed(said.reasons.map(({ en }) => en).join("; "));
  });
  const account = checks.of("ACCOUNT", () => {
    const found = provenAccount(anchor, header, trust);
    checks.passed(shown(found.codeHash));
    return found;
  });
  checks.of("ROOT", () => {
    requireRoot(anchor, account, trust);
    checks.passed(`${anchor.size} ${shown(anchor.root)}`);
  });
  return { header, held };
}

/** How many authorities count; fewer than the reader needs are said. */
function checkStamps(checks, proof, trust) {
  const { authorities, said, asides } = countStamps(NAME, proof, trust);
  for (const fault of asides) checks.fault(fault, "not_checked", false);
  const { needed } = trust.time;
  if (authorities.size < needed) {
    checks.fault(new Fault("TSA_MISSING", { expected: needed, found: authorities.size }), "not_checked");
  } else if (said.length || !asides.length) {
    checks.passed(said.map(({ en }) => en).join("; "));
  }
  return authorities.size;
}

function checkPolicy(checks, policy, held) {
  checks.of("POLICY", () => {
    try {
      if (policy) requireMet(policy, held);
      checks.passed(policy?.text ?? "");
    } catch (fault) {
      if (fault.code !== "POLICY_UNMET") throw fault;
      checks.vouched = false;
      checks.fault(fault, "not_checked");
    }
  });
}

/** The tree and the digest are of algorithms that were accepted at the block's time. */
function checkAlgorithms(checks, { algorithms }, used, { timestamp }) {
  checks.of("POLICY", () => {
    const fault = used.map((each) => algorithmFault(algorithms, "digest", each, timestamp)).find(Boolean);
    if (fault) checks.fault(fault, "not_checked");
  });
}
