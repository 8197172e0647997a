// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrderDesk} from "../../OrderDesk.sol";
import {PledgeBook} from "../../PledgeBook.sol";
import {Entry, IRegister, Mandate} from "../../interfaces/IRegister.sol";
import {TermsHash} from "../../libraries/TermsHash.sol";
import {ActKind} from "../../types/Enums.sol";
import {LotId, OrderId, PartyId, PledgeId, TitleId, subjectOf} from "../../types/Ids.sol";
import {Pledge, Release} from "../../types/PledgeTerms.sol";
import {Lift, Signer} from "../../types/Terms.sol";
import {Scenes} from "../Scenes.sol";
import {Typed} from "../Typed.sol";

contract BooksTest is Scenes {
    TitleId private title;

    function setUp() public override {
        super.setUp();
        title = _alicesTitle();
    }

    function test_RevertWhen_TheBookIsNotAdmitted() external {
        PledgeBook outsider = PledgeBook(_book("PledgeBook"));
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 1);
        Signer[] memory signers = _sign(address(outsider), _pledgeHash(terms), _parties(alice, bankA));
        _refuses(
            address(outsider),
            abi.encodeCall(outsider.pledge, (terms, signers)),
            abi.encodeWithSelector(IRegister.BookNotAdmitted.selector, address(outsider))
        );
    }

    function test_RevertWhen_APartyCallsTheRegister() external {
        bytes memory call = abi.encodeCall(register.act, (Mandate(0, DEADLINE, _nobody()), new Entry[](0)));
        vm.prank(governor.account);
        _refuses(address(register), call, abi.encodeWithSelector(IRegister.BookNotAdmitted.selector, governor.account));
    }

    function test_RevertWhen_TheBooksCodeChanged() external {
        bytes32 admitted = address(pledgeBook).codehash;
        vm.etch(address(pledgeBook), bytes.concat(address(pledgeBook).code, hex"00"));
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 1);
        _refuses(
            address(pledgeBook),
            abi.encodeCall(pledgeBook.pledge, (terms, _signedPledge(terms))),
            abi.encodeWithSelector(
                IRegister.BookCodeChanged.selector,
                address(pledgeBook),
                admitted,
                address(pledgeBook).codehash
            )
        );
    }

    function test_RevertWhen_TheBookMayNotPerformTheKind() external {
        PledgeBook narrow = PledgeBook(_book("PledgeBook"));
        _admit(address(narrow), _kinds(ActKind.PledgeReleased, ActKind.PledgeReleased));
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 1);
        Signer[] memory signers = _sign(address(narrow), _pledgeHash(terms), _parties(alice, bankA));
        _refuses(
            address(narrow),
            abi.encodeCall(narrow.pledge, (terms, signers)),
            abi.encodeWithSelector(IRegister.ActKindNotAllowed.selector, address(narrow), ActKind.PledgeRecorded)
        );
    }

    function test_RevertWhen_TheBookIsNotAdmittedYetOrEnded() external {
        PledgeBook successor = PledgeBook(_book("PledgeBook"));
        uint128 kinds = _kinds(ActKind.PledgeRecorded, ActKind.PledgeReleased);
        uint256 from = block.timestamp + 2 days;
        _govern(abi.encodeCall(register.admitBook, (address(successor), kinds, _time(from), _time(from + 1 days))));
        bytes memory expected = abi.encodeWithSelector(IRegister.BookNotAdmitted.selector, address(successor));
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 1);
        Signer[] memory signers = _sign(address(successor), _pledgeHash(terms), _parties(alice, bankA));
        bytes memory call = abi.encodeCall(successor.pledge, (terms, signers));
        vm.warp(from - 1);
        _refuses(address(successor), call, expected);
        vm.warp(from + 1 days);
        _refuses(address(successor), call, expected);
        vm.warp(from + 1 days - 1);
        successor.pledge(terms, signers);
        vm.assertEq(_holding(title, alice).pledged[2], 1, "the last second of an admission counts");
    }

    function test_RevertWhen_TheBookWasEnded() external {
        _govern(abi.encodeCall(register.endBook, (address(pledgeBook), _time(block.timestamp))));
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 1);
        _refuses(
            address(pledgeBook),
            abi.encodeCall(pledgeBook.pledge, (terms, _signedPledge(terms))),
            abi.encodeWithSelector(IRegister.BookNotAdmitted.selector, address(pledgeBook))
        );
    }

    function test_ASuccessorReleasesItsPredecessorsPledge() external {
        LotId lot = _pledge(title, alice, bankA, 300_000);
        PledgeId id = PledgeId.wrap(LotId.unwrap(lot));
        PledgeBook successor = PledgeBook(_book("PledgeBook"));
        _admit(address(successor), _kinds(ActKind.PledgeRecorded, ActKind.PledgeReleased));
        _govern(abi.encodeCall(register.endBook, (address(pledgeBook), _time(block.timestamp))));
        Release memory terms = _releaseTerms(title, lot, id);
        bytes32 hash = TermsHash.flat(TermsHash.RELEASE, abi.encode(terms));
        successor.release(terms, _sign(address(successor), hash, _parties(bankA)));
        vm.assertEq(_holding(title, alice).pledged[2], 0, "still pledged");
    }

    function test_ASuccessorLiftsItsPredecessorsFreeze() external {
        OrderId id = _order(_titleOrder(title, "case 1"));
        OrderDesk successor = OrderDesk(_book("OrderDesk"));
        _admit(address(successor), _kinds(ActKind.OrderRecorded, ActKind.OrderLifted));
        _govern(abi.encodeCall(register.endBook, (address(orderDesk), _time(block.timestamp))));
        Lift memory terms = _liftTerms(subjectOf(title), PartyId.wrap(0), id);
        successor.lift(terms, _sign(address(successor), Typed.hash(terms), _clerks()));
        vm.assertEq(_title(title).liveOrders, 0, "still frozen");
        _transfer(title, alice, bob, 1);
        vm.assertEq(_holding(title, bob).shares[2], 1, "not transferred");
    }
}
