// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IPledgeBook} from "../../../interfaces/IPledgeBook.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {PartyKind, Right, SecurityKind} from "../../../types/Enums.sol";
import {PledgeState} from "../../../types/PledgeEnums.sol";
import {
    DocumentDigest,
    LotId,
    PartyId,
    PledgeId,
    Share,
    SubjectId,
    Time,
    TitleId,
    subjectOf,
    subjectOfParty
} from "../../../types/Ids.sol";
import {Pledge} from "../../../types/PledgeTerms.sol";
import {Signer} from "../../../types/Terms.sol";
import {Lot, PledgeRecord, pack, pledgeRecord} from "../../../types/TitleWords.sol";
import {PartyRecord, RECORD, lotKey, pack as packParty, partyRecord, pledgeKey, seqIn} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Mergers} from "../../Mergers.sol";

contract PledgeTest is Mergers {
    TitleId private title;

    function setUp() public override {
        super.setUp();
        title = _sharedTitle();
    }

    function test_RevertWhen_TheRightIsNotTheOperatingRight() external {
        Pledge memory terms = _terms();
        terms.right = Right.USE;
        _refusesPledge(terms, abi.encodeWithSelector(IPledgeBook.OperatingRightNeeded.selector, title, Right.USE));
    }

    function test_RevertWhen_ATermIsMissing() external {
        Pledge memory terms = _terms();
        terms.kind = SecurityKind.NONE;
        _refusesMissing(terms);
        terms = _terms();
        terms.filing = 0;
        _refusesMissing(terms);
        terms = _terms();
        terms.filedAt = Time.wrap(0);
        _refusesMissing(terms);
        terms = _terms();
        terms.ppm = Share.wrap(0);
        _refusesMissing(terms);
        terms = _terms();
        terms.amount = 0;
        _refusesMissing(terms);
        terms = _terms();
        terms.pledgee = terms.pledgor;
        _refusesMissing(terms);
    }

    function test_RevertWhen_TheFilingIsInTheFuture() external {
        Pledge memory terms = _terms();
        terms.filedAt = _time(block.timestamp + 1);
        _refusesMissing(terms);
    }

    function test_RevertWhen_OneSideDoesNotSign() external {
        Pledge memory terms = _terms();
        _refusesSigned(terms, _parties(alice), abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, bankA.party);
        _refusesSigned(terms, _parties(alice, bankB), expected);
        expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party);
        _refusesSigned(terms, _parties(bankA, alice), expected);
    }

    function test_RevertWhen_TheTitleDoesNotExist() external {
        Pledge memory terms = _terms();
        terms.title = TitleId.wrap(bytes32(uint256(1) << 248));
        _refusesPledge(terms, abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, terms.title));
    }

    function test_RevertWhen_ThePledgorIsACourtOrAnOrgan() external {
        Pledge memory terms = _terms();
        terms.pledgor = court.party;
        bytes memory expected = abi.encodeWithSelector(
            IPledgeBook.PledgorKindBarred.selector,
            court.party,
            PartyKind.COURT
        );
        _refusesPledge(terms, expected);
        terms.pledgor = governor.party;
        expected = abi.encodeWithSelector(IPledgeBook.PledgorKindBarred.selector, governor.party, PartyKind.ORGAN);
        _refusesSigned(terms, _parties(governor, bankA), expected);
    }

    function test_RevertWhen_WhoServesThePublicNamesNoReview() external {
        PartyKind[2] memory kinds = [PartyKind.PUBLIC_INTEREST_BODY, PartyKind.PUBLIC_INSTITUTION];
        for (uint256 i = 0; i < kinds.length; ++i) {
            _become(alice, kinds[i]);
            bytes4 selector = IPledgeBook.LegalReviewMissing.selector;
            _refusesPledge(_terms(), abi.encodeWithSelector(selector, alice.party, kinds[i]));
            Pledge memory terms = _terms();
            terms.basis = DocumentDigest.wrap(keccak256(abi.encode("review", i)));
            _pledge(terms);
        }
        vm.assertEq(_holding(title, alice).pledged[2], 200_000, "with the review both stand");
    }

    function test_RevertWhen_WhoAbsorbedThePledgorServesThePublicAndNamesNoReview() external {
        _absorb(alice, carol);
        _become(carol, PartyKind.PUBLIC_INSTITUTION);
        Hand[] memory hands = _parties(_through(alice, carol), bankA);
        Pledge memory terms = _terms();
        bytes4 selector = IPledgeBook.LegalReviewMissing.selector;
        bytes memory expected = abi.encodeWithSelector(selector, alice.party, PartyKind.PUBLIC_INSTITUTION);
        _refusesSigned(terms, hands, expected);
        terms.basis = DocumentDigest.wrap(keccak256("review"));
        pledgeBook.pledge(terms, _sign(address(pledgeBook), _pledgeHash(terms), hands));
        vm.assertEq(_holding(title, alice).pledged[2], 100_000, "with the review it stands");
    }

    function test_RevertWhen_ThePledgeeWasAbsorbed() external {
        _absorb(bankA, carol);
        bytes memory expected = abi.encodeWithSelector(IBook.PartyAbsorbed.selector, bankA.party);
        _refusesSigned(_terms(), _parties(alice, _through(bankA, carol)), expected);
    }

    function test_RevertWhen_ACompanySecuresTheDebtOfAnotherWithoutAResolution() external {
        PartyKind[2] memory kinds = [PartyKind.ENTERPRISE, PartyKind.FINANCIAL_INSTITUTION];
        for (uint256 i = 0; i < kinds.length; ++i) {
            _become(alice, kinds[i]);
            Pledge memory terms = _terms();
            terms.forAnother = true;
            bytes4 selector = IPledgeBook.ResolutionMissing.selector;
            _refusesPledge(terms, abi.encodeWithSelector(selector, alice.party, kinds[i]));
            terms.basis = DocumentDigest.wrap(keccak256(abi.encode("resolution", i)));
            _pledge(terms);
        }
        _become(alice, PartyKind.NATURAL_PERSON);
        Pledge memory own = _terms();
        own.forAnother = true;
        _pledge(own);
        vm.assertEq(_holding(title, alice).pledged[2], 300_000, "with the resolution, and a person without");
    }

    function test_RevertWhen_TheDebtFallsDueAfterTheTermOfTheTitle() external {
        Pledge memory terms = _terms();
        Time end = _title(title).validUntil;
        terms.termEnd = _time(Time.unwrap(end) + 1);
        _refusesPledge(terms, abi.encodeWithSelector(IPledgeBook.TermOverrun.selector, title, terms.termEnd, end));
        terms.pastTerm = true;
        _pledge(terms);
        terms = _terms();
        terms.termEnd = end;
        _pledge(terms);
        vm.assertEq(_holding(title, alice).pledged[2], 200_000, "accepted, and on the last second");
    }

    function test_RevertWhen_TheLotDiffers() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Pledge memory terms = _pledgeTerms(title, alice, bankB, 99_999);
        terms.lot = lot;
        _refusesPledge(terms, _differs(lot));
        terms = _pledgeTerms(title, bob, bankB, 100_000);
        terms.lot = lot;
        _refusesPledge(terms, _differs(lot));
        terms = _terms();
        terms.lot = LotId.wrap(keccak256("unknown"));
        _refusesPledge(terms, _differs(terms.lot));
        _release(title, lot, PledgeId.wrap(LotId.unwrap(lot)), bankA);
        terms = _pledgeTerms(title, alice, bankB, 100_000);
        terms.lot = lot;
        _refusesPledge(terms, _differs(lot));
    }

    function test_RevertWhen_TheLotIsFull() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Lot memory full = _lot(title, lot);
        full.open = 200;
        bytes32 slot = keccak256(abi.encode(subjectOf(title), 1));
        vm.store(address(register), keccak256(abi.encode(lotKey(lot), slot)), pack(full));
        Pledge memory terms = _pledgeTerms(title, alice, bankB, 100_000);
        terms.lot = lot;
        _refusesPledge(terms, abi.encodeWithSelector(IPledgeBook.LotFull.selector, title, lot));
    }

    /// it should carve a lot from the free share
    function test_WhenNoLotIsNamed() external {
        Pledge memory terms = _terms();
        PledgeId id = _pledge(terms);
        LotId lot = LotId.wrap(PledgeId.unwrap(id));
        Lot memory carved = _lot(title, lot);
        vm.assertEq(PartyId.unwrap(carved.holder), PartyId.unwrap(alice.party), "the lot's holder");
        vm.assertEq(Share.unwrap(carved.ppm), 100_000, "the lot's share");
        vm.assertEq(carved.open, 1, "the lot's pledges");
        PledgeRecord memory record = pledgeRecord(register.word(subjectOf(title), pledgeKey(lot, id)));
        vm.assertTrue(record.state == PledgeState.RECORDED, "the pledge");
        vm.assertEq(Time.unwrap(record.filedAt), Time.unwrap(terms.filedAt), "its rank's time");
        vm.assertEq(PartyId.unwrap(record.pledgee), PartyId.unwrap(bankA.party), "its pledgee");
        vm.assertEq(_holding(title, alice).pledged[2], 100_000, "the pledged sum");
        vm.assertEq(_holding(title, alice).version, 2, "the holding's version");
    }

    /// it should rest on the same lot and count the share once
    function test_WhenALotIsNamed() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        _junior(title, lot, bankB);
        vm.assertEq(_lot(title, lot).open, 2, "the lot's pledges");
        vm.assertEq(_holding(title, alice).pledged[2], 100_000, "the pledged sum");
        vm.assertEq(_holding(title, alice).version, 2, "the holding's version");
    }

    /// The party's kind as another enrolment would have made it.
    function _become(Actor memory actor, PartyKind kind) private {
        SubjectId subject = subjectOfParty(actor.party);
        PartyRecord memory record = partyRecord(register.word(subject, RECORD));
        uint256 count = seqIn(register.word(subject, RECORD));
        record.kind = kind;
        bytes32 slot = keccak256(abi.encode(subject, 1));
        bytes32 word = bytes32(uint256(packParty(record)) | count);
        vm.store(address(register), keccak256(abi.encode(RECORD, slot)), word);
    }

    function _terms() private view returns (Pledge memory) {
        return _pledgeTerms(title, alice, bankA, 100_000);
    }

    function _differs(LotId lot) private view returns (bytes memory) {
        return abi.encodeWithSelector(IPledgeBook.LotDiffers.selector, title, lot);
    }

    function _refusesMissing(Pledge memory terms) private {
        _refusesPledge(terms, abi.encodeWithSelector(IPledgeBook.PledgeTermsMissing.selector, title));
    }

    function _refusesPledge(Pledge memory terms, bytes memory expected) private {
        _refusesSigned(terms, _parties(_actorOf(terms.pledgor), _actorOf(terms.pledgee)), expected);
    }

    function _refusesSigned(Pledge memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _sign(address(pledgeBook), _pledgeHash(terms), hands);
        _refuses(address(pledgeBook), abi.encodeCall(pledgeBook.pledge, (terms, signers)), expected);
    }
}
