/** The trust file: what the verifying party itself holds to be true. It is never in a package. */

import { USES } from "./algorithms.js";
import { compareBytes, equal, hex } from "./bytes.js";
import { JsonFault, parse } from "./canonical.js";
import { Fault, FieldFault, told } from "./errors.js";
import { Fields } from "./fields.js";
import { KeyType, parseKey } from "./note.js";
import { parsePolicy } from "./policy.js";
import { isKey, PUBLIC } from "./sm2.js";
import { isOwnIssuer, readCertificate } from "./x509.js";

const SCHEMA = "datadeed/trust/1";
const CODE = "TRUST_MALFORMED";
export const [ADDRESS, HASH] = [20, 32];
export const SECP256K1 = "secp256k1";
const CURVES = [SECP256K1, "secp256r1"];
const NO_TIME = { authorities: [], needed: 0, tolerance: 0 };

/** White space and order of members are free. Throws TRUST_MALFORMED, PINS_DISAGREE. @param {Uint8Array} data */
export function parseTrust(data) {
  const fields = new Fields(valueOf(data), "trust", "", CODE);
  fields.schema(SCHEMA);
  const trust = {
    chainId: fields.natural("chainId"),
    register: contractOf(fields.inner("register")),
    books: fields.each("books").map(named),
    pins: fields.each("pins").map(pinOf),
    development: fields.take("development", "bool"),
    maximumAge: fields.natural("maximumAge"),
    qbft: fields.has("qbft") ? readQbft(fields.inner("qbft")) : null,
    checkpoints: fields.has("checkpoints") ? readCheckpoints(fields.inner("checkpoints")) : null,
    policy: fields.has("policy") ? policyOf(fields) : null,
    signers: fields.has("signers") ? readRoots(fields, "signers") : [],
    algorithms: fields.has("algorithms") ? fields.each("algorithms").map(acceptedOf) : [],
    countersigners: fields.has("countersigners") ? readCountersigners(fields.each("countersigners")) : [],
    time: fields.has("timeStamps") ? readTime(fields.inner("timeStamps")) : NO_TIME,
  };
  fields.end();
  requireThoughtOf(fields, trust);
  const addresses = [trust.register, ...trust.books].map(({ address }) => hex(address));
  if (new Set(addresses).size !== addresses.length) {
    fields.refuse("books", "name one address twice, or the register's");
  }
  for (const pin of trust.pins) {
    if (hex(pinned(trust, pin.number)) !== hex(pin.hash)) throw new Fault("PINS_DISAGREE", { number: pin.number });
  }
  return trust;
}

/** The trusted hash of a block, null where this party trusts none. */
export function pinned(trust, number) {
  return trust.pins.find((pin) => pin.number === number)?.hash ?? null;
}

/** The validators of a block, null before the first epoch. */
export function epochOf(qbft, number) {
  return qbft.epochs.findLast((epoch) => epoch.since <= number) ?? null;
}

function valueOf(data) {
  try {
    return parse(data);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw new FieldFault(CODE, "trust", "", told(fault));
  }
}

function contractOf(fields, name = "") {
  const contract = { address: fields.data("address", ADDRESS), codeHash: fields.data("codeHash", HASH), name };
  fields.end();
  return contract;
}

function named(fields) {
  const name = fields.text("name");
  return contractOf(fields, name);
}

function pinOf(fields) {
  const pin = { number: fields.natural("number"), hash: fields.data("hash", HASH) };
  fields.end();
  return pin;
}

/** What a reader gives, its fault being that of a member. */
function asked(fields, name, read) {
  try {
    return read();
  } catch (fault) {
    if (!(fault instanceof Fault) || fault instanceof FieldFault) throw fault;
    return fields.refuse(name, fault.details.fault);
  }
}

const policyOf = (fields) => {
  const text = fields.text("policy");
  return asked(fields, "policy", () => parsePolicy(text));
};

