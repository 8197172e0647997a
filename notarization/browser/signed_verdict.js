/** Step 27: a verdict that the title's registry signed (JWS, ES256K), worked out anew as of its own block. */

import { secp256k1 } from "@noble/curves/secp256k1.js";
import { algorithmFault } from "./algorithms.js";
import { judged } from "./answer.js";
import { base64, concat, equal, fromBase64, fromHex, hex, lengthOf, shown, toBig, utf8 } from "./bytes.js";
import { encode, JsonFault, parseCanonical } from "./canonical.js";
import { Step } from "./codes.js";
import { judge, wordsOf } from "./countersignature.js";
import { apart } from "./countersigned_verdict.js";
import { keccak256, sha256 } from "./digests.js";
import { accountKey, accountLives, holdingKey, readNumber, registrySubject, written } from "./domain/index.js";
import { Fault } from "./errors.js";
import { Fields } from "./fields.js";
import { bytesOf, jsonOf, malformed, MOST_BYTES, NAME, TYPE } from "./jws.js";
import { beijing, PURPOSES, RESULTS } from "./wording.js";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
/** White space of ASCII before and behind. */
const AROUND = /^[\t-\r\x1c-\x20]+|[\t-\r\x1c-\x20]+$/g;
const GROUPS = ["facts", "blocks", "warnings", "unknown"];
const LONGEST = 300;
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}$/;

const unsigned = (account) => new Fault("VERDICT_FILE_UNSIGNED", { account });
const elsewhere = (member, expected, found) => new Fault("VERDICT_FILE_ELSEWHERE", { member, expected, found });
const wrongSigner = (party, fault) => new Fault("VERDICT_FILE_SIGNER", { party, fault });
const differs = (member, expected, found) => new Fault("VERDICT_FILE_DIFFERS", { member, expected, found });

/**
 * @param {Uint8Array} data the file that the reader brings
 * @param {{known: object[], tolerance: number, algorithms: object[]}} trust whose countersignatures count
 */
export function checkSigned(notes, data, evidence, histories, trust) {
  notes.begin(Step.SIGNED_VERDICT);
  const { compact, beside } = apart(data);
  const found = readVerdict(compact);
  checkVerdict(found, evidence.claim, evidence.certificate.title, histories);
  notes.counted(...Object.values(saidOf(found)));
  const unfit = algorithmFault(trust.algorithms, "verdict", "ES256K", found.place.time);
  if (unfit) notes.open(unfit);
  for (const each of beside) {
    const { fault, ...by } = judge(each, each.signed, { ...trust, since: found.place.time });
    if (fault) notes.asideOf(fault);
    else notes.told(countersigned(wordsOf(by)));
  }
}

const countersigned = ({ zh, en }) => ({
  zh: `核验结论有国密副署：${zh}`,
  en: `the signed verdict is countersigned: ${en}`,
});

/** What a verdict says, and what its registry saw beside it. */
function saidOf({ place, answer, seen }) {
  const [said, time] = [`${answer.purpose} ${answer.result}`, beijing(place.time)];
  const zh = `${said}，区块 ${place.number}（北京时间 ${time}）`;
  const en = `${said}, block ${place.number} (${time}, Beijing time)`;
  if (!seen) return { zh, en };
  const checked = beijing(seen.checkedAt);
  return {
    zh: `${zh}；登记机构另称中登网最近应答于 ${checked}（经其签署，未证明）`,
    en: `${en}; besides, the registry says that the movables register last answered ${checked} (signed by it, not proven)`,
  };
}

/** A signed verdict whose signature is the named account's. */
export function readVerdict(data) {
  // bytes that are no UTF-8 become what no JWS holds
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(data.subarray(0, MOST_BYTES)).replace(AROUND, "");
  if (data.length > MOST_BYTES || !COMPACT.test(text)) {
    throw malformed("form", "no compact JWS with a signature of 64 bytes");
  }
  const [header, payload, signature] = text.split(".");
  const key = keyOf(new Fields(jsonOf(header, "header"), `${NAME} header`));
  const found = payloadOf(new Fields(jsonOf(payload, "payload"), NAME));
  requireSignature(key, utf8(`${header}.${payload}`), bytesOf(signature, "signature"));
  if (!equal(key.account, found.signer.account)) throw unsigned(found.signer.account);
  return found;
}

