/** X.509 certificates (RFC 5280): what a time stamp needs of them. ECDSA on P-256, P-384, P-521, RSA, Ed25519. */

import { p256, p384, p521 } from "@noble/curves/nist.js";
import { concat, equal, fromBig, fromHex, hex, textOf, toBig } from "./bytes.js";
import { algorithmOf, DerMalformed, just, readElement, TAG, versionOf } from "./der.js";
import { sha256, sha384, sha512 } from "./digests.js";
import { isEcdsa, isEdwards, isPss, isRsa, lengthInBits } from "./public_keys.js";

const CURVES = {
  "1.2.840.10045.3.1.7": p256,
  "1.3.132.0.34": p384,
  "1.3.132.0.35": p521,
};
const [EC_KEY, RSA_KEY] = ["1.2.840.10045.2.1", "1.2.840.113549.1.1.1"];
const [ED25519, PSS, MGF1] = ["1.3.101.112", "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8"];
const SHA_OIDS = {
  "2.16.840.1.101.3.4.2.1": sha256,
  "2.16.840.1.101.3.4.2.2": sha384,
  "2.16.840.1.101.3.4.2.3": sha512,
};
/** Digest by the algorithm of a signature; RSA and ECDSA where the digest is in the name. */
const SIGNATURES = {
  "1.2.840.10045.4.3.2": { kind: "EC", digest: sha256 },
  "1.2.840.10045.4.3.3": { kind: "EC", digest: sha384 },
  "1.2.840.10045.4.3.4": { kind: "EC", digest: sha512 },
  "1.2.840.113549.1.1.11": { kind: "RSA", digest: sha256 },
  "1.2.840.113549.1.1.12": { kind: "RSA", digest: sha384 },
  "1.2.840.113549.1.1.13": { kind: "RSA", digest: sha512 },
};
const [VERSION, EXTENSIONS] = [0xa0, 0xa3];
const MOST_VERSION = 2n;
/** Strings of UTF-8 and of one byte a letter, as names hold them. */
const TEXTS = [0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a];
/** What may stand behind the key: two ids of old, extensions. */
const LATE = [0x81, 0x82, EXTENSIONS];
const [BASIC, KEY_USAGE, NAME_CONSTRAINTS] = ["2.5.29.19", "2.5.29.15", "2.5.29.30"];
const [KEY_CERT_SIGN, FOR_SIGNATURES] = [0x04, 0xc0];
/** Critical extensions that are judged, or that bound nothing that is asked here. */
const CRITICAL = [15, 17, 19, 31, 32, 33, 36, 37, 54].map((last) => `2.5.29.${last}`);
const LEAST_MODULUS = 1024;
const MOST_SALT = 2048n;
/** As OpenSSL bounds them, so that no key keeps its reader busy: bits of a modulus, and of an exponent above so many. */
const [MOST_MODULUS, SMALL_MODULUS, MOST_EXPONENT] = [16_384, 3_072, 64];

const SHORT = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
};

/** The digest function of an OID, undefined for one that is not worked out here. */
export const shaOf = (oid) => SHA_OIDS[oid];

/** A certificate; null for other bytes. `key` is null where it is of a kind that is not known here. */
export function readCertificate(raw) {
  try {
    return certificateOf(readElement(raw));
  } catch (fault) {
    // an element is of another form, or there is none
    if (fault instanceof DerMalformed || fault instanceof TypeError) return null;
    throw fault;
  }
}

