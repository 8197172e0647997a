// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IChangeDesk} from "../../../interfaces/IChangeDesk.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {EndGround, Operation, TitleState} from "../../../types/Enums.sol";
import {PledgeState} from "../../../types/PledgeEnums.sol";
import {
    DocumentDigest,
    LotId,
    PartyId,
    PledgeId,
    Time,
    TitleId,
    objectSubject,
    subjectOf,
    titleIdOf
} from "../../../types/Ids.sol";
import {Application, Closing, Transfer} from "../../../types/Terms.sol";
import {Holding, pledgeRecord, titleRecord} from "../../../types/TitleWords.sol";
import {RECORD, Tag, filingKey, keyOf, pledgeKey} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Changes} from "../../Changes.sol";
import {Typed} from "../../Typed.sol";

contract RevokeTest is Changes {
    function test_RevertWhen_TheTitleWasRevokedBefore() external {
        _close(_revoking());
        _refusesRevocation(_revoking(), abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, title));
    }

    function test_RevertWhen_TheDossierWentOn() external {
        Closing memory terms = _revoking();
        terms.seq = 0;
        _refusesRevocation(terms, abi.encodeWithSelector(IBook.VersionStale.selector, subjectOf(title), 0, 1));
    }

    function test_RevertWhen_TheGroundIsOneOfCancellation() external {
        EndGround[5] memory grounds = [
            EndGround.NONE,
            EndGround.DATA_DESTROYED,
            EndGround.OBJECTION_UPHELD,
            EndGround.LAW,
            EndGround.REQUEST
        ];
        for (uint256 i = 0; i < grounds.length; ++i) {
            Closing memory terms = _revoking();
            terms.ground = grounds[i];
            _refusesRevocation(terms, abi.encodeWithSelector(IChangeDesk.EndGroundWrong.selector, title, grounds[i]));
        }
    }

    function test_RevertWhen_ItTakesEffectBeforeTheRegistration() external {
        Closing memory terms = _revoking();
        terms.from = Time.wrap(Time.unwrap(issued.registeredAt) - 1);
        _refusesRevocation(terms, _effect(terms.from));
    }

    function test_RevertWhen_ItTakesEffectInTheFuture() external {
        Closing memory terms = _revoking();
        terms.from = _time(block.timestamp + 1);
        _refusesRevocation(terms, _effect(terms.from));
    }

    function test_RevertWhen_AnotherIssueIsShown() external {
        Closing memory terms = _revoking();
        terms.issued.deadline -= 1;
        TitleId shown = titleIdOf(TermsHash.flat(TermsHash.ISSUE, abi.encode(terms.issued)));
        _refusesRevocation(terms, abi.encodeWithSelector(IChangeDesk.IssueWrong.selector, title, shown));
    }

    function test_RevertWhen_AnotherApplicationIsShown() external {
        Closing memory terms = _revoking();
        Application memory other = _content();
        other.keyed = true;
        _refuses(
            address(changeDesk),
            abi.encodeCall(changeDesk.revoke, (terms, other, _signed(terms, _examiners()))),
            abi.encodeWithSelector(ITitleBook.IssueDiffers.selector, issued.application)
        );
    }

    function test_RevertWhen_NoDocumentIsNamed() external {
        Closing memory terms = _revoking();
        terms.instrument = DocumentDigest.wrap(0);
        _refusesRevocation(terms, abi.encodeWithSelector(IChangeDesk.InstrumentMissing.selector, title));
    }

    function test_RevertWhen_AThirdSigns() external {
        Closing memory terms = _revoking();
        Hand[] memory hands = _withBank(bankA);
        _refuses(
            address(changeDesk),
            abi.encodeCall(changeDesk.revoke, (terms, _content(), _signed(terms, hands))),
            abi.encodeWithSelector(IBook.SignersWrong.selector, 3, 2)
        );
    }

    function test_RevertWhen_TheTitleIsFrozenAndNoCourtIsNamed() external {
        _order(_holderOrder(title, alice, 4));
        bytes4 missing = IChangeDesk.AuthorityMissing.selector;
        Operation operation = Operation.ORDERED_CANCEL;
        _refusesRevocation(_revoking(), abi.encodeWithSelector(missing, title, operation, PartyId.wrap(0)));
    }

    /// it should end the title, say why and since when, and let the applicants file again
    function test_WhenTheTitleWasObtainedByFraud() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        Holding memory before = _holding(title, alice);
        Closing memory terms = _revoking();
        _close(terms);
        vm.assertTrue(_title(title).state == TitleState.CLOSED, "the title lives");
        uint256 word = uint256(register.word(subjectOf(title), keyOf(Tag.ENDING, 0)));
        vm.assertEq(word, 1 | (uint256(Time.unwrap(issued.registeredAt)) << 8), "why and since when");
        vm.assertEq(abi.encode(_holding(title, alice)), abi.encode(before), "the record of what there was");
        PledgeId id = PledgeId.wrap(LotId.unwrap(lot));
        bytes32 pledge = register.word(subjectOf(title), pledgeKey(lot, id));
        vm.assertTrue(pledgeRecord(pledge).state == PledgeState.RECORDED, "the pledge's record");
        Application memory again = _sharedApplication();
        for (uint256 i = 0; i < 2; ++i) {
            bytes32 filing = register.word(objectSubject(issued.fingerprint), filingKey(again.splits[i].holder));
            vm.assertEq(uint256(filing), 2, "a filing lives");
        }
        vm.assertTrue(Typed.hash(again) != Typed.hash(_content()), "the same application");
        _submit(again);
    }

    /// it should keep every other field of the record
    function test_WhenTheRecordIsReadAfterwards() external {
        bytes32 before = register.word(subjectOf(title), RECORD);
        _close(_revoking());
        bytes32 left = register.word(subjectOf(title), RECORD);
        uint256 state = uint256(0xff) << 136;
        uint256 count = 0xffffffffff;
        vm.assertEq(uint256(left) & ~state & ~count, uint256(before) & ~state & ~count, "another field");
        vm.assertEq(titleRecord(left).holders, 2, "holders");
    }

    /// it should bar every further disposal
    function test_WhenSharesOfARevokedTitleAreMoved() external {
        _close(_revoking());
        Transfer memory t = _transferOf(title, alice, bob, 1);
        _refuses(
            address(titleBook),
            abi.encodeCall(titleBook.transfer, (t, _signedTransfer(t, _parties(alice, bob)))),
            abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, title)
        );
    }

    /// it should go through
    function test_WhenTheCourtOrdersItThoughTheTitleIsFrozen() external {
        _order(_titleOrder(title, "freeze"));
        Closing memory terms = _revoking();
        terms.court = court.party;
        _close(terms);
        vm.assertTrue(_title(title).state == TitleState.CLOSED, "the title lives");
    }

    /// it should end the filings too, which stood until then
    function test_WhenTheTermIsOver() external {
        _warp(Time.unwrap(issued.validUntil));
        _close(_revoking());
        bytes32 filing = register.word(objectSubject(issued.fingerprint), filingKey(alice.party));
        vm.assertEq(uint256(filing), 2, "the filing stands");
    }

    function _effect(Time from) private view returns (bytes memory) {
        return abi.encodeWithSelector(IChangeDesk.EffectWrong.selector, title, from, issued.registeredAt);
    }
}