/** The public key of a header that asks for nothing else. */
function keyOf(fields) {
  for (const [name, expected] of [
    ["alg", "ES256K"],
    ["typ", TYPE],
  ]) {
    if (fields.text(name) !== expected) throw malformed("header", `${name} is not ${expected}`);
  }
  const [jwk, named] = [fields.inner("jwk"), fields.data("kid", 20)];
  fields.end();
  const [curve, kind] = [jwk.text("crv"), jwk.text("kty")];
  if (curve !== "secp256k1" || kind !== "EC") throw malformed("header", "no key on secp256k1");
  const [x, y] = ["x", "y"].map((name) => bytesOf(jwk.text(name), "header"));
  jwk.end();
  const point = concat(Uint8Array.of(4), x, y);
  if (x.length + y.length !== 64 || !isOnCurve(toBig(point.slice(1, 33)), toBig(point.slice(33)))) {
    throw malformed("header", "no point of the curve");
  }
  const account = keccak256(point.slice(1)).slice(-20);
  if (!equal(account, named)) throw malformed("header", "kid is not the key's address");
  return { point, account };
}

/** y² = x³ + 7 over the field of secp256k1 (SEC 2, 2.4.1). */
function isOnCurve(x, y) {
  const prime = 2n ** 256n - 2n ** 32n - 977n;
  return x < prime && y < prime && (y * y - x * x * x - 7n) % prime === 0n;
}

/** One signature has one form: s in the lower half. */
function requireSignature({ point, account }, signed, signature) {
  const [r, s] = [toBig(signature.slice(0, 32)), toBig(signature.slice(32))];
  const bounded = signature.length === 64 && r > 0n && r < ORDER && s > 0n && s <= ORDER / 2n;
  if (!bounded || !secp256k1.verify(signature, sha256(signed), point, { prehash: false })) throw unsigned(account);
}

function payloadOf(fields) {
  const beside = fields.has("movables");
  fields.schema(beside ? "datadeed/verdict/2" : "datadeed/verdict/1");
  const seen = beside ? fields.take("movables", "dict") : null;
  const block = fields.inner("block");
  const place = {
    chainId: fields.natural("chainId"),
    register: fields.data("register", 20),
    number: block.natural("number"),
    hash: block.data("hash", 32),
    time: block.natural("time", 2 ** 40),
  };
  block.end();
  const signer = {
    registry: fields.natural("registry", 65_535),
    party: fields.data("party", 32),
    account: fields.data("account", 20),
  };
  const [number, answer] = [readNumber(fields.text("number")), fields.take("verdict", "dict")];
  fields.end();
  requireAnswer(new Fields(answer, NAME, "verdict."));
  if (seen) requireSeen(new Fields(seen, NAME, "movables."));
  return { place, signer, number, answer, seen };
}

function requireAnswer(fields) {
  fields.member("purpose", Object.keys(PURPOSES));
  fields.member("result", Object.keys(RESULTS));
  fields.data("title", 32);
  fields.data("holder", 32);
  for (const group of GROUPS) fields.items(group);
  fields.end();
}

/** What was seen has its form; nothing in a package can contradict it. */
function requireSeen(fields) {
  fields.natural("checkedAt", 2 ** 40);
  fields.take("stale", "bool");
  for (const name of ["filings", "remarks"]) fields.items(name);
  fields.end();
}

