// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITitleBook} from "../../interfaces/ITitleBook.sol";
import {Burdens} from "../../libraries/Burdens.sol";
import {DisputeHash} from "../../libraries/DisputeHash.sol";
import {TermsHash} from "../../libraries/TermsHash.sol";
import {DisputeAction, DisputeClaim} from "../../types/DisputeEnums.sol";
import {Dispute, DisputeRuling, DisputeStep} from "../../types/DisputeTerms.sol";
import {
    Burden,
    Effect,
    EndGround,
    FieldGroup,
    Operation,
    OrderKind,
    Registration,
    Right,
    Role
} from "../../types/Enums.sol";
import {DisputeId, DocumentDigest, LotId, PartyId, PledgeId, RecordRoot, Time} from "../../types/Ids.sol";
import {Licence} from "../../types/LicenceTerms.sol";
import {Application, Closing, Correction, Fulfilment, Order, Renewal, Transfer} from "../../types/Terms.sol";
import {Hand} from "../Base.sol";
import {Asked} from "../Asked.sol";
import {Typed} from "../Typed.sol";

/// @title Every cell of the burden table, acted: what a burden bars, asks for or lets be
/// @dev Each cell is played in a call that is taken back whatever happened, so that none sees another's.
contract BurdenCellsTest is Asked {
    /// The act went through.
    error Went();

    uint32 private constant PPM = 100_000;
    DocumentDigest private constant PAPER = DocumentDigest.wrap(keccak256("paper"));

    function test_TransferUnderEveryBurden() external {
        _row(Operation.TRANSFER);
    }

    function test_PledgeUnderEveryBurden() external {
        _row(Operation.PLEDGE);
    }

    function test_LicenceUnderEveryBurden() external {
        _row(Operation.LICENCE);
    }

    function test_IdentityChangeUnderEveryBurden() external {
        _row(Operation.IDENTITY_CHANGE);
    }

    function test_DescriptionChangeUnderEveryBurden() external {
        _row(Operation.DESCRIPTION_CHANGE);
    }

    function test_RenewalUnderEveryBurden() external {
        _row(Operation.RENEWAL);
    }

    function test_VoluntaryCancellationUnderEveryBurden() external {
        _row(Operation.VOLUNTARY_CANCEL);
    }

    function test_OrderedCancellationUnderEveryBurden() external {
        _row(Operation.ORDERED_CANCEL);
    }

    function test_ReleaseUnderEveryBurden() external {
        _row(Operation.PLEDGE_RELEASE);
    }

    /// One cell; it always reverts. given: with the consents and the court's word that could be asked for.
    function play(Operation operation, Burden burden, bool given) external {
        LotId lot;
        bool pledged = burden == Burden.PLEDGED;
        // before a filing: a pledge near the end would outlast the title
        if (pledged || operation == Operation.PLEDGE_RELEASE) lot = _pledge(title, alice, bankA, PPM);
        Application memory asked;
        if (operation == Operation.RENEWAL) asked = _registeredRenewal();
        if (operation == Operation.VOLUNTARY_CANCEL) asked = _registeredRequest(Registration.CANCELLATION);
        _burden(burden);
        LotId named = pledged ? lot : LotId.wrap(0);
        if (uint8(operation) <= uint8(Operation.LICENCE)) _dispose(operation, named, given);
        else if (uint8(operation) <= uint8(Operation.DESCRIPTION_CHANGE)) _corrects(operation, named, given);
        else if (operation == Operation.PLEDGE_RELEASE) _release(title, lot, PledgeId.wrap(LotId.unwrap(lot)), bankA);
        else _ends(operation, asked, named, given);
        revert Went();
    }

    function _row(Operation operation) private {
        uint256 start = block.timestamp;
        for (uint8 each = 0; each <= uint8(type(Burden).max); ++each) {
            Burden burden = Burden(each);
            // a renewal that is pending keeps a title from expiring: that cell is at its filing (Renewals.t.sol)
            if (operation == Operation.RENEWAL && burden == Burden.EXPIRED) continue;
            (bytes memory bare, bytes memory given) = (_said(operation, burden, false), _said(operation, burden, true));
            vm.warp(start);
            Effect effect = _expected(operation, burden);
            string memory cell = string.concat("cell ", vm.toString(uint256(burden)));
            if (effect == Effect.BARS) {
                _requireBarred(operation, burden, bare, cell);
                _requireBarred(operation, burden, given, cell);
                continue;
            }
            vm.assertEq(bytes32(given), bytes32(Went.selector), string.concat(cell, ": refused though allowed"));
            bool free = bytes4(bare) == Went.selector;
            vm.assertTrue(free == (effect != Effect.CONSENT), string.concat(cell, ": without consent"));
        }
    }

    /// No act of an administrator stands here yet, so insolvency bars a disposal.
    function _expected(Operation operation, Burden burden) private pure returns (Effect) {
        bool disposal = operation == Operation.TRANSFER || operation == Operation.LICENCE;
        if (disposal && burden == Burden.INSOLVENT) return Effect.BARS;
        return Burdens.effect(operation, burden);
    }

    function _said(Operation operation, Burden burden, bool given) private returns (bytes memory said) {
        uint256 start = block.timestamp;
        try this.play(operation, burden, given) {
            vm.assertTrue(false, "a cell is always taken back");
        } catch (bytes memory why) {
            said = why;
        }
        vm.warp(start);
    }

    function _requireBarred(Operation operation, Burden burden, bytes memory said, string memory cell) private pure {
        vm.assertEq(bytes32(bytes4(said)), bytes32(ITitleBook.Barred.selector), string.concat(cell, ": not barred"));
        bytes memory values = new bytes(said.length - 4);
        for (uint256 i = 0; i < values.length; ++i) values[i] = said[i + 4];
        (, , uint8 by, uint8 what, ) = abi.decode(values, (bytes32, bytes32, uint8, uint8, uint40));
        vm.assertEq(by, uint256(operation), string.concat(cell, ": the operation"));
        vm.assertEq(what, uint256(burden), string.concat(cell, ": the burden"));
    }

    function _burden(Burden burden) private {
        if (burden == Burden.EXPIRED) _warp(Time.unwrap(issued.validUntil));
        if (burden == Burden.DISPUTED || burden == Burden.CONTESTED) _quarrel(burden == Burden.CONTESTED);
        OrderKind kind = burden == Burden.FROZEN ? OrderKind.FREEZE : OrderKind.NONE;
        if (burden == Burden.HELD) kind = OrderKind.HOLD;
        if (burden == Burden.INSOLVENT) kind = OrderKind.INSOLVENCY;
        if (kind == OrderKind.NONE) return;
        Order memory order = _titleOrder(title, "case");
        order.kind = kind;
        _order(order);
    }

    /// Carol disputes the ownership, and may be found right at first sight.
    function _quarrel(bool blocks) private {
        Dispute memory terms = Dispute(title, carol.party, DisputeClaim.OWNERSHIP, PAPER, PAPER, DEADLINE);
        bytes32 hash = TermsHash.flat(DisputeHash.DISPUTE, abi.encode(terms));
        DisputeId id = disputeDesk.file(terms, _sign(address(disputeDesk), hash, _parties(carol)));
        PartyId nobody = PartyId.wrap(0);
        DisputeStep memory told = DisputeStep(title, id, 1, DisputeAction.NOTIFY, nobody, PAPER, DEADLINE);
        hash = TermsHash.flat(DisputeHash.STEP, abi.encode(told));
        disputeDesk.step(told, _sign(address(disputeDesk), hash, _hands(_as(acceptance, Role.ACCEPTANCE))));
        if (!blocks) return;
        DisputeRuling memory ruling = DisputeRuling(title, id, 2, DisputeAction.BLOCK, issued, PAPER, DEADLINE);
        Hand[] memory others = _hands(_as(examinerB, Role.EXAMINER), _as(reviewerB, Role.REVIEWER));
        disputeDesk.rule(ruling, _sign(address(disputeDesk), Typed.hash(ruling), others));
    }

    function _dispose(Operation operation, LotId lot, bool given) private {
        bool consents = given && LotId.unwrap(lot) != 0;
        if (operation == Operation.PLEDGE) {
            _pledge(title, alice, bankB, PPM);
        } else if (operation == Operation.TRANSFER) {
            Transfer memory t = _transferOf(title, alice, bob, PPM);
            (t.lots, t.pledges) = _named(lot);
            Hand[] memory hands = consents ? _parties(alice, bob, bankA) : _parties(alice, bob);
            titleBook.transfer(t, _signedTransfer(t, hands));
        } else {
            Licence memory use;
            (use.title, use.licensor, use.licensee, use.right) = (title, alice.party, carol.party, Right.OPER);
            (use.from, use.until) = (_time(block.timestamp), issued.validUntil);
            (use.scope, use.document, use.deadline) = (RecordRoot.wrap(keccak256("scope")), PAPER, DEADLINE);
            (use.lots, use.pledges) = _named(lot);
            Hand[] memory hands = consents ? _parties(alice, carol, bankA) : _parties(alice, carol);
            licenceBook.grant(use, _sign(address(licenceBook), Typed.hash(use), hands));
        }
    }

    function _corrects(Operation operation, LotId lot, bool given) private {
        bool identity = operation == Operation.IDENTITY_CHANGE;
        Correction memory c = _correction(identity ? FieldGroup.IDENTITY : FieldGroup.DESCRIPTION);
        bool pledged = !identity && LotId.unwrap(lot) != 0;
        if (pledged) _withLot(c, lot);
        if (given) c.court = court.party;
        _correct(c, pledged && given ? _withBank(bankA) : _examiners());
    }

    function _ends(Operation operation, Application memory asked, LotId lot, bool given) private {
        if (operation == Operation.RENEWAL) {
            Renewal memory r = _renewing(asked);
            if (given) r.court = court.party;
            changeDesk.renew(r, asked, _sealed(r));
        } else if (operation == Operation.ORDERED_CANCEL) {
            Closing memory c = _closing(EndGround.DATA_DESTROYED);
            if (given) c.court = court.party;
            changeDesk.cancel(c, _content(), _signed(c, _examiners()));
        } else {
            Fulfilment memory f = _fulfilment(asked);
            if (given) f.court = court.party;
            bool pledged = LotId.unwrap(lot) != 0;
            if (pledged) _withLot(f, lot);
            _surrender(f, asked, pledged && given ? _withBank(bankA) : _examiners());
        }
    }

    function _named(LotId lot) private pure returns (LotId[] memory lots, PledgeId[] memory pledges) {
        uint256 count = LotId.unwrap(lot) == 0 ? 0 : 1;
        (lots, pledges) = (new LotId[](count), new PledgeId[](count));
        if (count == 1) (lots[0], pledges[0]) = (lot, PledgeId.wrap(LotId.unwrap(lot)));
    }
}
