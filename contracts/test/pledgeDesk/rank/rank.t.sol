// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledgeBook} from "../../../interfaces/IPledgeBook.sol";
import {IPledgeDesk} from "../../../interfaces/IPledgeDesk.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {LotId, PledgeId} from "../../../types/Ids.sol";
import {Ranking} from "../../../types/PledgeTerms.sol";
import {Hand} from "../../Base.sol";
import {Pledging} from "../../Pledging.sol";

contract RankTest is Pledging {
    function test_RevertWhen_TheLotIsUnknown() external {
        Ranking memory terms = _rankingOf(second, first);
        terms.lot = LotId.wrap(keccak256("unknown"));
        bytes memory expected = abi.encodeWithSelector(IPledgeBook.LotDiffers.selector, title, terms.lot);
        _refusesRanking(terms, _parties(bankA, bankB), expected);
    }

    function test_RevertWhen_TheLotChanged() external {
        Ranking memory terms = _rankingOf(second, first);
        terms.version = 7;
        bytes memory expected = abi.encodeWithSelector(IPledgeDesk.LotVersionWrong.selector, title, lot, 7, 2);
        _refusesRanking(terms, _parties(bankA, bankB), expected);
    }

    function test_RevertWhen_APledgeIsLeftOut() external {
        Ranking memory terms = _rankingOf(second, first);
        terms.pledges = new PledgeId[](1);
        terms.pledges[0] = second;
        bytes memory expected = abi.encodeWithSelector(IPledgeDesk.RankingWrong.selector, title, lot, 1, 2);
        _refusesRanking(terms, _parties(bankA, bankB), expected);
    }

    function test_RevertWhen_APledgeIsNamedTwice() external {
        bytes memory expected = abi.encodeWithSelector(IPledgeDesk.RankingWrong.selector, title, lot, 1, 2);
        _refusesRanking(_rankingOf(second, second), _parties(bankA, bankB), expected);
    }

    function test_RevertWhen_OnePledgeeDoesNotSign() external {
        bytes4 selector = ITitleBook.PledgeeConsentMissing.selector;
        bytes memory expected = abi.encodeWithSelector(selector, title, first, bankA.party);
        _refusesRanking(_rankingOf(second, first), _parties(bankB), expected);
    }

    /// it should keep each pledge's place
    function test_WhenEveryPledgeeSigns() external {
        Ranking memory terms = _rankingOf(second, first);
        pledgeDesk.rank(terms, _signed(terms, _parties(bankA, bankB)));
        vm.assertEq(_record(second).rank, 1, "the second goes first");
        vm.assertEq(_record(first).rank, 2, "the first goes second");
        vm.assertEq(_lot(title, lot).version, 3, "the lot's version");
    }

    function _refusesRanking(Ranking memory terms, Hand[] memory hands, bytes memory expected) private {
        _refuses(address(pledgeDesk), abi.encodeCall(pledgeDesk.rank, (terms, _signed(terms, hands))), expected);
    }
}
