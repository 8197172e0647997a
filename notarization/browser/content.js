/** Steps 18 to 24: issue, certificate, record, object, cover; the answer, worked out anew. */

import { equal, hex, shown } from "./bytes.js";
import { certificateOf, compareCertificates } from "./certificate.js";
import { Step } from "./codes.js";
import { aboutOf, sheetOf, SHEET_NAME } from "./cover.js";
import {
  clockRuns,
  CONTENT_KEY,
  holdingKey,
  parseNotice,
  parseWord,
  profileOf,
  RECORD_KEY,
  renewalWindow,
  sharesOf,
} from "./domain/index.js";
import { DomainError } from "./domain/errors.js";
import { Fault } from "./errors.js";
import { entriesOf } from "./inventory.js";
import { contentOf } from "./links.js";
import { isDetached, MANIFEST_NAME } from "./manifest.js";
import { compareObject } from "./object.js";
import { checkTombstones, wordsOf } from "./tombstones.js";
import { beijing } from "./wording.js";

/** The certificate and what is opened are what the dossiers say. */
export function checkContent(notes, evidence, histories) {
  const { certificate } = evidence;
  const title = histories.get(hex(certificate.title));
  notes.begin(Step.ISSUE);
  const terms = checkIssue(title, histories);
  notes.passed();
  checkDeadlines(notes, histories.get(hex(terms.application)), terms.profile);
  checkRenewals(notes, title, terms.profile);
  notes.begin(Step.CERTIFICATE);
  const proven = certificateOf(title, certificate.holder, evidence.cover.asOf);
  compareCertificates(certificate, proven);
  const [version, act] = [proven.version, proven.issued.seq];
  notes.counted(`第 ${version} 版，由第 ${act} 个行为给号`, `version ${version}, number given by act ${act}`);
  checkRecord(notes, evidence, histories, proven);
  notes.begin(Step.OBJECT);
  if (evidence.object) {
    compareObject(evidence.object, proven.fingerprint);
    notes.passed(shown(proven.fingerprint));
  } else {
    notes.aside("OBJECT_NOT_OPENED", shown(proven.fingerprint));
  }
}

const disagrees = (member, expected, found) => new Fault("ISSUE_DISAGREES", { member, expected, found });

/** The title is what its application asked for: terms, count and every holder's shares. */
function checkIssue(title, histories) {
  const [first, terms] = [title.acts[0], title.states[1].termsOf(RECORD_KEY, "Issue")];
  if (!terms) throw disagrees("terms", "Issue", first.kind);
  const content = contentOf(terms, histories);
  if (!content) throw disagrees("application", "filed content", `none at act ${terms.seq}`);
  for (const member of ["registry", "fingerprint", "record", "profile"]) {
    const [asked, given] = [textOf(content[member]), textOf(terms[member])];
    if (asked !== given) throw disagrees(member, asked, given);
  }
  const asked = content.splits.map(({ holder, hold, use, oper }) => [
    holdingKey(holder),
    [hold, use, oper].map(Number),
  ]);
  const given = first.writes
    .filter(([key]) => key !== RECORD_KEY)
    .map(([key, word]) => [key, sharesOf(parseWord("HoldingWord", word)).map(Number)]);
  if (sorted(asked) !== sorted(given)) throw disagrees("shares", listed(asked), listed(given));
  return terms;
}

/** Shares by key, the last of a key, whatever their order. */
const sorted = (rows) => JSON.stringify([...new Map(rows)].sort(([one], [other]) => (one < other ? -1 : 1)));
const listed = (rows) => [...new Map(rows)].map(([key, parts]) => `${key.slice(24)} [${parts.join(", ")}]`).join(", ");
const textOf = (value) => (value instanceof Uint8Array ? shown(value) : String(value));

/** The application's periods by the rules that it names; none of them makes a title invalid. */
function checkDeadlines(notes, application, rules) {
  const profile = profileOf(rules);
  if (!profile) {
    notes.aside("RULES_NOT_KNOWN", shown(rules));
    return;
  }
  const runs = runsOf(notes, application, profile);
  const say = (code, faulty) => {
    for (const run of runs.filter(faulty)) notes.aside(code, `${profile.id} ${run.clock}: ${beijing(run.end)}`);
  };
  say("DEADLINE_DIFFERS", (run) => !run.agrees);
  say("DEADLINE_PASSED", (run) => run.late(run.stopped));
}

/** Every run of a clock; none where the profile does not say how long one is, which is said. */
function runsOf(notes, application, profile) {
  try {
    return clockRuns(application, profile);
  } catch (fault) {
    if (fault.code !== "PROFILE_INCOMPLETE") throw fault;
    notes.aside("RULES_INCOMPLETE", `${fault.details.name} ${fault.details.missing}`);
    return [];
  }
}

/** When renewals were filed, by the months and days of the rules. */
function checkRenewals(notes, title, rules) {
  const profile = profileOf(rules);
  if (!profile?.renewal) return;
  title.acts.forEach((act, place) => {
    if (act.kind !== "RenewalFiled") return;
    const [opens, closes] = renewalWindow(profile, title.states[place].record("TitleRecord").validUntil);
    if (opens <= act.raw.time && act.raw.time <= closes) return;
    notes.aside("RENEWAL_OUT_OF_WINDOW", `#${act.seq} ${profile.id}: ${beijing(opens)} – ${beijing(closes)}`);
  });
}

