// Salted commitments to a record's fields, as ledger/domain/commitments.py makes them: who signs knows what of.

import { encode } from "./canonical.js";
import { Tree } from "./merkle.js";
import { keccak_256 } from "./vendor/noble-hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "./vendor/noble-hashes/utils.js";

const SALT = 16;

// A salt of its own for each field, in hex.
export function freshSalts(record) {
  const salt = () => bytesToHex(crypto.getRandomValues(new Uint8Array(SALT)));
  return Object.fromEntries(Object.keys(record).map((name) => [name, salt()]));
}

// The 32 bytes of a record that go on chain, in hex.
export function recordRoot(record, salts) {
  const names = Object.keys(record).map((name) => ({ name, bytes: utf8ToBytes(name) }));
  names.sort((one, other) => compared(one.bytes, other.bytes));
  const tree = new Tree((left, right) => keccak_256(concatBytes(Uint8Array.of(1), left, right)));
  for (const { name, bytes } of names) tree.push(leaf(bytes, hexToBytes(salts[name]), encode(record[name])));
  return bytesToHex(keccak_256(concatBytes(Uint8Array.of(2), sized(names.length, 4), tree.root())));
}

function leaf(name, salt, value) {
  const parts = [Uint8Array.of(0), sized(name.length, 2), name, sized(salt.length, 1), salt, value];
  return keccak_256(concatBytes(...parts));
}

function sized(number, bytes) {
  return hexToBytes(number.toString(16).padStart(2 * bytes, "0"));
}

function compared(one, other) {
  const at = one.findIndex((byte, place) => byte !== other[place]);
  if (at < 0) return one.length - other.length;
  return at < other.length ? one[at] - other[at] : 1;
}
