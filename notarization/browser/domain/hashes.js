/** The digests of the format. This file and recover.js alone name the libraries. */

import { keccak_256 } from "@noble/hashes/sha3.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat } from "./bytes.js";

/** Keccak-256 (as Ethereum has it, not SHA3) of bytes put together. */
export function keccak256(...parts) {
  return keccak_256(parts.length === 1 ? parts[0] : concat(...parts));
}

export { sha256 };
