// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../libraries/TermsHash.sol";
import {PartyKind, Role} from "../types/Enums.sol";
import {DocumentDigest} from "../types/Ids.sol";
import {Absorption} from "../types/PartyTerms.sol";
import {Signer} from "../types/Terms.sol";
import {Actor, Hand} from "./Base.sol";
import {Scenes} from "./Scenes.sol";

/// @title Parties that are absorbed by others, with terms that go through
abstract contract Mergers is Scenes {
    function _absorption(Actor memory gone, Actor memory heir) internal view returns (Absorption memory) {
        return
            Absorption({
                absorbed: gone.party,
                successor: heir.party,
                registry: REGISTRY,
                instrument: DocumentDigest.wrap(keccak256("notice of the merger")),
                seq: _seq(gone.party),
                deadline: DEADLINE
            });
    }

    function _four(Actor memory gone, Actor memory heir) internal view returns (Hand[] memory) {
        Hand[] memory two = _examiners();
        return _hands(two[0], two[1], _as(heir, Role.PARTY), _as(gone, Role.PARTY));
    }

    function _three(Actor memory heir) internal view returns (Hand[] memory) {
        Hand[] memory two = _examiners();
        return _hands(two[0], two[1], _as(heir, Role.PARTY));
    }

    function _signed(Absorption memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        bytes32 hash = TermsHash.flat(TermsHash.ABSORPTION, abi.encode(terms));
        return _sign(address(mandateBook), hash, hands);
    }

    function _absorb(Actor memory gone, Actor memory heir) internal {
        Absorption memory terms = _absorption(gone, heir);
        mandateBook.absorb(terms, _signed(terms, _four(gone, heir)));
    }

    /// The same by the clerks of the other registry.
    function _absorbElsewhere(Actor memory gone, Actor memory heir) internal {
        Actor memory second = _enrolled("second stranger", PartyKind.NATURAL_PERSON);
        _grant(otherInstitution, OTHER_REGISTRY, second, _bit(Role.REVIEWER));
        Absorption memory terms = _absorption(gone, heir);
        terms.registry = OTHER_REGISTRY;
        Hand[] memory hands = _four(gone, heir);
        (hands[0], hands[1]) = (_as(stranger, Role.EXAMINER), _as(second, Role.REVIEWER));
        mandateBook.absorb(terms, _signed(terms, hands));
    }

    /// A party that was absorbed, with its successor's key.
    function _through(Actor memory gone, Actor memory heir) internal pure returns (Actor memory) {
        return Actor(gone.party, heir.account, heir.key);
    }
}
