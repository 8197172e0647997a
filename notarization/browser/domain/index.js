/**
 * The domain of the browser's verifier: what acts say, what they leave, who had to sign them, and what follows at a
 * moment. A second implementation beside ledger/domain; it shares tables with it (`data/`), and no code.
 *
 * Bytes are Uint8Array, numbers of more than 48 bits are bigint, times are seconds since 1970, members of enums are
 * their names (`"FREEZE"`). Dossiers and words go by hex text, since that can be the key of a Map. A raw act is
 * `{subject, kind, book, block, time, data}`; terms are objects with the members of their Solidity struct, and the
 * struct's name as `struct`. What is refused is a `DomainError` with the `code` and `details` that Python's has.
 *
 * @typedef {{subject: Uint8Array, kind: number, book: Uint8Array, block: number, time: number, data: Uint8Array}} RawAct
 * @typedef {{raw: RawAct, kind: string, seq: number, links: {subject: Uint8Array, seq: number}[], digest: Uint8Array,
 *   actors: Actor[], writes: [string, Uint8Array][], terms: object|null}} Act  writes: key in hex, word
 * @typedef {{party: Uint8Array, account: Uint8Array, role: string, mode: string, partySeq: number,
 *   signature: Uint8Array}} Actor
 * @typedef {import("./history.js").History} History
 * @typedef {import("./state.js").Dossier} Dossier
 * @typedef {Map<string, History>} Histories  by the subject in hex
 */

export { AbiMalformed, DomainError } from "./errors.js";
export { any, bytesOf, concat, hex, same, unhex } from "./bytes.js";
export { keccak256, sha256 } from "./hashes.js";
export { ENUMS, nameOf, ordinal } from "./enums.js";
export { decodeBody, decodeStruct, encodeStruct, sameTerms, structHash } from "./structs.js";
export { digest712, digest191 } from "./signing.js";
export { actDigest, Anchor, emptyHead, headSlot, nextHead, parseAct, wordSlot } from "./dossier.js";
export * from "./words.js";
export { Dossier, kindOf } from "./state.js";
export { evolve, openDossier, RULES } from "./evolve.js";
export { History, replay, stateAt } from "./history.js";
export { closureOf, GOVERNANCE, logSubject, objectSubject, registrySubject } from "./closure.js";
export { checkConditions } from "./conditions.js";
export { checkMandates, ONE_SIGNATURE } from "./mandates.js";
export { OWN, SECONDARY } from "./data/tables.js";
export { neededSigners } from "./signatories.js";
export { recover, recoverAnyS } from "./recover.js";
export { disownedIn, neededSignatures, revocations, withDisowned } from "./disowned.js";
export { ordersAt, rootOf, titleAt } from "./clock.js";
export { judge, neededDossiers, onClosed } from "./verdict.js";
export { disclosureOf, openingOf, openingOfBytes, parseNotice, recordRoot, verifyDisclosure } from "./commitments.js";
export { keyedId, publicId } from "./fingerprint.js";
export { tombstoneDigests, tombstoneStatement } from "./tombstone.js";
export { depositOf, receiptOf } from "./deposit.js";
export { clockRuns } from "./deadlines.js";
export { listingState } from "./listing.js";
export { profileOf, renewalWindow } from "./profiles.js";
export { numberParts, parseNumber, readNumber, written } from "./numbers.js";
export { CODE_TABLES, HOLIDAYS, PROFILES } from "./data/rules.js";