/** A policy's `-of-m` is the number that the same file lists. */
function requireThoughtOf(fields, { policy, checkpoints, time, countersigners }) {
  const listed = {
    checkpoint: checkpoints?.witnesses.length ?? 0,
    tsa: time.authorities.length,
    sm2: new Set(countersigners.map((each) => each.name)).size,
  };
  for (const [name, of] of Object.entries(policy?.of ?? {})) {
    if (listed[name] !== of) fields.refuse("policy", `thinks of ${of} for ${name}, ${listed[name]} are listed`);
  }
}

function readQbft(fields) {
  const curve = fields.text("curve");
  if (!CURVES.includes(curve)) fields.refuse("curve", `is none of ${CURVES.join(", ")}`);
  const epochs = fields.each("epochs").map(readEpoch);
  const ascending = epochs.every(({ since }, place) => !place || epochs[place - 1].since < since);
  if (!epochs.length || !ascending) fields.refuse("epochs", "are none, or not ascending");
  fields.end();
  return { curve, epochs };
}

function readEpoch(fields) {
  const since = fields.natural("from");
  const found = fields.texts("validators").map((each) => fields.parseData(each, "validators", ADDRESS));
  const distinct = new Set(found.map(hex));
  if (!found.length || distinct.size !== found.length) fields.refuse("validators", "are none, or one is named twice");
  fields.end();
  return { since, validators: found.sort(compareBytes) };
}

function readCheckpoints(fields) {
  const log = keyOf(fields, fields.text("log"), "log", KeyType.TEXT);
  const witnesses = fields.texts("witnesses").map((each) => keyOf(fields, each, "witnesses", KeyType.COSIGNATURE));
  const distinct = new Set(witnesses.map((each) => hex(each.public)));
  if (distinct.size !== witnesses.length) fields.refuse("witnesses", "name one key twice");
  const quorum = fields.natural("quorum", witnesses.length);
  fields.end();
  return { log, witnesses, quorum };
}

function keyOf(fields, text, name, type) {
  const key = asked(fields, name, () => parseKey(text));
  if (key.type !== type) fields.refuse(name, `is a key of type ${key.type}, not ${type}`);
  return key;
}

function readTime(fields) {
  const time = {
    authorities: fields.each("authorities").map(readAuthority),
    needed: fields.natural("needed"),
    tolerance: fields.natural("tolerance"),
  };
  fields.end();
  return time;
}

function readAuthority(fields) {
  const authority = {
    name: fields.text("name"),
    roots: ownIssuers(fields, readRoots(fields, "roots")),
    policies: fields.texts("policies"),
    since: fields.natural("since"),
    until: fields.natural("until"),
  };
  fields.end();
  return authority;
}

/** Each is the end of its path: one below another would refuse what it issued itself. */
function ownIssuers(fields, roots) {
  const place = roots.findIndex((root) => !isOwnIssuer(root));
  return place < 0 ? roots : fields.refuse(`roots[${place}]`, "is no root: it names another issuer");
}

function acceptedOf(fields) {
  const found = {
    use: fields.member("use", USES),
    algorithm: fields.text("algorithm"),
    since: fields.natural("since"),
    until: fields.natural("until"),
  };
  fields.end();
  return found;
}

function readCountersigners(listed) {
  const known = listed.map(countersignerOf);
  for (const [place, { key }] of known.entries()) {
    if (known.slice(0, place).some((other) => equal(other.key, key))) listed[place].refuse("key", "is named twice");
  }
  return known;
}

function countersignerOf(fields) {
  const found = {
    name: fields.text("name"),
    key: fields.data("key", PUBLIC),
    since: fields.natural("since"),
    until: fields.natural("until"),
  };
  fields.end();
  return isKey(found.key) ? found : fields.refuse("key", "is no point of the curve sm2p256v1");
}

/** A member that lists certificates (DER). */
function readRoots(fields, name) {
  return fields.texts(name).map((text, place) => {
    const root = readCertificate(fields.parseData(text, `${name}[${place}]`));
    return root?.key
      ? root
      : fields.refuse(`${name}[${place}]`, "is no X.509 certificate with a key that is known here");
  });
}
