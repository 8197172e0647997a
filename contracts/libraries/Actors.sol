// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {Entry, IRegister} from "../interfaces/IRegister.sol";
import {ActorMode, Role} from "../types/Enums.sol";
import {PartyId, SubjectId, subjectOfParty} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {
    RECORD,
    SEQ_MASK,
    Tag,
    WordKey,
    accountKey,
    accountLive,
    hasRevoked,
    hashKey,
    holdsRole
} from "../types/Words.sol";
import {Dossier} from "./Dossier.sol";

/// @title Who acts: the signers' accounts, roles, revocations and signatures, and their place in the envelope
library Actors {
    /// Half of the order of secp256k1, rounded down.
    uint256 private constant MOST_S = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

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
            (PartyId party, address account) = (s.party, s.account);
            (uint256 seq, bool joining) = _requireMay(all[subjectOfParty(party)], s, party, account, digest, entries);
            bool before = i != 0 && Dossier.hasParty(actors, i, party);
            if (before && !joining) revert IRegister.ActorRepeated(party);
            // Only a new party (no act yet) is spoken for by an account that joins it.
            if (!before && joining && seq != 0) revert IRegister.AccountNotLive(party, account);
            actors[i] = _requireSignature(s, party, account, digest, seq);
        }
    }

    /// An account that this very act adds to its party signs too: it must show that somebody holds its key.
    function _requireMay(
        mapping(WordKey => bytes32) storage words,
        Signer calldata s,
        PartyId party,
        address from,
        bytes32 digest,
        Entry[] calldata entries
    ) private view returns (uint256 seq, bool joining) {
        Role role = s.role;
        bytes32 word = words[accountKey(from)];
        joining = word == 0 && role == Role.PARTY && _adds(entries, party, from);
        if (!joining && !accountLive(word, block.timestamp)) revert IRegister.AccountNotLive(party, from);
        word = words[RECORD];
        if (role != Role.PARTY && !holdsRole(word, role, block.timestamp)) revert IRegister.RoleNotHeld(party, role);
        if (hasRevoked(word) && words[hashKey(Tag.REVOCATION, digest)] != 0) {
            revert IRegister.ConsentRevokedBefore(party, digest);
        }
        seq = uint256(word) & SEQ_MASK;
    }

    /// @return head the actor's, see Dossier.actorHead
    function _requireSignature(
        Signer calldata s,
        PartyId party,
        address account,
        bytes32 digest,
        uint256 seq
    ) private view returns (uint256 head) {
        bytes calldata signature = s.signature;
        if (signature.length > type(uint16).max) revert IRegister.ActTooLarge(signature.length, type(uint16).max);
        ActorMode mode = _mode(account, digest, signature);
        if (mode == ActorMode.NONE) revert IRegister.SignatureWrong(party, account, digest);
        return Dossier.actorHead(s, mode, seq, signature);
    }

    function _mode(address account, bytes32 digest, bytes calldata signature) private view returns (ActorMode) {
        if (signature.length == 65) {
            (bytes32 r, bytes32 low, uint8 v) = Dossier.signatureParts(signature);
            // The precompile knows v 27 and 28 only. Of the two signatures of one key and digest only the low one counts.
            if (uint256(low) <= MOST_S) {
                address recovered = ecrecover(digest, v, r, low);
                if (recovered != address(0) && recovered == account) return ActorMode.SIGNED;
            }
        }
        if (account.code.length != 0 && SignatureChecker.isValidERC1271SignatureNow(account, digest, signature)) {
            return ActorMode.CONTRACT;
        }
        return ActorMode.NONE;
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
