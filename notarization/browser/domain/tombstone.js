/** What is left of what was erased: the statement that a member of staff signed, and what was signed of it. */

import { encode } from "../canonical.js";
import { hex, utf8 } from "./bytes.js";
import { keccak256 } from "./hashes.js";
import { digest191 } from "./signing.js";

const DOMAIN = utf8("\x19DataDeed tombstone\n");

/**
 * The canonical JSON that is signed.
 * @param {{application: Uint8Array, name: string, leaf: Uint8Array, ground: string, time: number, party: Uint8Array,
 *   account: Uint8Array}} stone
 */
export function tombstoneStatement({ application, name, leaf, ground, time, party, account }) {
  return encode({
    schema: "datadeed/tombstone/1",
    application: hex(application),
    name,
    leaf: hex(leaf),
    ground,
    time,
    party: hex(party),
    account: hex(account),
  });
}

/** What its signer signs, or what a wallet signs that shows the statement as a text. */
export function tombstoneDigests(stone) {
  const statement = tombstoneStatement(stone);
  return [keccak256(DOMAIN, statement), digest191(statement)];
}