/** What is opened belongs to the record; what was erased is said, and stands in for nothing. */
function checkRecord(notes, evidence, histories, proven) {
  const { disclosure } = evidence.certificate;
  const application = histories.get(hex(proven.application));
  notes.begin(Step.RECORD);
  const notices = checkNotices([application, histories.get(hex(proven.title))]);
  if (disclosure) {
    if (!equal(disclosure.root, proven.record)) {
      throw new Fault("RECORD_MISMATCH", { expected: proven.record, computed: disclosure.root });
    }
    const names = disclosure.openings.map((each) => each.name).join(", ");
    notes.counted(`${names}；公示 ${notices.read} 次`, `${names}; ${notices.read} notices`);
  } else {
    notes.aside("RECORD_NOT_OPENED");
  }
  checkTombstones(evidence.tombstones, disclosure, histories, proven.registry);
  for (const each of evidence.tombstones) {
    const { who, ground } = wordsOf(each);
    notes.aside("FIELD_ERASED", who, { detail: ground });
  }
  if (notices.unread.length) {
    const acts = notices.unread.map((seq) => `#${seq}`).join(", ");
    notes.aside("NOTICE_MALFORMED", `${shown(proven.application)} ${acts}`);
  }
}

/** Every notice opens the content that it published, or nothing at all. Throws NOTICE_MISMATCH. */
function checkNotices(dossiers) {
  const notices = { read: 0, unread: [] };
  for (const [seq, clear, expected] of dossiers.flatMap(publications)) {
    const computed = noticeRoot(clear);
    if (!computed) {
      notices.unread.push(seq);
      continue;
    }
    if (!equal(computed, expected)) throw new Fault("NOTICE_MISMATCH", { seq, expected, computed });
    notices.read += 1;
  }
  return notices;
}

function noticeRoot(clear) {
  try {
    return parseNotice(clear).root;
  } catch (fault) {
    if (fault instanceof DomainError || fault instanceof Fault) return null;
    throw fault;
  }
}

/** What was published, and of which record: the act's count, the bytes, the record's root. */
function publications({ acts, states }) {
  return acts.flatMap(({ seq, terms, writes }, place) => {
    const content = states[place].termsOf(CONTENT_KEY, "Application");
    if (terms?.struct === "Notice" && content) return [[seq, terms.clear, content.record]];
    if (terms?.struct === "Correction" && terms.clear.length) return [[seq, terms.clear, terms.record]];
    if (terms?.struct !== "Fulfilment" || !terms.clear.length) return [];
    return [[seq, terms.clear, new Map(writes).get(CONTENT_KEY) ?? new Uint8Array()]];
  });
}

/** Cover, sheet and manifest say what the package holds. */
export function checkCover(notes, evidence, manifest, files) {
  notes.begin(Step.COVER);
  const { cover, certificate } = evidence;
  const compared = ["title", "holder", "number"].map((name) => [name, textOf(certificate[name]), textOf(cover[name])]);
  const [expected, found] = [aboutOf(cover), manifest.about].map(dictOf);
  for (const [member, one, other] of compared) {
    if (one !== other) throw new Fault("COVER_DISAGREES", { member, expected: one, found: other });
  }
  if (!sameMembers(aboutOf(cover), manifest.about)) {
    throw new Fault("COVER_DISAGREES", { member: "manifest.about", expected, found });
  }
  const sheet = files.get(SHEET_NAME);
  if (!sheet || !equal(sheet, sheetAnew(evidence, files))) {
    const values = { expected: "the sheet of cover.json", found: "another text" };
    throw new Fault("COVER_DISAGREES", { member: SHEET_NAME, ...values });
  }
  notes.passed();
}

const sameMembers = (one, other) =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
const dictOf = (members) =>
  `{${Object.entries(members)
    .map(([name, value]) => `'${name}': '${value}'`)
    .join(", ")}}`;

/** The sheet that goes with these parts and files. */
function sheetAnew({ cover, certificate, claim, absent }, files) {
  const listed = [...files.keys()].filter((name) => !isDetached(name));
  const names = [...new Set([...listed, SHEET_NAME, MANIFEST_NAME])];
  const parts = absent ? entriesOf(listed, absent) : null;
  return sheetOf(cover, certificate, claim, names, parts);
}

/** How much older than the moment asked for the block is, which the trust file allows. */
function afterText(time, header) {
  const [late, moment] = [time - header.timestamp, beijing(time)];
  return {
    zh: `截止时间 ${moment} 晚于区块 ${late} 秒，为信任文件所允许：其间的变化未核验`,
    en:
      `the time asked for, ${moment}, lies ${late} s after the block, which the trust file allows:` +
      " what came between is not known",
  };
}

/** The block covers the cover's time, and the reader's; nothing is made before its block. */
export function checkTime(notes, evidence, trust, header, time) {
  notes.begin(Step.AS_OF);
  const expected = `until ${beijing(header.timestamp)}`;
  if (evidence.cover.asOf > header.timestamp) {
    throw new Fault("AS_OF_AFTER_BLOCK", { expected, found: beijing(evidence.cover.asOf) });
  }
  const made = evidence.cover.preparedAt;
  if (made + trust.time.tolerance < header.timestamp) notes.aside("MADE_BEFORE_BLOCK", beijing(made));
  if (time > header.timestamp + trust.maximumAge) {
    notes.open(new Fault("AS_OF_NOT_COVERED", { expected, found: beijing(time) }));
  } else if (time > header.timestamp) {
    notes.told(afterText(time, header));
  } else {
    notes.passed(beijing(time));
  }
}
