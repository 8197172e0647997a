/** Whether a block was sealed by the validators that the reader trusts (QBFT). */

import { compareBytes, hex, shown } from "./bytes.js";
import { recoverAnyS } from "./domain/recover.js";
import { Fault } from "./errors.js";
import { commitDigest } from "./qbft.js";
import { SECP256K1, epochOf } from "./trust.js";

/** Faults for which nothing can be said of the seals. */
export const NOT_JUDGED = ["VALIDATOR_SET_UNPROVEN", "UNSUPPORTED_CURVE"];

/** How many validators sealed the block, and how many there are. */
export function checkSeals(header, trust) {
  if (trust.curve !== SECP256K1) throw new Fault("UNSUPPORTED_CURVE", { found: trust.curve });
  const epoch = epochOf(trust, header.number);
  if (!epoch) throw new Fault("VALIDATOR_SET_UNPROVEN", { number: header.number });
  const validators = new Set(epoch.validators.map(hex));
  requireNamed(header.qbft, epoch.validators);
  const digest = commitDigest(header.fields, header.qbft);
  const sealed = new Set();
  for (const seal of header.qbft.seals) {
    const signer = signerOf(digest, seal);
    if (!signer || !validators.has(hex(signer))) {
      throw new Fault("SEAL_BY_NON_VALIDATOR", { found: shown(signer ?? seal) });
    }
    if (sealed.has(hex(signer))) throw new Fault("DUPLICATE_SEAL", { found: shown(signer) });
    sealed.add(hex(signer));
  }
  const needed = Math.ceil((2 * validators.size) / 3);
  if (sealed.size < needed) throw new Fault("QUORUM_NOT_REACHED", { expected: needed, found: sealed.size });
  return { sealed: sealed.size, of: validators.size };
}

/** A chain whose validators stand in a contract names none in its blocks. */
function requireNamed({ validators }, trusted) {
  if (!validators.length) return;
  const [expected, found] = [trusted, validators].map((each) => [...each].sort(compareBytes).map(shown));
  if ([...new Set(found)].join() !== expected.join()) {
    throw new Fault("VALIDATORS_DISAGREE", { expected: expected.join(" "), found: found.join(" ") });
  }
}

function signerOf(digest, seal) {
  try {
    return recoverAnyS(digest, seal.subarray(0, 64), seal[64]);
  } catch {
    return null;
  }
}
