/** A digest in a registry's log, and the log's root on the register (docs/batches.md): the files that show both. */

import { concat, shown } from "./bytes.js";
import { JsonFault, parseCanonical } from "./canonical.js";
import { FieldFault, quoted, told } from "./errors.js";
import { Fields } from "./fields.js";
import { leafHash } from "./merkle.js";

export const CODE = "BATCH_MALFORMED";
export const [PROOF_SCHEMA, GROWTH_SCHEMA] = ["datadeed/batch-proof/1", "datadeed/batch-growth/1"];
const DOMAIN = new TextEncoder().encode("datadeed/batch/1\0");
const ALGORITHMS = { sha256: 1, sm3: 2 };
const [DIGEST, ADDRESS] = [32, 20];
const [MOST_CODE, MOST_SIZE, MOST_BYTES] = [999, 2 ** 53 - 1, 2 ** 20];
const [MOST_NODES, MOST_PATH] = [64, 126];

/** Whether bytes are no package but a proof: that is JSON. @param {Uint8Array} data */
export const isProof = (data) => data[0] === 0x7b;

/** A proof of either kind; nothing is verified. Throws BATCH_MALFORMED. */
export function readProof(name, data) {
  if (data.length > MOST_BYTES) throw new FieldFault(CODE, name, "", `has more than ${MOST_BYTES} bytes`);
  const fields = new Fields(valueOf(name, data), name, "", CODE);
  const kind = fields.text("schema");
  if (![PROOF_SCHEMA, GROWTH_SCHEMA].includes(kind)) {
    fields.refuse("schema", `is ${quoted([...kind].slice(0, 60).join(""))}`);
  }
  const found = kind === PROOF_SCHEMA ? batchOf(fields) : growthOf(fields);
  fields.end();
  return found;
}

function valueOf(name, data) {
  try {
    return parseCanonical(data);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw new FieldFault(CODE, name, "", told(fault));
  }
}

function batchOf(fields) {
  const [algorithm, digest] = [fields.member("algorithm", Object.keys(ALGORITHMS)), fields.data("digest", DIGEST)];
  const index = BigInt(fields.natural("index", MOST_SIZE));
  const path = hashesOf(fields, "path", MOST_PATH, DIGEST);
  return { algorithm, digest, index, path, anchor: anchorOf(fields.inner("anchor")) };
}

function growthOf(fields) {
  const [first, second] = ["first", "second"].map((name) => anchorOf(fields.inner(name)));
  return { first, second, path: hashesOf(fields, "path", MOST_PATH, DIGEST) };
}

function anchorOf(fields) {
  const found = {
    chainId: fields.natural("chainId"),
    register: fields.data("register", ADDRESS),
    registry: fields.natural("registry", MOST_CODE),
    size: BigInt(fields.natural("size", MOST_SIZE)),
    root: fields.data("root", DIGEST),
    header: fields.data("header"),
    account: hashesOf(fields, "account", MOST_NODES),
    word: hashesOf(fields, "word", MOST_NODES),
  };
  fields.end();
  return found;
}

function hashesOf(fields, name, most, size) {
  const texts = fields.items(name);
  if (texts.length > most) fields.refuse(name, `has ${texts.length} members`);
  return texts.map((text) => fields.parseData(text, name, size));
}

/** The leaf of a digest in the log's tree. */
export const leafOf = ({ algorithm, digest }) => leafHash(concat(DOMAIN, Uint8Array.of(ALGORITHMS[algorithm]), digest));

/** A digest as reports show it. */
export const digestText = ({ algorithm, digest }) => `${algorithm} ${shown(digest)}`;
