/** Steps 28 to 32: what version 2 of the package adds. */

import { compareText, equal, hex, shown } from "./bytes.js";
import { entered, readCapture } from "./capture.js";
import { Step } from "./codes.js";
import { CUSTODY_NAME, readCustody, wordsOf } from "./custody.js";
import { sha256 } from "./digests.js";
import { CODE_TABLES, HOLIDAYS, RECORD_KEY } from "./domain/index.js";
import { encode } from "./canonical.js";
import { CODES, HOLIDAYS_NAME, KINDS, ORIGIN, REDACTION_NAME, REGISTRY } from "./enclosures.js";
import { Fault } from "./errors.js";
import { LABELS, REASONS, requireParts } from "./inventory.js";
import { isDetached, MANIFEST_NAME } from "./manifest.js";
import { madeAnew, papersOf } from "./sheets.js";
import { beijing } from "./wording.js";

const LATER = ["checkpoints/", "timestamps/"];

/** Make the steps of version 2; `parts` are the manifest's. */
export function checkEnclosures(notes, evidence, histories, parts, files) {
  const { enclosures, certificate } = evidence;
  const application = histories.get(hex(certificate.application));
  const made = madeAnew(evidence);
  notes.begin(Step.CONTENTS);
  checkContents(notes, enclosures, parts, files, made);
  checkPapers(notes, enclosures.papers, application);
  notes.begin(Step.ORIGIN);
  notes.told(since(beijing(application.acts[0].raw.time)));
  if (enclosures.origin.length) checkOrigin(notes, evidence, application);
  else notes.aside("NO_ORIGIN");
  notes.begin(Step.RULES);
  if (enclosures.rules) checkRules(notes, enclosures.rules, histories.get(hex(certificate.title)));
  else notes.aside("RULES_NOT_HELD");
  notes.begin(Step.REDACTION);
  checkRedaction(notes, certificate.disclosure, files, made);
  notes.begin(Step.CUSTODY);
  checkCustody(notes, evidence.cover, files);
}

function checkContents(notes, { platform }, parts, files, made) {
  const names = [...files.keys()];
  requireParts(
    parts,
    names.filter((name) => !isDetached(name)),
  );
  for (const [name, data] of made) {
    if (name !== REDACTION_NAME && !equal(files.get(name), data)) throw new Fault("SHEET_DISAGREES", { file: name });
  }
  const later = names.filter((name) => LATER.some((folder) => name.startsWith(folder))).length;
  for (const { part, held, absent } of parts) {
    const label = LABELS[part];
    if (held.length) {
      notes.counted(`${part} ${label.zh}`, `${part} ${label.en}`);
    } else if (part === "P7" && later) {
      notes.counted(`${part} ${label.zh}，${later} 个文件`, `${part} ${label.en}, ${later} files`);
    } else {
      const reason = REASONS[absent];
      const detail = { zh: `${part} ${label.zh}（${reason.zh}）`, en: `${part} ${label.en} (${reason.en})` };
      notes.aside("PART_ABSENT", "", { detail });
    }
  }
  if (platform) notes.aside("CLAIMED_BY_OPERATOR", platform.operator);
}

/** The registry's papers: those that an act names, and the others. */
function checkPapers(notes, papers, application) {
  const named = new Map(application.acts.flatMap((act) => papersOf(act).map((digest) => [hex(digest), act.seq])));
  const rows = [...papers].sort(([one], [other]) => compareText(one, other));
  const found = rows.map(([name, data]) => [name, named.get(hex(sha256(data)))]);
  for (const [name, seq] of found) {
    if (seq !== undefined) notes.counted(`${name}，第 ${seq} 个行为所载`, `${name}, named by act ${seq}`);
  }
  for (const [name, seq] of found) if (seq === undefined) notes.aside("PAPER_NOT_NAMED", REGISTRY + name);
}

/** From when on the register speaks, and where to look for the time before. */
const since = (filed) => ({
  zh: `自${filed}（北京时间）提交申请起，登记簿证明指纹与案卷未有改动；此前的来源见 P8`,
  en:
    `since the application of ${filed}, Beijing time, the register proves that neither` +
    " fingerprint nor dossier was changed; for the origin before, see P8",
});

