// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../../libraries/TermsHash.sol";
import {Role} from "../../types/Enums.sol";
import {DocumentDigest, subjectOfParty} from "../../types/Ids.sol";
import {InstitutionListing, Suspension, Signer} from "../../types/Terms.sol";
import {Tag, keyOf} from "../../types/Words.sol";
import {Actor, Base, Hand} from "../Base.sol";

/// @title Listings that go through
abstract contract Directory is Base {
    function _listing(Actor memory listed) internal view returns (InstitutionListing memory) {
        return
            InstitutionListing({
                institution: listed.party,
                kinds: 1 << 6,
                licence: DocumentDigest.wrap(keccak256("licence")),
                from: _time(block.timestamp),
                until: _time(block.timestamp + 365 days),
                seq: _seq(listed.party),
                deadline: DEADLINE
            });
    }

    function _list(Actor memory listed) internal {
        InstitutionListing memory terms = _listing(listed);
        directoryBook.list(terms, _signedListing(terms, _both(listed)));
    }

    function _suspension(Actor memory listed, bool suspended) internal view returns (Suspension memory) {
        DocumentDigest ground = DocumentDigest.wrap(keccak256("decision"));
        return Suspension(listed.party, suspended, ground, _seq(listed.party), DEADLINE);
    }

    function _suspend(Actor memory listed, bool suspended) internal {
        Suspension memory terms = _suspension(listed, suspended);
        directoryBook.changeSuspension(terms, _signedSuspension(terms, _governor()));
    }

    function _listingWord(Actor memory listed) internal view returns (bytes32) {
        return register.word(subjectOfParty(listed.party), keyOf(Tag.LISTING, 0));
    }

    function _governor() internal view returns (Hand[] memory) {
        return _hands(_as(governor, Role.GOVERNOR));
    }

    function _both(Actor memory listed) internal view returns (Hand[] memory) {
        return _hands(_as(governor, Role.GOVERNOR), _as(listed, Role.PARTY));
    }

    function _signedListing(InstitutionListing memory t, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(directoryBook), TermsHash.flat(TermsHash.INSTITUTION_LISTING, abi.encode(t)), hands);
    }

    function _signedSuspension(Suspension memory t, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(directoryBook), TermsHash.flat(TermsHash.SUSPENSION, abi.encode(t)), hands);
    }
}
