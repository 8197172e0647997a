/** Time stamps over a package's manifest (RFC 3161): `timestamps/<series>/NNN.tsr`, each judged at its own time. */

import { compareBytes, concat, equal } from "./bytes.js";
import {
  algorithmOf,
  DerMalformed,
  Element,
  elements,
  inOrder,
  just,
  readElement,
  retagged,
  TAG,
  versionOf,
} from "./der.js";
import { sha1, sha256, sha384, sha512, sm3 } from "./digests.js";
import { Fault } from "./errors.js";
import { beijing } from "./wording.js";
import { isIssuedBy, isKnown, isOwnIssuer, isSigned, mayIssue, mayStamp, readCertificate, shaOf } from "./x509.js";

export const STAMPS = "timestamps/";
const SERIES = /^timestamps\/([a-z0-9][a-z0-9-]{0,31})\/([0-9]{3})\.tsr$/;
const IMPRINTS = {
  "2.16.840.1.101.3.4.2.1": ["sha256", sha256],
  "2.16.840.1.101.3.4.2.2": ["sha384", sha384],
  "2.16.840.1.101.3.4.2.3": ["sha512", sha512],
  "1.2.156.10197.1.401": ["sm3", sm3],
};
const [SIGNED_DATA, TST_INFO] = ["1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"];
const [CONTENT_TYPE, MESSAGE_DIGEST] = ["1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"];
const [EXTENDED_USAGE, STAMPING] = ["2.5.29.37", "1.3.6.1.5.5.7.3.8"];
/** Attributes that name who signed, and the digest where they tell none (RFC 2634, RFC 5035). */
const CERTIFICATE_NAMED = [
  ["1.2.840.113549.1.9.16.2.12", sha1],
  ["1.2.840.113549.1.9.16.2.47", sha256],
];
const SHA1 = "1.3.14.3.2.26";
const LONGEST_CHAIN = 6;
/** So that no package keeps its reader busy with signatures that lead nowhere. */
export const MOST_TOKENS = 100;
const [MOST_TOKEN, MOST_CERTIFICATES] = [2 ** 16, 10];
const [EXPLICIT, SECOND] = [0xa0, 0xa1];
/** What may follow the time: accuracy, ordering, nonce, authority, extensions; and the seconds of an accuracy. */
const AFTER_TIME = [TAG.SEQUENCE, TAG.BOOLEAN, TAG.INTEGER, EXPLICIT, SECOND];
const FINER = [TAG.INTEGER, 0x80, 0x81];
/** Faults for which a token counts for nothing, and refuses nothing. */
const NOT_COUNTED = ["TSA_UNTRUSTED", "TSA_POLICY", "UNSUPPORTED_TSA_ALG"];

export const malformed = (file, fault) => new Fault("TSA_MALFORMED", { file, fault });
export const gap = (file, fault) => new Fault("TSA_CHAIN_GAP", { file, fault });
const untrusted = (file, found) => new Fault("TSA_UNTRUSTED", { file, found });
const signatureWrong = (file, { name }) => new Fault("TSA_SIGNATURE_WRONG", { file, authority: name });
const unsupported = (file, found) => new Fault("UNSUPPORTED_TSA_ALG", { file, found });

/** The files of every series in their order. @returns {Map<string, string[]>} */
export function seriesOf(files) {
  const found = new Map();
  let count = 0;
  for (const name of [...files.keys()].filter((each) => each.startsWith(STAMPS))) {
    const parts = SERIES.exec(name);
    if (!parts) throw malformed(name, "is no timestamps/<series>/<number>.tsr");
    if (count === MOST_TOKENS) throw malformed(name, `comes after ${MOST_TOKENS} others`);
    count += 1;
    const names = found.get(parts[1]) ?? [];
    found.set(parts[1], [...names, name]);
    const expected = names.length + 1;
    if (Number(parts[2]) !== expected) throw gap(name, `number ${String(expected).padStart(3, "0")} is missing`);
  }
  return found;
}

