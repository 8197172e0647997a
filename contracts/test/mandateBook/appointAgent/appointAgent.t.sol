// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IMandateBook} from "../../../interfaces/IMandateBook.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {AgentPower} from "../../../types/Enums.sol";
import {Time, subjectOfParty} from "../../../types/Ids.sol";
import {Appointment, Signer} from "../../../types/Terms.sol";
import {agentKey, agentMay, agentUntil} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract AppointAgentTest is Scenes {
    function test_RevertWhen_TheAgentDoesNotSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2);
        _refusesAppointment(_appointment(alice, carol), _parties(alice), expected);
    }

    function test_RevertWhen_AnotherSignsForThePrincipal() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party);
        _refusesAppointment(_appointment(alice, carol), _parties(bob, carol), expected);
    }

    function test_RevertWhen_AnotherSignsForTheAgent() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, carol.party);
        _refusesAppointment(_appointment(alice, carol), _parties(alice, bob), expected);
    }

    function test_RevertWhen_AnotherKeySignsForTheAgent() external {
        Appointment memory terms = _appointment(alice, carol);
        Actor memory thief = _withAccount(carol, "thief");
        bytes memory expected = abi.encodeWithSelector(IRegister.AccountNotLive.selector, carol.party, thief.account);
        _refusesAppointment(terms, _parties(alice, thief), expected);
    }

    function test_RevertWhen_ThePrincipalIsTheAgent() external {
        bytes memory expected = abi.encodeWithSelector(IMandateBook.AgentIsPrincipal.selector, alice.party);
        _refusesAppointment(_appointment(alice, alice), _parties(alice, alice), expected);
    }

    function test_RevertWhen_NoPowerIsNamed() external {
        Appointment memory terms = _appointment(alice, carol);
        terms.powers = 0;
        bytes memory expected = abi.encodeWithSelector(IMandateBook.AgentPowersWrong.selector, 0);
        _refusesAppointment(terms, _parties(alice, carol), expected);
    }

    function test_RevertWhen_APowerIsUnknown() external {
        Appointment memory terms = _appointment(alice, carol);
        terms.powers = uint16(1 << (uint256(type(AgentPower).max) + 1));
        bytes memory expected = abi.encodeWithSelector(IMandateBook.AgentPowersWrong.selector, terms.powers);
        _refusesAppointment(terms, _parties(alice, carol), expected);
    }

    function test_RevertWhen_TheAuthorityEndsNow() external {
        Appointment memory terms = _appointment(alice, carol);
        terms.until = _time(block.timestamp);
        bytes memory expected = abi.encodeWithSelector(IMandateBook.AgentTermWrong.selector, carol.party, terms.until);
        _refusesAppointment(terms, _parties(alice, carol), expected);
    }

    function test_RevertWhen_ItIsGivenInTwice() external {
        Appointment memory terms = _appointment(alice, carol);
        Signer[] memory signers = _signed(terms, _parties(alice, carol));
        mandateBook.appointAgent(terms, signers);
        _refuses(
            address(mandateBook),
            abi.encodeCall(mandateBook.appointAgent, (terms, signers)),
            abi.encodeWithSelector(IBook.VersionStale.selector, alice.party, 1, 2)
        );
    }

    /// it should keep powers, beginning and end
    function test_WhenBothSign() external {
        _appoint(alice, carol, 5);
        bytes32 word = register.word(subjectOfParty(alice.party), agentKey(carol.party));
        vm.assertTrue(agentMay(word, AgentPower.FILE, block.timestamp), "may not file");
        vm.assertFalse(agentMay(word, AgentPower.CORRECT, block.timestamp), "may correct");
        vm.assertTrue(agentMay(word, AgentPower.WITHDRAW, block.timestamp + 365 days - 1), "its last second");
        vm.assertFalse(agentMay(word, AgentPower.WITHDRAW, block.timestamp + 365 days), "after its end");
        vm.assertEq(Time.unwrap(agentUntil(word)), block.timestamp + 365 days, "the end");
    }

    /// it should replace the powers
    function test_WhenTheAgentIsAppointedAgain() external {
        _appoint(alice, carol, 7);
        _appoint(alice, carol, 4);
        bytes32 word = register.word(subjectOfParty(alice.party), agentKey(carol.party));
        vm.assertFalse(agentMay(word, AgentPower.FILE, block.timestamp), "still files");
    }

    function _signed(Appointment memory terms, Hand[] memory hands) private view returns (Signer[] memory) {
        bytes32 hash = TermsHash.flat(TermsHash.APPOINTMENT, abi.encode(terms));
        return _sign(address(mandateBook), hash, hands);
    }

    function _refusesAppointment(Appointment memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes memory call = abi.encodeCall(mandateBook.appointAgent, (terms, _signed(terms, hands)));
        _refuses(address(mandateBook), call, expected);
    }
}
