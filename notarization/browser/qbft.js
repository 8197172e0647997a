/**
 * QBFT headers (Hyperledger Besu): extraData = rlp([vanity, [validator, …], vote or [], round, [seal, …]]).
 * A committed seal signs the header with its round and without seals; the block's hash is that with round 0.
 */

import { keccak256 } from "./digests.js";
import { utf8 } from "./bytes.js";
import * as rlp from "./rlp.js";

export const QBFT_MIX_HASH = utf8("ctical byzantine fault tolerance");
const EXTRA_DATA = 12;

/** The parts of an extraData. Throws RlpMalformed for another form, IBFT2's among them. */
export function parseExtra(data) {
  const item = rlp.decode(data);
  if (!Array.isArray(item) || item.length !== 5) throw new rlp.RlpMalformed("extraData is no QBFT list of five");
  const [vanity, validators, vote, number, seals] = item;
  if (Array.isArray(vanity) || vanity.length !== 32 || Array.isArray(number)) {
    throw new rlp.RlpMalformed("extraData is no QBFT data");
  }
  return {
    vanity,
    validators: each(validators, 20, "a validator"),
    vote,
    round: rlp.decodeInteger(number, 4),
    seals: each(seals, 65, "a seal"),
  };
}

/** What every committed seal of a header signs, without a prefix. */
export const commitDigest = (fields, extra) => hashOf(fields, { ...extra, seals: [] });

/** The hash of a block, whatever its round and its seals. */
export const blockHash = (fields, extra) => hashOf(fields, { ...extra, round: 0n, seals: [] });

function hashOf(fields, { vanity, validators, vote, round, seals }) {
  const extra = rlp.encode([vanity, validators, vote, rlp.encodeInteger(round), seals]);
  return keccak256(rlp.encode([...fields.slice(0, EXTRA_DATA), extra, ...fields.slice(EXTRA_DATA + 1)]));
}

function each(item, size, what) {
  if (!Array.isArray(item)) throw new rlp.RlpMalformed(`${what}: no list`);
  if (item.some((value) => Array.isArray(value) || value.length !== size)) {
    throw new rlp.RlpMalformed(`${what} has not ${size} bytes`);
  }
  return item;
}
