// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../../libraries/TermsHash.sol";
import {Anchoring} from "../../types/AnchorTerms.sol";
import {Role} from "../../types/Enums.sol";
import {LogRoot} from "../../types/Ids.sol";
import {Signer} from "../../types/Terms.sol";
import {Base, Hand} from "../Base.sol";

/// @title A registry's log that is anchored
abstract contract Logged is Base {
    LogRoot internal constant FIRST = LogRoot.wrap(keccak256("the first root"));
    LogRoot internal constant SECOND = LogRoot.wrap(keccak256("the second root"));

    function _first() internal pure returns (Anchoring memory) {
        return Anchoring(REGISTRY, FIRST, 3, LogRoot.wrap(0), 0, DEADLINE);
    }

    function _second() internal pure returns (Anchoring memory) {
        return Anchoring(REGISTRY, SECOND, 7, FIRST, 3, DEADLINE);
    }

    function _sealed() internal view returns (Hand[] memory) {
        return _hands(_as(acceptance, Role.SEAL_KEEPER));
    }

    function _signedAnchoring(Anchoring memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(anchors), TermsHash.flat(TermsHash.ANCHORING, abi.encode(terms)), hands);
    }

    function _anchor(Anchoring memory terms) internal {
        anchors.anchor(terms, _signedAnchoring(terms, _sealed()));
    }
}
