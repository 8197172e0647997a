// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPartyBook} from "./interfaces/IPartyBook.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {Book} from "./libraries/Book.sol";
import {Heirs} from "./libraries/Heirs.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, PartyKind, Role} from "./types/Enums.sol";
import {
    DocumentDigest,
    GOVERNANCE,
    PartyId,
    RegistryCode,
    SubjectId,
    Time,
    partyIdOf,
    registrySubject,
    sameParty,
    sameRegistry,
    subjectOfParty
} from "./types/Ids.sol";
import {OfficerEnding, OfficerNaming} from "./types/PartyTerms.sol";
import {
    AccountChange,
    Enrolment,
    ProfileAdoption,
    RegistryOpening,
    Revocation,
    RoleGrant,
    Signer
} from "./types/Terms.sol";
import {asOfficers, isOfficers} from "./types/OfficerWords.sol";
import {
    Floors,
    PartyRecord,
    RECORD,
    Tag,
    WordKey,
    accountKey,
    accountLive,
    hashKey,
    institutionOf,
    packAccount,
    packRegistry,
    pack
} from "./types/Words.sol";

/// @title PartyBook: see its interface
contract PartyBook is Book, IPartyBook {
    uint16 private constant STAFF_ROLES = uint16(
        (1 << uint256(Role.ACCEPTANCE)) |
            (1 << uint256(Role.EXAMINER)) |
            (1 << uint256(Role.REVIEWER)) |
            (1 << uint256(Role.SEAL_KEEPER)) |
            (1 << uint256(Role.ORDER_CLERK))
    );

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IPartyBook
    function enrol(Enrolment calldata terms, Signer[] calldata signers) external returns (PartyId party) {
        bytes32 hash = TermsHash.flat(TermsHash.ENROLMENT, abi.encode(terms));
        party = partyIdOf(hash);
        // Check
        _requireCount(signers, 2);
        _requireParty(signers, 0, party);
        Role role = signers[1].role;
        if (role != Role.ACCEPTANCE && role != Role.GOVERNOR) revert EnrollerRoleWrong(role);
        if (terms.kind == PartyKind.NONE) revert PartyKindMissing();
        _requireNew(subjectOfParty(party));
        // Effect
        PartyRecord memory record;
        record.kind = terms.kind;
        bytes32[] memory writes = _newWrites(terms.identityTag == 0 ? 2 : 3);
        _write(writes, 0, RECORD, pack(record));
        _write(writes, 1, accountKey(terms.account), packAccount(uint40(block.timestamp), 0));
        if (terms.identityTag != 0) _write(writes, 2, hashKey(Tag.IDENTITY, terms.identityTag), bytes32(uint256(1)));
        _act(hash, terms.deadline, signers, subjectOfParty(party), ActKind.PartyEnrolled, abi.encode(terms), writes);
    }

    /// @inheritdoc IPartyBook
    function changeAccount(AccountChange calldata terms, Signer[] calldata signers) external {
        // Check
        bool adds = terms.added != address(0);
        bool retires = terms.retired != address(0);
        _requireCount(signers, adds ? 2 : 1);
        _requireParty(signers, 0, terms.party);
        if (adds) {
            _requireParty(signers, 1, terms.party);
            if (signers[1].account != terms.added || terms.added == terms.retired)
                revert AccountChangeEmpty(terms.party);
        }
        if (!adds && !retires) revert AccountChangeEmpty(terms.party);
        // A party never loses its last account: who retires one without adding one signs with another.
        if (!adds && signers[0].account == terms.retired) revert AccountsWouldEnd(terms.party);
        SubjectId subject = subjectOfParty(terms.party);
        _requireSeq(subject, terms.seq);
        // Effect
        bytes32[] memory writes = _newWrites((adds ? 1 : 0) + (retires ? 1 : 0));
        if (retires) _write(writes, 0, accountKey(terms.retired), _retired(terms, subject));
        if (adds) {
            if (_word(subject, accountKey(terms.added)) != 0)
                revert IRegister.AlreadyClaimed(accountKey(terms.added), subject);
            _write(writes, retires ? 1 : 0, accountKey(terms.added), packAccount(uint40(block.timestamp), 0));
        }
        _flatAct(
            TermsHash.ACCOUNT_CHANGE,
            terms.deadline,
            signers,
            subject,
            ActKind.AccountChanged,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IPartyBook
    function grantRoles(RoleGrant calldata terms, Signer[] calldata signers) external {
        _requireCount(signers, 2);
        _requireParty(signers, 1, terms.staff);
        if (terms.roles == 0 || terms.roles & ~STAFF_ROLES != 0) revert RolesNotGrantable(terms.roles);
        PartyRecord memory record = _party(terms.staff);
        if (record.succeeded) revert PartyAbsorbed(terms.staff);
        bool busy = record.roles != 0 && block.timestamp < Time.unwrap(record.rolesUntil);
        if (busy && !sameRegistry(record.registry, terms.registry)) revert StaffElsewhere(terms.staff, record.registry);
        if (record.roles & ~STAFF_ROLES != 0) revert RolesNotGrantable(record.roles);
        _setRoles(terms, signers, record, ActKind.RolesGranted);
    }

    /// @inheritdoc IPartyBook
    function endRoles(RoleGrant calldata terms, Signer[] calldata signers) external {
        _requireCount(signers, 1);
        PartyRecord memory record = _party(terms.staff);
        if (!sameRegistry(record.registry, terms.registry)) revert StaffElsewhere(terms.staff, record.registry);
        bool longer = terms.roles != 0 && Time.unwrap(terms.until) > Time.unwrap(record.rolesUntil);
        if (terms.roles & ~record.roles != 0 || terms.roles == record.roles || longer) {
            revert RolesNotFewer(record.roles, terms.roles);
        }
        _setRoles(terms, signers, record, ActKind.RolesEnded);
    }

    /// @inheritdoc IPartyBook
    function openRegistry(RegistryOpening calldata terms, Signer[] calldata signers) external {
        _requireCount(signers, 2);
        _requireGovernor(signers);
        _requireParty(signers, 1, terms.institution);
        Heirs.requireNone(REGISTER, terms.institution);
        uint16 code = RegistryCode.unwrap(terms.registry);
        if (code < 110 || code > 999) revert RegistryCodeWrong(terms.registry);
        SubjectId subject = registrySubject(terms.registry);
        _requireNew(subject);
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, RECORD, packRegistry(terms.institution, type(uint40).max));
        _flatAct(
            TermsHash.REGISTRY_OPENING,
            terms.deadline,
            signers,
            subject,
            ActKind.RegistryOpened,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IPartyBook
    function adoptProfile(ProfileAdoption calldata terms, Signer[] calldata signers) external {
        _requireCount(signers, 1);
        _requireGovernor(signers);
        if (!sameParty(signers[0].party, terms.governor)) revert GovernorDiffers(terms.governor, signers[0].party);
        _requireSeq(GOVERNANCE, terms.seq);
        WordKey key = hashKey(Tag.PROFILE, terms.profile);
        if (_word(GOVERNANCE, key) != 0) revert ProfileAdoptedBefore(terms.profile);
        Floors memory floors = Floors(
            terms.minimumNotice,
            terms.minimumAcceptance,
            terms.maximumTerm,
            terms.maximumFreeze,
            terms.renewalOpens,
            terms.renewalCloses
        );
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, key, pack(floors));
        _flatAct(
            TermsHash.PROFILE_ADOPTION,
            terms.deadline,
            signers,
            GOVERNANCE,
            ActKind.ProfileAdopted,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IPartyBook
    function revoke(Revocation calldata terms, Signer[] calldata signers) external {
        _requireCount(signers, 1);
        _requireParty(signers, 0, terms.party);
        SubjectId subject = subjectOfParty(terms.party);
        _requireSeq(subject, terms.seq);
        PartyRecord memory record = _party(terms.party);
        record.revoked = true;
        bytes32[] memory writes = _newWrites(2);
        _write(writes, 0, RECORD, pack(record));
        _write(writes, 1, hashKey(Tag.REVOCATION, terms.digest), bytes32(uint256(1)));
        _flatAct(
            TermsHash.REVOCATION,
            terms.deadline,
            signers,
            subject,
            ActKind.ConsentRevoked,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IPartyBook
    function nameOfficer(OfficerNaming calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 2);
        _requireParty(signers, 0, terms.party);
        _requireParty(signers, 1, terms.party);
        SubjectId subject = subjectOfParty(terms.party);
        PartyRecord memory record = _party(terms.party);
        if (record.succeeded) revert PartyAbsorbed(terms.party);
        if (record.officer) revert OfficerNamedBefore(terms.party);
        WordKey key = accountKey(terms.officer);
        bool fresh = signers[1].account == terms.officer && DocumentDigest.unwrap(terms.document) != 0;
        if (!fresh || _word(subject, key) != 0) revert OfficerWrong(terms.party, terms.officer);
        _requireSeq(subject, terms.seq);
        // Effect
        record.officer = true;
        bytes32[] memory writes = _newWrites(2);
        _write(writes, 0, RECORD, pack(record));
        _write(writes, 1, key, asOfficers(packAccount(uint40(block.timestamp), 0), true));
        _flatAct(
            TermsHash.OFFICER_NAMING,
            terms.deadline,
            signers,
            subject,
            ActKind.OfficerNamed,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IPartyBook
    function endOfficer(OfficerEnding calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 1);
        _requireParty(signers, 0, terms.party);
        SubjectId subject = subjectOfParty(terms.party);
        PartyRecord memory record = _party(terms.party);
        WordKey key = accountKey(terms.officer);
        bytes32 word = _word(subject, key);
        if (!isOfficers(word) || !accountLive(word, block.timestamp)) {
            revert OfficerNotNamed(terms.party, terms.officer);
        }
        _requireSeq(subject, terms.seq);
        // Effect
        record.officer = false;
        bytes32[] memory writes = _newWrites(2);
        _write(writes, 0, RECORD, pack(record));
        bytes32 ended = packAccount(uint40(uint256(word)), uint40(block.timestamp));
        _write(writes, 1, key, asOfficers(ended, true));
        _flatAct(
            TermsHash.OFFICER_ENDING,
            terms.deadline,
            signers,
            subject,
            ActKind.OfficerEnded,
            abi.encode(terms),
            writes
        );
    }

    function _setRoles(
        RoleGrant calldata terms,
        Signer[] calldata signers,
        PartyRecord memory record,
        ActKind kind
    ) private {
        SubjectId subject = subjectOfParty(terms.staff);
        if (record.kind == PartyKind.NONE) revert PartyUnknown(terms.staff);
        bytes32 registry = _record(registrySubject(terms.registry));
        if (registry == 0) revert RegistryNotOpen(terms.registry);
        _requireParty(signers, 0, institutionOf(registry));
        _requireSeq(subject, terms.seq);
        record.registry = terms.registry;
        record.roles = terms.roles;
        record.rolesUntil = terms.until;
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, RECORD, pack(record));
        _flatAct(TermsHash.ROLE_GRANT, terms.deadline, signers, subject, kind, abi.encode(terms), writes);
    }

    function _requireNew(SubjectId subject) private view {
        if (_record(subject) != 0) revert SubjectExists(subject);
    }

    function _requireGovernor(Signer[] calldata signers) private pure {
        if (signers[0].role != Role.GOVERNOR) revert StaffMissing(0, Role.GOVERNOR, RegistryCode.wrap(0));
    }

    /// The word of an account that ends now; that of an officer ends in an act of its own.
    function _retired(AccountChange calldata terms, SubjectId subject) private view returns (bytes32) {
        bytes32 old = _word(subject, accountKey(terms.retired));
        if (!accountLive(old, block.timestamp)) revert IRegister.AccountNotLive(terms.party, terms.retired);
        if (isOfficers(old)) revert OfficerNotNamed(terms.party, terms.retired);
        return packAccount(uint40(uint256(old)), uint40(block.timestamp));
    }
}
