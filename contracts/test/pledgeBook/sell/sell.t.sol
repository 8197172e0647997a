// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrderDesk} from "../../../interfaces/IOrderDesk.sol";
import {IPledgeBook} from "../../../interfaces/IPledgeBook.sol";
import {IBook} from "../../../interfaces/IBook.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {Burden, Operation, OrderKind, PartyKind} from "../../../types/Enums.sol";
import {PledgeState, Realisation} from "../../../types/PledgeEnums.sol";
import {DocumentDigest, PartyId, PledgeId, Share, Time} from "../../../types/Ids.sol";
import {Sale} from "../../../types/PledgeTerms.sol";
import {Order} from "../../../types/Terms.sol";
import {Base, Hand} from "../../Base.sol";
import {Mergers} from "../../Mergers.sol";
import {Pledging} from "../../Pledging.sol";

contract SellTest is Pledging, Mergers {
    function setUp() public override(Base, Pledging) {
        super.setUp();
    }

    function test_RevertWhen_ATermIsWrong() external {
        _refusesWrong(_saleOf(Realisation.LICENCE_INCOME, bob.party, 3));
        _refusesWrong(_saleOf(Realisation.NONE, bob.party, 3));
        _refusesWrong(_saleOf(Realisation.AGREEMENT, alice.party, 3));
        _refusesWrong(_saleOf(Realisation.AGREEMENT, bob.party, 0));
        _refusesWrong(_saleOf(Realisation.AGREEMENT, bob.party, 4));
        Sale memory terms = _saleOf(Realisation.SELF_SALE, bob.party, 3);
        terms.court = court.party;
        _refusesWrong(terms);
        terms = _saleOf(Realisation.AGREEMENT, bob.party, 3);
        terms.document = DocumentDigest.wrap(0);
        _refusesWrong(terms);
    }

    function test_RevertWhen_APledgeIsLeftOut() external {
        Sale memory terms = _saleOf(Realisation.COURT_SALE, bob.party, 1);
        terms.pledges = new PledgeId[](1);
        terms.pledges[0] = first;
        bytes4 selector = ITitleBook.PledgesIncomplete.selector;
        _refusesSale(terms, _clerks(), abi.encodeWithSelector(selector, title, lot, 1, 2));
    }

    function test_RevertWhen_APledgeIsNamedTwice() external {
        Sale memory terms = _saleOf(Realisation.COURT_SALE, bob.party, 1);
        terms.pledges[1] = terms.pledges[0];
        bytes4 selector = ITitleBook.PledgeNotOpen.selector;
        _refusesSale(terms, _clerks(), abi.encodeWithSelector(selector, title, lot, terms.pledges[1]));
    }

    function test_RevertWhen_TheTakerIsNotEnrolled() external {
        PartyId nobody = PartyId.wrap(bytes32((uint256(3) << 248) | 7));
        bytes memory expected = abi.encodeWithSelector(IBook.PartyUnknown.selector, nobody);
        _refusesSale(_saleOf(Realisation.COURT_SALE, nobody, 3), _clerks(), expected);
    }

    function test_RevertWhen_DefaultWasNotDeclared() external {
        bytes memory expected = abi.encodeWithSelector(IPledgeBook.DefaultNotDeclared.selector, title, lot);
        Hand[] memory hands = _parties(alice, bob, bankA, bankB);
        _refusesSale(_saleOf(Realisation.AGREEMENT, bob.party, 3), hands, expected);
    }

    function test_RevertWhen_ASideOrAPledgeeDoesNotAgree() external {
        _declared();
        Sale memory terms = _saleOf(Realisation.AGREEMENT, bob.party, 3);
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party);
        _refusesSale(terms, _parties(bankA, bob, bankB), expected);
        expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, bob.party);
        _refusesSale(terms, _parties(alice, bankA, bankB), expected);
        expected = abi.encodeWithSelector(ITitleBook.PledgeeConsentMissing.selector, title, second, bankB.party);
        _refusesSale(terms, _parties(alice, bob, bankA), expected);
    }

    function test_RevertWhen_AFreezeStandsAndTheSidesAgree() external {
        _declared();
        _order(_titleOrder(title, "first"));
        Time until = _title(title).barredUntil;
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.Barred.selector,
            title,
            alice.party,
            Operation.TRANSFER,
            Burden.FROZEN,
            until
        );
        Hand[] memory hands = _parties(alice, bob, bankA, bankB);
        _refusesSale(_saleOf(Realisation.AGREEMENT, bob.party, 3), hands, expected);
    }

    function test_RevertWhen_NoCourtOrderedTheSale() external {
        Sale memory terms = _saleOf(Realisation.COURT_SALE, bob.party, 3);
        terms.court = bankA.party;
        bytes4 selector = IOrderDesk.OrderingPartyWrong.selector;
        bytes memory expected = abi.encodeWithSelector(selector, bankA.party, PartyKind.FINANCIAL_INSTITUTION);
        _refusesSale(terms, _clerks(), expected);
    }

    function test_RevertWhen_TheHolderIsInsolvent() external {
        Order memory terms = _partyOrder(alice);
        terms.kind = OrderKind.INSOLVENCY;
        _order(terms);
        _refusesSale(_saleOf(Realisation.COURT_SALE, bob.party, 3), _clerks(), _stayed(terms.until));
    }

    function test_RevertWhen_WhoAbsorbedTheHolderIsInsolvent() external {
        Order memory terms = _partyOrder(carol);
        terms.kind = OrderKind.INSOLVENCY;
        _order(terms);
        _absorb(alice, carol);
        _refusesSale(_saleOf(Realisation.COURT_SALE, bob.party, 3), _clerks(), _stayed(terms.until));
    }

    function test_RevertWhen_AnInsolvencyStandsOnTheShares() external {
        Order memory terms = _holderOrder(title, alice, 4);
        terms.kind = OrderKind.INSOLVENCY;
        _order(terms);
        _refusesSale(_saleOf(Realisation.COURT_SALE, bob.party, 3), _clerks(), _stayed(terms.until));
    }

    /// it should move free to the taker, whatever the court froze
    function test_WhenACourtSellsAndAllPledgesEnd() external {
        _order(_titleOrder(title, "first"));
        uint32 before = _holding(title, bob).shares[2];
        _sell(_saleOf(Realisation.COURT_SALE, bob.party, 3), _clerks());
        vm.assertEq(_holding(title, bob).shares[2], before + 100_000, "the taker's share");
        vm.assertEq(_holding(title, bob).pledged[2], 0, "it is free");
        vm.assertEq(_holding(title, alice).pledged[2], 0, "nothing of the holder's is pledged");
        vm.assertTrue(_record(first).state == PledgeState.ENFORCED, "the first");
        vm.assertTrue(_record(second).realisation == Realisation.COURT_SALE, "the second");
        vm.assertEq(_lot(title, lot).open, 0, "the lot's pledges");
        vm.assertEq(Share.unwrap(_lot(title, lot).ppm), 0, "the lot's share");
    }

    /// it should take the pledge that stays with it
    function test_WhenTheSidesAgreeAndOnePledgeStays() external {
        _declared();
        bool ascends = PledgeId.unwrap(first) < PledgeId.unwrap(second);
        _sell(_saleOf(Realisation.SELF_SALE, carol.party, ascends ? 1 : 2), _parties(alice, carol, bankA, bankB));
        vm.assertEq(_holding(title, carol).pledged[2], 100_000, "the taker's pledged sum");
        vm.assertEq(PartyId.unwrap(_lot(title, lot).holder), PartyId.unwrap(carol.party), "the lot's holder");
        vm.assertEq(_lot(title, lot).open, 1, "the lot's pledges");
        vm.assertTrue(_record(second).state == PledgeState.RECORDED, "the second stays");
        _release(title, lot, second, bankB);
        vm.assertEq(_holding(title, carol).pledged[2], 0, "and is released there");
    }

    function _stayed(Time until) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                ITitleBook.Barred.selector,
                title,
                alice.party,
                Operation.TRANSFER,
                Burden.INSOLVENT,
                until
            );
    }

    function _sell(Sale memory terms, Hand[] memory hands) private {
        pledgeBook.sell(terms, _signed(terms, hands));
    }

    function _refusesWrong(Sale memory terms) private {
        bytes memory expected = abi.encodeWithSelector(IPledgeBook.SaleWrong.selector, title, lot);
        _refusesSale(terms, _clerks(), expected);
    }

    function _refusesSale(Sale memory terms, Hand[] memory hands, bytes memory expected) private {
        _refuses(address(pledgeBook), abi.encodeCall(pledgeBook.sell, (terms, _signed(terms, hands))), expected);
    }
}
