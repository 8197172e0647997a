// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMandateBook} from "./interfaces/IMandateBook.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {Book} from "./libraries/Book.sol";
import {Heirs} from "./libraries/Heirs.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, AgentPower, PartyKind, RevocationGround} from "./types/Enums.sol";
import {
    DocumentDigest,
    PartyId,
    RecordRoot,
    RegistryCode,
    SubjectId,
    Time,
    registrySubject,
    sameParty,
    sameRegistry,
    subjectOfParty
} from "./types/Ids.sol";
import {Absorption, Renaming} from "./types/PartyTerms.sol";
import {Appointment, AppointmentEnd, Recovery, RecoveryEnd, Signer, StaffRevocation} from "./types/Terms.sol";
import {asOfficers, isOfficers} from "./types/OfficerWords.sol";
import {
    PartyRecord,
    RECORD,
    Tag,
    WordKey,
    accountKey,
    accountLive,
    accountUntil,
    agentKey,
    agentUntil,
    disownedKey,
    endedAgent,
    heirKey,
    institutionOf,
    keyOf,
    lostKey,
    pack,
    packAccount,
    packAgent,
    packDisowned,
    packLost,
    packRecovery,
    partyBarredUntil,
    partyOrderKinds,
    recoveryFrom,
    recoveryKey,
    recoveryRegistry
} from "./types/Words.sol";

