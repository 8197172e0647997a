// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {Entry, IRegister} from "../interfaces/IRegister.sol";
import {ActorMode, Role} from "../types/Enums.sol";
import {PartyId, SubjectId, sameParty, subjectOfParty} from "../types/Ids.sol";
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
    /// @return packed count, then (if any) the EIP-712 digest and the actors
    function verify(
        mapping(SubjectId => mapping(WordKey => bytes32)) storage all,
        Signer[] calldata signers,
        bytes32 digest,
        Entry[] memory entries
    ) internal view returns (bytes memory packed) {
        if (signers.length == 0) return hex"00";
        if (signers.length > type(uint8).max) revert IRegister.ActTooLarge(signers.length, type(uint8).max);
        packed = abi.encodePacked(uint8(signers.length), digest);
        for (uint256 i = 0; i < signers.length; ++i) {
            Signer calldata s = signers[i];
            (uint256 seq, bool joining) = _requireMay(all[subjectOfParty(s.party)], s, digest, entries);
            bool before = false;
            for (uint256 j = 0; j < i && !before; ++j) before = sameParty(s.party, signers[j].party);
            if (before && !joining) revert IRegister.ActorRepeated(s.party);
            // Only a new party (no act yet) is spoken for by an account that joins it.
            if (!before && joining && seq != 0) revert IRegister.AccountNotLive(s.party, s.account);
            packed = Dossier.addActor(packed, s, _requireSignature(s, digest), seq);
        }
    }

    /// An account that this very act adds to its party signs too: it must show that somebody holds its key.
    function _requireMay(
        mapping(WordKey => bytes32) storage words,
        Signer calldata s,
        bytes32 digest,
        Entry[] memory entries
    ) private view returns (uint256 seq, bool joining) {
        bytes32 account = words[accountKey(s.account)];
        joining = account == 0 && s.role == Role.PARTY && _adds(entries, s.party, s.account);
        if (!joining && !accountLive(account, block.timestamp)) revert IRegister.AccountNotLive(s.party, s.account);
        bytes32 record = words[RECORD];
        if (s.role != Role.PARTY && !holdsRole(record, s.role, block.timestamp)) {
            revert IRegister.RoleNotHeld(s.party, s.role);
        }
        if (hasRevoked(record) && words[hashKey(Tag.REVOCATION, digest)] != 0) {
            revert IRegister.ConsentRevokedBefore(s.party, digest);
        }
        seq = uint256(record) & SEQ_MASK;
    }

    function _requireSignature(Signer calldata s, bytes32 digest) private view returns (ActorMode) {
        if (s.signature.length > type(uint16).max) revert IRegister.ActTooLarge(s.signature.length, type(uint16).max);
        (address recovered, ECDSA.RecoverError fault, ) = ECDSA.tryRecoverCalldata(digest, s.signature);
        if (fault == ECDSA.RecoverError.NoError && recovered == s.account) return ActorMode.SIGNED;
        if (s.account.code.length != 0 && SignatureChecker.isValidERC1271SignatureNow(s.account, digest, s.signature)) {
            return ActorMode.CONTRACT;
        }
        revert IRegister.SignatureWrong(s.party, s.account, digest);
    }

    function _adds(Entry[] memory entries, PartyId party, address account) private pure returns (bool) {
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
