// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../interfaces/IBook.sol";
import {Entry, IRegister, Mandate} from "../interfaces/IRegister.sol";
import {ActKind, Role} from "../types/Enums.sol";
import {PartyId, RegistryCode, SubjectId, sameParty, sameRegistry, subjectOfParty} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {TermsHash} from "./TermsHash.sol";
import {PartyRecord, RECORD, WordKey, Write, partyRecord, partyRegistry, seqIn} from "../types/Words.sol";

/// @title What all books share: the way to the kernel, and who must have signed. No storage.
abstract contract Book is IBook {
    IRegister internal immutable REGISTER;

    constructor(IRegister register) {
        REGISTER = register;
    }

    /// @inheritdoc IBook
    function registerOf() external view returns (IRegister) {
        return REGISTER;
    }

    function _word(SubjectId subject, WordKey key) internal view returns (bytes32) {
        return REGISTER.word(subject, key);
    }

    function _record(SubjectId subject) internal view returns (bytes32) {
        return REGISTER.word(subject, RECORD);
    }

    function _party(PartyId party) internal view returns (PartyRecord memory) {
        return partyRecord(_record(subjectOfParty(party)));
    }

    /// An act in one dossier.
    function _act(
        bytes32 structHash,
        uint64 deadline,
        Signer[] calldata signers,
        SubjectId subject,
        ActKind kind,
        bytes memory body,
        Write[] memory writes
    ) internal {
        Entry[] memory entries = new Entry[](1);
        entries[0] = Entry(subject, kind, body, writes);
        REGISTER.act(Mandate(structHash, deadline, signers), entries);
    }

    /// The same for terms without dynamic members: what is signed is exactly the body.
    function _flatAct(
        bytes32 typeHash,
        uint64 deadline,
        Signer[] calldata signers,
        SubjectId subject,
        ActKind kind,
        bytes memory body,
        Write[] memory writes
    ) internal {
        _act(TermsHash.flat(typeHash, body), deadline, signers, subject, kind, body, writes);
    }

    function _requireCount(Signer[] calldata signers, uint256 expected) internal pure {
        if (signers.length != expected) revert SignersWrong(signers.length, expected);
    }

    /// The signer at this place must be this party for itself.
    function _requireParty(Signer[] calldata signers, uint256 place, PartyId party) internal pure {
        if (signers.length <= place || signers[place].role != Role.PARTY || !sameParty(signers[place].party, party)) {
            revert SignerMissing(place, party);
        }
    }

    /// The signer at this place must act in this role for this registry.
    function _requireStaff(Signer[] calldata signers, uint256 place, Role role, RegistryCode registry) internal view {
        if (signers.length <= place || signers[place].role != role) revert StaffMissing(place, role, registry);
        RegistryCode own = partyRegistry(_record(subjectOfParty(signers[place].party)));
        if (!sameRegistry(own, registry)) revert StaffOfAnotherRegistry(signers[place].party, own, registry);
    }

    function _requireSeq(SubjectId subject, uint64 given) internal view {
        _requireSeqIn(subject, _record(subject), given);
    }

    /// The same, with the record at hand.
    function _requireSeqIn(SubjectId subject, bytes32 record, uint64 given) internal pure {
        uint64 current = seqIn(record);
        if (given != current) revert VersionStale(subject, given, current);
    }
}
