/** A block header, read from its own RLP bytes. */

import { equal } from "./bytes.js";
import { keccak256 } from "./digests.js";
import { Fault } from "./errors.js";
import { QBFT_MIX_HASH, blockHash, parseExtra } from "./qbft.js";
import * as rlp from "./rlp.js";

/** In the order that is hashed; a number's size is the most bytes, that of data (0: any) exact. */
const FIELDS = [
  ["parentHash", "data", 32],
  ["sha3Uncles", "data", 32],
  ["miner", "data", 20],
  ["stateRoot", "data", 32],
  ["transactionsRoot", "data", 32],
  ["receiptsRoot", "data", 32],
  ["logsBloom", "data", 256],
  ["difficulty", "number", 32],
  ["number", "number", 8],
  ["gasLimit", "number", 8],
  ["gasUsed", "number", 8],
  ["timestamp", "number", 8],
  ["extraData", "data", 0],
  ["mixHash", "data", 32],
  ["nonce", "data", 8],
  ["baseFeePerGas", "number", 32],
  ["withdrawalsRoot", "data", 32],
  ["blobGasUsed", "number", 8],
  ["excessBlobGas", "number", 8],
  ["parentBeaconBlockRoot", "data", 32],
  ["requestsHash", "data", 32],
];
/** Berlin and before, London, Shanghai, Cancun, Prague and Osaka. */
const COUNTS = [15, 16, 17, 20, 21];
/** QBFT's extraData has 86 bytes for each validator that seals. */
const MAX_BYTES = 2 ** 16;

/** The header of these bytes. Throws HEADER_MALFORMED, HEADER_FIELD_COUNT. @param {Uint8Array} raw */
export function decodeHeader(raw) {
  if (raw.length > MAX_BYTES) throw new Fault("HEADER_MALFORMED", { reason: `has ${raw.length} bytes` });
  try {
    const fields = listed(rlp.decode(raw));
    const values = checked(fields);
    const sealed = equal(values.mixHash, QBFT_MIX_HASH) && values.number > 0n;
    const qbft = sealed ? parseExtra(values.extraData) : null;
    return { raw, fields, ...values, qbft, hash: qbft ? blockHash(fields, qbft) : keccak256(raw) };
  } catch (fault) {
    if (!(fault instanceof rlp.RlpMalformed)) throw fault;
    throw new Fault("HEADER_MALFORMED", { reason: fault.message });
  }
}

function listed(item) {
  if (!Array.isArray(item)) throw new rlp.RlpMalformed("header is no list");
  if (!COUNTS.includes(item.length)) throw new Fault("HEADER_FIELD_COUNT", { found: item.length });
  if (item.some(Array.isArray)) throw new rlp.RlpMalformed("a field is a list");
  return item;
}

function checked(fields) {
  const values = {};
  fields.forEach((value, place) => {
    const [name, kind, size] = FIELDS[place];
    if (kind === "number") {
      values[name] = rlp.decodeInteger(value, size);
    } else if (size && value.length !== size) {
      throw new rlp.RlpMalformed(`${name} of ${value.length} bytes`);
    } else {
      values[name] = value;
    }
  });
  return values;
}
