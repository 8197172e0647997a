// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../interfaces/IBook.sol";
import {IFilingDesk} from "../../interfaces/IFilingDesk.sol";
import {IRegister} from "../../interfaces/IRegister.sol";
import {ITitleBook} from "../../interfaces/ITitleBook.sol";
import {TermsHash} from "../../libraries/TermsHash.sol";
import {Action, Burden, Operation, Role} from "../../types/Enums.sol";
import {Time, TitleId} from "../../types/Ids.sol";
import {AccountChange, Application, Appointment, Order, RoleGrant, Signer, Step, Transfer} from "../../types/Terms.sol";
import {Actor, Hand} from "../Base.sol";
import {Mergers} from "../Mergers.sol";
import {Typed} from "../Typed.sol";

/// @title What holds of a party that was absorbed: alice, by carol
contract AbsorbedTest is Mergers {
    TitleId private title;

    function setUp() public override {
        super.setUp();
        title = _alicesTitle();
    }

    function test_RevertWhen_ItsOwnAccountSigns() external {
        _absorb(alice, carol);
        Transfer memory t = _transferOf(title, alice, carol, 1_000_000);
        bytes memory expected = abi.encodeWithSelector(IRegister.AccountNotLive.selector, alice.party, alice.account);
        _refusesTransfer(t, _parties(alice, carol), expected);
    }

    function test_RevertWhen_TheSuccessorAddsAnAccountToIt() external {
        _absorb(alice, carol);
        Actor memory added = _withAccount(alice, "a key more");
        AccountChange memory terms = _accountChange(alice, added.account, address(0));
        bytes32 hash = _changeHash(terms);
        Signer[] memory signers = _sign(address(partyBook), hash, _parties(_through(alice, carol), added));
        _refuses(
            address(partyBook),
            abi.encodeCall(partyBook.changeAccount, (terms, signers)),
            abi.encodeWithSelector(IRegister.AccountNotLive.selector, alice.party, added.account)
        );
    }

    function test_RevertWhen_TheSuccessorsAccountEnded() external {
        _absorb(alice, carol);
        Actor memory fresh = _rotate(carol, "carol's new key");
        Transfer memory t = _transferOf(title, alice, carol, 1_000_000);
        bytes memory expected = abi.encodeWithSelector(IRegister.AccountNotLive.selector, alice.party, carol.account);
        _refusesTransfer(t, _parties(_through(alice, carol), fresh), expected);
        titleBook.transfer(t, _signedTransfer(t, _parties(_through(alice, fresh), fresh)));
    }

    function test_RevertWhen_TheSuccessorWasAbsorbedAndNobodyFollowed() external {
        _absorb(alice, carol);
        _absorb(carol, bob);
        Transfer memory t = _transferOf(title, alice, bob, 1_000_000);
        Actor[2] memory hands = [carol, bob];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory expected = abi.encodeWithSelector(
                IRegister.AccountNotLive.selector,
                alice.party,
                hands[i].account
            );
            _refusesTransfer(t, _parties(_through(alice, hands[i]), bob), expected);
        }
    }

    /// Both sides by one account: the holder passes what it held on to its successor.
    function test_TheSuccessorTakesOverWhatItHeld() external {
        _absorb(alice, carol);
        Transfer memory t = _transferOf(title, alice, carol, 1_000_000);
        titleBook.transfer(t, _signedTransfer(t, _parties(_through(alice, carol), carol)));
        vm.assertEq(_holding(title, carol).shares[2], 1_000_000, "the share");
        vm.assertEq(_holding(title, alice).shares[2], 0, "what is left");
    }

    /// A newcomer to the title and one that holds a share of it already.
    function test_RevertWhen_ItTakesAShare() external {
        _transfer(title, alice, bob, 1);
        _absorb(bob, carol);
        _absorb(bankB, carol);
        Actor[2] memory takers = [bob, bankB];
        for (uint256 i = 0; i < 2; ++i) {
            Transfer memory t = _transferOf(title, alice, takers[i], 1);
            bytes memory expected = abi.encodeWithSelector(IBook.PartyAbsorbed.selector, takers[i].party);
            _refusesTransfer(t, _parties(alice, _through(takers[i], carol)), expected);
        }
    }

    function test_RevertWhen_AnOrderBarsTheSuccessor() external {
        Order memory order = _partyOrder(carol);
        _order(order);
        _absorb(alice, carol);
        Transfer memory t = _transferOf(title, alice, bob, 1_000_000);
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.Barred.selector,
            title,
            alice.party,
            Operation.TRANSFER,
            Burden.FROZEN,
            Time.unwrap(order.until)
        );
        _refusesTransfer(t, _parties(_through(alice, carol), bob), expected);
    }

    function test_RevertWhen_ItFilesAnythingNew() external {
        _absorb(alice, carol);
        Application memory terms = _sharedApplication();
        terms.splits = _splits(_split(alice, 1_000_000, 0, 0));
        Hand[] memory hands = _parties(_through(alice, carol));
        Signer[] memory signers = _sign(address(filingDesk), Typed.hash(terms), hands);
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.submit, (terms, signers)),
            abi.encodeWithSelector(IBook.PartyAbsorbed.selector, alice.party)
        );
    }

    function test_RevertWhen_TheInstitutionsSuccessorFilesThere() external {
        _absorbElsewhere(institution, carol);
        Application memory terms = _application("carol's data", _splits(_split(carol, 1_000_000, 0, 0)));
        Signer[] memory signers = _sign(address(filingDesk), Typed.hash(terms), _parties(carol));
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.submit, (terms, signers)),
            abi.encodeWithSelector(IFilingDesk.RegistryIsApplicant.selector, carol.party)
        );
    }

    function test_RevertWhen_TheRegistryDecidesOnWhatItsInstitutionAbsorbed() external {
        Application memory content = _sharedApplication();
        _submit(content);
        _absorbElsewhere(alice, institution);
        bytes4 own = IFilingDesk.RegistryIsApplicant.selector;
        _refusesAcceptance(content, abi.encodeWithSelector(own, institution.party));
    }

    function test_RevertWhen_AClerkWasTheSuccessorsAgent() external {
        Application memory content = _sharedApplication();
        _submit(content);
        _appoint(carol, acceptance, 7);
        _absorb(alice, carol);
        bytes4 agent = IFilingDesk.StaffIsAgent.selector;
        _refusesAcceptance(content, abi.encodeWithSelector(agent, acceptance.party, carol.party));
    }

    function test_RevertWhen_ItsAgentWithdraws() external {
        Application memory content = _alicesOther();
        _appoint(alice, bob, 7);
        _submit(content);
        _absorb(alice, carol);
        Step memory terms = _step(content, Action.WITHDRAW);
        Signer[] memory signers = _signedStep(terms, _parties(bob));
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.step, (terms, content, signers)),
            abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party)
        );
        _take(content, Action.WITHDRAW, _parties(_through(alice, carol)));
    }

    function test_RevertWhen_AnAgentThatWasAbsorbedWithdraws() external {
        Application memory content = _alicesOther();
        _appoint(alice, bob, 7);
        _submit(content);
        _absorb(bob, carol);
        Step memory terms = _step(content, Action.WITHDRAW);
        Signer[] memory signers = _signedStep(terms, _parties(_through(bob, carol)));
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.step, (terms, content, signers)),
            abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party)
        );
    }

    function test_RevertWhen_ItAppointsAnAgentOrIsAppointed() external {
        _absorb(alice, carol);
        bytes memory expected = abi.encodeWithSelector(IBook.PartyAbsorbed.selector, alice.party);
        Actor memory gone = _through(alice, carol);
        _refusesAppointment(gone, bob, expected);
        _refusesAppointment(bob, gone, expected);
    }

    function test_RevertWhen_ItBecomesStaff() external {
        _absorb(alice, carol);
        uint16 roles = _bit(Role.EXAMINER);
        RoleGrant memory terms = RoleGrant(alice.party, REGISTRY, roles, NEVER, _seq(alice.party), DEADLINE);
        bytes32 hash = TermsHash.flat(TermsHash.ROLE_GRANT, abi.encode(terms));
        Hand[] memory hands = _parties(institution, _through(alice, carol));
        Signer[] memory signers = _sign(address(partyBook), hash, hands);
        _refuses(
            address(partyBook),
            abi.encodeCall(partyBook.grantRoles, (terms, signers)),
            abi.encodeWithSelector(IBook.PartyAbsorbed.selector, alice.party)
        );
    }

    function _alicesOther() private view returns (Application memory) {
        return _application("alice's other data", _splits(_split(alice, 1_000_000, 0, 0)));
    }

    function _refusesTransfer(Transfer memory t, Hand[] memory hands, bytes memory expected) private {
        bytes memory call = abi.encodeCall(titleBook.transfer, (t, _signedTransfer(t, hands)));
        _refuses(address(titleBook), call, expected);
    }

    function _refusesAcceptance(Application memory content, bytes memory expected) private {
        Step memory terms = _step(content, Action.ACCEPT);
        Signer[] memory signers = _signedStep(terms, _clerk());
        _refuses(address(filingDesk), abi.encodeCall(filingDesk.step, (terms, content, signers)), expected);
    }

    function _refusesAppointment(Actor memory principal, Actor memory agent, bytes memory expected) private {
        Appointment memory terms = _appointment(principal, agent);
        bytes32 hash = TermsHash.flat(TermsHash.APPOINTMENT, abi.encode(terms));
        Signer[] memory signers = _sign(address(mandateBook), hash, _parties(principal, agent));
        _refuses(address(mandateBook), abi.encodeCall(mandateBook.appointAgent, (terms, signers)), expected);
    }
}
