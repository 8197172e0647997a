// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDirectoryBook} from "./interfaces/IDirectoryBook.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {Book} from "./libraries/Book.sol";
import {Heirs} from "./libraries/Heirs.sol";
import {Superiors} from "./libraries/Superiors.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, InstitutionKind, PartyKind, Role} from "./types/Enums.sol";
import {DocumentDigest, PartyId, RegistryCode, SubjectId, Time, subjectOfParty} from "./types/Ids.sol";
import {listingSuspended, packListing, withSuspension} from "./types/ListingWords.sol";
import {Superior} from "./types/OrderTerms.sol";
import {InstitutionListing, Suspension, Signer} from "./types/Terms.sol";
import {Tag, WordKey, keyOf, superiorKey} from "./types/Words.sol";

/// @title DirectoryBook: see its interface
contract DirectoryBook is Book, IDirectoryBook {
    uint16 private constant KINDS = uint16((1 << (uint256(type(InstitutionKind).max) + 1)) - 1);

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IDirectoryBook
    function list(InstitutionListing calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 2);
        _requireGovernor(signers);
        _requireParty(signers, 1, terms.institution);
        if (terms.kinds == 0 || terms.kinds & ~KINDS != 0) revert InstitutionKindsWrong(terms.kinds);
        uint40 until = Time.unwrap(terms.until);
        if (Time.unwrap(terms.from) >= until || until <= block.timestamp) {
            revert LicenceTermWrong(terms.institution, terms.from, terms.until);
        }
        if (DocumentDigest.unwrap(terms.licence) == 0) revert LicenceMissing(terms.institution);
        Heirs.requireNone(REGISTER, terms.institution);
        SubjectId subject = subjectOfParty(terms.institution);
        _requireSeq(subject, terms.seq);
        // Effect: a renewal does not lift a suspension.
        bool suspended = listingSuspended(_word(subject, _listing()));
        bytes32[] memory writes = _newWrites(1);
        bytes32 word = packListing(terms.kinds, terms.from, terms.until);
        _write(writes, 0, _listing(), withSuspension(word, suspended));
        _flatAct(
            TermsHash.INSTITUTION_LISTING,
            terms.deadline,
            signers,
            subject,
            ActKind.InstitutionListed,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IDirectoryBook
    function changeSuspension(Suspension calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 1);
        _requireGovernor(signers);
        SubjectId subject = subjectOfParty(terms.institution);
        _requireSeq(subject, terms.seq);
        bytes32 word = _word(subject, _listing());
        if (word == 0) revert InstitutionNotListed(terms.institution);
        if (listingSuspended(word) == terms.suspended) {
            revert SuspensionSame(terms.institution, terms.suspended);
        }
        if (DocumentDigest.unwrap(terms.ground) == 0) revert SuspensionGroundMissing(terms.institution);
        // Effect
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, _listing(), withSuspension(word, terms.suspended));
        _flatAct(
            TermsHash.SUSPENSION,
            terms.deadline,
            signers,
            subject,
            ActKind.SuspensionChanged,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IDirectoryBook
    function nameSuperior(Superior calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 1);
        _requireGovernor(signers);
        SubjectId subject = subjectOfParty(terms.court);
        _requireSeq(subject, terms.seq);
        PartyKind kind = _party(terms.court).kind;
        bool fits =
            (kind == PartyKind.COURT || kind == PartyKind.ORGAN) &&
                kind == _party(terms.superior).kind &&
                !Superiors.isSameOrAbove(REGISTER, terms.court, terms.superior);
        if (!fits) revert SuperiorWrong(terms.court, terms.superior, kind);
        if (DocumentDigest.unwrap(terms.basis) == 0) revert SuperiorBasisMissing(terms.court);
        // Effect
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, superiorKey(), PartyId.unwrap(terms.superior));
        bytes memory body = abi.encode(terms);
        _flatAct(TermsHash.SUPERIOR, terms.deadline, signers, subject, ActKind.SuperiorNamed, body, writes);
    }

    function _listing() private pure returns (WordKey) {
        return keyOf(Tag.LISTING, 0);
    }

    function _requireGovernor(Signer[] calldata signers) private pure {
        if (signers[0].role != Role.GOVERNOR) revert StaffMissing(0, Role.GOVERNOR, RegistryCode.wrap(0));
    }
}
