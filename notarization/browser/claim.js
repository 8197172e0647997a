/** `chain/profile.json` and the proofs under its one block: claims, each compared with the trust file or proven. */

import { compareBytes, equal, hex, shown } from "./bytes.js";
import { encode } from "./canonical.js";
import { quoted } from "./errors.js";
import { Fields } from "./fields.js";
import { ADDRESS, HASH } from "./trust.js";

export const CLAIM_NAME = "chain/profile.json";
export const ACCOUNT_NAME = "proofs/account.json";
export const HEADS_NAME = "proofs/heads.json";
const HEADS_SCHEMA = "datadeed/head-proofs/1";

/** The file of the header of a block. @param {number} number */
export const headerName = (number) => `chain/header-${number}.rlp`;

export function readClaim(value) {
  const fields = new Fields(value, CLAIM_NAME);
  fields.schema("datadeed/chain-claim/1");
  const block = fields.inner("block");
  const claim = {
    chainId: fields.natural("chainId"),
    register: contractOf(fields.inner("register")),
    books: fields.each("books").map(contractOf),
    number: block.natural("number"),
    hash: block.data("hash", HASH),
    time: block.natural("time"),
  };
  block.end();
  fields.end();
  const ascending = claim.books.every(
    ({ address }, place) => !place || compareBytes(claim.books[place - 1].address, address) < 0,
  );
  if (!ascending) fields.refuse("books", "are not in the order of their addresses");
  return claim;
}

function contractOf(fields) {
  const contract = { address: fields.data("address", ADDRESS), codeHash: fields.data("codeHash", HASH) };
  fields.end();
  return contract;
}

/** The address that the account's proof is said to be of, and its nodes. */
export function readAccount(value) {
  const fields = new Fields(value, ACCOUNT_NAME);
  fields.schema("datadeed/account-proof/1");
  const address = fields.data("address", ADDRESS);
  const nodes = fields.items("nodes").map((text) => fields.parseData(text, "nodes"));
  fields.end();
  return { address, nodes };
}

/**
 * The nodes by subject (hex). A node stands once, in the order of its first use; heads list their nodes' places.
 * `data` are the file's bytes, which must be the one form.
 */
export function readHeads(value, data) {
  const fields = new Fields(value, HEADS_NAME);
  fields.schema(HEADS_SCHEMA);
  const pool = fields.items("nodes").map((text) => fields.parseData(text, "nodes"));
  const heads = new Map(fields.each("heads").map((row) => headOf(row, pool)));
  fields.end();
  if (!equal(writeHeads(heads), data)) fields.refuse("nodes", "are not in their one order, each once and used");
  return heads;
}

function headOf(fields, pool) {
  const subject = fields.data("subject", 32);
  const places = fields.items("nodes");
  fields.end();
  for (const place of places) {
    if (typeof place !== "number" || place < 0 || place >= pool.length) {
      fields.refuse("nodes", `have no place ${[...quoted(place)].slice(0, 20).join("")}`);
    }
  }
  return [hex(subject), places.map((place) => pool[place])];
}

function writeHeads(heads) {
  const [pool, texts] = [new Map(), new Map()];
  const placeOf = (node) => {
    const text = texts.get(node) ?? shown(node);
    texts.set(node, text);
    if (!pool.has(text)) pool.set(text, pool.size);
    return pool.get(text);
  };
  const rows = [...heads]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([subject, nodes]) => ({ subject: `0x${subject}`, nodes: nodes.map(placeOf) }));
  return encode({ schema: HEADS_SCHEMA, heads: rows, nodes: [...pool.keys()] });
}
