/** Who signed: the address that a secp256k1 signature gives, in the one accepted form. */

import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bigOf, concat } from "./bytes.js";
import { DomainError } from "./errors.js";
import { keccak256 } from "./hashes.js";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const SIZE = 65;
const FIRST_V = 27;

/**
 * The 20 bytes of the signing account, from r, s and v; v is 27 or 28, s low.
 * @param {Uint8Array} digest
 * @param {Uint8Array} signature
 */
export function recover(digest, signature) {
  if (signature.length !== SIZE) throw new DomainError("SIGNATURE_MALFORMED", { reason: `${signature.length} bytes` });
  const parity = signature[SIZE - 1] - FIRST_V;
  if (parity !== 0 && parity !== 1)
    throw new DomainError("SIGNATURE_MALFORMED", { reason: `v is ${parity + FIRST_V}` });
  const s = bigOf(signature.subarray(32, 64));
  if (s > ORDER / 2n && s < ORDER) throw new DomainError("SIGNATURE_HIGH_S", { s });
  return recoverAnyS(digest, signature.subarray(0, 64), parity);
}

/** The same of a signature that may have a high s, as block seals may: count signers, never signatures. */
export function recoverAnyS(digest, rs, parity) {
  if (digest.length !== 32 || rs.length !== 64) {
    throw new DomainError("SIGNATURE_MALFORMED", { reason: "digest, r and s, or parity" });
  }
  try {
    const signature = secp256k1.Signature.fromBytes(concat([parity], rs), "recovered");
    return keccak256(signature.recoverPublicKey(digest).toBytes(false).subarray(1)).slice(12);
  } catch (fault) {
    // the library refuses with Errors; anything else is a fault of ours
    if (fault.constructor !== Error) throw fault;
    throw new DomainError("SIGNATURE_UNRECOVERABLE");
  }
}
