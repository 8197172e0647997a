/**
 * The browser's verifier asked what targets.py asks Python's: a JSON line {"target", "data"} in, a line out. The
 * answers are the same texts; what is thrown without a code is told as it is, and no answer begins so.
 */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { checkAnswer } from "../../notarization/browser/answer.js";
import { checkProof } from "../../notarization/browser/batch_checks.js";
import { concat, equal, hex } from "../../notarization/browser/bytes.js";
import { encode, parseCanonical } from "../../notarization/browser/canonical.js";
import { readContainer } from "../../notarization/browser/container.js";
import { checkContent } from "../../notarization/browser/content.js";
import { keccak256 } from "../../notarization/browser/digests.js";
import { checkDossiers } from "../../notarization/browser/dossiers.js";
import { actDigest, Anchor, emptyHead, nextHead } from "../../notarization/browser/domain/dossier.js";
import { Stop } from "../../notarization/browser/errors.js";
import { decodeHeader } from "../../notarization/browser/header.js";
import { MANIFEST_NAME, readManifest } from "../../notarization/browser/manifest.js";
import { parseKey, verifiedTime } from "../../notarization/browser/note.js";
import { Notes } from "../../notarization/browser/notes.js";
import { readPackage } from "../../notarization/browser/package.js";
import * as rlp from "../../notarization/browser/rlp.js";
import { readVerdict } from "../../notarization/browser/signed_verdict.js";
import { judgeSeries } from "../../notarization/browser/timestamps.js";
import { parseProof } from "../../notarization/browser/tlog.js";
import { EMPTY_ROOT, prove } from "../../notarization/browser/trie.js";
import { parseTrust } from "../../notarization/browser/trust.js";
import { verify } from "../../notarization/browser/verifier.js";

const bytes = (held) => new Uint8Array(held);
const given = JSON.parse(process.argv[2]);
const file = (name) => bytes(readFileSync(`${given.good}/${name}`));
const trusted = file("trust.json");
const [pledged, second] = ["pledged", "second"].map((name) => readContainer(file(`${name}.evidence.zip`)));
const log = parseKey(given.log);
const authority = { name: "one", roots: parseTrust(bytes(Buffer.from(given.trust))).time.authorities[0].roots };
const manifest = bytes(Buffer.from(given.manifest));
const codes = (report) => [report.grade, ...report.checks.map(({ code }) => code)].join(" ");

function container(data) {
  return [...readContainer(data).keys()].join(" ");
}

function json(data) {
  parseCanonical(data);
  return "accepted";
}

function trie(data) {
  const nodes = split(data.slice(32));
  for (let place = nodes.length - 1; place > 0; place--) {
    nodes[place - 1] = replaced(nodes[place - 1], markOf(place), keccak256(nodes[place]));
  }
  const value = prove(nodes.length ? keccak256(nodes[0]) : EMPTY_ROOT, data.slice(0, 32), nodes);
  return value === null ? "absent" : hex(value);
}

const markOf = (place) => bytes([...new Array(31).fill(0xee), place & 255]);

/** As Python replaces: from the front, none within another. */
function replaced(data, mark, by) {
  const parts = [];
  let place = 0;
  for (;;) {
    const at = Buffer.from(data.buffer, data.byteOffset, data.length).indexOf(mark, place);
    if (at < 0) return concat(...parts, data.slice(place));
    parts.push(data.slice(place, at), by);
    place = at + mark.length;
  }
}

function rlp_(data) {
  if (!equal(rlp.encode(rlp.decode(data)), data)) throw new Error("written otherwise");
  return "accepted";
}

const header = (data) => hex(decodeHeader(data).hash);

function note(data) {
  const proof = parseProof("note", data);
  const time = verifiedTime(proof.note, log);
  return `${proof.index} ${time === null ? "None" : time}`;
}

function token(data) {
  const name = "timestamps/one/001.tsr";
  const trust = { authorities: [{ ...authority, policies: [], since: 0, until: 2 ** 53 - 1 }], tolerance: 0 };
  const [{ stamp, fault }] = judgeSeries(new Map([[name, data]]), [name], manifest, trust, 0);
  if (fault) throw fault;
  return `${stamp.time} ${stamp.accuracy} ${stamp.until}`;
}

const trust = (data) => String(parseTrust(data).pins.length);
const verdict = (data) => hex(readVerdict(data).signer.account);

function part(data) {
  const end = data.indexOf(10) < 0 ? data.length : data.indexOf(10);
  const name = Buffer.from(data.slice(0, end)).toString("latin1");
  const files = new Map(second).set(name, data.slice(end + 1));
  return String(readPackage(files, readManifest(files.get(MANIFEST_NAME))).dossiers.size);
}

function acts(data) {
  const evidence = readPackage(pledged, readManifest(pledged.get(MANIFEST_NAME)));
  const [notes, believed] = [new Notes(), parseTrust(trusted)];
  const anchor = new Anchor(believed.chainId, believed.register.address);
  const dossiers = new Map([...evidence.dossiers].map(([subject, held]) => [subject, [...held]]));
  const subjects = [...dossiers.keys()].sort();
  for (const [subject, act, kind, ...rest] of split(data)) {
    if (kind === undefined) continue;
    const held = dossiers.get(subjects[subject % subjects.length]);
    held[act % held.length] = { ...held[act % held.length], kind, data: bytes(rest) };
  }
  const changed = { ...evidence, dossiers };
  try {
    const proven = new Map([...dossiers].map(([subject, held]) => [subject, headOf(anchor, subject, held)]));
    const head = decodeHeader(evidence.header);
    const exact = { ...head, number: Number(head.number), timestamp: Number(head.timestamp) };
    const histories = checkDossiers(notes, changed, believed, exact, proven);
    checkContent(notes, changed, histories);
    checkAnswer(notes, changed, histories, {}, exact);
  } catch (fault) {
    if (fault.code) notes.failed(fault);
    else if (!(fault instanceof Stop)) throw fault;
  }
  return notes
    .report([])
    .checks.map(({ code }) => code)
    .join(" ");
}

function headOf(anchor, subject, held) {
  let head = emptyHead(anchor, bytes(Buffer.from(subject, "hex")));
  held.forEach((act, place) => (head = nextHead(head, actDigest(anchor, act, place + 1))));
  return head;
}

const batch = (data) => codes(checkProof(data, trusted));
const package_ = (data) => codes(verify(data, trusted));

function split(data) {
  const found = [];
  for (let place = 0; place < data.length;) {
    const size = (data[place] << 8) | (data[place + 1] ?? 0);
    const real = place + 1 < data.length ? size : data[place];
    found.push(data.slice(place + 2, place + 2 + real));
    place += 2 + real;
  }
  return found;
}

const TARGETS = {
  batch,
  acts,
  container,
  header,
  json,
  note,
  package: package_,
  part,
  rlp: rlp_,
  token,
  trie,
  trust,
  verdict,
};

function outcome({ target, data }) {
  try {
    return TARGETS[target](bytes(Buffer.from(data, "base64")));
  } catch (fault) {
    if (fault.code) return fault.code;
    return fault instanceof rlp.RlpMalformed ? "RLP_MALFORMED" : `thrown ${fault.stack ?? fault}`;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(outcome(JSON.parse(line)))}\n`);
}
