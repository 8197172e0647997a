// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SubjectKind} from "./Enums.sol";

/// A dossier's name: one byte of SubjectKind, then 31 bytes that identify the subject.
type SubjectId is bytes32;
/// Kind byte 0x01, then 31 bytes of the hash of the `Issue` that created the title.
type TitleId is bytes32;
/// Kind byte 0x02, then 31 bytes of the hash of the `Application` first filed.
type ApplicationId is bytes32;
/// Kind byte 0x03, eleven zero bytes, then 20 bytes of the hash of the `Enrolment`.
type PartyId is bytes32;
/// The Merkle root of a record's salted field commitments.
type RecordRoot is bytes32;
/// The digest of a data object, see docs/dossier.md.
type FingerprintId is bytes32;
/// The hash of the `Pledge` that carved the lot.
type LotId is bytes32;
/// The hash of the `Pledge`.
type PledgeId is bytes32;
/// The hash of the `Order`.
type OrderId is bytes32;
/// The hash of the `Licence`.
type LicenceId is bytes32;
/// The hash of the `Report`.
type ReportId is bytes32;
/// The hash of the `Dispute`.
type DisputeId is bytes32;
/// The root of a log's RFC 9162 tree (SHA-256).
type LogRoot is bytes32;
/// Region (two digits) and registry digit of the national number: 371 is registry 1 of region 37.
type RegistryCode is uint16;
/// Parts per million of one right of one title.
type Share is uint32;
/// Seconds since 1970-01-01T00:00Z.
type Time is uint40;
/// SHA-256 or salted commitment of a document that stays in the content store.
type DocumentDigest is bytes32;
/// Thirteen digits: region 2, registry 1, year and month 6, serial 4; written `SJ` + digits.
type CertificateNumber is uint64;

// The one dossier of books, profiles and code tables.
SubjectId constant GOVERNANCE = SubjectId.wrap(bytes32(uint256(SubjectKind.GOVERNANCE) << 248));
uint256 constant WHOLE = 1_000_000;

/// Kinds above the known ones are those of books to come.
function isOfKind(SubjectId id, SubjectKind kind) pure returns (bool) {
    return uint256(SubjectId.unwrap(id)) >> 248 == uint256(kind);
}

/// The last 31 bytes of a hash behind a kind byte.
function tagged(uint8 tag, bytes32 hash) pure returns (bytes32) {
    return bytes32(uint256(tag) << 248) | (hash >> 8);
}

function titleIdOf(bytes32 hash) pure returns (TitleId) {
    return TitleId.wrap(tagged(uint8(SubjectKind.TITLE), hash));
}

function applicationIdOf(bytes32 hash) pure returns (ApplicationId) {
    return ApplicationId.wrap(tagged(uint8(SubjectKind.APPLICATION), hash));
}

function partyIdOf(bytes32 hash) pure returns (PartyId) {
    return PartyId.wrap(bytes32((uint256(SubjectKind.PARTY) << 248) | uint256(uint160(uint256(hash >> 96)))));
}

function objectSubject(FingerprintId fingerprint) pure returns (SubjectId) {
    return SubjectId.wrap(tagged(uint8(SubjectKind.OBJECT), FingerprintId.unwrap(fingerprint)));
}

function registrySubject(RegistryCode code) pure returns (SubjectId) {
    return SubjectId.wrap(bytes32((uint256(SubjectKind.REGISTRY) << 248) | uint256(RegistryCode.unwrap(code))));
}

/// The dossier of a registry's log.
function logSubject(RegistryCode code) pure returns (SubjectId) {
    return SubjectId.wrap(bytes32((uint256(SubjectKind.LOG) << 248) | uint256(RegistryCode.unwrap(code))));
}

function subjectOf(TitleId id) pure returns (SubjectId) {
    return SubjectId.wrap(TitleId.unwrap(id));
}

function subjectOfApplication(ApplicationId id) pure returns (SubjectId) {
    return SubjectId.wrap(ApplicationId.unwrap(id));
}

function subjectOfParty(PartyId id) pure returns (SubjectId) {
    return SubjectId.wrap(PartyId.unwrap(id));
}

function sameParty(PartyId a, PartyId b) pure returns (bool) {
    return PartyId.unwrap(a) == PartyId.unwrap(b);
}

function sameRegistry(RegistryCode a, RegistryCode b) pure returns (bool) {
    return RegistryCode.unwrap(a) == RegistryCode.unwrap(b);
}

function tail(PartyId id) pure returns (uint160) {
    return uint160(uint256(PartyId.unwrap(id)));
}

function partyOfTail(uint256 low) pure returns (PartyId) {
    return PartyId.wrap(bytes32((uint256(SubjectKind.PARTY) << 248) | uint256(uint160(low))));
}
