/** The digests of the format, over bytes put together. */

import { keccak256 as keccakOf, sha256 } from "../digests.js";
import { concat } from "./bytes.js";

/** Keccak-256 (as Ethereum has it, not SHA3). */
export function keccak256(...parts) {
  return keccakOf(parts.length === 1 ? parts[0] : concat(...parts));
}

export { sha256 };
