// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {ILicenceBook} from "../../../interfaces/ILicenceBook.sol";
import {IOrderDesk} from "../../../interfaces/IOrderDesk.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {PartyKind, Right, Role} from "../../../types/Enums.sol";
import {DocumentDigest, LicenceId, PartyId, Time, TitleId} from "../../../types/Ids.sol";
import {Licence, LicenceEnding} from "../../../types/LicenceTerms.sol";
import {Licensed} from "../../../types/LicenceWords.sol";
import {Signer} from "../../../types/Terms.sol";
import {LicenceEndGround, LicenceState} from "../../../types/UseEnums.sol";
import {Hand} from "../../Base.sol";
import {Licensing} from "../Licensing.sol";

contract EndTest is Licensing {
    TitleId private title;
    LicenceId private id;
    Time private until;

    function setUp() public override {
        super.setUp();
        title = _alicesTitle();
        Licence memory terms = _licenceTerms(title, alice, bob);
        until = terms.until;
        id = _grant(terms);
    }

    function test_RevertWhen_TheLicenceDoesNotStand() external {
        LicenceEnding memory terms = _endingOf(title, id, LicenceEndGround.WAIVED);
        terms.licence = LicenceId.wrap(keccak256("no licence"));
        bytes4 selector = ILicenceBook.LicenceNotGranted.selector;
        _refusesEnding(terms, _parties(bob), abi.encodeWithSelector(selector, title, terms.licence));
        terms.licence = id;
        _end(terms, _parties(bob));
        _refusesEnding(terms, _parties(bob), abi.encodeWithSelector(selector, title, id));
    }

    function test_RevertWhen_ItIsEndedEarlyAfterItsTerm() external {
        _warp(Time.unwrap(until));
        bytes memory expected = abi.encodeWithSelector(ILicenceBook.LicenceRunWrong.selector, title, id, until);
        _refusesEnding(_endingOf(title, id, LicenceEndGround.WAIVED), _parties(bob), expected);
    }

    function test_RevertWhen_ItIsSaidToHaveRunOutBeforeItsTerm() external {
        _warp(Time.unwrap(until) - 1);
        bytes memory expected = abi.encodeWithSelector(ILicenceBook.LicenceRunWrong.selector, title, id, until);
        _refusesEnding(_endingOf(title, id, LicenceEndGround.RUN_OUT), _parties(alice), expected);
    }

    function test_RevertWhen_TheGroundIsNotFounded() external {
        LicenceEnding memory terms = _endingOf(title, id, LicenceEndGround.NONE);
        _refusesGround(terms, _parties(alice));
        terms = _endingOf(title, id, LicenceEndGround.AGREED);
        terms.document = DocumentDigest.wrap(0);
        _refusesGround(terms, _parties(alice, bob));
        terms = _endingOf(title, id, LicenceEndGround.AGREED);
        terms.court = court.party;
        _refusesGround(terms, _parties(alice, bob));
        terms = _endingOf(title, id, LicenceEndGround.ORDERED);
        terms.court = PartyId.wrap(0);
        _refusesGround(terms, _clerks());
    }

    function test_RevertWhen_TheTimeAfterTheNoticeDoesNotRun() external {
        LicenceEnding memory terms = _endingOf(title, id, LicenceEndGround.BREACH);
        _refusesBreach(terms, 0);
        _notify(title, id, alice);
        uint256 noticed = block.timestamp;
        _warp(noticed + 30 days - 1);
        _refusesBreach(terms, noticed);
    }

    function test_RevertWhen_AYearHasPassedSinceTheNotice() external {
        Licence memory longer = _licenceTerms(title, alice, carol);
        longer.until = _title(title).validUntil;
        id = _grant(longer);
        _notify(title, id, alice);
        uint256 noticed = block.timestamp;
        _warp(noticed + 365 days + 1);
        _refusesBreach(_endingOf(title, id, LicenceEndGround.BREACH), noticed);
    }

    function test_RevertWhen_TheWrongSideSigns() external {
        LicenceEnding memory terms = _endingOf(title, id, LicenceEndGround.WAIVED);
        bytes memory bobMissing = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, bob.party);
        _refusesEnding(terms, _parties(alice), bobMissing);
        terms = _endingOf(title, id, LicenceEndGround.AGREED);
        _refusesEnding(terms, _parties(alice), abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, bob.party);
        _refusesEnding(terms, _parties(alice, carol), expected);
        _notify(title, id, alice);
        _warp(block.timestamp + 30 days);
        terms = _endingOf(title, id, LicenceEndGround.BREACH);
        expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party);
        _refusesEnding(terms, _parties(bob), expected);
    }

    function test_RevertWhen_NeitherCourtNorOrganOrders() external {
        LicenceEnding memory terms = _endingOf(title, id, LicenceEndGround.ORDERED);
        terms.court = bankA.party;
        bytes4 selector = IOrderDesk.OrderingPartyWrong.selector;
        bytes memory expected = abi.encodeWithSelector(selector, bankA.party, PartyKind.FINANCIAL_INSTITUTION);
        _refusesEnding(terms, _clerks(), expected);
    }

    function test_RevertWhen_OtherStaffEntersTheOrder() external {
        LicenceEnding memory terms = _endingOf(title, id, LicenceEndGround.ORDERED);
        bytes memory expected = abi.encodeWithSelector(IBook.StaffMissing.selector, 1, Role.ORDER_CLERK, REGISTRY);
        _refusesEnding(terms, _hands(_as(clerkA, Role.ORDER_CLERK), _as(examiner, Role.EXAMINER)), expected);
        expected = abi.encodeWithSelector(
            IBook.StaffOfAnotherRegistry.selector,
            stranger.party,
            OTHER_REGISTRY,
            REGISTRY
        );
        _refusesEnding(terms, _hands(_as(clerkA, Role.ORDER_CLERK), _as(stranger, Role.ORDER_CLERK)), expected);
        expected = abi.encodeWithSelector(IRegister.ActorRepeated.selector, clerkA.party);
        _refusesEnding(terms, _hands(_as(clerkA, Role.ORDER_CLERK), _as(clerkA, Role.ORDER_CLERK)), expected);
    }

    /// it should count it no more
    function test_WhenBothAgree() external {
        _end(_endingOf(title, id, LicenceEndGround.AGREED), _parties(alice, bob));
        _assertEnded();
    }

    /// it should count it no more
    function test_WhenTheLicenseeWaives() external {
        _end(_endingOf(title, id, LicenceEndGround.WAIVED), _parties(bob));
        _assertEnded();
    }

    /// it should let the licensor end it
    function test_WhenThirtyDaysHavePassedSinceTheNotice() external {
        _notify(title, id, alice);
        _warp(block.timestamp + 30 days);
        _end(_endingOf(title, id, LicenceEndGround.BREACH), _parties(alice));
        _assertEnded();
    }

    /// it should count it no more
    function test_WhenACourtOrders() external {
        _end(_endingOf(title, id, LicenceEndGround.ORDERED), _clerks());
        _assertEnded();
    }

    /// it should leave the others counted, and let an exclusive one in once none is left
    function test_WhenOneOfSeveralRunsOut() external {
        Licence memory longer = _licenceTerms(title, alice, carol);
        longer.until = _title(title).validUntil;
        LicenceId other = _grant(longer);
        _end(_endingOf(title, other, LicenceEndGround.WAIVED), _parties(carol));
        _warp(Time.unwrap(until));
        vm.assertEq(_licensed(title, Right.OPER).plain, 1, "plain before");
        LicenceEnding memory terms = _endingOf(title, id, LicenceEndGround.RUN_OUT);
        terms.document = DocumentDigest.wrap(0);
        _end(terms, _parties(alice));
        _assertEnded();
        Licence memory exclusive = _licenceTerms(title, alice, bob);
        exclusive.exclusive = true;
        vm.assertTrue(_licence(title, _grant(exclusive)).exclusive, "not exclusive");
    }

    /// it should leave the newer one in force
    function test_WhenAnExclusiveOneRanOutAndANewerOneRuns() external {
        _end(_endingOf(title, id, LicenceEndGround.AGREED), _parties(alice, bob));
        Licence memory first = _licenceTerms(title, alice, bob);
        first.exclusive = true;
        id = _grant(first);
        _warp(Time.unwrap(first.until));
        Licence memory second = _licenceTerms(title, alice, carol);
        second.exclusive = true;
        LicenceId newer = _grant(second);
        _end(_endingOf(title, id, LicenceEndGround.RUN_OUT), _parties(alice));
        Licensed memory licensed = _licensed(title, Right.OPER);
        vm.assertEq(Time.unwrap(licensed.exclusiveUntil), Time.unwrap(second.until), "the newer one's end");
        _end(_endingOf(title, newer, LicenceEndGround.WAIVED), _parties(carol));
        vm.assertEq(Time.unwrap(_licensed(title, Right.OPER).exclusiveUntil), 0, "exclusive until");
    }

    function _assertEnded() private view {
        vm.assertTrue(_licence(title, id).state == LicenceState.ENDED, "state");
        Licensed memory licensed = _licensed(title, Right.OPER);
        vm.assertEq(licensed.plain, 0, "plain");
        vm.assertEq(Time.unwrap(licensed.plainUntil), 0, "plain until");
    }

    function _refusesGround(LicenceEnding memory terms, Hand[] memory hands) private {
        bytes4 selector = ILicenceBook.LicenceEndWrong.selector;
        _refusesEnding(terms, hands, abi.encodeWithSelector(selector, title, id, terms.ground));
    }

    function _refusesBreach(LicenceEnding memory terms, uint256 noticed) private {
        bytes memory expected = abi.encodeWithSelector(
            ILicenceBook.BreachPeriodWrong.selector,
            title,
            id,
            noticed,
            noticed + 30 days,
            noticed + 365 days
        );
        _refusesEnding(terms, _parties(alice), expected);
    }

    function _refusesEnding(LicenceEnding memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _signedEnding(terms, hands);
        _refuses(address(licenceBook), abi.encodeCall(licenceBook.end, (terms, signers)), expected);
    }
}
