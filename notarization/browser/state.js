/** Accounts and storage slots proven under a header's state root (EIP-1186). */

import { equal } from "./bytes.js";
import { keccak256 } from "./digests.js";
import { Fault } from "./errors.js";
import * as rlp from "./rlp.js";
import { prove } from "./trie.js";

const ZERO = Uint8Array.of(0x80);

/** The account at an address. */
export function proveAccount(stateRoot, address, nodes) {
  requireLength(address, 20);
  const value = prove(stateRoot, keccak256(address), nodes);
  if (value === null) throw new Fault("ACCOUNT_ABSENT", { address });
  return translated("ACCOUNT_MALFORMED", () => account(value));
}

/**
 * What a slot holds under the storage root of a proven account; on a chain of development a leaf that holds zero
 * counts as absent.
 */
export function proveSlot(storageRoot, slot, nodes, development) {
  requireLength(slot, 32);
  const value = prove(storageRoot, keccak256(slot), nodes);
  if (value === null) return { value: 0n, proof: "exclusion" };
  if (equal(value, ZERO)) {
    if (!development) throw new Fault("NON_CANONICAL_ZERO_LEAF", { slot });
    return { value: 0n, proof: "zero_leaf" };
  }
  return { value: translated("SLOT_MALFORMED", () => slotNumber(value)), proof: "inclusion" };
}

function account(value) {
  const items = rlp.decode(value);
  if (!Array.isArray(items) || items.length !== 4) throw new rlp.RlpMalformed("not a list of four items");
  if (items.some(Array.isArray)) throw new rlp.RlpMalformed("an item is a list");
  const [nonce, balance, storageRoot, codeHash] = items;
  if (storageRoot.length !== 32 || codeHash.length !== 32) throw new rlp.RlpMalformed("a root is no hash");
  return {
    nonce: rlp.decodeInteger(nonce, 8),
    balance: rlp.decodeInteger(balance, 32),
    storageRoot,
    codeHash,
  };
}

function slotNumber(value) {
  const number = rlp.decode(value);
  if (Array.isArray(number)) throw new rlp.RlpMalformed("not a byte string");
  return rlp.decodeInteger(number, 32);
}

function translated(code, read) {
  try {
    return read();
  } catch (fault) {
    if (!(fault instanceof rlp.RlpMalformed)) throw fault;
    throw new Fault(code, { reason: fault.message });
  }
}

function requireLength(key, expected) {
  if (key.length !== expected) throw new Fault("KEY_LENGTH", { expected, found: key.length });
}
