// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {Right, Role} from "../../../types/Enums.sol";
import {CertificateNumber, LotId, PartyId, PledgeId, Share, TitleId} from "../../../types/Ids.sol";
import {Signer, Transfer} from "../../../types/Terms.sol";
import {Holding} from "../../../types/TitleWords.sol";
import {Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract TransferTest is Scenes {
    TitleId private title;

    function setUp() public override {
        super.setUp();
        title = _sharedTitle();
    }

    function test_RevertWhen_NothingIsMoved() external {
        _refusesTransfer(_transferOf(title, alice, bob, 0), _empty(title));
    }

    function test_RevertWhen_GiverAndTakerAreOne() external {
        _refusesTransfer(_transferOf(title, alice, alice, 1), _empty(title));
    }

    function test_RevertWhen_TheTitleDoesNotExist() external {
        TitleId unknown = TitleId.wrap(bytes32(uint256(1) << 248));
        bytes memory expected = abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, unknown);
        _refusesTransfer(_transferOf(unknown, alice, bob, 1), expected);
    }

    function test_RevertWhen_TheTakerDoesNotSign() external {
        Transfer memory t = _transferOf(title, alice, bob, 1);
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, bob.party);
        _refusesSigned(t, _parties(alice), expected);
        _refusesSigned(t, _parties(alice, carol), expected);
    }

    function test_RevertWhen_TheHoldingChanged() external {
        Transfer memory t = _transferOf(title, alice, bob, 1);
        t.giverVersion = 2;
        bytes memory expected = abi.encodeWithSelector(ITitleBook.HoldingChanged.selector, title, alice.party, 2, 1);
        _refusesTransfer(t, expected);
    }

    function test_RevertWhen_TheGiverHoldsLess() external {
        Transfer memory t = _transferOf(title, alice, bob, 700_001);
        _refusesTransfer(t, _tooLittle(Right.OPER, 700_000, 700_001));
        t = _transferOf(title, alice, bob, 0);
        t.hold = Share.wrap(600_001);
        _refusesTransfer(t, _tooLittle(Right.HOLD, 600_000, 600_001));
        t = _transferOf(title, alice, bob, 0);
        t.use = Share.wrap(type(uint32).max);
        _refusesTransfer(t, _tooLittle(Right.USE, 1_000_000, type(uint32).max));
    }

    function test_RevertWhen_ALotIsMovedWithoutItsShare() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Transfer memory t = _lotTransfer(lot, 99_999);
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.PledgedNeedsConsent.selector,
            title,
            alice.party,
            Right.OPER,
            uint32(600_000),
            uint32(99_999)
        );
        _refusesSigned(t, _withBank(), expected);
    }

    function test_RevertWhen_SeventeenLotsAreNamed() external {
        Transfer memory t = _transferOf(title, alice, bob, 1);
        t.lots = new LotId[](17);
        _refusesTransfer(t, abi.encodeWithSelector(ITitleBook.LotsTooMany.selector, title, 17, 16));
    }

    function test_RevertWhen_TheLotIsNotTheGivers() external {
        LotId lot = _pledge(title, bob, bankA, 100_000);
        bytes memory expected = abi.encodeWithSelector(ITitleBook.LotNotGivers.selector, title, lot, alice.party);
        _refusesSigned(_lotTransfer(lot, 100_000), _withBank(), expected);
    }

    function test_RevertWhen_TheLotHasEnded() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        _release(title, lot, PledgeId.wrap(LotId.unwrap(lot)), bankA);
        bytes memory expected = abi.encodeWithSelector(ITitleBook.LotNotGivers.selector, title, lot, alice.party);
        _refusesSigned(_lotTransfer(lot, 100_000), _withBank(), expected);
    }

    function test_RevertWhen_ALotIsNamedTwice() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Transfer memory t = _lotTransfer(lot, 200_000);
        t.lots = new LotId[](2);
        (t.lots[0], t.lots[1]) = (lot, lot);
        bytes memory expected = abi.encodeWithSelector(ITitleBook.LotNotGivers.selector, title, lot, alice.party);
        _refusesSigned(t, _withBank(), expected);
    }

    function test_RevertWhen_AnOpenPledgeIsNotNamed() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        _junior(title, lot, bankB);
        bytes memory expected = abi.encodeWithSelector(ITitleBook.PledgesIncomplete.selector, title, lot, 1, 2);
        _refusesSigned(_lotTransfer(lot, 100_000), _withBank(), expected);
    }

    function test_RevertWhen_AnOpenPledgeIsNamedTwice() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        _junior(title, lot, bankB);
        Transfer memory t = _lotTransfer(lot, 100_000);
        PledgeId first = t.pledges[0];
        t.pledges = new PledgeId[](2);
        (t.pledges[0], t.pledges[1]) = (first, first);
        bytes memory expected = abi.encodeWithSelector(ITitleBook.PledgesIncomplete.selector, title, lot, 2, 2);
        _refusesSigned(t, _withBank(), expected);
    }

    function test_RevertWhen_MorePledgesAreNamedThanMove() external {
        _pledge(title, alice, bankA, 100_000);
        Transfer memory t = _transferOf(title, alice, bob, 1);
        t.pledges = new PledgeId[](1);
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.PledgesIncomplete.selector,
            title,
            LotId.wrap(0),
            1,
            0
        );
        _refusesSigned(t, _withBank(), expected);
    }

    function test_RevertWhen_TheNamedPledgeIsNotOpenOnTheLot() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Transfer memory t = _lotTransfer(lot, 100_000);
        t.pledges[0] = PledgeId.wrap(keccak256("another"));
        bytes memory expected = abi.encodeWithSelector(ITitleBook.PledgeNotOpen.selector, title, lot, t.pledges[0]);
        _refusesSigned(t, _withBank(), expected);
    }

    function test_RevertWhen_ThePledgeeSignsInARole() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        _grant(institution, REGISTRY, bankA, _bit(Role.EXAMINER));
        Transfer memory t = _lotTransfer(lot, 100_000);
        Hand[] memory hands = _hands(_as(alice, Role.PARTY), _as(bob, Role.PARTY), _as(bankA, Role.EXAMINER));
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.PledgeeConsentMissing.selector,
            title,
            t.pledges[0],
            bankA.party
        );
        _refusesSigned(t, hands, expected);
    }

    /// it should move the shares and count both holdings on
    function test_WhenTheTakerIsACoHolder() external {
        Transfer memory t = _transferOf(title, alice, bob, 100_000);
        t.hold = Share.wrap(1);
        t.use = Share.wrap(2);
        titleBook.transfer(t, _signedTransfer(t, _parties(alice, bob)));
        Holding memory giver = _holding(title, alice);
        Holding memory taker = _holding(title, bob);
        vm.assertEq(giver.shares[0] + taker.shares[0], 1_000_000, "the right to hold");
        vm.assertEq(taker.shares[0], 400_001, "the taker's right to hold");
        vm.assertEq(taker.shares[1], 2, "the taker's right to use");
        vm.assertEq(giver.shares[2], 600_000, "the giver's right to operate");
        vm.assertEq(giver.version, 2, "the giver's version");
        vm.assertEq(taker.version, 2, "the taker's version");
        vm.assertEq(_title(title).holders, 2, "the holders");
    }

    /// it should issue the newcomer's certificate
    function test_WhenTheTakerIsANewcomer() external {
        _transfer(title, alice, carol, 5);
        vm.assertEq(CertificateNumber.unwrap(_holding(title, carol).number), 371_202601_0003, "the number");
        vm.assertEq(_holding(title, carol).version, 1, "the version");
        vm.assertEq(_title(title).holders, 3, "the holders");
    }

    /// it should close the giver's certificate and keep its record
    function test_WhenEverythingIsGiven() external {
        Transfer memory t = _transferOf(title, bob, alice, 300_000);
        t.hold = Share.wrap(400_000);
        titleBook.transfer(t, _signedTransfer(t, _parties(bob, alice)));
        Holding memory giver = _holding(title, bob);
        vm.assertEq(giver.shares[0] + giver.shares[1] + giver.shares[2], 0, "the giver's shares");
        vm.assertEq(giver.version, 2, "the giver's record");
        vm.assertEq(_title(title).holders, 1, "the holders");
    }

    /// it should move the lots with their shares
    function test_WhenTwoLotsMove() external {
        LotId a = _pledge(title, alice, bankA, 100_000);
        LotId b = _pledge(title, alice, bankA, 200_000);
        Transfer memory t = _lotTransfer(a, 300_000);
        t.lots = new LotId[](2);
        t.pledges = new PledgeId[](2);
        (t.lots[0], t.lots[1]) = LotId.unwrap(a) < LotId.unwrap(b) ? (a, b) : (b, a);
        for (uint256 i = 0; i < 2; ++i) t.pledges[i] = PledgeId.wrap(LotId.unwrap(t.lots[i]));
        titleBook.transfer(t, _signedTransfer(t, _withBank()));
        vm.assertEq(_holding(title, bob).pledged[2], 300_000, "the taker's pledged sum");
        vm.assertEq(PartyId.unwrap(_lot(title, a).holder), PartyId.unwrap(bob.party), "the first lot");
        vm.assertEq(PartyId.unwrap(_lot(title, b).holder), PartyId.unwrap(bob.party), "the second lot");
        vm.assertEq(_lot(title, b).version, 2, "the lot's version");
    }

    function _withBank() private view returns (Hand[] memory) {
        return _hands(_as(alice, Role.PARTY), _as(bob, Role.PARTY), _as(bankA, Role.PARTY));
    }

    function _lotTransfer(LotId lot, uint32 oper) private view returns (Transfer memory t) {
        t = _transferOf(title, alice, bob, oper);
        t.lots = new LotId[](1);
        t.lots[0] = lot;
        t.pledges = new PledgeId[](1);
        t.pledges[0] = PledgeId.wrap(LotId.unwrap(lot));
    }

    function _empty(TitleId id) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITitleBook.TransferEmpty.selector, id);
    }

    function _tooLittle(Right right, uint32 held, uint32 asked) private view returns (bytes memory) {
        return abi.encodeWithSelector(ITitleBook.HeldTooLittle.selector, title, alice.party, right, held, asked);
    }

    function _refusesTransfer(Transfer memory t, bytes memory expected) private {
        _refusesSigned(t, _parties(_actorOf(t.giver), _actorOf(t.taker)), expected);
    }

    function _refusesSigned(Transfer memory t, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _signedTransfer(t, hands);
        _refuses(address(titleBook), abi.encodeCall(titleBook.transfer, (t, signers)), expected);
    }
}
