/** What version 2 of the package adds to version 1: its files, read. */

import { compareText, equal } from "./bytes.js";
import { JsonFault, parseCanonical } from "./canonical.js";
import { keccak256, sha256, sm3 } from "./digests.js";
import { Fault, FieldFault, told } from "./errors.js";
import { Fields } from "./fields.js";
import { bytesOf, jsonOf } from "./manifest.js";

export const [ORIGIN, REGISTRY, RULES, VERIFIER] = ["origin/", "registry/", "rules/", "verifier/"];
const FOLDERS = [ORIGIN, REGISTRY, RULES, VERIFIER];
export const [CERTIFICATION_NAME, MAKING_NAME] = ["certification.txt", "making.json"];
export const [PLATFORM_NAME, REDACTION_NAME] = ["platform.json", "redaction.json"];
const SINGLE = [CERTIFICATION_NAME, MAKING_NAME, PLATFORM_NAME, REDACTION_NAME];
const ORIGIN_NAME = `${ORIGIN}origin.json`;
export const FILE_NAME = `${REGISTRY}file.json`;
export const [VERIFIER_NAME, README_NAME] = [`${VERIFIER}verifier.json`, `${VERIFIER}README.txt`];
const PROFILE_NAME = `${RULES}profile.json`;
export const HOLIDAYS_NAME = `${RULES}holidays.json`;
export const CODES = `${RULES}codes-`;
const MOST_ORIGIN = 500;
const MOST_STATED = 200;
const LATEST = 2 ** 40;
/** What a file says about the time before the chain. */
export const KINDS = {
  capture: { zh: "链式采集记录", en: "hash-chained capture log" },
  log: { zh: "采集日志", en: "collection log" },
  deed: { zh: "公证书", en: "notarial deed" },
  witness: { zh: "第三方见证", en: "witness" },
  tool: { zh: "设备与工具版本", en: "device and tool versions" },
  contract: { zh: "合同", en: "contract" },
  sample: { zh: "样本", en: "sample" },
  other: { zh: "其他", en: "other" },
};

/** Whether version 2 has a place for a file that version 1 has none for. @param {string} name */
export const isPlaced = (name) => SINGLE.includes(name) || FOLDERS.some((folder) => name.startsWith(folder));

/** The parts of version 2 among a package's files. */
export function readEnclosures(files) {
  for (const name of [CERTIFICATION_NAME, README_NAME, FILE_NAME]) bytesOf(files, name);
  const making = readMaking(jsonOf(files, MAKING_NAME));
  const verifier = readVerifier(jsonOf(files, VERIFIER_NAME), files);
  requireKnown(files, verifier);
  const papers = below(files, REGISTRY).filter((name) => name !== FILE_NAME);
  const platform = files.has(PLATFORM_NAME) ? readPlatform(jsonOf(files, PLATFORM_NAME)) : null;
  return {
    making,
    verifier,
    origin: below(files, ORIGIN).length ? readOrigin(jsonOf(files, ORIGIN_NAME), files) : [],
    rules: below(files, RULES).length ? readRules(files) : null,
    platform,
    papers: new Map(papers.map((name) => [name.slice(REGISTRY.length), files.get(name)])),
  };
}

const below = (files, folder) => [...files.keys()].filter((name) => name.startsWith(folder));

function requireKnown(files, { wheel }) {
  for (const name of files.keys()) {
    const known = name.startsWith(RULES)
      ? [PROFILE_NAME, HOLIDAYS_NAME].includes(name) || (name.startsWith(CODES) && name.endsWith(".json"))
      : !name.startsWith(VERIFIER) || [VERIFIER_NAME, README_NAME, VERIFIER + wheel].includes(name);
    if (!known) throw new Fault("FILE_UNKNOWN", { file: name });
  }
}

function readMaking(value) {
  const fields = new Fields(value, MAKING_NAME);
  fields.schema("datadeed/making/1");
  const found = { maker: fields.text("maker"), program: programOf(fields), repeat: fields.text("repeat") };
  fields.end();
  return found;
}