function certificateOf(element) {
  const [body, algorithm, signature] = three(element);
  const fields = body.children();
  if (fields[0]?.tag === VERSION && versionOf(readElement(fields.shift().content)) > MOST_VERSION) {
    throw new DerMalformed("a certificate of no known version");
  }
  const [serial, inner, issuer, validity, subject, spki, ...rest] = fields;
  if (!spki) throw new DerMalformed("a certificate without a key");
  nameOf(issuer);
  const [begin, end] = just(2, validity.children()).map((time) => time.seconds());
  const tags = rest.map((each) => each.tag);
  if (tags.some((tag, place) => !LATE.includes(tag) || (place && tags[place - 1] >= tag))) {
    throw new DerMalformed("a certificate in another form");
  }
  rest.filter(({ tag }) => tag !== EXTENSIONS).forEach(({ content }) => bitsIn(content));
  algorithmOf(inner);
  const listed = rest.find((each) => each.tag === EXTENSIONS);
  return {
    raw: element.raw,
    body: body.raw,
    serial: serial.integer(),
    issuer: hex(issuer.is(TAG.SEQUENCE).raw),
    subject: hex(subject.is(TAG.SEQUENCE).raw),
    name: nameOf(subject),
    begin,
    end,
    key: keyOf(spki),
    extensions: listed ? extensionsOf(readElement(listed.content)) : new Map(),
    algorithm: algorithmOf(algorithm),
    pss: pssOf(algorithm),
    sameAlgorithm: equal(algorithm.raw, inner.raw),
    signature: signature.bits(),
  };
}

/** A name as RFC 4514 writes it, the last part first. */
function nameOf(subject) {
  const parts = subject.children().map((part) => part.children(TAG.SET).map(attributeText).join("+"));
  return parts.reverse().join(",");
}

function attributeText(element) {
  const [type, value, ...rest] = element.children();
  if (rest.length || !TEXTS.includes(value?.tag)) throw new DerMalformed("a name in another form");
  const text = textIn(value.content);
  const escaped = text.replace(/[\\"+,;<>]/g, "\\$&").replace(/^[# ]|(?<=.) $/g, "\\$&");
  return `${SHORT[type.oid()] ?? type.oid()}=${escaped}`;
}

function textIn(data) {
  try {
    return textOf(data);
  } catch {
    throw new DerMalformed("a name that is no text");
  }
}

function three(element) {
  const found = element.children();
  if (found.length !== 3) throw new DerMalformed("no certificate");
  return found;
}

function extensionsOf(list) {
  const found = new Map();
  for (const each of list.children()) {
    const [oid, ...rest] = each.children();
    const told = rest[0]?.tag === TAG.BOOLEAN;
    const critical = told && rest.shift().boolean();
    // what is so where nothing is said is not said
    if (told !== critical || rest.length !== 1 || found.has(oid.oid()))
      throw new DerMalformed("an extension in another form");
    found.set(oid.oid(), { critical, value: rest[0].is(TAG.OCTETS).content });
  }
  return found;
}

function keyOf(spki) {
  const [algorithm, bits] = just(2, spki.children());
  algorithmOf(algorithm);
  const [oid, parameter] = algorithm.children();
  if (oid.oid() === EC_KEY) {
    const curve = parameter?.tag === TAG.OID ? CURVES[parameter.oid()] : undefined;
    return curve && isPoint(curve, bits.bits()) ? { kind: "EC", curve, point: bits.bits() } : null;
  }
  if (oid.oid() === ED25519)
    return !parameter && bits.bits().length === 32 ? { kind: ED25519, point: bits.bits() } : null;
  if (oid.oid() !== RSA_KEY) return null;
  const [modulus, exponent] = readElement(bits.bits())
    .children()
    .map((each) => each.integer());
  const [size, wide] = [lengthInBits(modulus), lengthInBits(exponent) > MOST_EXPONENT];
  const sized = size >= LEAST_MODULUS && size <= MOST_MODULUS && !(wide && size > SMALL_MODULUS);
  const usable = sized && exponent > 2n && exponent < modulus && exponent % 2n === 1n;
  return usable ? { kind: "RSA", modulus, exponent } : null;
}

/** Digests and length of the salt of RSASSA-PSS (RFC 4055, 3.1); null for others, and what is not listed here. */
function pssOf(algorithm) {
  const [oid, given] = algorithm.children();
  if (oid.oid() !== PSS || given?.tag !== TAG.SEQUENCE) return null;
  try {
    const parts = given.children();
    const [digest, mask, salt] = [0xa0, 0xa1, 0xa2].map((tag) => parts.find((each) => each.tag === tag));
    if (!digest || !mask || parts.length !== (salt ? 3 : 2)) return null;
    const [masked, inner] = readElement(mask.content).children();
    const size = salt ? readElement(salt.content).integer() : 20n;
    const [own, its] = [readElement(digest.content), inner].map((each) => SHA_OIDS[algorithmOf(each)]);
    const usable = masked.oid() === MGF1 && own && its && size >= 0n && size <= MOST_SALT;
    return usable ? { digest: own, mask: its, salt: Number(size) } : null;
  } catch (fault) {
    if (fault instanceof DerMalformed) return null;
    throw fault;
  }
}

function isPoint(curve, data) {
  try {
    curve.Point.fromBytes(data).assertValidity();
    return true;
  } catch {
    return false;
  }
}

/** Whether it names itself as its issuer, as roots do. */
export const isOwnIssuer = ({ issuer, subject }) => issuer === subject;

/** Whether a certificate holds at a time and, where it says what its key is for, that is signatures alone. */
export const mayStamp = (certificate, time) =>
  holds(certificate, time) &&
  (!certificate.extensions.has(KEY_USAGE) ||
    readable(() => {
      const bits = usageOf(certificate);
      return bits.some(Boolean) && bits.every((byte, place) => !(byte & ~(place ? 0 : FOR_SIGNATURES)));
    }));

/** Whether a certificate holds at a time and may issue one that has so many authorities below it. */
export const mayIssue = (certificate, time, below) =>
  holds(certificate, time) &&
  readable(() => {
    const [first, most] = readElement(certificate.extensions.get(BASIC)?.value ?? new Uint8Array()).children();
    if (first?.tag !== TAG.BOOLEAN || !first.boolean()) return false;
    if (most && BigInt(below) > most.integer()) return false;
    return !certificate.extensions.has(KEY_USAGE) || Boolean(usageOf(certificate)[0] & KEY_CERT_SIGN);
  });

/** Whether it is valid at a time, and asks for nothing that is not judged here. */
function holds({ begin, end, extensions }, time) {
  const asked = [...extensions].filter(([, { critical }]) => critical).map(([oid]) => oid);
  return (
    begin <= time && time < end && asked.every((oid) => CRITICAL.includes(oid)) && !extensions.has(NAME_CONSTRAINTS)
  );
}

/** The bytes of the bits of a key usage, without how many are left over. */
const usageOf = ({ extensions }) => bitsIn(readElement(extensions.get(KEY_USAGE).value).is(TAG.BITS).content);

/** The bytes of a bit string; those bits of the last that are left over are zero. */
function bitsIn([over, ...bytes]) {
  if (!(over < 8) || (bytes.length ? bytes.at(-1) & ((1 << over) - 1) : over)) {
    throw new DerMalformed("a bit string in another form");
  }
  return bytes;
}

/** What a reader gives, false for what is no DER. */
function readable(read) {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof DerMalformed) return false;
    throw fault;
  }
}

