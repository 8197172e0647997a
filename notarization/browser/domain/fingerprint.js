/** The ids of data objects: of a fingerprint's digests, or of these under a key that hides small or guessable data. */

import { bytesOf, utf8 } from "./bytes.js";
import { DomainError } from "./errors.js";
import { keccak256 } from "./hashes.js";

const TAG = utf8("datadeed/fingerprint/1");
const [DIGEST, KEY] = [32, 32];
const MOST_SIZE = 2n ** 64n;

/**
 * keccak(01 ‖ tag ‖ sha256 ‖ sm3 ‖ merkle ‖ size 8). Raises FINGERPRINT_MALFORMED.
 * @param {{sha256: Uint8Array, sm3: Uint8Array, merkle: Uint8Array, size: bigint|number}} fingerprint
 */
export function publicId({ sha256, sm3, merkle, size }) {
  for (const [field, digest] of Object.entries({ sha256, sm3, merkle })) {
    if (digest.length !== DIGEST) throw new DomainError("FINGERPRINT_MALFORMED", { field, value: digest });
  }
  if (!(size >= 0 && BigInt(size) < MOST_SIZE)) {
    throw new DomainError("FINGERPRINT_MALFORMED", { field: "size", value: String(size) });
  }
  return keccak256([1], TAG, sha256, sm3, merkle, bytesOf(size, 8));
}

/**
 * keccak(02 ‖ tag ‖ key ‖ public id). Raises FINGERPRINT_KEY_LENGTH.
 * @param {Uint8Array} key 32 secret bytes
 */
export function keyedId(fingerprint, key) {
  if (key.length !== KEY) throw new DomainError("FINGERPRINT_KEY_LENGTH", { length: key.length });
  return keccak256([2], TAG, key, publicId(fingerprint));
}
