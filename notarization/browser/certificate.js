/** `certificate.json`: what a certificate says, in the form that the replayed dossier must give. */

import { hex, shown } from "./bytes.js";
import {
  disclosureOf,
  holdingKey,
  isEnded,
  openingOf,
  readNumber,
  pledgedOf,
  RECORD_KEY,
  rootOf,
  sharesOf,
} from "./domain/index.js";
import { Fault } from "./errors.js";
import { Fields } from "./fields.js";

export const CERTIFICATE_NAME = "certificate.json";
const RIGHTS = ["hold", "use", "oper"];
const IDS = ["title", "holder", "application", "fingerprint", "record", "profile"];
/** The members as they are compared, in this order, with the names that the file gives them. */
const MEMBERS = {
  title: "title",
  holder: "holder",
  number: "number",
  version: "version",
  closed: "closed",
  issued: "issued",
  registry: "registry",
  registered_at: "registeredAt",
  valid_until: "validUntil",
  shares: "shares",
  pledged: "pledged",
  application: "application",
  fingerprint: "fingerprint",
  record: "record",
  profile: "profile",
};

/** The certificate of a parsed file. */
export function readCertificate(value) {
  const fields = new Fields(value, CERTIFICATE_NAME);
  fields.schema("datadeed/certificate/1");
  const issued = fields.inner("issued");
  const certificate = Object.fromEntries(IDS.map((name) => [name, fields.data(name, 32)]));
  certificate.version = fields.natural("version");
  certificate.registry = fields.natural("registry");
  certificate.registeredAt = fields.natural("registered_at");
  certificate.validUntil = fields.natural("valid_until");
  certificate.number = readNumber(fields.text("number"));
  certificate.closed = fields.take("closed", "bool");
  certificate.issued = Object.fromEntries(["seq", "block", "time"].map((name) => [name, issued.natural(name)]));
  certificate.shares = rightsOf(fields.inner("shares"));
  certificate.pledged = rightsOf(fields.inner("pledged"));
  certificate.disclosure = readDisclosure(fields);
  issued.end();
  fields.end();
  return certificate;
}

function readDisclosure(part) {
  const openings = part.each("opened").map((row) => {
    const [name, salt] = [row.text("name"), row.data("salt")];
    const opening = openingOf(name, salt, row.any("value"));
    row.end();
    return opening;
  });
  const withheld = part.each("withheld").map((row) => {
    const each = { position: row.natural("position"), leaf: row.data("leaf", 32) };
    row.end();
    return each;
  });
  return openings.length || withheld.length ? disclosureOf(openings, withheld) : null;
}

function rightsOf(part) {
  const found = RIGHTS.map((name) => part.natural(name));
  part.end();
  return found;
}

const absent = (title, holder) => new Fault("CERTIFICATE_ABSENT", { title: hex(title), holder: hex(holder) });

/** The certificate that a title's dossier gives a holder at a time, nothing opened. */
export function certificateOf(history, holder, time) {
  const state = history.atTime(time);
  const terms = state.termsOf(RECORD_KEY, "Issue");
  const word = state.read(holdingKey(holder), "HoldingWord");
  if (!terms || !Number(word.number)) throw absent(history.subject, holder);
  const record = state.record("TitleRecord");
  return {
    title: history.subject,
    holder,
    number: Number(word.number),
    version: word.version,
    closed: isEnded(word) || record.state !== "LIVE",
    issued: issuedBy(history, holder, word.number),
    registry: record.registry,
    registeredAt: record.registeredAt,
    validUntil: record.validUntil,
    shares: sharesOf(word),
    pledged: pledgedOf(word),
    application: terms.application,
    fingerprint: terms.fingerprint,
    record: rootOf(state),
    profile: terms.profile,
  };
}

/** The act of the title's dossier that gave the number. */
function issuedBy(history, holder, number) {
  const key = holdingKey(holder);
  const place = history.acts.findIndex((_, n) => history.states[n + 1].read(key, "HoldingWord").number === number);
  if (place < 0) throw absent(history.subject, holder);
  const { seq, raw } = history.acts[place];
  return { seq, block: raw.block, time: raw.time };
}

/** Hold a certificate against the replayed one, member by member; the disclosure is apart. */
export function compareCertificates(claimed, proven) {
  if (claimed.number === proven.number && textOf(claimed.issued) !== textOf(proven.issued)) {
    throw new Fault("CERTIFICATE_BINDING", { expected: textOf(proven.issued), found: textOf(claimed.issued) });
  }
  for (const [member, name] of Object.entries(MEMBERS)) {
    const [expected, found] = [textOf(proven[name]), textOf(claimed[name])];
    if (expected !== found) throw new Fault("CERTIFICATE_DISAGREES", { member, expected, found });
  }
}

/** A member as reports show it. */
function textOf(value) {
  if (value instanceof Uint8Array) return shown(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `(${value.join(", ")})`;
  if (typeof value !== "object") return String(value);
  return `Issued(seq=${value.seq}, block=${value.block}, time=${value.time})`;
}
