// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {ILicenceBook} from "../../../interfaces/ILicenceBook.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {Burden, Operation, Right} from "../../../types/Enums.sol";
import {DocumentDigest, LicenceId, LotId, PledgeId, RecordRoot, Time, TitleId, sameParty} from "../../../types/Ids.sol";
import {Licence} from "../../../types/LicenceTerms.sol";
import {LicenceRecord, Licensed} from "../../../types/LicenceWords.sol";
import {Order, Signer} from "../../../types/Terms.sol";
import {LicenceState} from "../../../types/UseEnums.sol";
import {Hand} from "../../Base.sol";
import {Typed} from "../../Typed.sol";
import {Licensing} from "../Licensing.sol";

contract GrantTest is Licensing {
    TitleId private title;

    function setUp() public override {
        super.setUp();
        title = _alicesTitle();
    }

    function test_RevertWhen_TheRightToHoldIsLicensed() external {
        Licence memory terms = _terms();
        terms.right = Right.HOLD;
        _refusesWrong(terms);
    }

    function test_RevertWhen_OneForOwnUseIsExclusiveOrToOperate() external {
        Licence memory terms = _terms();
        terms.entrusted = true;
        _refusesWrong(terms);
        terms.right = Right.USE;
        terms.exclusive = true;
        _refusesWrong(terms);
    }

    function test_RevertWhen_ScopeOrContractIsMissing() external {
        Licence memory terms = _terms();
        terms.scope = RecordRoot.wrap(0);
        _refusesWrong(terms);
        terms = _terms();
        terms.document = DocumentDigest.wrap(0);
        _refusesWrong(terms);
    }

    function test_RevertWhen_TheLicensorLicensesItself() external {
        Licence memory terms = _terms();
        terms.licensee = terms.licensor;
        _refusesWrong(terms);
    }

    function test_RevertWhen_OneSideDoesNotSign() external {
        Licence memory terms = _terms();
        _refusesSigned(terms, _parties(alice), abi.encodeWithSelector(IBook.SignerMissing.selector, 1, bob.party));
        _refusesSigned(
            terms,
            _parties(bob, alice),
            abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party)
        );
    }

    function test_RevertWhen_TheTitleDoesNotExist() external {
        Licence memory terms = _terms();
        terms.title = TitleId.wrap(bytes32(uint256(1) << 248));
        _refusesLicence(terms, abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, terms.title));
    }

    function test_RevertWhen_ItRunsBeyondTheTitle() external {
        Licence memory terms = _terms();
        terms.until = Time.wrap(Time.unwrap(_title(title).validUntil) + 1);
        _refusesPeriod(terms);
        terms.until = _title(title).validUntil;
        terms.from = Time.wrap(Time.unwrap(_title(title).registeredAt) - 1);
        _refusesPeriod(terms);
    }

    function test_RevertWhen_ItIsOverOrNeverBegins() external {
        _warp(block.timestamp + 2 days);
        Licence memory terms = _terms();
        (terms.from, terms.until) = (_time(block.timestamp - 1 days), _time(block.timestamp));
        _refusesPeriod(terms);
        (terms.from, terms.until) = (_time(block.timestamp + 2 days), _time(block.timestamp + 2 days));
        _refusesPeriod(terms);
    }

    function test_RevertWhen_TheLicensorHoldsNothing() external {
        Licence memory terms = _licenceTerms(title, carol, bob);
        _refusesHolding(terms);
    }

    function test_RevertWhen_TheLicensorMayUseButNotOperate() external {
        title = _shared();
        Licence memory terms = _licenceTerms(title, bob, carol);
        terms.right = Right.USE;
        _refusesHolding(terms);
    }

    function test_RevertWhen_ACoHolderLicensesExclusively() external {
        title = _sharedTitle();
        Licence memory terms = _terms();
        terms.licensee = carol.party;
        terms.exclusive = true;
        bytes4 selector = ILicenceBook.ExclusiveNeedsWhole.selector;
        _refusesLicence(terms, abi.encodeWithSelector(selector, title, alice.party, Right.OPER, 700_000));
    }

    function test_RevertWhen_AnExclusiveOneRuns() external {
        Licence memory terms = _terms();
        terms.exclusive = true;
        _grant(terms);
        Licence memory other = _terms();
        other.licensee = carol.party;
        bytes4 selector = ILicenceBook.LicenceExcluded.selector;
        _refusesLicence(other, abi.encodeWithSelector(selector, title, other.right, terms.until));
    }

    function test_RevertWhen_AnOrderBarsTheLicensor() external {
        Order memory freeze = _holderOrder(title, alice, 4);
        _order(freeze);
        _refusesBarred(_terms(), freeze.until);
        Licence memory terms = _terms();
        terms.right = Right.USE;
        _refusesBarred(terms, freeze.until);
    }

    function test_RevertWhen_TheTitleHasExpired() external {
        Licence memory terms = _terms();
        _warp(Time.unwrap(_title(title).validUntil));
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.Barred.selector,
            title,
            alice.party,
            Operation.LICENCE,
            Burden.EXPIRED,
            _title(title).validUntil
        );
        _refusesLicence(terms, expected);
    }

    function test_RevertWhen_APledgeeDoesNotConsent() external {
        LotId lot = _pledge(title, alice, bankA, 500_000);
        Licence memory terms = _terms();
        bytes4 selector = ITitleBook.PledgesIncomplete.selector;
        _refusesLicence(terms, abi.encodeWithSelector(selector, title, LotId.wrap(0), 0, 0));
        _named(terms, lot);
        PledgeId pledge = terms.pledges[0];
        selector = ITitleBook.PledgeeConsentMissing.selector;
        _refusesLicence(terms, abi.encodeWithSelector(selector, title, pledge, bankA.party));
        _refusesSigned(
            terms,
            _parties(alice, bob, bankB),
            abi.encodeWithSelector(selector, title, pledge, bankA.party)
        );
    }

    function test_RevertWhen_AnotherHoldersLotIsNamed() external {
        title = _sharedTitle();
        _pledge(title, alice, bankA, 300_000);
        LotId bobs = _pledge(title, bob, bankA, 300_000);
        Licence memory terms = _licenceTerms(title, alice, carol);
        _named(terms, bobs);
        bytes memory expected = abi.encodeWithSelector(ILicenceBook.LotNotLicensors.selector, title, bobs, alice.party);
        _refusesSigned(terms, _parties(alice, carol, bankA), expected);
    }

    function test_RevertWhen_ItIsGivenInTwice() external {
        Licence memory terms = _terms();
        LicenceId id = _grant(terms);
        _refusesLicence(terms, abi.encodeWithSelector(ILicenceBook.LicenceExists.selector, title, id));
    }

    /// it should keep to whom, which right and until when
    function test_WhenBothSidesSign() external {
        Licence memory terms = _terms();
        LicenceId id = _grant(terms);
        vm.assertEq(LicenceId.unwrap(id), Typed.hash(terms), "the id");
        LicenceRecord memory record = _licence(title, id);
        vm.assertTrue(record.state == LicenceState.GRANTED, "state");
        vm.assertTrue(sameParty(record.licensee, bob.party), "licensee");
        vm.assertTrue(record.right == Right.OPER && !record.exclusive, "right");
        vm.assertEq(Time.unwrap(record.until), Time.unwrap(terms.until), "until");
        vm.assertTrue(sameParty(_licensor(title, id).party, alice.party), "licensor");
        Licensed memory licensed = _licensed(title, Right.OPER);
        vm.assertEq(licensed.plain, 1, "plain");
        vm.assertEq(Time.unwrap(licensed.plainUntil), Time.unwrap(terms.until), "plain until");
    }

    /// it should count them and keep the latest end
    function test_WhenSeveralPlainOnesRun() external {
        Licence memory terms = _terms();
        _grant(terms);
        Licence memory shorter = _terms();
        shorter.licensee = carol.party;
        shorter.until = _time(block.timestamp + 10 days);
        _grant(shorter);
        Licensed memory licensed = _licensed(title, Right.OPER);
        vm.assertEq(licensed.plain, 2, "plain");
        vm.assertEq(Time.unwrap(licensed.plainUntil), Time.unwrap(terms.until), "plain until");
    }

    /// it should leave the other right free
    function test_WhenTheExclusiveOneIsOfAnotherRight() external {
        Licence memory terms = _terms();
        terms.exclusive = true;
        _grant(terms);
        Licence memory other = _terms();
        other.right = Right.USE;
        other.licensee = carol.party;
        LicenceId id = _grant(other);
        vm.assertTrue(_licence(title, id).state == LicenceState.GRANTED, "not granted");
    }

    /// it should let the next one in
    function test_WhenTheExclusiveOneHasRunOut() external {
        Licence memory terms = _terms();
        terms.exclusive = true;
        _grant(terms);
        _warp(Time.unwrap(terms.until));
        terms = _terms();
        terms.licensee = carol.party;
        terms.exclusive = true;
        _grant(terms);
        vm.assertEq(Time.unwrap(_licensed(title, Right.OPER).exclusiveUntil), Time.unwrap(terms.until), "until");
    }

    /// it should be let in
    function test_WhenWhoMayOnlyUseEntrustsItsOwnUse() external {
        title = _shared();
        Licence memory terms = _licenceTerms(title, bob, carol);
        terms.right = Right.USE;
        terms.entrusted = true;
        LicenceId id = _grant(terms);
        vm.assertTrue(_licence(title, id).state == LicenceState.GRANTED, "not granted");
    }

    /// it should go through with them
    function test_WhenEveryPledgeeConsents() external {
        Licence memory terms = _terms();
        _named(terms, _pledge(title, alice, bankA, 500_000));
        LicenceId id = licenceBook.grant(terms, _signedLicence(terms, _parties(alice, bob, bankA)));
        vm.assertTrue(_licence(title, id).state == LicenceState.GRANTED, "not granted");
    }

    /// Alice holds all, and bob half of the right to use.
    function _shared() private returns (TitleId) {
        return
            _issue(
                _application(
                    "half used",
                    _splits(_split(alice, 1_000_000, 500_000, 1_000_000), _split(bob, 0, 500_000, 0))
                )
            );
    }

    function _terms() private view returns (Licence memory) {
        return _licenceTerms(title, alice, bob);
    }

    function _refusesWrong(Licence memory terms) private {
        _refusesLicence(terms, abi.encodeWithSelector(ILicenceBook.LicenceTermsWrong.selector, terms.title));
    }

    function _refusesHolding(Licence memory terms) private {
        bytes4 selector = ILicenceBook.LicensorHoldsNot.selector;
        _refusesLicence(terms, abi.encodeWithSelector(selector, title, terms.licensor, terms.right));
    }

    function _refusesPeriod(Licence memory terms) private {
        bytes4 selector = ILicenceBook.LicencePeriodWrong.selector;
        _refusesLicence(
            terms,
            abi.encodeWithSelector(selector, title, terms.from, terms.until, _title(title).validUntil)
        );
    }

    function _refusesBarred(Licence memory terms, Time until) private {
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.Barred.selector,
            title,
            alice.party,
            Operation.LICENCE,
            Burden.FROZEN,
            until
        );
        _refusesLicence(terms, expected);
    }

    function _refusesLicence(Licence memory terms, bytes memory expected) private {
        _refusesSigned(terms, _parties(_actorOf(terms.licensor), _actorOf(terms.licensee)), expected);
    }

    function _refusesSigned(Licence memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _signedLicence(terms, hands);
        _refuses(address(licenceBook), abi.encodeCall(licenceBook.grant, (terms, signers)), expected);
    }
}
