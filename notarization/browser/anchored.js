/** What a batch's proof must show, check by check: a digest's place, and the root on the register. */

import { CODE, leafOf } from "./batch.js";
import { equal, fromBig, shown } from "./bytes.js";
import { logSubject, wordSlot } from "./domain/index.js";
import { lowKey } from "./domain/words.js";
import { Fault, FieldFault, told } from "./errors.js";
import { decodeHeader } from "./header.js";
import { rootFromConsistency, rootFromPath } from "./merkle.js";
import { proveAccount, proveSlot } from "./state.js";

/** The path leads from the digest to the anchored root. Throws BATCH_MALFORMED, BATCH_ROOT_DIFFERS. */
export function requirePlace(name, proof) {
  const { anchor, index, path } = proof;
  const found = translated(name, () => rootFromPath(leafOf(proof), index, anchor.size, path));
  if (!equal(found, anchor.root)) throw new Fault("BATCH_ROOT_DIFFERS", { expected: anchor.root, found });
}

/** The log of the second root begins with that of the first. */
export function requireGrowth(name, { first, second, path }) {
  const same =
    first.chainId === second.chainId &&
    equal(first.register, second.register) &&
    first.registry === second.registry &&
    first.size <= second.size;
  const sizes = { expected: String(first.size), found: String(second.size) };
  if (!same) throw new Fault("BATCH_LOGS_DIFFER", sizes);
  const found = translated(name, () => rootFromConsistency(first.size, first.root, second.size, path));
  if (!equal(found, second.root)) throw new Fault("BATCH_ROOT_DIFFERS", { expected: second.root, found });
}

function translated(name, path) {
  try {
    return path();
  } catch (fault) {
    if (!fault.code?.startsWith("MERKLE_")) throw fault;
    throw new FieldFault(CODE, name, "path", told(fault));
  }
}

/** The anchor's block; number and time as numbers where they are exact so. */
export function headerOf(anchor) {
  const header = decodeHeader(anchor.header);
  const plain = (value) => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value);
  return { ...header, number: plain(header.number), timestamp: plain(header.timestamp) };
}

/** Chain and register are those that are trusted. */
export function requireRegister(anchor, { chainId, register }) {
  if (anchor.chainId !== chainId) throw new Fault("WRONG_CHAIN", { expected: chainId, found: anchor.chainId });
  if (!equal(anchor.register, register.address)) {
    throw new Fault("WRONG_REGISTER", { expected: register.address, found: anchor.register });
  }
}

/** The register under the anchor's block, with the code that is trusted. */
export function provenAccount(anchor, { stateRoot }, { register }) {
  const account = proveAccount(stateRoot, anchor.register, anchor.account);
  if (!equal(account.codeHash, register.codeHash)) {
    const [expected, found] = [shown(register.codeHash), shown(account.codeHash)];
    throw new Fault("CODE_NOT_ALLOWED", { contract: anchor.register, expected, found });
  }
  return account;
}

/** The register holds this root for the registry's log and this size: the slot is worked out. */
export function requireRoot({ registry, size, root, word }, { storageRoot }, { development }) {
  const slot = wordSlot(logSubject(registry), lowKey("BATCH", fromBig(size, 8)));
  const found = fromBig(proveSlot(storageRoot, slot, word, development).value, 32);
  if (!equal(found, root) || !found.some(Boolean)) {
    throw new Fault("BATCH_NOT_ANCHORED", { size, expected: root, found });
  }
}
