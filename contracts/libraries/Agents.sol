// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../interfaces/IBook.sol";
import {IFilingDesk} from "../interfaces/IFilingDesk.sol";
import {IRegister} from "../interfaces/IRegister.sol";
import {AgentPower, Role} from "../types/Enums.sol";
import {PartyId, RegistryCode, Time, registrySubject, sameParty, sameRegistry, subjectOfParty} from "../types/Ids.sol";
import {Application, Signer} from "../types/Terms.sol";
import {PartyRecord, RECORD, agentKey, agentMay, institutionOf, partyRecord} from "../types/Words.sol";
import {Calls} from "./Calls.sol";
import {Gates} from "./Gates.sol";
import {Heirs} from "./Heirs.sol";

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

    /// Who applies or took part in the fusion, or ever was an agent of an applicant or of whoever absorbed one, has no part in
    /// deciding on the file; nor has a registry whose institution absorbed one.
    function requireStrangers(
        IRegister register,
        Application calldata content,
        Signer[] calldata signers
    ) internal view {
        // Staff signs before parties do.
        if (signers.length == 0 || signers[0].role == Role.PARTY) return;
        for (uint256 i = 0; i < signers.length; ++i) {
            bool staff = signers[i].role != Role.PARTY;
            if (staff && Gates.involves(content, signers[i].party)) revert IFilingDesk.StaffInvolved(signers[i].party);
        }
        for (uint256 j = 0; j < content.splits.length; ++j) {
            PartyId holder = content.splits[j].holder;
            PartyId heir = _requireApart(register, holder, signers);
            if (PartyId.unwrap(heir) == 0) continue;
            if (sameParty(heir, institutionOf(Calls.word(register, registrySubject(content.registry), RECORD)))) {
                revert IFilingDesk.RegistryIsApplicant(heir);
            }
            _requireApart(register, heir, signers);
        }
    }

    /// No clerk among the signers is this party, or is or was its agent.
    /// @return heir who goes on in the party's place, zero for nobody
    function _requireApart(
        IRegister register,
        PartyId party,
        Signer[] calldata signers
    ) private view returns (PartyId heir) {
        for (uint256 i = 0; i < signers.length; ++i) {
            PartyId staff = signers[i].party;
            if (signers[i].role == Role.PARTY) continue;
            if (sameParty(staff, party)) revert IFilingDesk.StaffInvolved(staff);
            if (_word(register, party, staff) != 0) revert IFilingDesk.StaffIsAgent(staff, party);
        }
        return Heirs.heirOf(register, party, Calls.word(register, subjectOfParty(party), RECORD));
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

    /// One who signed before, for another or himself, is this holder or his agent.
    function _signed(
        IRegister register,
        Signer[] calldata signers,
        uint256 place,
        PartyId holder,
        AgentPower power
    ) private view returns (bool) {
        for (uint256 i = 0; i < place; ++i) {
            PartyId party = signers[i].party;
            if (sameParty(party, holder) || _may(register, holder, party, power)) return true;
        }
        return false;
    }

    /// Neither the registry's institution nor its clerks file with it for others.
    function _requireOutside(IRegister register, RegistryCode code, PartyId holder, PartyId agent) private view {
        PartyId institution = institutionOf(Calls.word(register, registrySubject(code), RECORD));
        if (sameParty(agent, institution)) revert IFilingDesk.RegistryIsApplicant(institution);
        PartyRecord memory record = partyRecord(Calls.word(register, subjectOfParty(agent), RECORD));
        bool clerk = record.roles != 0 && block.timestamp < Time.unwrap(record.rolesUntil);
        if (clerk && sameRegistry(record.registry, code)) revert IFilingDesk.StaffIsAgent(agent, holder);
    }

    function _may(IRegister register, PartyId holder, PartyId agent, AgentPower power) private view returns (bool) {
        // A written authority ends with either of its two (Civil Code Art. 173).
        return
            agentMay(_word(register, holder, agent), power, block.timestamp) &&
            !Heirs.isGone(register, holder) &&
            !Heirs.isGone(register, agent);
    }

    function _word(IRegister register, PartyId principal, PartyId agent) private view returns (bytes32) {
        return Calls.word(register, subjectOfParty(principal), agentKey(agent));
    }
}
