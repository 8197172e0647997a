// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../interfaces/IBook.sol";
import {IFilingDesk} from "../interfaces/IFilingDesk.sol";
import {IRegister} from "../interfaces/IRegister.sol";
import {AgentPower, Role} from "../types/Enums.sol";
import {PartyId, RegistryCode, Time, registrySubject, sameParty, sameRegistry, subjectOfParty} from "../types/Ids.sol";
import {Application, Signer} from "../types/Terms.sol";
import {PartyRecord, RECORD, agentKey, agentMay, institutionOf, partyRecord} from "../types/Words.sol";
import {Gates} from "./Gates.sol";

/// @title Who signs for the applicants, and whom that keeps off their file
library Agents {
    /// Every holder signs in the order of the splits, or an agent of his with this power in his place. An agent of several
    /// holders signs once, in the place of the first. Where the operating right over fused data is asked for, everybody who
    /// took part signs behind them, in the same way; a withdrawal is the holders' own.
    function requireApplicants(
        IRegister register,
        Application calldata terms,
        Signer[] calldata signers,
        AgentPower power
    ) internal view {
        uint256 holders = terms.splits.length;
        bool consents = power != AgentPower.WITHDRAW && Gates.needsConsents(terms);
        uint256 count = consents ? holders + terms.participants.length : holders;
        if (signers.length > count) revert IBook.SignersWrong(signers.length, count);
        uint256 place = 0;
        for (uint256 i = 0; i < count; ++i) {
            PartyId party = i < holders ? terms.splits[i].holder : terms.participants[i - holders];
            if (_signs(register, terms, signers, place, party, power)) {
                ++place;
            } else if (!_signed(register, signers, place, party, power)) {
                if (i >= holders) revert IFilingDesk.ParticipantConsentMissing(party);
                revert IBook.SignerMissing(place, party);
            }
        }
        if (place != signers.length) revert IBook.SignersWrong(signers.length, place);
    }

    /// Who applies or took part in the fusion, or ever was an agent of an applicant, has no part in deciding on the file.
    function requireStrangers(
        IRegister register,
        Application calldata content,
        Signer[] calldata signers
    ) internal view {
        for (uint256 i = 0; i < signers.length; ++i) {
            if (signers[i].role == Role.PARTY) continue;
            PartyId staff = signers[i].party;
            if (Gates.involves(content, staff)) revert IFilingDesk.StaffInvolved(staff);
            for (uint256 j = 0; j < content.splits.length; ++j) {
                PartyId holder = content.splits[j].holder;
                if (_word(register, holder, staff) != 0) revert IFilingDesk.StaffIsAgent(staff, holder);
            }
        }
    }

    /// The signer at this place is the holder, or his agent.
    function _signs(
        IRegister register,
        Application calldata terms,
        Signer[] calldata signers,
        uint256 place,
        PartyId holder,
        AgentPower power
    ) private view returns (bool) {
        if (place == signers.length || signers[place].role != Role.PARTY) return false;
        PartyId party = signers[place].party;
        if (sameParty(party, holder)) return true;
        if (!_may(register, holder, party, power)) return false;
        _requireOutside(register, terms.registry, holder, party);
        return true;
    }

    /// One who signed before, for another or himself, is this holder's agent too.
    function _signed(
        IRegister register,
        Signer[] calldata signers,
        uint256 place,
        PartyId holder,
        AgentPower power
    ) private view returns (bool) {
        for (uint256 i = 0; i < place; ++i) {
            if (_may(register, holder, signers[i].party, power)) return true;
        }
        return false;
    }

    /// Neither the registry's institution nor its clerks file with it for others.
    function _requireOutside(IRegister register, RegistryCode code, PartyId holder, PartyId agent) private view {
        PartyId institution = institutionOf(register.word(registrySubject(code), RECORD));
        if (sameParty(agent, institution)) revert IFilingDesk.RegistryIsApplicant(institution);
        PartyRecord memory record = partyRecord(register.word(subjectOfParty(agent), RECORD));
        bool clerk = record.roles != 0 && block.timestamp < Time.unwrap(record.rolesUntil);
        if (clerk && sameRegistry(record.registry, code)) revert IFilingDesk.StaffIsAgent(agent, holder);
    }

    function _may(IRegister register, PartyId holder, PartyId agent, AgentPower power) private view returns (bool) {
        return agentMay(_word(register, holder, agent), power, block.timestamp);
    }

    function _word(IRegister register, PartyId principal, PartyId agent) private view returns (bytes32) {
        return register.word(subjectOfParty(principal), agentKey(agent));
    }
}
