// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IDisputeDesk} from "../../../interfaces/IDisputeDesk.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {DisputeBlock, DisputeClaim, DisputeState} from "../../../types/DisputeEnums.sol";
import {Dispute} from "../../../types/DisputeTerms.sol";
import {DisputeRecord} from "../../../types/DisputeWords.sol";
import {DisputeId, DocumentDigest, PartyId, TitleId} from "../../../types/Ids.sol";
import {Hand} from "../../Base.sol";
import {Disputing} from "../Disputing.sol";

contract FileTest is Disputing {
    function test_RevertWhen_TheTitleDoesNotLive() external {
        Dispute memory terms = _terms();
        terms.title = TitleId.wrap(bytes32(uint256(1) << 248));
        bytes memory expected = abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, terms.title);
        _refusesDispute(terms, _parties(carol), expected);
    }

    function test_RevertWhen_ClaimInterestOrEvidenceIsMissing() external {
        bytes memory expected = abi.encodeWithSelector(IDisputeDesk.DisputeTermsWrong.selector, title);
        Dispute memory terms = _disputeOf(carol, DisputeClaim.NONE);
        _refusesDispute(terms, _parties(carol), expected);
        terms = _terms();
        terms.interest = DocumentDigest.wrap(0);
        _refusesDispute(terms, _parties(carol), expected);
        terms = _terms();
        terms.evidence = DocumentDigest.wrap(0);
        _refusesDispute(terms, _parties(carol), expected);
    }

    function test_RevertWhen_AnotherSigns() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, carol.party);
        _refusesDispute(_terms(), _parties(bob), expected);
        expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesDispute(_terms(), _parties(carol, bob), expected);
    }

    function test_RevertWhen_ItWasFiledBefore() external {
        DisputeId id = _file(_terms());
        bytes memory expected = abi.encodeWithSelector(IDisputeDesk.DisputeExists.selector, title, id);
        _refusesDispute(_terms(), _parties(carol), expected);
    }

    /// it should keep it and bar nobody
    function test_WhenTheTermsAreWhole() external {
        DisputeRecord memory record = _dispute(_file(_terms()));
        vm.assertTrue(record.state == DisputeState.FILED, "the state");
        vm.assertTrue(record.claim == DisputeClaim.OWNERSHIP, "the claim");
        vm.assertTrue(record.blocks == DisputeBlock.NONE, "no block");
        vm.assertEq(PartyId.unwrap(record.disputant), PartyId.unwrap(carol.party), "the disputant");
        vm.assertEq(record.version, 1, "the version");
        _transfer(title, alice, bob, 1);
    }

    function _terms() private view returns (Dispute memory) {
        return _disputeOf(carol, DisputeClaim.OWNERSHIP);
    }

    function _refusesDispute(Dispute memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes memory call = abi.encodeCall(disputeDesk.file, (terms, _signedDispute(terms, hands)));
        _refuses(address(disputeDesk), call, expected);
    }
}