/** Hold a signed verdict against replayed dossiers that reach at least to its block. */
function checkVerdict(found, claim, title, histories) {
  requirePlace(found, claim, title);
  requireTime(found.place, histories);
  const { number: block } = found.place;
  const then = histories.get(hex(title)).atBlock(block);
  if (!then.seq) throw elsewhere("block", "one after the title's issue", String(block));
  const record = then.record("TitleRecord");
  if (record.registry !== found.signer.registry) {
    throw wrongSigner(found.signer.party, `the title is of registry ${record.registry}`);
  }
  requireSigner(found.signer, found.place, histories);
  const holder = fromHex(found.answer.holder.slice(2));
  const { purpose } = found.answer;
  const at = (history) => history.atBlock(block);
  const closed = numberOf(then, holder) !== found.number;
  if (closed) requireEarlier(found, holder, histories.get(hex(title)));
  const own = judged(title, holder, purpose, found.place.time, histories, at, closed);
  for (const [member, value] of Object.entries(answerJson(own, title, holder))) {
    const [expected, given] = [textOf(value), textOf(found.answer[member])];
    if (expected !== given) throw differs(member, cut(expected), cut(given));
  }
}

const numberOf = (state, holder) => Number(state.read(holdingKey(holder), "HoldingWord").number);

/** The number is of a certificate that the holder had before. */
function requireEarlier(found, holder, title) {
  const numbers = title.states
    .filter((state) => state.block <= found.place.number)
    .map((state) => numberOf(state, holder));
  if (!numbers.includes(found.number)) throw differs("number", written(numbers.at(-1)), written(found.number));
}

/** A verdict without words: findings by code and values. */
function answerJson(verdict, title, holder) {
  const groups = GROUPS.map((name) => [name, (verdict[name] ?? []).map(findingJson)]);
  return {
    purpose: verdict.purpose,
    result: verdict.result,
    title: shown(title),
    holder: shown(holder),
    ...Object.fromEntries(groups),
  };
}

const findingJson = ({ code, subject, values }) => ({ code, subject: shown(subject), values });
const textOf = (value) => (typeof value === "string" ? value : new TextDecoder().decode(encode(value)));
const cut = (text) => (lengthOf(text) > LONGEST ? [...text].slice(0, LONGEST).join("") : text);

function requirePlace({ place, answer }, claim, title) {
  const compared = [
    ["chain", String(claim.chainId), String(place.chainId)],
    ["register", shown(claim.register.address), shown(place.register)],
    ["title", shown(title), answer.title],
  ];
  if (place.number === claim.number) {
    compared.push(["block", shown(claim.hash), shown(place.hash)], ["time", String(claim.time), String(place.time)]);
  }
  for (const [member, expected, given] of compared) if (expected !== given) throw elsewhere(member, expected, given);
  if (place.number > claim.number || place.time > claim.time) {
    throw elsewhere("block", `at most ${claim.number}`, String(place.number));
  }
}

/** The block's time lies between those of the acts before and after it. */
function requireTime(place, histories) {
  for (const { acts } of histories.values()) {
    for (const { raw } of acts) {
      const before = raw.block <= place.number;
      if (before ? raw.time <= place.time : raw.time >= place.time) continue;
      throw elsewhere("time", `${before ? "at least" : "at most"} ${raw.time}`, String(place.time));
    }
  }
}

/** The party is the registry's institution at that block, and the account acts for it. */
function requireSigner({ registry, party, account }, place, histories) {
  const [office, signer] = [histories.get(hex(registrySubject(registry))), histories.get(hex(party))];
  if (!office || !signer) throw wrongSigner(party, "no dossier of the registry or the party");
  const opened = office.atBlock(place.number);
  if (!opened.seq || !equal(opened.record("RegistryRecord").institution, party)) {
    throw wrongSigner(party, `not the institution of registry ${registry}`);
  }
  const state = signer.atBlock(place.number);
  const word = state.read(accountKey(account), "AccountWord");
  const acts = accountLives(word, place.time) && !word.officer;
  if (!acts || state.record("PartyRecord").succeeded)
    throw wrongSigner(party, `${shown(account)} was no account of it`);
}
