// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IMandateBook} from "../../../interfaces/IMandateBook.sol";
import {OrderKind, PartyKind, Role} from "../../../types/Enums.sol";
import {DocumentDigest, PartyId, Time, subjectOfParty} from "../../../types/Ids.sol";
import {Absorption} from "../../../types/PartyTerms.sol";
import {Order, Recovery} from "../../../types/Terms.sol";
import {heirKey, isSucceeded} from "../../../types/Words.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {Actor, Hand} from "../../Base.sol";
import {Mergers} from "../../Mergers.sol";

contract AbsorbTest is Mergers {
    function test_RevertWhen_ASignatureIsMissing() external {
        Absorption memory terms = _absorption(alice, carol);
        _refused(terms, _three(carol), abi.encodeWithSelector(IBook.SignersWrong.selector, 3, 4));
        Hand[] memory hands = _four(bob, carol);
        _refused(terms, hands, abi.encodeWithSelector(IBook.SignerMissing.selector, 3, alice.party));
        hands = _four(alice, bob);
        _refused(terms, hands, abi.encodeWithSelector(IBook.SignerMissing.selector, 2, carol.party));
    }

    function test_RevertWhen_AnotherRegistrysStaffSigns() external {
        Hand[] memory hands = _four(alice, carol);
        hands[0] = _as(stranger, Role.EXAMINER);
        bytes4 elsewhere = IBook.StaffOfAnotherRegistry.selector;
        bytes memory expected = abi.encodeWithSelector(elsewhere, stranger.party, OTHER_REGISTRY, REGISTRY);
        _refused(_absorption(alice, carol), hands, expected);
    }

    function test_RevertWhen_ThePartyIsUnknown() external {
        Absorption memory terms = _absorption(alice, carol);
        terms.absorbed = PartyId.wrap(bytes32(uint256(3) << 248));
        terms.seq = 0;
        _refused(terms, abi.encodeWithSelector(IBook.PartyUnknown.selector, terms.absorbed));
    }

    function test_RevertWhen_ThePartyAbsorbsItselfOrNoNoticeIsNamed() external {
        Absorption memory terms = _absorption(alice, alice);
        bytes4 wrong = IMandateBook.AbsorptionWrong.selector;
        _refused(terms, _four(alice, alice), abi.encodeWithSelector(wrong, alice.party, alice.party));
        terms = _absorption(alice, carol);
        terms.instrument = DocumentDigest.wrap(0);
        _refused(terms, abi.encodeWithSelector(wrong, alice.party, carol.party));
    }

    function test_RevertWhen_APersonOrganOrCourtMerges() external {
        Actor[2] memory odd = [_enrolled("dora", PartyKind.NATURAL_PERSON), court];
        bytes4 no = IMandateBook.NotMergeable.selector;
        for (uint256 i = 0; i < 2; ++i) {
            PartyKind kind = i == 0 ? PartyKind.NATURAL_PERSON : PartyKind.COURT;
            bytes memory expected = abi.encodeWithSelector(no, odd[i].party, kind);
            _refused(_absorption(odd[i], carol), _four(odd[i], carol), expected);
            _refused(_absorption(alice, odd[i]), _four(alice, odd[i]), expected);
        }
    }

    function test_RevertWhen_ItIsTheRegistrysOwnInstitution() external {
        bytes4 own = IMandateBook.OwnInstitutionConcerned.selector;
        bytes memory expected = abi.encodeWithSelector(own, institution.party, REGISTRY);
        _refused(_absorption(institution, carol), _four(institution, carol), expected);
        _refused(_absorption(alice, institution), _four(alice, institution), expected);
    }

    function test_RevertWhen_ARecoveryIsPending() external {
        _recoverBob();
        uint256 from = block.timestamp + 30 days;
        bytes memory expected = abi.encodeWithSelector(IMandateBook.RecoveryPending.selector, bob.party, from);
        _refused(_absorption(bob, carol), _four(bob, carol), expected);
        _refused(_absorption(alice, bob), _four(alice, bob), expected);
    }

    function test_RevertWhen_TheAbsorbedPartyIsStaff() external {
        _grant(institution, REGISTRY, bob, _bit(Role.ACCEPTANCE));
        bytes memory expected = abi.encodeWithSelector(IMandateBook.StaffNotAbsorbed.selector, bob.party);
        _refused(_absorption(bob, carol), _four(bob, carol), expected);
    }

    function test_RevertWhen_TheSuccessorWasAbsorbedItself() external {
        _absorb(carol, bob);
        bytes memory expected = abi.encodeWithSelector(IBook.PartyAbsorbed.selector, carol.party);
        _refused(_absorption(alice, carol), _four(alice, _through(carol, bob)), expected);
        // Nor the other way round: no circle.
        _refused(_absorption(bob, carol), _four(bob, _through(carol, bob)), expected);
    }

    function test_RevertWhen_TheDossierWentOn() external {
        Absorption memory terms = _absorption(alice, carol);
        terms.seq = 7;
        bytes memory expected = abi.encodeWithSelector(IBook.VersionStale.selector, subjectOfParty(alice.party), 7, 1);
        _refused(terms, expected);
    }

    function test_RevertWhen_ItGoesOnToAnotherThanTheSuccessorsSuccessor() external {
        _absorb(alice, carol);
        bytes memory expected = abi.encodeWithSelector(
            IMandateBook.SuccessorDiffers.selector,
            alice.party,
            carol.party
        );
        _refused(_absorption(alice, bob), _three(bob), expected);
        _absorb(carol, bob);
        _refused(_absorption(alice, bankA), _three(bankA), expected);
    }

    function test_RevertWhen_OrdersOnItsSuccessorDoNotStandOnIt() external {
        _absorb(alice, carol);
        _absorb(bankA, carol);
        Order memory seized = _partyOrder(carol);
        _order(seized);
        _absorb(carol, bob);
        bytes4 left = IMandateBook.OrdersLeftBehind.selector;
        bytes memory expected = abi.encodeWithSelector(left, alice.party, carol.party, seized.until);
        _refused(_absorption(alice, bob), _three(bob), expected);
        // An order that ends before leaves it free from then on, one of another kind bars other things.
        Order memory own = _partyOrder(alice);
        own.until = _time(Time.unwrap(seized.until) - 1);
        _order(own);
        _refused(_absorption(alice, bob), _three(bob), expected);
        Order memory other = _partyOrder(bankA);
        other.kind = OrderKind.HOLD;
        _order(other);
        expected = abi.encodeWithSelector(left, bankA.party, carol.party, seized.until);
        _refused(_absorption(bankA, bob), _three(bob), expected);
        _order(_partyOrder(alice));
        Absorption memory terms = _absorption(alice, bob);
        mandateBook.absorb(terms, _signed(terms, _three(bob)));
    }

    /// it should let the successor's accounts act for it and its own no more
    function test_WhenAllSign() external {
        _absorb(alice, carol);
        vm.assertTrue(isSucceeded(_partyWord(alice.party)), "the record");
        bytes32 heir = register.word(subjectOfParty(alice.party), heirKey());
        vm.assertEq(heir, PartyId.unwrap(carol.party), "the successor");
        _revoke(_through(alice, carol), keccak256("a consent"));
        vm.assertTrue(isSucceeded(_partyWord(alice.party)), "the record later");
    }

    /// it should follow its successor into the one that absorbed it
    function test_WhenTheSuccessorIsAbsorbedInItsTurn() external {
        _absorb(alice, carol);
        _absorb(carol, bob);
        Absorption memory terms = _absorption(alice, bob);
        mandateBook.absorb(terms, _signed(terms, _three(bob)));
        _revoke(_through(alice, bob), keccak256("a consent"));
    }

    /// it should follow its successor
    function test_WhenTheOrdersOnItsSuccessorAreOver() external {
        _absorb(alice, carol);
        Order memory seized = _partyOrder(carol);
        seized.until = _time(block.timestamp + 1 days);
        _order(seized);
        _absorb(carol, bob);
        vm.warp(block.timestamp + 1 days - 1);
        bytes4 left = IMandateBook.OrdersLeftBehind.selector;
        bytes memory expected = abi.encodeWithSelector(left, alice.party, carol.party, seized.until);
        _refused(_absorption(alice, bob), _three(bob), expected);
        vm.warp(block.timestamp + 1);
        Absorption memory terms = _absorption(alice, bob);
        mandateBook.absorb(terms, _signed(terms, _three(bob)));
        _revoke(_through(alice, bob), keccak256("a consent"));
    }

    function _recoverBob() private {
        Recovery memory terms = Recovery({
            party: bob.party,
            account: _actor("bob's new account").account,
            lost: bob.account,
            registry: REGISTRY,
            from: _time(block.timestamp + 30 days),
            document: DocumentDigest.wrap(keccak256("proof of identity")),
            seq: _seq(bob.party),
            deadline: DEADLINE
        });
        bytes32 hash = TermsHash.flat(TermsHash.RECOVERY, abi.encode(terms));
        mandateBook.recover(terms, _sign(address(mandateBook), hash, _examiners()));
    }

    function _refused(Absorption memory terms, bytes memory expected) private {
        _refused(terms, _four(alice, carol), expected);
    }

    function _refused(Absorption memory terms, Hand[] memory hands, bytes memory expected) private {
        _refuses(address(mandateBook), abi.encodeCall(mandateBook.absorb, (terms, _signed(terms, hands))), expected);
    }
}
