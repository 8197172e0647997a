// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IMandateBook} from "../../../interfaces/IMandateBook.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {AgentPower} from "../../../types/Enums.sol";
import {PartyId, subjectOfParty} from "../../../types/Ids.sol";
import {AppointmentEnd, Signer} from "../../../types/Terms.sol";
import {agentKey, agentMay} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract EndAgentTest is Scenes {
    function setUp() public override {
        super.setUp();
        _appoint(alice, carol, 7);
    }

    function test_RevertWhen_AStrangerEndsIt() external {
        bytes memory expected = abi.encodeWithSelector(IMandateBook.AgentEndedByStranger.selector, bob.party);
        _refusesEnd(_terms(bob.party), _parties(bob), expected);
    }

    function test_RevertWhen_AnotherSigns() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party);
        _refusesEnd(_terms(alice.party), _parties(bob), expected);
    }

    function test_RevertWhen_TwoSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesEnd(_terms(alice.party), _parties(alice, carol), expected);
    }

    function test_RevertWhen_ThePrincipalsDossierWentOn() external {
        AppointmentEnd memory terms = _terms(alice.party);
        terms.seq = 1;
        bytes memory expected = abi.encodeWithSelector(IBook.VersionStale.selector, alice.party, 1, 2);
        _refusesEnd(terms, _parties(alice), expected);
    }

    function test_RevertWhen_ThereIsNoSuchAgent() external {
        AppointmentEnd memory terms = _terms(alice.party);
        terms.agent = bob.party;
        _refusesEnd(terms, _parties(alice), _notAppointed(bob.party));
    }

    function test_RevertWhen_TheAuthorityRanOut() external {
        _warp(block.timestamp + 365 days);
        _refusesEnd(_terms(alice.party), _parties(alice), _notAppointed(carol.party));
    }

    function test_RevertWhen_ItWasEndedBefore() external {
        _endAgent(alice, carol);
        _refusesEnd(_terms(alice.party), _parties(alice), _notAppointed(carol.party));
    }

    /// it should end all powers at once
    function test_WhenThePrincipalEndsIt() external {
        AppointmentEnd memory terms = _terms(alice.party);
        mandateBook.endAgent(terms, _signed(terms, _parties(alice)));
        _assertEnded();
    }

    /// it should end all powers at once
    function test_WhenTheAgentEndsIt() external {
        _endAgent(alice, carol);
        _assertEnded();
    }

    function _assertEnded() private view {
        bytes32 word = register.word(subjectOfParty(alice.party), agentKey(carol.party));
        vm.assertFalse(agentMay(word, AgentPower.FILE, block.timestamp), "still files");
        vm.assertTrue(agentMay(word, AgentPower.FILE, block.timestamp - 1), "what was filed before");
    }

    function _terms(PartyId by) private view returns (AppointmentEnd memory) {
        return AppointmentEnd(alice.party, carol.party, by, _seq(alice.party), DEADLINE);
    }

    function _notAppointed(PartyId agent) private view returns (bytes memory) {
        return abi.encodeWithSelector(IMandateBook.AgentNotAppointed.selector, alice.party, agent);
    }

    function _signed(AppointmentEnd memory terms, Hand[] memory hands) private view returns (Signer[] memory) {
        return _sign(address(mandateBook), TermsHash.flat(TermsHash.APPOINTMENT_END, abi.encode(terms)), hands);
    }

    function _refusesEnd(AppointmentEnd memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes memory call = abi.encodeCall(mandateBook.endAgent, (terms, _signed(terms, hands)));
        _refuses(address(mandateBook), call, expected);
    }
}
