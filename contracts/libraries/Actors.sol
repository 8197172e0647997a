// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {Entry, IRegister} from "../interfaces/IRegister.sol";
import {ActorMode, Role} from "../types/Enums.sol";
import {PartyId, SubjectId, subjectOfParty} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {isOfficers} from "../types/OfficerWords.sol";
import {
    RECORD,
    SEQ_MASK,
    Tag,
    WordKey,
    accountKey,
    accountLive,
    hasOfficer,
    hasRevoked,
    hashKey,
    heirKey,
    holdsRole,
    isSucceeded
} from "../types/Words.sol";
import {Dossier} from "./Dossier.sol";

/// @title Who acts: the signers' accounts, roles, revocations and signatures, and their place in the envelope
library Actors {
    /// Half of the order of secp256k1, rounded down.
    uint256 private constant MOST_S = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    uint256 private constant ONE = 65;
    uint256 private constant BOTH = 130;

    /// @return actors one word each, as Dossier.actorHead makes it
    function verify(
        mapping(SubjectId => mapping(WordKey => bytes32)) storage all,
        Signer[] calldata signers,
        bytes32 digest,
        Entry[] calldata entries
    ) internal view returns (uint256[] memory actors) {
        uint256 count = signers.length;
        if (count > type(uint8).max) revert IRegister.ActTooLarge(count, type(uint8).max);
        actors = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            Signer calldata s = signers[i];
            (uint256 seq, bool joining, SubjectId officered) = _requireMay(all, s, digest, entries);
            bool before = i != 0 && Dossier.hasParty(actors, i, s.party);
            if (before && !joining) revert IRegister.ActorRepeated(s.party);
            // Only a new party (no act yet) is spoken for by an account that joins it.
            if (!before && joining && seq != 0) revert IRegister.AccountNotLive(s.party, s.account);
            actors[i] =
                SubjectId.unwrap(officered) == 0
                    ? _requireSignature(s, digest, seq)
                    : _requireBoth(all[officered], s, digest, seq);
        }
    }

    /// An account that this very act adds to its party signs too: it must show that somebody holds its key.
    /// @return seq the count of the party's dossier
    /// @return joining the account is added by this act
    /// @return officered whose officer must sign beside the account, zero for nobody's
    function _requireMay(
        mapping(SubjectId => mapping(WordKey => bytes32)) storage all,
        Signer calldata s,
        bytes32 digest,
        Entry[] calldata entries
    ) private view returns (uint256 seq, bool joining, SubjectId officered) {
        PartyId party = s.party;
        mapping(WordKey => bytes32) storage own = all[subjectOfParty(party)];
        bytes32 record = own[RECORD];
        seq = uint256(record) & SEQ_MASK;
        if (hasRevoked(record)) _requireConsent(own, party, digest);
        bool succeeded = isSucceeded(record);
        if (succeeded) {
            own = all[_heirOf(all, own)];
            record = own[RECORD];
        }
        bytes32 word = own[accountKey(s.account)];
        joining = word == 0 && s.role == Role.PARTY && !succeeded && _adds(entries, party, s.account);
        if (!joining && !accountLive(word, block.timestamp)) revert IRegister.AccountNotLive(party, s.account);
        if (isOfficers(word)) revert IRegister.OfficerAlone(party, s.account);
        if (s.role != Role.PARTY) _requireRole(s, record, succeeded);
        else if (hasOfficer(record) && !joining) officered = _ownerOf(all, party, succeeded);
    }

    /// A party that was absorbed has no roles, nor has it its successor's.
    function _requireRole(Signer calldata s, bytes32 record, bool succeeded) private view {
        bool held = !succeeded && holdsRole(record, s.role, block.timestamp);
        if (!held) revert IRegister.RoleNotHeld(s.party, s.role);
    }

    /// For a party that was absorbed its successor's accounts act; of one that was absorbed itself none: one step, no chain.
    function _heirOf(
        mapping(SubjectId => mapping(WordKey => bytes32)) storage all,
        mapping(WordKey => bytes32) storage words
    ) private view returns (SubjectId heir) {
        heir = SubjectId.wrap(words[heirKey()]);
        // Nobody's dossier has no accounts.
        if (isSucceeded(all[heir][RECORD])) heir = SubjectId.wrap(0);
    }

    /// Whose accounts act for a party.
    function _ownerOf(
        mapping(SubjectId => mapping(WordKey => bytes32)) storage all,
        PartyId party,
        bool succeeded
    ) private view returns (SubjectId owner) {
        owner = subjectOfParty(party);
        if (succeeded) owner = _heirOf(all, all[owner]);
    }

    function _requireConsent(mapping(WordKey => bytes32) storage words, PartyId party, bytes32 digest) private view {
        if (words[hashKey(Tag.REVOCATION, digest)] != 0) revert IRegister.ConsentRevokedBefore(party, digest);
    }

    /// @return head the actor's, see Dossier.actorHead
    function _requireSignature(Signer calldata s, bytes32 digest, uint256 seq) private view returns (uint256 head) {
        bytes calldata signature = s.signature;
        if (signature.length > type(uint16).max) revert IRegister.ActTooLarge(signature.length, type(uint16).max);
        ActorMode mode = _mode(s.account, digest, signature);
        if (mode == ActorMode.NONE) revert IRegister.SignatureWrong(s.party, s.account, digest);
        return Dossier.actorHead(s, mode, seq, signature);
    }

    /// Two signatures in one: the account's own, then that of an officer of the party whose words these are.
    /// @return head the actor's, see Dossier.actorHead
    function _requireBoth(
        mapping(WordKey => bytes32) storage words,
        Signer calldata s,
        bytes32 digest,
        uint256 seq
    ) private view returns (uint256 head) {
        bytes calldata signature = s.signature;
        if (signature.length != BOTH) revert IRegister.OfficerMissing(s.party, s.account);
        if (_signerOf(digest, signature[:ONE]) != s.account) {
            revert IRegister.SignatureWrong(s.party, s.account, digest);
        }
        bytes32 word = words[accountKey(_signerOf(digest, signature[ONE:]))];
        if (!isOfficers(word) || !accountLive(word, block.timestamp)) {
            revert IRegister.OfficerMissing(s.party, s.account);
        }
        return Dossier.actorHead(s, ActorMode.SIGNED, seq, signature);
    }

    function _mode(address account, bytes32 digest, bytes calldata signature) private view returns (ActorMode) {
        if (signature.length == ONE && _signerOf(digest, signature) == account && account != address(0)) {
            return ActorMode.SIGNED;
        }
        if (account.code.length != 0 && SignatureChecker.isValidERC1271SignatureNow(account, digest, signature)) {
            return ActorMode.CONTRACT;
        }
        return ActorMode.NONE;
    }

    /// @return signer zero for nobody: of the two signatures of one key and digest only the low one counts
    function _signerOf(bytes32 digest, bytes calldata signature) private pure returns (address signer) {
        (bytes32 r, bytes32 low, uint8 v) = Dossier.signatureParts(signature);
        // The precompile knows v 27 and 28 only.
        if (uint256(low) <= MOST_S) signer = ecrecover(digest, v, r, low);
    }

    function _adds(Entry[] calldata entries, PartyId party, address account) private pure returns (bool) {
        bytes32 key = WordKey.unwrap(accountKey(account));
        for (uint256 i = 0; i < entries.length; ++i) {
            if (SubjectId.unwrap(entries[i].subject) != PartyId.unwrap(party)) continue;
            for (uint256 j = 0; j < entries[i].writes.length; ++j) {
                if (WordKey.unwrap(entries[i].writes[j].key) == key) return true;
            }
        }
        return false;
    }
}
