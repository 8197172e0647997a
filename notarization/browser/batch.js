/** A digest in a registry's log, and the log's root on the register (docs/batches.md): the files that show both. */

import { concat, shown } from "./bytes.js";
import { encode, JsonFault, parseCanonical } from "./canonical.js";
import { FieldFault, quoted, told } from "./errors.js";
import { Fields } from "./fields.js";
import { leafHash } from "./merkle.js";

export const CODE = "BATCH_MALFORMED";
const [PROOF, STAMPED] = ["datadeed/batch-proof/1", "datadeed/batch-proof/2"];
const [GROWTH, ROOT] = ["datadeed/batch-growth/1", "datadeed/batch-root/1"];
const DOMAIN = new TextEncoder().encode("datadeed/batch/1\0");
const ALGORITHMS = { sha256: 1, sm3: 2 };
const [DIGEST, ADDRESS] = [32, 20];
const [MOST_CODE, MOST_SIZE, MOST_BYTES] = [999, 2 ** 53 - 1, 2 ** 20];
const [MOST_NODES, MOST_PATH, MOST_SERIES, MOST_STAMPS] = [64, 126, 8, 32];

/** Whether bytes are no package but a proof: that is JSON. @param {Uint8Array} data */
export const isProof = (data) => data[0] === 0x7b;

/** A proof of either kind; nothing is verified. Throws BATCH_MALFORMED. */
export function readProof(name, data) {
  if (data.length > MOST_BYTES) throw new FieldFault(CODE, name, "", `has more than ${MOST_BYTES} bytes`);
  const fields = new Fields(valueOf(name, data), name, "", CODE);
  const kind = fields.text("schema");
  if (![PROOF, STAMPED, GROWTH].includes(kind)) {
    fields.refuse("schema", `is ${quoted([...kind].slice(0, 60).join(""))}`);
  }
  const found = kind === GROWTH ? growthOf(fields) : batchOf(fields, kind === STAMPED);
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

function batchOf(fields, stamped) {
  const [algorithm, digest] = [fields.member("algorithm", Object.keys(ALGORITHMS)), fields.data("digest", DIGEST)];
  const index = BigInt(fields.natural("index", MOST_SIZE));
  const path = hashesOf(fields, "path", MOST_PATH, DIGEST);
  const anchor = anchorOf(fields.inner("anchor"));
  return { algorithm, digest, index, path, anchor, stamps: stamped ? stampsOf(fields) : [] };
}

function stampsOf(fields) {
  const listed = fields.items("stamps");
  if (!listed.length || !listed.every((series) => Array.isArray(series) && series.length)) {
    fields.refuse("stamps", "is no list of lists that hold something");
  }
  const tokens = listed.flat().length;
  if (listed.length > MOST_SERIES || tokens > MOST_STAMPS) {
    fields.refuse("stamps", `has ${listed.length} series, ${tokens} tokens`);
  }
  return listed.map((series) => series.map((text) => fields.parseData(text, "stamps")));
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

/** What a time stamp of the root is over: whose log, how long, which root. */
export const stampedOf = ({ chainId, register, registry, size, root }) =>
  encode({ schema: ROOT, chainId, register: shown(register), registry, size: Number(size), root: shown(root) });

/** A digest as reports show it. */
export const digestText = ({ algorithm, digest }) => `${algorithm} ${shown(digest)}`;