/** Whether the issuer's key signed a certificate that names the issuer. */
export function isIssuedBy(certificate, issuer) {
  if (certificate.issuer !== issuer.subject || !certificate.sameAlgorithm || !issuer.key) return false;
  const { algorithm, pss, body, signature } = certificate;
  if (algorithm === ED25519) return issuer.key.kind === ED25519 && isEdwards(issuer.key, body, signature);
  if (algorithm === PSS) return pss !== null && issuer.key.kind === "RSA" && isPss(issuer.key, pss, body, signature);
  return isSigned(issuer.key, algorithm, null, body, signature);
}

/** Whether a token can be signed so; certificates can in more ways, but no library reads those in CMS. */
export const isKnown = (key, oid) => key !== null && (SIGNATURES[oid]?.kind === key.kind || oid === RSA_KEY);

/**
 * Whether a key signed these bytes. `digestOid` is that of the digest beside the signature, where the algorithm's own
 * name leaves it open.
 */
export function isSigned(key, oid, digestOid, data, signature) {
  const known = SIGNATURES[oid] ?? (oid === RSA_KEY ? { kind: "RSA", digest: SHA_OIDS[digestOid] } : null);
  if (!key || !known?.digest || known.kind !== key.kind) return false;
  return key.kind === "RSA" ? isRsa(key, known.digest, data, signature) : isEcdsa(key, known.digest, data, signature);
}
