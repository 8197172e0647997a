// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMandateBook} from "./interfaces/IMandateBook.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {Book} from "./libraries/Book.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, AgentPower, PartyKind, RevocationGround} from "./types/Enums.sol";
import {SubjectId, Time, registrySubject, sameParty, sameRegistry, subjectOfParty} from "./types/Ids.sol";
import {Appointment, AppointmentEnd, Signer, StaffRevocation} from "./types/Terms.sol";
import {
    PartyRecord,
    RECORD,
    agentKey,
    agentUntil,
    disownedKey,
    endedAgent,
    institutionOf,
    pack,
    packAgent,
    packDisowned
} from "./types/Words.sol";

/// @title MandateBook: see its interface
contract MandateBook is Book, IMandateBook {
    uint16 private constant POWERS = uint16((1 << (uint256(type(AgentPower).max) + 1)) - 1);

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IMandateBook
    function appointAgent(Appointment calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 2);
        _requireParty(signers, 0, terms.principal);
        // The agent signs too: nobody makes a clerk unfit for a file by naming him.
        _requireParty(signers, 1, terms.agent);
        if (sameParty(terms.principal, terms.agent)) revert AgentIsPrincipal(terms.principal);
        if (terms.powers == 0 || terms.powers & ~POWERS != 0) revert AgentPowersWrong(terms.powers);
        if (Time.unwrap(terms.until) <= block.timestamp) revert AgentTermWrong(terms.agent, terms.until);
        SubjectId subject = subjectOfParty(terms.principal);
        _requireSeq(subject, terms.seq);
        // Effect
        bytes32[] memory writes = _newWrites(1);
        Time from = Time.wrap(uint40(block.timestamp));
        _write(writes, 0, agentKey(terms.agent), packAgent(terms.powers, from, terms.until));
        _flatAct(
            TermsHash.APPOINTMENT,
            terms.deadline,
            signers,
            subject,
            ActKind.AgentAppointed,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IMandateBook
    function endAgent(AppointmentEnd calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 1);
        if (!sameParty(terms.by, terms.principal) && !sameParty(terms.by, terms.agent)) {
            revert AgentEndedByStranger(terms.by);
        }
        _requireParty(signers, 0, terms.by);
        SubjectId subject = subjectOfParty(terms.principal);
        _requireSeq(subject, terms.seq);
        bytes32 word = _word(subject, agentKey(terms.agent));
        if (block.timestamp >= Time.unwrap(agentUntil(word))) revert AgentNotAppointed(terms.principal, terms.agent);
        // Effect
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, agentKey(terms.agent), endedAgent(word, uint40(block.timestamp)));
        _flatAct(
            TermsHash.APPOINTMENT_END,
            terms.deadline,
            signers,
            subject,
            ActKind.AgentEnded,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IMandateBook
    function revokeStaffKey(StaffRevocation calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 1);
        PartyRecord memory record = _party(terms.staff);
        if (record.kind == PartyKind.NONE) revert PartyUnknown(terms.staff);
        bytes32 registry = _record(registrySubject(terms.registry));
        if (registry == 0 || !sameRegistry(record.registry, terms.registry)) {
            revert StaffNotOfRegistry(terms.staff, terms.registry);
        }
        _requireParty(signers, 0, institutionOf(registry));
        if (Time.unwrap(terms.since) > block.timestamp) revert RevocationInFuture(terms.since);
        if (terms.ground == RevocationGround.NONE) revert RevocationGroundMissing(terms.staff);
        SubjectId subject = subjectOfParty(terms.staff);
        _requireSeq(subject, terms.seq);
        // Effect
        record.roles = 0;
        record.rolesUntil = Time.wrap(uint40(block.timestamp));
        bytes32[] memory writes = _newWrites(2);
        _write(writes, 0, RECORD, pack(record));
        _write(writes, 1, disownedKey(terms.seq), packDisowned(terms.registry, terms.since, terms.ground));
        _flatAct(
            TermsHash.STAFF_REVOCATION,
            terms.deadline,
            signers,
            subject,
            ActKind.StaffKeyRevoked,
            abi.encode(terms),
            writes
        );
    }
}
