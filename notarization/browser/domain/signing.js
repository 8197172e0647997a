/** What signers sign: EIP-712 over an act's terms, EIP-191 over a text. */

import { bytesOf, concat, padLeft, utf8 } from "./bytes.js";
import { keccak256 } from "./hashes.js";
import { structHash } from "./structs.js";

const DOMAIN_TYPE = utf8("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

/** The domain of one book on one chain. */
export function domainSeparator(chainId, book) {
  const fixed = [keccak256(DOMAIN_TYPE), keccak256(utf8("DataDeed")), keccak256(utf8("1"))];
  return keccak256(...fixed, bytesOf(chainId), padLeft(book));
}

/**
 * The 32 bytes that every signer of these terms signs.
 * @param {bigint|number} chainId
 * @param {Uint8Array} book
 * @param {object} terms
 */
export function digest712(chainId, book, terms) {
  return keccak256([0x19, 0x01], domainSeparator(chainId, book), structHash(terms));
}

/** What a wallet's `personal_sign` signs of a text. */
export function digest191(data) {
  return keccak256(concat(utf8(`\x19Ethereum Signed Message:\n${data.length}`), data));
}