/** Every capture log is whole; which files the record names, and what the logs entered when. */
function checkOrigin(notes, { certificate, enclosures }, application) {
  const listed = enclosures.origin;
  // one log in memory at a time
  const logs = listed
    .filter(({ kind }) => kind === "capture")
    .map(({ name, data }) => ({ name, ...told(readCapture(data), certificate.fingerprint) }));
  const kinds = [...new Set(listed.map(({ kind }) => kind))].sort().map((kind) => KINDS[kind]);
  notes.counted(
    `${listed.length} 个文件：${kinds.map(({ zh }) => zh).join("、")}`,
    `${listed.length} files: ${kinds.map(({ en }) => en).join(", ")}`,
  );
  const named = proofsOf(certificate.disclosure);
  for (const { name, data } of listed) {
    if (!named.has(hex(sha256(data)))) notes.aside("ORIGIN_NOT_REGISTERED", ORIGIN + name);
  }
  let captured = false;
  for (const { name, time, ...log } of logs) {
    const head = `sha256 ${hex(log.head)}`;
    if (time) {
      const zh = `${name} 自载于 ${time} 记入数据对象，${head}`;
      notes.counted(zh, `${name} says that it entered the object at ${time}, ${head}`);
    }
    if (log.seconds > application.acts[0].raw.time) notes.aside("ORIGIN_AFTER_FILING", `${name} ${log.last}`);
    captured ||= Boolean(time);
  }
  if (!captured) notes.aside("OBJECT_NOT_CAPTURED");
}

const told = (log, fingerprint) => ({
  time: entered(log, fingerprint),
  head: log.head,
  last: log.last,
  seconds: log.seconds,
});

/** The digests of the proof files that the opened record lists. */
function proofsOf(disclosure) {
  const rows = disclosure?.openings.find(({ name }) => name === "proofs")?.value;
  return new Set((Array.isArray(rows) ? rows : []).map((row) => row?.sha256));
}

function checkRules(notes, rules, title) {
  const issued = title.states[1].termsOf(RECORD_KEY, "Issue");
  if (issued && !equal(issued.profile, rules.digest)) {
    throw new Fault("RULES_DISAGREE", { expected: issued.profile, computed: rules.digest });
  }
  const tables = [...rules.tables].sort(([one], [other]) => compareText(one, other));
  const said = `${shown(rules.digest)}；${tables.map(([name]) => name).join(", ") || "-"}`;
  notes.counted(said, said.replace("；", "; "));
  if (!equal(rules.holidays, encode(HOLIDAYS))) notes.aside("TABLE_NOT_KNOWN", HOLIDAYS_NAME);
  const own = new Map(Object.entries(CODE_TABLES));
  for (const [name, data] of tables) {
    if (hex(sha256(data)) !== own.get(name)) notes.aside("TABLE_NOT_KNOWN", `${CODES}${name}.json`);
  }
}

/** Every withheld field with its commitment; the root was checked with the record. */
function checkRedaction(notes, opened, files, made) {
  const [held, own] = [files.get(REDACTION_NAME), made.get(REDACTION_NAME)];
  if (held && own ? !equal(held, own) : held !== own) {
    const fault = "it is not the one that disclosure and tombstones give";
    throw new Fault("REDACTION_DISAGREES", { fault });
  }
  if (!opened) {
    notes.aside("RECORD_NOT_OPENED");
    return;
  }
  const [hidden, shownFields] = [opened.withheld.length, opened.openings.length];
  notes.counted(`披露 ${shownFields} 项，遮蔽 ${hidden} 项`, `${shownFields} opened, ${hidden} withheld`);
}

function checkCustody(notes, cover, files) {
  if (!files.has(CUSTODY_NAME)) {
    notes.aside("NO_CUSTODY");
    return;
  }
  const lines = readCustody(files.get(CUSTODY_NAME), files.get(MANIFEST_NAME));
  const held = lines.length;
  notes.counted(`${held} 项，为经手人自述，未经签名`, `${held} lines, the unsigned word of its keepers`);
  for (const each of lines) notes.told(wordsOf(each));
  if (lines[0].seconds < cover.preparedAt) notes.aside("CUSTODY_BEFORE_MAKING", lines[0].time);
}