/** Each token of a series as it holds, or the fault for which it counts for nothing. */
export function* judgeSeries(files, names, manifest, trust, blockTime) {
  let [before, last] = [new Uint8Array(), null];
  for (const name of names) {
    let stamp;
    try {
      stamp = judge(name, files.get(name), concat(before, manifest), trust);
    } catch (fault) {
      if (!NOT_COUNTED.includes(fault.code)) throw fault;
      yield { fault };
      return;
    }
    if (last) {
      requireRenewed(last, stamp);
    } else if (stamp.time + stamp.accuracy + trust.tolerance < blockTime) {
      throw new Fault("TSA_BEFORE_BLOCK", { file: name, expected: String(blockTime), found: String(stamp.time) });
    }
    yield { stamp };
    [before, last] = [files.get(name), stamp];
  }
}

function requireRenewed(last, stamp) {
  if (stamp.time < last.time) throw gap(stamp.file, `${stamp.time} is before ${last.time}`);
  if (stamp.time > last.until) throw gap(stamp.file, `${stamp.time} is after ${last.file} ended, ${last.until}`);
}

function judge(name, token, data, trust) {
  if (token.length > MOST_TOKEN) throw malformed(name, `has ${token.length} bytes`);
  try {
    return judged(name, responseOf(name, token), data, trust);
  } catch (fault) {
    if (fault instanceof Fault) throw fault;
    throw malformed(name, fault instanceof DerMalformed ? fault.message : "is no response of RFC 3161");
  }
}

function judged(name, response, data, trust) {
  const { info, signer } = response;
  const shown = once(response.certificates);
  const [imprint, digest] = IMPRINTS[info.algorithm] ?? [];
  if (!digest) throw unsupported(name, info.algorithm);
  const expected = digest(data);
  if (!equal(info.imprint, expected)) {
    throw new Fault("TSA_IMPRINT_MISMATCH", { file: name, expected, found: info.imprint });
  }
  if (shown.length > MOST_CERTIFICATES) throw malformed(name, `shows ${shown.length} certificates`);
  // anything can be put beside a signature: what is no certificate counts for nothing
  const chain = shown.map(readCertificate).filter(Boolean);
  const leaf = leafOf(name, signer, chain);
  // one root can be that of many
  const authorities = trust.authorities.filter(({ roots }) => pathTo(leaf, chain, roots, null));
  if (!authorities.length) throw untrusted(name, [...leaf.name].slice(0, 80).join(""));
  if (!isKnown(leaf.key, signer.algorithm)) throw unsupported(name, signer.algorithm);
  const faults = authorities.map((each) => {
    const holds = pathTo(leaf, chain, each.roots, info.time) && isSignedBy(leaf, response);
    return holds ? notCounting(name, info, each) : signatureWrong(name, each);
  });
  // the first by which it counts; else what it lacks by the first of them
  const place = faults.indexOf(null);
  if (place < 0) throw faults[0];
  const { time, accuracy, stated } = info;
  return { file: name, authority: authorities[place].name, time, accuracy, stated, until: leaf.end, imprint };
}

/** Why a token that holds does not count by this authority, or null. */
function notCounting(name, info, { name: authority, since, until, policies }) {
  if (info.time < since || info.time >= until) return untrusted(name, `${authority} at ${info.time}`);
  const known = !policies.length || policies.includes(info.policy);
  return known ? null : new Fault("TSA_POLICY", { file: name, found: info.policy });
}

/** A token that holds: whose, when, how exact; until when its certificate held, and what was not looked into. */
export function stampWords({ authority, time, accuracy, stated, until }) {
  const [begin, end] = [beijing(time), beijing(until)];
  const [zh, en] = stated ? Array(2).fill(`± ${accuracy} s`) : ["未载明精度", "of no stated accuracy"];
  return {
    zh: `${authority}，北京时间 ${begin}，${zh}；其证书至 ${end}，是否曾被吊销未核验`,
    en:
      `${authority}, ${begin} Beijing time, ${en}; its certificate ends ${end}, and` +
      " whether it had been revoked was not looked into",
  };
}

/** Each once, in order. @param {Uint8Array[]} listed */
const once = (listed) =>
  [...listed].sort(compareBytes).filter((each, place, all) => !place || !equal(each, all[place - 1]));

