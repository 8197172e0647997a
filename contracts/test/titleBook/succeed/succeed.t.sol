// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IChangeDesk} from "../../../interfaces/IChangeDesk.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {EndGround, Role} from "../../../types/Enums.sol";
import {PartyId, Time, TitleId, subjectOf, titleIdOf} from "../../../types/Ids.sol";
import {Application, Closing, Issue, Signer, Succession} from "../../../types/Terms.sol";
import {Tag, keyOf, successorKey} from "../../../types/Words.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {Base} from "../../Base.sol";
import {Changes} from "../../Changes.sol";
import {Mergers} from "../../Mergers.sol";
import {Typed} from "../../Typed.sol";

/// The shared title is the one before; the one that follows is registered over the same data.
contract SucceedTest is Changes, Mergers {
    TitleId private _new;
    Issue private _again;

    function setUp() public override(Base, Changes) {
        super.setUp();
    }

    function test_RevertWhen_AnotherIssueIsShown() external {
        _cancelled();
        Succession memory terms = _succession();
        terms.issued.seq += 1;
        _refused(terms, abi.encodeWithSelector(IChangeDesk.IssueWrong.selector, _new, _idOf(terms.issued)));
        terms = _succession();
        terms.before.seq += 1;
        _refused(terms, abi.encodeWithSelector(IChangeDesk.IssueWrong.selector, title, _idOf(terms.before)));
    }

    function test_RevertWhen_TheTitleThatFollowsHasEnded() external {
        _cancelled();
        Succession memory terms = _succession();
        (terms.title, terms.predecessor) = (terms.predecessor, terms.title);
        (terms.issued, terms.before) = (terms.before, terms.issued);
        _refused(terms, abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, title));
    }

    function test_RevertWhen_TheDataAreOthers() external {
        _cancelled();
        Application memory other = _alicesApplication();
        (_new, _again) = _titled(other);
        Succession memory terms = _succession();
        terms.holders = new PartyId[](1);
        terms.holders[0] = alice.party;
        _refused(terms, abi.encodeWithSelector(ITitleBook.PredecessorDiffers.selector, _new, title));
    }

    function test_RevertWhen_ThePredecessorIsTheYounger() external {
        Application memory carols = _sharedApplication();
        carols.splits = _splits(_split(carol, 1_000_000, 0, 0));
        (_new, _again) = _titled(carols);
        Succession memory terms = _succession();
        (terms.title, terms.predecessor) = (title, _new);
        (terms.issued, terms.before) = (terms.before, terms.issued);
        _refused(terms, abi.encodeWithSelector(ITitleBook.PredecessorDiffers.selector, title, _new));
    }

    function test_RevertWhen_ThePredecessorLives() external {
        Application memory carols = _sharedApplication();
        carols.splits = _splits(_split(carol, 1_000_000, 0, 0));
        (_new, _again) = _titled(carols);
        Succession memory terms = _succession();
        bytes4 lives = ITitleBook.PredecessorLives.selector;
        _refused(terms, abi.encodeWithSelector(lives, title, issued.validUntil));
    }

    function test_RevertWhen_AHolderIsLeftOut() external {
        _cancelled();
        Succession memory terms = _succession();
        terms.holders = new PartyId[](1);
        terms.holders[0] = alice.party;
        _refused(terms, _ofAnother(0));
    }

    function test_RevertWhen_AHolderIsNamedTwice() external {
        _cancelled();
        Succession memory terms = _succession();
        terms.holders[1] = terms.holders[0];
        _refused(terms, _ofAnother(1));
    }

    function test_RevertWhen_AHolderDidNotHoldThePredecessor() external {
        _cancelled();
        _transfer(_new, alice, carol, 700_000);
        Succession memory terms = _succession();
        terms.holders = new PartyId[](3);
        (terms.holders[0], terms.holders[1], terms.holders[2]) = _ascending();
        uint256 place = 0;
        while (PartyId.unwrap(terms.holders[place]) != PartyId.unwrap(carol.party)) ++place;
        _refused(terms, _ofAnother(place));
    }

    function test_RevertWhen_OneOfTwoHoldersIsNamedByWhomItAbsorbedToo() external {
        _transfer(title, alice, carol, 1);
        _cancelled();
        _absorb(carol, bob);
        Succession memory terms = _succession();
        bool bobIsFirst = PartyId.unwrap(terms.holders[0]) == PartyId.unwrap(bob.party);
        terms.holders[bobIsFirst ? 1 : 0] = carol.party;
        _refused(terms, _ofAnother(1));
    }

    function test_RevertWhen_ThePredecessorIsNamedAlready() external {
        _cancelled();
        _succeed(_succession());
        _refused(_succession(), abi.encodeWithSelector(ITitleBook.PredecessorNamedBefore.selector, _new));
    }

    function test_RevertWhen_TheSealKeeperDoesNotSign() external {
        _cancelled();
        Succession memory terms = _succession();
        Signer[] memory signers = _sign(address(titleBook), Typed.hash(terms), _hands(_as(examiner, Role.EXAMINER)));
        _refuses(
            address(titleBook),
            abi.encodeCall(titleBook.succeed, (terms, signers)),
            abi.encodeWithSelector(IBook.StaffMissing.selector, 0, Role.SEAL_KEEPER, REGISTRY)
        );
    }

    /// it should name each title in the other's dossier
    function test_WhenACancelledTitleIsRegisteredAnew() external {
        _cancelled();
        _succeed(_succession());
        bytes32 before = register.word(subjectOf(_new), keyOf(Tag.PREDECESSOR, 0));
        vm.assertEq(before, TitleId.unwrap(title), "another predecessor");
        bytes32 named = register.word(subjectOf(title), successorKey(_new));
        vm.assertEq(named, bytes32(uint256(1)), "no successor");
    }

    /// it should go through, for its term is over
    function test_WhenALapsedTitleIsFollowedByAnother() external {
        _warp(Time.unwrap(issued.validUntil) - 1 days);
        Application memory carols = _sharedApplication();
        carols.splits = _splits(_split(carol, 1_000_000, 0, 0));
        _transfer(title, alice, carol, 1);
        (_new, _again) = _titled(carols);
        Succession memory terms = _succession();
        terms.holders = new PartyId[](1);
        terms.holders[0] = carol.party;
        _succeed(terms);
        vm.assertEq(register.word(subjectOf(title), successorKey(_new)), bytes32(uint256(1)), "no successor");
    }

    /// it should go through, named by whom it absorbed
    function test_WhenWhoAbsorbedAHolderRegistersTheDataAnew() external {
        Closing memory ended = _closing(EndGround.LAW);
        changeDesk.cancel(ended, _content(), _signed(ended, _examiners()));
        _absorb(alice, carol);
        Application memory carols = _sharedApplication();
        carols.splits = _splits(_split(carol, 1_000_000, 0, 0));
        (_new, _again) = _titled(carols);
        Succession memory terms = _succession();
        terms.holders = new PartyId[](1);
        PartyId[2] memory others = [carol.party, bob.party];
        for (uint256 i = 0; i < 2; ++i) {
            terms.holders[0] = others[i];
            _refused(terms, _ofAnother(0));
        }
        terms.holders[0] = alice.party;
        _succeed(terms);
        vm.assertEq(register.word(subjectOf(title), successorKey(_new)), bytes32(uint256(1)), "no successor");
    }

    /// The shared title is cancelled, and all who held it register the data anew.
    function _cancelled() private {
        Closing memory terms = _closing(EndGround.LAW);
        changeDesk.cancel(terms, _content(), _signed(terms, _examiners()));
        (_new, _again) = _titled(_sharedApplication());
    }

    function _succession() private view returns (Succession memory s) {
        s.title = _new;
        s.predecessor = title;
        s.issued = _again;
        s.before = issued;
        s.holders = new PartyId[](2);
        (s.holders[0], s.holders[1]) = (_content().splits[0].holder, _content().splits[1].holder);
        s.deadline = DEADLINE;
    }

    function _sealed(Succession memory terms) private view returns (Signer[] memory) {
        return _sign(address(titleBook), Typed.hash(terms), _hands(_as(acceptance, Role.SEAL_KEEPER)));
    }

    function _succeed(Succession memory terms) private {
        titleBook.succeed(terms, _sealed(terms));
    }

    function _refused(Succession memory terms, bytes memory expected) private {
        _refuses(address(titleBook), abi.encodeCall(titleBook.succeed, (terms, _sealed(terms))), expected);
    }

    function _ofAnother(uint256 place) private view returns (bytes memory) {
        return abi.encodeWithSelector(ITitleBook.PredecessorOfAnother.selector, title, place);
    }

    function _idOf(Issue memory terms) private pure returns (TitleId) {
        return titleIdOf(TermsHash.flat(TermsHash.ISSUE, abi.encode(terms)));
    }

    /// Alice, bob and carol in the order of their ids.
    function _ascending() private view returns (PartyId, PartyId, PartyId) {
        (PartyId a, PartyId b) = (_content().splits[0].holder, _content().splits[1].holder);
        uint256 c = uint256(PartyId.unwrap(carol.party));
        if (c < uint256(PartyId.unwrap(a))) return (carol.party, a, b);
        return c < uint256(PartyId.unwrap(b)) ? (a, carol.party, b) : (a, b, carol.party);
    }
}
