// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IMandateBook} from "../../../interfaces/IMandateBook.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {Role} from "../../../types/Enums.sol";
import {DocumentDigest, PartyId, Time, subjectOfParty} from "../../../types/Ids.sol";
import {Recovery, RoleGrant, Signer} from "../../../types/Terms.sol";
import {accountKey} from "../../../types/Words.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {Actor, Hand} from "../../Base.sol";
import {Recoveries} from "../../Recoveries.sol";

contract RecoverTest is Recoveries {
    function test_RevertWhen_OnePersonSigns() external {
        Hand[] memory alone = _hands(_as(examiner, Role.EXAMINER));
        _refused(_recovery(), alone, abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
    }

    function test_RevertWhen_AnotherRegistrysStaffSigns() external {
        Hand[] memory hands = _hands(_as(examiner, Role.EXAMINER), _as(stranger, Role.REVIEWER));
        bytes4 elsewhere = IBook.StaffOfAnotherRegistry.selector;
        _refused(_recovery(), hands, abi.encodeWithSelector(elsewhere, stranger.party, OTHER_REGISTRY, REGISTRY));
    }

    function test_RevertWhen_ThePartyDoesNotExist() external {
        Recovery memory terms = _recovery();
        terms.party = PartyId.wrap(bytes32(uint256(3) << 248));
        terms.seq = 0;
        _refused(terms, abi.encodeWithSelector(IBook.PartyUnknown.selector, terms.party));
    }

    function test_RevertWhen_ThePartyIsStaff() external {
        Recovery memory terms = _recovery();
        terms.party = clerkA.party;
        _refused(terms, abi.encodeWithSelector(IMandateBook.StaffNotRecovered.selector, clerkA.party));
        terms.party = governor.party;
        _refused(terms, abi.encodeWithSelector(IMandateBook.StaffNotRecovered.selector, governor.party));
    }

    function test_RevertWhen_ThePartyIsTheRegistrysOwnInstitution() external {
        Recovery memory terms = _recovery();
        terms.party = institution.party;
        bytes4 own = IMandateBook.OwnInstitutionNotRecovered.selector;
        _refused(terms, abi.encodeWithSelector(own, institution.party, REGISTRY));
    }

    function test_RevertWhen_ARecoveryIsPending() external {
        Time from = _recovery().from;
        _recover();
        _refused(_recovery(), abi.encodeWithSelector(IMandateBook.RecoveryPending.selector, bob.party, from));
    }

    function test_RevertWhen_TheDossierWentOn() external {
        Recovery memory terms = _recovery();
        terms.seq = 7;
        bytes4 stale = IBook.VersionStale.selector;
        _refused(terms, abi.encodeWithSelector(stale, subjectOfParty(bob.party), 7, 1));
    }

    function test_RevertWhen_ThereIsNoTimeToObject() external {
        Recovery memory terms = _recovery();
        terms.from = _time(block.timestamp + DELAY - 1);
        _refused(terms, _wrong(terms));
    }

    function test_RevertWhen_NoDocumentOrAccountIsNamed() external {
        Recovery memory terms = _recovery();
        terms.document = DocumentDigest.wrap(0);
        _refused(terms, _wrong(terms));
        terms = _recovery();
        terms.account = address(0);
        _refused(terms, _wrong(terms));
    }

    function test_RevertWhen_TheAccountIsTheirsAlready() external {
        Recovery memory terms = _recovery();
        terms.account = bob.account;
        bytes4 claimed = IRegister.AlreadyClaimed.selector;
        _refused(terms, abi.encodeWithSelector(claimed, accountKey(bob.account), subjectOfParty(bob.party)));
    }

    function test_RevertWhen_TheAccountIsAnothers() external {
        Recovery memory terms = _recovery();
        terms.account = alice.account;
        bytes4 claimed = IRegister.AlreadyClaimed.selector;
        _refused(terms, abi.encodeWithSelector(claimed, accountKey(alice.account), subjectOfParty(alice.party)));
    }

    function test_RevertWhen_TheLostAccountDoesNotAct() external {
        Recovery memory terms = _recovery();
        terms.lost = alice.account;
        bytes4 dead = IRegister.AccountNotLive.selector;
        _refused(terms, abi.encodeWithSelector(dead, bob.party, alice.account));
    }

    /// it should let the new account act from its time on, and the lost one until then
    function test_WhenNobodyObjects() external {
        _recover();
        uint256 from = block.timestamp + DELAY;
        vm.assertFalse(_acts(_found(), from - 1), "acts too soon");
        vm.assertTrue(_acts(bob, from - 1), "the lost account ended too soon");
        vm.assertTrue(_acts(_found(), from), "does not act");
        vm.assertFalse(_acts(bob, from), "the lost account acts on");
        _warp(from);
        Actor memory again = _found();
        again.party = bob.party;
        _grant(institution, REGISTRY, again, _bit(Role.EXAMINER));
    }

    /// it should leave every other account as it is
    function test_WhenNoLostAccountIsNamed() external {
        Recovery memory terms = _recovery();
        terms.lost = address(0);
        mandateBook.recover(terms, _signed(terms, _two()));
        vm.assertTrue(_acts(bob, block.timestamp + DELAY), "an account ended");
    }

    /// it should go through once more
    function test_WhenAnAccountIsLostAgain() external {
        _recover();
        _warp(block.timestamp + DELAY);
        Recovery memory terms = _recovery();
        (terms.account, terms.lost) = (_actor("a third account").account, _found().account);
        mandateBook.recover(terms, _signed(terms, _two()));
        vm.assertFalse(_acts(_found(), block.timestamp + DELAY), "the lost account acts on");
    }

    /// it should not be spoken for by the new account
    function test_RevertWhen_TheNewAccountSignsBeforeItsTime() external {
        _recover();
        Actor memory again = _found();
        again.party = bob.party;
        uint16 roles = _bit(Role.EXAMINER);
        RoleGrant memory terms = RoleGrant(bob.party, REGISTRY, roles, NEVER, _seq(bob.party), DEADLINE);
        bytes32 hash = TermsHash.flat(TermsHash.ROLE_GRANT, abi.encode(terms));
        Signer[] memory signers = _sign(address(partyBook), hash, _parties(institution, again));
        _refuses(
            address(partyBook),
            abi.encodeCall(partyBook.grantRoles, (terms, signers)),
            abi.encodeWithSelector(IRegister.AccountNotLive.selector, bob.party, again.account)
        );
    }

    function _wrong(Recovery memory terms) private view returns (bytes memory) {
        Time earliest = _time(block.timestamp + DELAY);
        return abi.encodeWithSelector(IMandateBook.RecoveryWrong.selector, terms.party, terms.from, earliest);
    }

    function _refused(Recovery memory terms, bytes memory expected) private {
        _refused(terms, _two(), expected);
    }

    function _refused(Recovery memory terms, Hand[] memory hands, bytes memory expected) private {
        _refuses(address(mandateBook), abi.encodeCall(mandateBook.recover, (terms, _signed(terms, hands))), expected);
    }
}