const programOf = (fields) => ({
  name: fields.text("program"),
  version: fields.text("version"),
  sources: fields.data("sources", 32),
});

function readVerifier(value, files) {
  const fields = new Fields(value, VERIFIER_NAME);
  fields.schema("datadeed/verifier/1");
  const [program, wheels] = [programOf(fields), fields.each("wheels")];
  fields.end();
  if (wheels.length > 1) fields.refuse("wheels", "are more than one");
  if (!wheels.length) return { program, wheel: "", data: new Uint8Array() };
  const [row] = wheels;
  const [name, first, other] = [row.text("file"), row.data("sha256", 32), row.data("sm3", 32)];
  row.end();
  const data = files.get(VERIFIER + name);
  if (!/^[A-Za-z0-9_.-]{1,120}\.whl$/.test(name) || !data) row.refuse("file", "is no wheel of this package");
  if (!equal(first, sha256(data)) || !equal(other, sm3(data))) row.refuse("sha256", "and sm3 are not the wheel's");
  return { program, wheel: name, data };
}

function readOrigin(value, files) {
  const fields = new Fields(value, ORIGIN_NAME);
  fields.schema("datadeed/origin/1");
  const found = fields.each("files").map((row) => {
    const [kind, name] = [row.member("kind", Object.keys(KINDS)), row.text("file")];
    if (!files.has(ORIGIN + name) || ORIGIN + name === ORIGIN_NAME) {
      throw new Fault("ORIGIN_DISAGREES", { file: name, fault: "is listed and not here" });
    }
    const each = { kind, name, note: row.text("note"), data: files.get(ORIGIN + name) };
    row.end();
    return each;
  });
  fields.end();
  const names = found.map((each) => each.name);
  const ascending = names.every((name, place) => !place || compareText(names[place - 1], name) < 0);
  if (!names.length || names.length > MOST_ORIGIN || !ascending) {
    fields.refuse("files", `are none, above ${MOST_ORIGIN}, or not in the order of their names`);
  }
  const odd = below(files, ORIGIN).find((name) => name !== ORIGIN_NAME && !names.includes(name.slice(ORIGIN.length)));
  if (odd) throw new Fault("ORIGIN_DISAGREES", { file: odd, fault: "is here and not listed" });
  return found;
}

function readRules(files) {
  const [profile, holidays] = [PROFILE_NAME, HOLIDAYS_NAME].map((name) => bytesOf(files, name));
  const tables = new Map(below(files, CODES).map((name) => [name.slice(CODES.length, -5), files.get(name)]));
  const named = [
    [PROFILE_NAME, profile],
    [HOLIDAYS_NAME, holidays],
  ];
  for (const [name, data] of tables) named.push([`${CODES}${name}.json`, data]);
  for (const [name, data] of named) requireCanonical(name, data);
  return { profile, holidays, tables, digest: keccak256(profile) };
}

function requireCanonical(name, data) {
  try {
    parseCanonical(data);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw new FieldFault("PART_MALFORMED", RULES, "", `${name}: ${told(fault)}`);
  }
}

function readPlatform(value) {
  const fields = new Fields(value, PLATFORM_NAME);
  fields.schema("datadeed/platform/1");
  const operator = fields.text("operator");
  fields.text("uscc");
  const [since, until] = ["since", "until"].map((name) => fields.natural(name, LATEST));
  fields.text("interests");
  for (const name of ["filings", "assessments", "standards"]) {
    for (const row of stated(fields, name)) {
      for (const member of ["kind", "value", "by", "day"]) row.text(member);
      row.end();
    }
  }
  for (const row of stated(fields, "incidents")) {
    for (const member of ["since", "until"]) row.natural(member, LATEST);
    row.text("text");
    row.end();
  }
  if (!operator) fields.refuse("operator", "is empty");
  if (until < since) fields.refuse("until", "lies before since");
  fields.end();
  return { operator };
}

function stated(fields, name) {
  const rows = fields.each(name);
  if (rows.length > MOST_STATED) fields.refuse(name, `are more than ${MOST_STATED}`);
  return rows;
}