/** The certificate that signed; it must be for time stamps alone, and the extension critical. */
function leafOf(name, signer, chain) {
  const leaf = ofSigner(signer, chain);
  if (!leaf) throw malformed(name, "does not show its authority's certificate");
  if (!leaf.key) throw unsupported(name, leaf.algorithm);
  const usage = leaf.extensions.get(EXTENDED_USAGE);
  const purposes = usage?.critical
    ? readElement(usage.value)
        .children()
        .map((each) => each.oid())
    : [];
  if (purposes.join() !== STAMPING) throw new Fault("TSA_EKU", { file: name });
  return leaf;
}

/** Anybody can show another certificate of this issuer and number beside a signature: the one that it names is meant. */
function ofSigner(signer, chain) {
  const found = chain.filter((each) => each.issuer === signer.issuer && each.serial === signer.serial);
  if (found.length < 2) return found[0];
  const values = new Map(signer.attributes.map(({ oid, value }) => [oid, value]));
  return found.find((each) => namesSigner(each, values)) ?? found[0];
}

/** Whether certificates lead up to a root (RFC 5280, 6.1); at a `time` each must hold then, and those above may issue. */
function pathTo(leaf, chain, roots, time) {
  const above = (each, below) => time === null || mayIssue(each, time, below);
  if (time !== null && !mayStamp(leaf, time)) return false;
  // how many certificates of authorities stand below each of these
  let [tops, others] = [new Map([[leaf, 0]]), chain.filter((each) => each !== leaf)];
  for (let step = 0; step < LONGEST_CHAIN; step++) {
    const ends = ([top, below]) =>
      roots.some((root) => equal(top.raw, root.raw) || (above(root, below) && isIssuedBy(top, root)));
    if ([...tops].some(ends)) return true;
    const found = new Map();
    for (const each of others) {
      const counts = [...tops].filter(([top]) => isIssuedBy(top, each)).map(([, count]) => count);
      const below = Math.min(...counts);
      if (counts.length && above(each, below)) found.set(each, below + (isOwnIssuer(each) ? 0 : 1));
    }
    tops = found;
    others = others.filter((each) => !found.has(each));
  }
  return false;
}

/** The signature over the signed attributes, and what those say of the content (RFC 5652, 5.4). */
function isSignedBy(leaf, { signer, content, digests }) {
  const digest = shaOf(signer.digest);
  const values = new Map(signer.attributes.map(({ oid, value }) => [oid, value]));
  const [type, found] = [values.get(CONTENT_TYPE), values.get(MESSAGE_DIGEST)];
  if (!digest || !digests.includes(signer.digest) || !type || !found || values.size !== signer.attributes.length)
    return false;
  if (type.oid() !== TST_INFO || !equal(found.is(TAG.OCTETS).content, digest(content))) return false;
  if (!namesSigner(leaf, values)) return false;
  return isSigned(leaf.key, signer.algorithm, signer.digest, signer.signed, signer.signature);
}

/**
 * Whether what is signed names this certificate, if any: one that is shown and not named could be another of the same
 * key, with another life (RFC 5035, 1).
 */
function namesSigner(leaf, values) {
  return CERTIFICATE_NAMED.every(([oid, usual]) => {
    const value = values.get(oid);
    if (!value) return true;
    const [first] = value.children()[0].children();
    const [told, ...rest] = first.children();
    const digest = told.tag === TAG.SEQUENCE ? namedDigest(algorithmOf(told)) : usual;
    const named = told.tag === TAG.SEQUENCE ? rest[0] : told;
    return Boolean(digest) && equal(named.is(TAG.OCTETS).content, digest(leaf.raw));
  });
}

const namedDigest = (oid) => (oid === SHA1 ? sha1 : shaOf(oid));

