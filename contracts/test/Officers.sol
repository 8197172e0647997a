// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../libraries/TermsHash.sol";
import {DocumentDigest} from "../types/Ids.sol";
import {OfficerEnding, OfficerNaming} from "../types/PartyTerms.sol";
import {Signer} from "../types/Terms.sol";
import {Actor, Hand} from "./Base.sol";
import {Mergers} from "./Mergers.sol";

/// @title Alice with an officer beside her, with terms that go through
abstract contract Officers is Mergers {
    function _officer() internal view returns (Actor memory) {
        return _withAccount(alice, "alice's data officer");
    }

    function _naming() internal view returns (OfficerNaming memory) {
        DocumentDigest document = DocumentDigest.wrap(keccak256("the board's resolution"));
        return OfficerNaming(alice.party, _officer().account, document, _seq(alice.party), DEADLINE);
    }

    function _hashOf(OfficerNaming memory terms) internal pure returns (bytes32) {
        return TermsHash.flat(TermsHash.OFFICER_NAMING, abi.encode(terms));
    }

    function _name() internal {
        OfficerNaming memory terms = _naming();
        Signer[] memory signers = _sign(address(partyBook), _hashOf(terms), _parties(alice, _officer()));
        partyBook.nameOfficer(terms, signers);
    }

    function _ending() internal view returns (OfficerEnding memory) {
        return OfficerEnding(alice.party, _officer().account, _seq(alice.party), DEADLINE);
    }

    function _hashOf(OfficerEnding memory terms) internal pure returns (bytes32) {
        return TermsHash.flat(TermsHash.OFFICER_ENDING, abi.encode(terms));
    }

    function _end() internal {
        OfficerEnding memory terms = _ending();
        partyBook.endOfficer(terms, _beside(address(partyBook), _hashOf(terms), _parties(alice), _officer()));
    }

    /// The hands' signatures, and behind the first one's that of an officer.
    function _beside(
        address book,
        bytes32 hash,
        Hand[] memory hands,
        Actor memory officer
    ) internal view returns (Signer[] memory signers) {
        signers = _sign(book, hash, hands);
        bytes memory second = _signature(officer.key, register.digestOf(book, hash));
        signers[0].signature = abi.encodePacked(signers[0].signature, second);
    }
}
