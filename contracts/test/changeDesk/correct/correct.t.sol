// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IChangeDesk} from "../../../interfaces/IChangeDesk.sol";
import {IFilingDesk} from "../../../interfaces/IFilingDesk.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {Burden, FieldGroup, Operation, OrderKind, Role} from "../../../types/Enums.sol";
import {DocumentDigest, LotId, PartyId, PledgeId, RecordRoot, Time, TitleId, subjectOf} from "../../../types/Ids.sol";
import {Correction, Order} from "../../../types/Terms.sol";
import {Holding} from "../../../types/TitleWords.sol";
import {Hand} from "../../Base.sol";
import {Changes} from "../../Changes.sol";

contract CorrectTest is Changes {
    function test_RevertWhen_TheTitleDoesNotExist() external {
        Correction memory terms = _correction(FieldGroup.IDENTITY);
        terms.title = TitleId.wrap(bytes32(uint256(1) << 248));
        _refused(terms, abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, terms.title));
    }

    function test_RevertWhen_TheTitleWasRevoked() external {
        _close(_revoking());
        Correction memory terms = _correction(FieldGroup.IDENTITY);
        _refused(terms, abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, title));
    }

    function test_RevertWhen_TheDossierWentOn() external {
        Correction memory terms = _correction(FieldGroup.IDENTITY);
        terms.seq = 7;
        _refused(terms, abi.encodeWithSelector(IBook.VersionStale.selector, subjectOf(title), 7, 1));
    }

    function test_RevertWhen_NothingIsCorrected() external {
        bytes memory expected = abi.encodeWithSelector(IChangeDesk.CorrectionEmpty.selector, title);
        _refused(_correction(FieldGroup.NONE), expected);
        Correction memory terms = _correction(FieldGroup.IDENTITY);
        terms.record = RecordRoot.wrap(0);
        _refused(terms, expected);
        _correct(_correction(FieldGroup.IDENTITY), _examiners());
        _refused(_correction(FieldGroup.IDENTITY), expected);
    }

    function test_RevertWhen_TooMuchIsPublished() external {
        Correction memory terms = _correction(FieldGroup.DESCRIPTION);
        terms.clear = new bytes(2_049);
        _refused(terms, abi.encodeWithSelector(IFilingDesk.NoticeTooLong.selector, 2_049, 2_048));
    }

    function test_RevertWhen_NoDocumentIsNamed() external {
        Correction memory terms = _correction(FieldGroup.DESCRIPTION);
        terms.instrument = DocumentDigest.wrap(0);
        _refused(terms, abi.encodeWithSelector(IChangeDesk.InstrumentMissing.selector, title));
    }

    function test_RevertWhen_OnePersonSigns() external {
        Correction memory terms = _correction(FieldGroup.DESCRIPTION);
        Hand[] memory alone = _hands(_as(examiner, Role.EXAMINER));
        _refusesCorrection(terms, alone, abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
        _grant(institution, REGISTRY, examiner, _bit(Role.EXAMINER) | _bit(Role.REVIEWER));
        Hand[] memory twice = _hands(_as(examiner, Role.EXAMINER), _as(examiner, Role.REVIEWER));
        _refusesCorrection(terms, twice, abi.encodeWithSelector(IRegister.ActorRepeated.selector, examiner.party));
    }

    function test_RevertWhen_AnotherRegistrysStaffSigns() external {
        Hand[] memory hands = _hands(_as(examiner, Role.EXAMINER), _as(stranger, Role.REVIEWER));
        _refusesCorrection(
            _correction(FieldGroup.DESCRIPTION),
            hands,
            abi.encodeWithSelector(IBook.StaffOfAnotherRegistry.selector, stranger.party, OTHER_REGISTRY, REGISTRY)
        );
    }

    function test_RevertWhen_AHolderIsLeftOut() external {
        Correction memory terms = _correction(FieldGroup.DESCRIPTION);
        terms.holders = new PartyId[](1);
        terms.holders[0] = alice.party;
        _refused(terms, abi.encodeWithSelector(IChangeDesk.HoldersIncomplete.selector, title, 1, 2));
    }

    function test_RevertWhen_AHolderIsNamedTwice() external {
        Correction memory terms = _correction(FieldGroup.DESCRIPTION);
        terms.holders[1] = terms.holders[0];
        _refused(terms, abi.encodeWithSelector(IChangeDesk.HoldersIncomplete.selector, title, 1, 2));
    }

    function test_RevertWhen_OneWhoHoldsNothingIsNamed() external {
        Correction memory terms = _correction(FieldGroup.DESCRIPTION);
        (terms.holders[0], terms.holders[1]) = (alice.party, carol.party);
        if (PartyId.unwrap(alice.party) > PartyId.unwrap(carol.party)) {
            (terms.holders[0], terms.holders[1]) = (carol.party, alice.party);
        }
        _refused(terms, abi.encodeWithSelector(IChangeDesk.HolderWrong.selector, title, carol.party));
    }

    function test_RevertWhen_ADescriptionChangesAndAPledgedLotIsNotNamed() external {
        _pledge(title, alice, bankA, 100_000);
        Correction memory terms = _correction(FieldGroup.DESCRIPTION);
        _refused(terms, abi.encodeWithSelector(ITitleBook.PledgesIncomplete.selector, title, LotId.wrap(0), 0, 0));
    }

    function test_RevertWhen_ALotIsNamedTwice() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Correction memory terms = _correction(FieldGroup.DESCRIPTION);
        terms.lots = new LotId[](2);
        (terms.lots[0], terms.lots[1]) = (lot, lot);
        terms.pledges = new PledgeId[](1);
        terms.pledges[0] = PledgeId.wrap(LotId.unwrap(lot));
        bytes memory expected = abi.encodeWithSelector(ITitleBook.LotNotGivers.selector, title, lot, alice.party);
        _refusesCorrection(terms, _withBank(bankA), expected);
    }

    function test_RevertWhen_APledgeeDoesNotConsent() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Correction memory terms = _withLot(_correction(FieldGroup.DESCRIPTION), lot);
        PledgeId id = PledgeId.wrap(LotId.unwrap(lot));
        _refused(terms, abi.encodeWithSelector(ITitleBook.PledgeeConsentMissing.selector, title, id, bankA.party));
    }

    function test_RevertWhen_ADescriptionChangesUnderAnOrder() external {
        _order(_titleOrder(title, "freeze"));
        Correction memory terms = _correction(FieldGroup.DESCRIPTION);
        _refused(terms, _barred(Operation.DESCRIPTION_CHANGE, Burden.FROZEN, block.timestamp + 365 days));
    }

    function test_RevertWhen_ADescriptionChangesUnderAHoldersOrder() external {
        _order(_holderOrder(title, alice, 4));
        Correction memory terms = _correction(FieldGroup.DESCRIPTION);
        _refused(terms, _barred(Operation.DESCRIPTION_CHANGE, Burden.FROZEN, 0));
    }

    function test_RevertWhen_AnIdentityChangesUnderAnInsolvencyAndNobodyAllowedIt() external {
        Order memory insolvency = _titleOrder(title, "insolvency");
        insolvency.kind = OrderKind.INSOLVENCY;
        _order(insolvency);
        Correction memory terms = _correction(FieldGroup.IDENTITY);
        bytes4 missing = IChangeDesk.AuthorityMissing.selector;
        _refused(terms, abi.encodeWithSelector(missing, title, Operation.IDENTITY_CHANGE, PartyId.wrap(0)));
        terms.court = bankA.party;
        _refused(terms, abi.encodeWithSelector(missing, title, Operation.IDENTITY_CHANGE, bankA.party));
    }

    function test_RevertWhen_TheTermIsOver() external {
        _warp(_end());
        Correction memory terms = _correction(FieldGroup.IDENTITY);
        _refused(terms, _barred(Operation.IDENTITY_CHANGE, Burden.EXPIRED, _end()));
        terms = _correction(FieldGroup.DESCRIPTION);
        _refused(terms, _barred(Operation.DESCRIPTION_CHANGE, Burden.EXPIRED, _end()));
    }

    /// it should keep the new record and give every certificate a new version
    function test_WhenADescriptionIsCorrected() external {
        Holding memory before = _holding(title, alice);
        _correct(_correction(FieldGroup.DESCRIPTION), _examiners());
        Holding memory left = _holding(title, alice);
        vm.assertEq(_root(), keccak256("the right record"), "another record");
        vm.assertEq(left.version, before.version + 1, "alice's version");
        vm.assertEq(_holding(title, bob).version, 2, "bob's version");
        vm.assertEq(abi.encode(left.shares, left.number), abi.encode(before.shares, before.number), "shares or number");
    }

    /// it should go through with every pledgee's consent
    function test_WhenThePledgeesConsent() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        _correct(_withLot(_correction(FieldGroup.DESCRIPTION), lot), _withBank(bankA));
        vm.assertEq(_holding(title, alice).pledged[2], 100_000, "the pledge went");
    }

    /// it should need no pledgee
    function test_WhenAnIdentityIsCorrectedOnAPledgedTitle() external {
        _pledge(title, alice, bankA, 100_000);
        _correct(_correction(FieldGroup.IDENTITY), _examiners());
        vm.assertEq(_root(), keccak256("the right record"), "another record");
    }

    /// it should go through
    function test_WhenTheCourtThatFrozeAllowsAnIdentitysCorrection() external {
        _order(_titleOrder(title, "freeze"));
        Correction memory terms = _correction(FieldGroup.IDENTITY);
        terms.court = court.party;
        _correct(terms, _examiners());
        vm.assertEq(_root(), keccak256("the right record"), "another record");
    }

    function _end() private view returns (uint256) {
        return Time.unwrap(issued.validUntil);
    }

    function _refused(Correction memory terms, bytes memory expected) private {
        _refusesCorrection(terms, _examiners(), expected);
    }

    function _barred(Operation operation, Burden burden, uint256 until) private view returns (bytes memory) {
        PartyId nobody = PartyId.wrap(0);
        return abi.encodeWithSelector(ITitleBook.Barred.selector, title, nobody, operation, burden, _time(until));
    }
}