/** TimeStampResp (RFC 3161, 2.4.2) with the SignedData in it (RFC 5652, 5.1). */
function responseOf(name, token) {
  const [status, info] = just(2, readElement(token).children());
  if (status.children()[0].integer() !== 0n) throw malformed(name, "is not granted");
  const [type, wrapped] = just(2, info.children());
  if (type.oid() !== SIGNED_DATA) throw new DerMalformed("no signed data");
  const [version, listed, inner, ...rest] = readElement(wrapped.is(EXPLICIT).content).children();
  versionOf(version);
  const digests = listed.children(TAG.SET).map(algorithmOf);
  const certificates = rest[0]?.tag === EXPLICIT ? elements(rest.shift().content).map((each) => each.raw) : [];
  if (rest[0]?.tag === SECOND) rest.shift();
  if (rest.length !== 1) throw new DerMalformed("signed data in another form");
  const signers = rest[0].children(TAG.SET);
  if (signers.length !== 1) throw malformed(name, `has ${signers.length} signers`);
  const content = contentOf(inner);
  return { info: infoOf(readElement(content)), content, certificates, digests, signer: signerOf(signers[0]) };
}

function contentOf(inner) {
  const [type, wrapped] = just(2, inner.children());
  if (type.oid() !== TST_INFO) throw new DerMalformed("the content is no time stamp");
  return readElement(wrapped.is(EXPLICIT).content).is(TAG.OCTETS).content;
}

/** TSTInfo: what the authority says. */
function infoOf(element) {
  const [version, policy, imprint, serial, time, ...rest] = element.children();
  versionOf(version);
  serial.integer();
  const [accuracy, ordering, nonce, authority] = inOrder(rest, AFTER_TIME);
  // what is so where nothing is said is not said
  if (ordering && !ordering.boolean()) throw new DerMalformed("a default that is written");
  if (authority) readElement(authority.content);
  if (nonce && nonce.integer() < 0n) throw new DerMalformed("a nonce below zero");
  const [algorithm, digest] = just(2, imprint.children());
  inOrder(algorithm.children(), [TAG.OID, TAG.NULL]);
  return {
    policy: policy.oid(),
    algorithm: algorithmOf(algorithm),
    imprint: digest.is(TAG.OCTETS).content,
    time: time.is(TAG.TIME).seconds(),
    accuracy: accuracy ? accuracyOf(inOrder(accuracy.children(), FINER).filter(Boolean)) : 1,
    stated: Boolean(accuracy),
  };
}

/** Whole seconds, rounded up; where none is stated, the second in which the time is given. */
function accuracyOf(parts) {
  const whole = parts[0]?.tag === TAG.INTEGER ? parts[0].integer() : 0n;
  const finer = parts.filter((each) => each.tag !== TAG.INTEGER).map(fractionOf);
  const found = whole + (finer.length ? 1n : 0n);
  const bounded = finer.every((part) => part > 0n && part < 1000n) && whole >= 0n;
  if (!bounded || found > BigInt(Number.MAX_SAFE_INTEGER)) throw new DerMalformed("an accuracy in another form");
  return Number(found);
}

/** Thousandths or millionths, which stand under tags of their own. */
const fractionOf = ({ content, raw }) => new Element(TAG.INTEGER, content, raw).integer();

function signerOf(element) {
  const [version, id, digest, attributes, algorithm, signature, ...rest] = element.children();
  versionOf(version);
  const [issuer, serial] = just(2, id.children());
  attributes.is(EXPLICIT);
  const [unsigned] = inOrder(rest, [SECOND]);
  if (unsigned) sorted(elements(unsigned.content)).forEach(attributeOf);
  return {
    issuer: [...issuer.raw].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    serial: serial.integer(),
    digest: algorithmOf(digest),
    attributes: sorted(elements(attributes.content)).map(attributeOf),
    signed: retagged(attributes, TAG.SET),
    algorithm: algorithmOf(algorithm),
    signature: signature.is(TAG.OCTETS).content,
  };
}

function attributeOf(element) {
  const [type, values] = just(2, element.children());
  const [value] = sorted(values.children(TAG.SET));
  return { oid: type.oid(), value };
}

/** The elements of a set, which has one order (X.690, 11.6). */
function sorted(found) {
  if (found.some((each, place) => place && compareBytes(found[place - 1].raw, each.raw) > 0)) {
    throw new DerMalformed("a set in another order");
  }
  return found;
}
