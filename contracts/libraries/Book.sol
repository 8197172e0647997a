// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../interfaces/IBook.sol";
import {IRegister} from "../interfaces/IRegister.sol";
import {ActKind, Role} from "../types/Enums.sol";
import {PartyId, RegistryCode, SubjectId, sameParty, sameRegistry, subjectOfParty} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {Calls} from "./Calls.sol";
import {TermsHash} from "./TermsHash.sol";
import {PartyRecord, RECORD, WordKey, partyRecord, partyRegistry, seqIn} from "../types/Words.sol";

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
        return Calls.word(REGISTER, subject, key);
    }

    function _record(SubjectId subject) internal view returns (bytes32) {
        return Calls.word(REGISTER, subject, RECORD);
    }

    function _party(PartyId party) internal view returns (PartyRecord memory) {
        return partyRecord(_record(subjectOfParty(party)));
    }

    /// Room for this many queries of _words.
    function _newQueries(uint256 count) internal pure returns (bytes32[] memory) {
        return _room(2 * count);
    }

    function _ask(bytes32[] memory queries, uint256 place, SubjectId subject, WordKey key) internal pure {
        // Whoever fills an array has made it: places are constants, or counted up to the room.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let spot := add(add(queries, 0x20), shl(6, place))
            mstore(spot, subject)
            mstore(add(spot, 0x20), key)
        }
    }

    /// Several words in one call: each call costs more than three words.
    function _words(bytes32[] memory queries) internal view returns (bytes32[] memory) {
        return Calls.read(REGISTER, queries);
    }

    /// Room for this many writes of an act.
    function _newWrites(uint256 count) internal pure returns (bytes32[] memory) {
        return _room(2 * count);
    }

    function _write(bytes32[] memory writes, uint256 place, WordKey key, bytes32 word) internal pure {
        // As above.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let spot := add(add(writes, 0x20), shl(6, place))
            mstore(spot, key)
            mstore(add(spot, 0x20), word)
        }
    }

    /// An act in one dossier.
    function _act(
        bytes32 structHash,
        uint64 deadline,
        Signer[] calldata signers,
        SubjectId subject,
        ActKind kind,
        bytes memory body,
        bytes32[] memory writes
    ) internal {
        Calls.Draft[] memory drafts = new Calls.Draft[](1);
        drafts[0] = Calls.Draft(subject, kind, body, writes);
        Calls.act(REGISTER, structHash, deadline, signers, drafts);
    }

    /// The same for terms without dynamic members: what is signed is exactly the body.
    function _flatAct(
        bytes32 typeHash,
        uint64 deadline,
        Signer[] calldata signers,
        SubjectId subject,
        ActKind kind,
        bytes memory body,
        bytes32[] memory writes
    ) internal {
        _act(TermsHash.flat(typeHash, body), deadline, signers, subject, kind, body, writes);
    }

    function _requireCount(Signer[] calldata signers, uint256 expected) internal pure {
        if (signers.length != expected) revert SignersWrong(signers.length, expected);
    }

    /// The signer at this place must be this party for itself.
    function _requireParty(Signer[] calldata signers, uint256 place, PartyId party) internal pure {
        if (signers.length <= place) revert SignerMissing(place, party);
        Signer calldata s = signers[place];
        if (s.role != Role.PARTY || !sameParty(s.party, party)) revert SignerMissing(place, party);
    }

    /// The signer at this place (there must be one) must act in this role for this registry.
    function _requireStaff(Signer[] calldata signers, uint256 place, Role role, RegistryCode registry) internal view {
        _requireStaffIn(signers, place, role, registry, _record(subjectOfParty(signers[place].party)));
    }

    /// The same, with the signer's record at hand.
    /// Examiner and reviewer of a registry, then whoever else signs: that the two are two persons is the kernel's check.
    function _requireExaminers(Signer[] calldata signers, RegistryCode registry) internal view {
        if (signers.length < 2) revert SignersWrong(signers.length, 2);
        _requireStaff(signers, 0, Role.EXAMINER, registry);
        _requireStaff(signers, 1, Role.REVIEWER, registry);
    }

    function _requireStaffIn(
        Signer[] calldata signers,
        uint256 place,
        Role role,
        RegistryCode registry,
        bytes32 record
    ) internal pure {
        Signer calldata s = signers[place];
        if (s.role != role) revert StaffMissing(place, role, registry);
        RegistryCode own = partyRegistry(record);
        if (!sameRegistry(own, registry)) revert StaffOfAnotherRegistry(s.party, own, registry);
    }

    /// An array that is not cleared: whoever asks for it fills every place.
    function _room(uint256 count) private pure returns (bytes32[] memory array) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            array := mload(0x40)
            mstore(array, count)
            mstore(0x40, add(array, shl(5, add(count, 1))))
        }
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