/// @title MandateBook: see its interface
contract MandateBook is Book, IMandateBook {
    uint40 private constant RECOVERY_DELAY = 30 days;
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
        Heirs.requireNone(REGISTER, terms.principal);
        Heirs.requireNone(REGISTER, terms.agent);
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

    /// @inheritdoc IMandateBook
    function recover(Recovery calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 2);
        _requireExaminers(signers, terms.registry);
        SubjectId subject = subjectOfParty(terms.party);
        _requireRecoverable(terms, subject);
        _requireSeq(subject, terms.seq);
        Time earliest = Time.wrap(uint40(block.timestamp) + RECOVERY_DELAY);
        bool founded = DocumentDigest.unwrap(terms.document) != 0 && terms.account != address(0);
        if (!founded || Time.unwrap(terms.from) < Time.unwrap(earliest)) {
            revert RecoveryWrong(terms.party, terms.from, earliest);
        }
        WordKey key = accountKey(terms.account);
        if (_word(subject, key) != 0) revert IRegister.AlreadyClaimed(key, subject);
        // Effect
        bytes32[] memory writes = _recoveryWrites(terms, subject);
        _flatAct(
            TermsHash.RECOVERY,
            terms.deadline,
            signers,
            subject,
            ActKind.RecoveryFiled,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IMandateBook
    function endRecovery(RecoveryEnd calldata terms, Signer[] calldata signers) external {
        // Check
        SubjectId subject = subjectOfParty(terms.party);
        bytes32 word = _word(subject, recoveryKey());
        Time from = recoveryFrom(word);
        bool pending = address(uint160(uint256(word))) == terms.account && block.timestamp < Time.unwrap(from);
        if (!pending) revert RecoveryNotPending(terms.party, terms.account);
        if (signers.length == 1) {
            _requireParty(signers, 0, terms.party);
        } else {
            _requireCount(signers, 2);
            _requireExaminers(signers, recoveryRegistry(word));
        }
        _requireSeq(subject, terms.seq);
        // Effect
        bytes32[] memory writes = _objectionWrites(terms, subject, word);
        _flatAct(
            TermsHash.RECOVERY_END,
            terms.deadline,
            signers,
            subject,
            ActKind.RecoveryEnded,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IMandateBook
    function absorb(Absorption calldata terms, Signer[] calldata signers) external {
        // Check
        _requireExaminers(signers, terms.registry);
        _requireParty(signers, 2, terms.successor);
        SubjectId subject = subjectOfParty(terms.absorbed);
        PartyRecord memory record = _requireMergeable(terms.absorbed, terms.registry);
        bool founded = DocumentDigest.unwrap(terms.instrument) != 0 && !sameParty(terms.absorbed, terms.successor);
        if (!founded) revert AbsorptionWrong(terms.absorbed, terms.successor);
        if (_requireMergeable(terms.successor, terms.registry).succeeded) revert PartyAbsorbed(terms.successor);
        if (record.succeeded) {
            _requireCount(signers, 3);
            _requireHandedOn(terms, subject, record);
        } else {
            _requireCount(signers, 4);
            _requireParty(signers, 3, terms.absorbed);
        }
        bool staff = record.roles != 0 && block.timestamp < Time.unwrap(record.rolesUntil);
        if (staff) revert StaffNotAbsorbed(terms.absorbed);
        _requireSeq(subject, terms.seq);
        // Effect
        record.succeeded = true;
        bytes32[] memory writes = _newWrites(2);
        _write(writes, 0, RECORD, pack(record));
        _write(writes, 1, heirKey(), PartyId.unwrap(terms.successor));
        _flatAct(
            TermsHash.ABSORPTION,
            terms.deadline,
            signers,
            subject,
            ActKind.PartySucceeded,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IMandateBook
    function rename(Renaming calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 3);
        _requireExaminers(signers, terms.registry);
        _requireParty(signers, 2, terms.party);
        Heirs.requireNone(REGISTER, terms.party);
        _requireNotOwn(terms.party, terms.registry);
        SubjectId subject = subjectOfParty(terms.party);
        bytes32 identity = RecordRoot.unwrap(terms.identity);
        bool founded = DocumentDigest.unwrap(terms.instrument) != 0 && identity != 0;
        if (!founded || _word(subject, keyOf(Tag.CONTENT, 0)) == identity) {
            revert RenamingWrong(terms.party, terms.identity);
        }
        _requireSeq(subject, terms.seq);
        // Effect
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, keyOf(Tag.CONTENT, 0), identity);
        _flatAct(TermsHash.RENAMING, terms.deadline, signers, subject, ActKind.PartyRenamed, abi.encode(terms), writes);
    }

    /// A legal person that no recovery is pending for, and not the institution of the registry that is asked.
    function _requireMergeable(PartyId party, RegistryCode registry) private view returns (PartyRecord memory record) {
        record = _party(party);
        PartyKind kind = record.kind;
        if (kind == PartyKind.NONE) revert PartyUnknown(party);
        bool merges = kind != PartyKind.NATURAL_PERSON && kind != PartyKind.ORGAN && kind != PartyKind.COURT;
        if (!merges) revert NotMergeable(party, kind);
        _requireNotOwn(party, registry);
        Time from = recoveryFrom(_word(subjectOfParty(party), recoveryKey()));
        if (block.timestamp < Time.unwrap(from)) revert RecoveryPending(party, from);
    }

    /// One that was absorbed before follows its successor into the party that absorbed that one. What the orders on its
    /// successor bar, its own bar by then: nobody looks at the former successor any more.
    function _requireHandedOn(Absorption calldata terms, SubjectId subject, PartyRecord memory record) private view {
        PartyId former = PartyId.wrap(_word(subject, heirKey()));
        bytes32 formers = _record(subjectOfParty(former));
        PartyId heir = Heirs.heirOf(REGISTER, former, formers);
        if (!sameParty(heir, terms.successor)) revert SuccessorDiffers(terms.absorbed, former);
        Time until = partyBarredUntil(formers);
        bool stand =
            Time.unwrap(record.barredUntil) >= Time.unwrap(until) &&
                partyOrderKinds(formers) & ~uint256(record.orderKinds) == 0;
        if (block.timestamp < Time.unwrap(until) && !stand) revert OrdersLeftBehind(terms.absorbed, former, until);
    }

    function _requireNotOwn(PartyId party, RegistryCode registry) private view {
        if (sameParty(institutionOf(_record(registrySubject(registry))), party)) {
            revert OwnInstitutionConcerned(party, registry);
        }
    }

    /// The new account begins and the lost one ends at the same moment.
    function _recoveryWrites(
        Recovery calldata terms,
        SubjectId subject
    ) private view returns (bytes32[] memory writes) {
        bool loses = terms.lost != address(0);
        uint40 from = Time.unwrap(terms.from);
        writes = _newWrites(loses ? 4 : 3);
        bytes32 old = _word(subject, accountKey(terms.lost));
        // Whoever takes the place of an officer is one.
        _write(writes, 0, accountKey(terms.account), asOfficers(packAccount(from, 0), isOfficers(old)));
        _write(writes, 1, recoveryKey(), packRecovery(terms.account, terms.from, terms.registry));
        _write(writes, 2, lostKey(), packLost(terms.lost));
        if (!loses) return writes;
        bool acts = accountLive(old, block.timestamp) && accountUntil(old) == 0;
        if (!acts) revert IRegister.AccountNotLive(terms.party, terms.lost);
        bytes32 ended = packAccount(uint40(uint256(old)), from);
        _write(writes, 3, accountKey(terms.lost), asOfficers(ended, isOfficers(old)));
    }

    /// The new account never begins; whoever has retired the lost one meanwhile does not get it back.
    function _objectionWrites(
        RecoveryEnd calldata terms,
        SubjectId subject,
        bytes32 word
    ) private view returns (bytes32[] memory writes) {
        uint40 from = Time.unwrap(recoveryFrom(word));
        address lost = address(uint160(uint256(_word(subject, lostKey()))));
        bytes32 old = _word(subject, accountKey(lost));
        bool restores = accountUntil(old) == from;
        writes = _newWrites(restores ? 3 : 2);
        _write(writes, 0, accountKey(terms.account), packAccount(from, from));
        _write(writes, 1, recoveryKey(), packRecovery(terms.account, Time.wrap(0), recoveryRegistry(word)));
        if (!restores) return writes;
        bytes32 again = packAccount(uint40(uint256(old)), 0);
        _write(writes, 2, accountKey(lost), asOfficers(again, isOfficers(old)));
    }

    /// A party without staff roles, for which nothing is pending, and not the registry's own institution.
    function _requireRecoverable(Recovery calldata terms, SubjectId subject) private view {
        PartyRecord memory record = _party(terms.party);
        if (record.kind == PartyKind.NONE) revert PartyUnknown(terms.party);
        if (record.succeeded) revert PartyAbsorbed(terms.party);
        bool staff = record.roles != 0 && block.timestamp < Time.unwrap(record.rolesUntil);
        if (staff) revert StaffNotRecovered(terms.party);
        if (sameParty(institutionOf(_record(registrySubject(terms.registry))), terms.party)) {
            revert OwnInstitutionNotRecovered(terms.party, terms.registry);
        }
        Time from = recoveryFrom(_word(subject, recoveryKey()));
        if (block.timestamp < Time.unwrap(from)) revert RecoveryPending(terms.party, from);
    }
}
