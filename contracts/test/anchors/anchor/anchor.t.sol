// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAnchors} from "../../../interfaces/IAnchors.sol";
import {IBook} from "../../../interfaces/IBook.sol";
import {Anchoring} from "../../../types/AnchorTerms.sol";
import {batchKey, logSize} from "../../../types/AnchorWords.sol";
import {Role} from "../../../types/Enums.sol";
import {LogRoot, SubjectId, logSubject} from "../../../types/Ids.sol";
import {Signer} from "../../../types/Terms.sol";
import {RECORD} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Logged} from "../Logged.sol";

contract AnchorTest is Logged {
    LogRoot private constant NONE = LogRoot.wrap(0);

    function test_RevertWhen_NoSealKeeperOfTheRegistrySigns() external {
        bytes memory expected = abi.encodeWithSelector(IBook.StaffMissing.selector, 0, Role.SEAL_KEEPER, REGISTRY);
        _refusesSigned(_first(), _hands(_as(examiner, Role.EXAMINER)), expected);
        expected = abi.encodeWithSelector(
            IBook.StaffOfAnotherRegistry.selector,
            stranger.party,
            OTHER_REGISTRY,
            REGISTRY
        );
        _refusesSigned(_first(), _hands(_as(stranger, Role.SEAL_KEEPER)), expected);
        expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 0, 1);
        _refusesSigned(_first(), new Hand[](0), expected);
    }

    function test_RevertWhen_NoRootIsNamed() external {
        Anchoring memory terms = _first();
        terms.root = NONE;
        _refusesSigned(terms, _sealed(), _wrong(terms));
    }

    function test_RevertWhen_TheLogHasNotGrown() external {
        _anchor(_first());
        Anchoring memory terms = _second();
        terms.size = terms.previousSize;
        _refusesSigned(terms, _sealed(), _wrong(terms));
    }

    function test_RevertWhen_TheBatchIsAnchoredAlready() external {
        _anchor(_first());
        _refusesSigned(_first(), _sealed(), _stale(_first(), FIRST, 3));
    }

    function test_RevertWhen_AnotherBatchCameBefore() external {
        _refusesSigned(_second(), _sealed(), _stale(_second(), NONE, 0));
        _anchor(_first());
        Anchoring memory terms = _second();
        terms.previousRoot = SECOND;
        _refusesSigned(terms, _sealed(), _stale(terms, FIRST, 3));
    }

    /// it should keep the root of every size
    function test_WhenTheLogHasGrown() external {
        _anchor(_first());
        _anchor(_second());
        SubjectId subject = logSubject(REGISTRY);
        vm.assertEq(uint256(logSize(register.word(subject, RECORD))), 7, "size");
        vm.assertEq(register.word(subject, batchKey(3)), LogRoot.unwrap(FIRST), "first root");
        vm.assertEq(register.word(subject, batchKey(7)), LogRoot.unwrap(SECOND), "second root");
    }

    /// it should leave the log of the other registry alone
    function test_WhenAnotherRegistryAnchors() external {
        _anchor(_first());
        Anchoring memory terms = _first();
        terms.registry = OTHER_REGISTRY;
        Hand[] memory hands = _hands(_as(stranger, Role.SEAL_KEEPER));
        anchors.anchor(terms, _signedAnchoring(terms, hands));
        vm.assertEq(uint256(register.seqOf(logSubject(REGISTRY))), 1, "own log");
        vm.assertEq(uint256(register.seqOf(logSubject(OTHER_REGISTRY))), 1, "other log");
    }

    function _wrong(Anchoring memory terms) private pure returns (bytes memory) {
        bytes4 selector = IAnchors.BatchWrong.selector;
        return abi.encodeWithSelector(selector, terms.registry, terms.root, terms.size, terms.previousSize);
    }

    function _stale(Anchoring memory terms, LogRoot root, uint64 size) private pure returns (bytes memory) {
        bytes4 selector = IAnchors.BatchStale.selector;
        return abi.encodeWithSelector(selector, terms.registry, terms.previousRoot, terms.previousSize, root, size);
    }

    function _refusesSigned(Anchoring memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _signedAnchoring(terms, hands);
        _refuses(address(anchors), abi.encodeCall(anchors.anchor, (terms, signers)), expected);
    }
}
