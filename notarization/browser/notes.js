/** Collects the lines of a verification, and gives the report: the JSON of `datadeed verify --json`. */

import { shown } from "./bytes.js";
import { ALWAYS, NOT_REACHED, STEPS, Step, messageOf } from "./codes.js";
import { FieldFault, Stop } from "./errors.js";

const COMPARED = ["expected", "found", "computed"];
/** Before an answer that rests on a block for which less vouches than the reader wants. */
const IF_GENUINE = {
  zh: "（为区块与时间作证者少于核验方所要求，以下以该区块属实为前提）",
  en: "(Less vouches for block and time than the reader wants; if the block is genuine:) ",
};
export const GRADES = ["VERIFIED", "REJECTED", "INCOMPLETE", "UNREADABLE"];
/** @typedef {{zh: string, en: string}} Message */

export class Notes {
  constructor() {
    this.checks = [];
    this.step = Step.CONTAINER;
    this.asOf = null;
    // false when package or trust file could not be opened far enough to be judged
    this.readable = true;
    // the voices that vouch for block and time, by their names in a policy
    this.held = {};
    // the proofs in logs that do
    this.checkpoints = [];
    // whether all that is as much as the reader wants, without which the answer is given under that condition
    this.vouched = false;
    this.asked = new Set(ALWAYS);
    // the file of which there are several, named with every fault while it is judged
    this.about = "";
  }

  begin(step) {
    this.step = step;
  }

  /** The step holds: what it found. */
  passed(found = "") {
    this.add(this.name, "passed", this.sentence, { found });
  }

  /** The step holds: how much there was of what it checked. */
  counted(zh, en) {
    this.add(this.name, "passed", joined(this.sentence, { zh, en }));
  }

  /** The step holds: what it read, in words. @param {Message} message */
  told(message) {
    this.add(this.name, "passed", message);
  }

  failed(fault) {
    this.fault(fault, "failed");
  }

  /** Note every fault; throws Stop when there is one. */
  allOf(faults) {
    for (const fault of faults) this.failed(fault);
    if (faults.length) throw new Stop();
  }

  /** The step could not be made, and the answer needs it. */
  open(fault) {
    this.fault(fault, "not_checked");
  }

  /** Something that is not checked and that the grade does not wait for. */
  aside(code, found = "", { count = 0, detail = null } = {}) {
    let message = messageOf(code);
    if (detail) message = joined(message, detail);
    if (count) message = joined(message, { zh: `${count} 项`, en: `${count}` });
    this.add(code, "not_checked", message, { found, required: false });
  }

  asideOf(fault) {
    this.fault(fault, "not_checked", false);
  }

  skipped() {
    this.add(this.name, "not_checked", NOT_REACHED);
  }

  fault(fault, status, required = true) {
    const { expected, found, detail: said } = valuesOf(fault);
    const detail = this.about && !said.includes(this.about) ? `${said} [${this.about}]` : said;
    const { zh, en } = messageOf(fault.code);
    this.add(fault.code, status, { zh: zh + detail, en: en + detail }, { expected, found, required });
  }

  add(code, status, message, { expected = "", found = "", required = true } = {}) {
    this.checks.push({ code, expected, found, message, number: this.step, required, status });
  }

  get name() {
    return STEPS[this.step - 1][0];
  }

  get sentence() {
    const [, zh, en] = STEPS[this.step - 1];
    return { zh, en };
  }

  /** The report; of the steps asked for, those after the last one made were not reached. */
  report(notProven) {
    const last = this.step;
    for (const step of [...this.asked].sort((one, other) => one - other)) {
      if (step <= last) continue;
      this.begin(step);
      this.skipped();
    }
    const exitCode = gradeOf(this.checks, this.readable);
    return {
      asOf: this.asOf ? [this.vouched ? this.asOf : ifGenuine(this.asOf)] : [],
      checks: this.checks,
      exitCode,
      grade: GRADES[exitCode],
      notProven,
      schema: "datadeed/report/1",
    };
  }
}

/** An answer under the condition that its block is genuine. @param {Message} said @returns {Message} */
export const ifGenuine = (said) => ({ zh: IF_GENUINE.zh + said.zh, en: IF_GENUINE.en + said.en });

/** The exit code that follows from checks. */
export function gradeOf(checks, readable) {
  if (!readable) return 3;
  if (checks.some((check) => check.status === "failed")) return 1;
  const required = checks.filter((check) => check.required);
  return required.length && required.every((check) => check.status === "passed") ? 0 : 2;
}

/** @param {Message} said @param {Message} more @returns {Message} */
const joined = (said, more) => ({ zh: `${said.zh}：${more.zh}`, en: `${said.en}: ${more.en}` });

/** What a fault compared, and its other values in words. */
export function valuesOf(fault) {
  const details = fault.details ?? {};
  if (fault instanceof FieldFault) {
    const { file, where, fault: said } = details;
    return { expected: "", found: "", detail: ` [${file} ${where}: ${said}]` };
  }
  const values = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, textOf(value)]));
  const other = Object.entries(values).filter(([name, value]) => !COMPARED.includes(name) && value);
  const listed = other.map(([name, value]) => `${name} ${value}`).join("; ");
  return {
    expected: values.expected ?? "",
    found: values.found ?? values.computed ?? "",
    detail: listed ? ` [${listed}]` : "",
  };
}

const textOf = (value) => (value instanceof Uint8Array ? shown(value) : String(value));
