// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId, PartyId, PledgeId} from "../types/Ids.sol";
import {Licence} from "../types/LicenceTerms.sol";
import {
    Application,
    Closing,
    Correction,
    Fulfilment,
    Lift,
    Notice,
    Renewal,
    Split,
    Succession,
    Transfer
} from "../types/Terms.sol";

/// @title EIP-712 types of every struct that parties sign
/// @dev Members are hashed as the call has them. Whoever hashes terms that are to be entered encodes them too, which
/// refuses members that are out of their type's range.
library TermsHash {
    bytes32 internal constant PROFILE_ADOPTION = keccak256(
        "ProfileAdoption(bytes32 profile,uint32 minimumNotice,uint32 minimumAcceptance,uint40 maximumTerm,uint40 maximumFreeze,uint40 renewalOpens,uint40 renewalCloses,bytes32 governor,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant REGISTRY_OPENING = keccak256(
        "RegistryOpening(uint16 registry,bytes32 institution,bytes32 record,uint64 deadline)"
    );
    bytes32 internal constant ENROLMENT = keccak256(
        "Enrolment(uint8 kind,bytes32 identityTag,bytes32 identity,address account,uint64 deadline)"
    );
    bytes32 internal constant ACCOUNT_CHANGE = keccak256(
        "AccountChange(bytes32 party,address added,address retired,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant ROLE_GRANT = keccak256(
        "RoleGrant(bytes32 staff,uint16 registry,uint16 roles,uint40 until,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant REVOCATION = keccak256(
        "Revocation(bytes32 party,bytes32 digest,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant APPOINTMENT = keccak256(
        "Appointment(bytes32 principal,bytes32 agent,uint16 powers,uint40 until,bytes32 authority,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant APPOINTMENT_END = keccak256(
        "AppointmentEnd(bytes32 principal,bytes32 agent,bytes32 by,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant STAFF_REVOCATION = keccak256(
        "StaffRevocation(bytes32 staff,uint16 registry,uint40 since,uint8 ground,bytes32 document,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant INSTITUTION_LISTING = keccak256(
        "InstitutionListing(bytes32 institution,uint16 kinds,bytes32 licence,uint40 from,uint40 until,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant SUSPENSION = keccak256(
        "Suspension(bytes32 institution,bool suspended,bytes32 ground,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant RECOVERY = keccak256(
        "Recovery(bytes32 party,address account,address lost,uint16 registry,uint40 from,bytes32 document,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant RECOVERY_END = keccak256(
        "RecoveryEnd(bytes32 party,address account,bytes32 document,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant ABSORPTION = keccak256(
        "Absorption(bytes32 absorbed,bytes32 successor,uint16 registry,bytes32 instrument,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant RENAMING = keccak256(
        "Renaming(bytes32 party,uint16 registry,bytes32 identity,bytes32 instrument,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant OFFICER_NAMING = keccak256(
        "OfficerNaming(bytes32 party,address officer,bytes32 document,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant OFFICER_ENDING = keccak256(
        "OfficerEnding(bytes32 party,address officer,uint64 seq,uint64 deadline)"
    );
    bytes32 internal constant SPLIT = keccak256("Split(bytes32 holder,uint32 hold,uint32 use,uint32 oper)");
    bytes32 internal constant APPLICATION = keccak256(
        "Application(uint16 registry,bytes32 profile,uint8 registration,bytes32 title,bytes32 fingerprint,bool keyed,uint8 origin,uint8 dataClass,uint8 grade,bytes32 basis,bytes32 record,Split[] splits,bytes32[] participants,uint40 due,bytes32 previous,uint64 seq,uint64 deadline)Split(bytes32 holder,uint32 hold,uint32 use,uint32 oper)"
    );
    bytes32 internal constant STEP = keccak256(
        "Step(bytes32 application,uint64 seq,uint8 action,uint8 ground,uint40 due,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant NOTICE = keccak256(
        "Notice(bytes32 application,uint64 seq,uint40 due,bytes clear,uint64 deadline)"
    );
    bytes32 internal constant ISSUE = keccak256(
        "Issue(bytes32 application,uint64 seq,uint16 registry,bytes32 fingerprint,bytes32 record,bytes32 profile,uint40 registeredAt,uint40 validUntil,uint64 deadline)"
    );
    bytes32 internal constant TRANSFER = keccak256(
        "Transfer(bytes32 title,bytes32 giver,bytes32 taker,uint32 hold,uint32 use,uint32 oper,bytes32[] lots,bytes32[] pledges,uint32 giverVersion,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant PLEDGE = keccak256(
        "Pledge(bytes32 title,bytes32 pledgor,bytes32 pledgee,uint8 right,uint32 ppm,bytes32 lot,uint8 kind,bool maximum,uint128 amount,uint40 termEnd,uint40 filedAt,bytes32 filing,bytes32 document,bytes32 basis,bool forAnother,bool pastTerm,uint64 deadline)"
    );
    bytes32 internal constant RELEASE = keccak256(
        "Release(bytes32 title,bytes32 lot,bytes32 pledge,uint16 version,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant ORDER = keccak256(
        "Order(uint8 kind,uint8 scope,uint16 registry,bytes32 title,bytes32 party,uint8 rights,bytes32 court,bytes32 instrument,uint40 until,bytes32 profile,uint64 deadline)"
    );
    bytes32 internal constant LIFT = keccak256(
        "Lift(bytes32 subject,bytes32 holder,bytes32 order,bytes32[] remaining,uint16 version,bytes32 court,bytes32 instrument,uint64 deadline)"
    );
    bytes32 internal constant EXTENSION = keccak256(
        "Extension(bytes32 subject,bytes32 holder,bytes32 order,uint16 version,bytes32 court,bytes32 instrument,uint40 until,bytes32 profile,uint64 deadline)"
    );
    bytes32 internal constant SUPERIOR = keccak256(
        "Superior(bytes32 court,bytes32 superior,bytes32 basis,uint64 seq,uint64 deadline)"
    );

    bytes32 internal constant CORRECTION = keccak256(
        "Correction(bytes32 title,uint64 seq,uint8 group,bytes32 record,bytes clear,bytes32[] holders,bytes32[] lots,bytes32[] pledges,bytes32 court,bytes32 instrument,uint64 deadline)"
    );
    bytes32 internal constant CLOSING = keccak256(
        "Closing(bytes32 title,uint64 seq,Issue issued,uint8 ground,uint40 from,bytes32 court,bytes32 instrument,uint64 deadline)Issue(bytes32 application,uint64 seq,uint16 registry,bytes32 fingerprint,bytes32 record,bytes32 profile,uint40 registeredAt,uint40 validUntil,uint64 deadline)"
    );

    bytes32 internal constant RENEWAL = keccak256(
        "Renewal(bytes32 title,bytes32 application,uint64 seq,Issue issued,uint40 validUntil,bytes32 court,uint64 deadline)Issue(bytes32 application,uint64 seq,uint16 registry,bytes32 fingerprint,bytes32 record,bytes32 profile,uint40 registeredAt,uint40 validUntil,uint64 deadline)"
    );

    bytes32 internal constant FULFILMENT = keccak256(
        "Fulfilment(bytes32 title,bytes32 application,uint64 seq,Issue issued,Application filed,uint8 group,bytes clear,bytes32[] lots,bytes32[] pledges,bytes32 court,uint64 deadline)Application(uint16 registry,bytes32 profile,uint8 registration,bytes32 title,bytes32 fingerprint,bool keyed,uint8 origin,uint8 dataClass,uint8 grade,bytes32 basis,bytes32 record,Split[] splits,bytes32[] participants,uint40 due,bytes32 previous,uint64 seq,uint64 deadline)Issue(bytes32 application,uint64 seq,uint16 registry,bytes32 fingerprint,bytes32 record,bytes32 profile,uint40 registeredAt,uint40 validUntil,uint64 deadline)Split(bytes32 holder,uint32 hold,uint32 use,uint32 oper)"
    );

    bytes32 internal constant SUCCESSION = keccak256(
        "Succession(bytes32 title,bytes32 predecessor,Issue issued,Issue before,bytes32[] holders,uint64 deadline)Issue(bytes32 application,uint64 seq,uint16 registry,bytes32 fingerprint,bytes32 record,bytes32 profile,uint40 registeredAt,uint40 validUntil,uint64 deadline)"
    );

    bytes32 internal constant LICENCE = keccak256(
        "Licence(bytes32 title,bytes32 licensor,bytes32 licensee,uint8 right,bool exclusive,bool entrusted,uint40 from,uint40 until,bytes32 scope,bytes32 document,bytes32[] lots,bytes32[] pledges,uint64 deadline)"
    );
    bytes32 internal constant BREACH_NOTICE = keccak256(
        "BreachNotice(bytes32 title,bytes32 licence,uint16 version,bytes32 notice,uint64 deadline)"
    );
    bytes32 internal constant LICENCE_ENDING = keccak256(
        "LicenceEnding(bytes32 title,bytes32 licence,uint8 ground,bytes32 court,bytes32 document,uint64 deadline)"
    );

    bytes32 internal constant REPORT = keccak256(
        "Report(bytes32 title,bytes32 institution,uint8 kind,uint8 purpose,bytes32 record,uint40 baseDate,uint40 validUntil,uint128 amount,bytes32 document,bytes32 independence,uint64 deadline)"
    );
    bytes32 internal constant REPORT_WITHDRAWAL = keccak256(
        "ReportWithdrawal(bytes32 title,bytes32 report,bytes32 ground,uint64 deadline)"
    );

    bytes32 internal constant ANCHORING = keccak256(
        "Anchoring(uint16 registry,bytes32 root,uint64 size,bytes32 previousRoot,uint64 previousSize,uint64 deadline)"
    );

    /// A struct without dynamic members: its ABI encoding is its EIP-712 encodeData.
    function flat(bytes32 typeHash, bytes memory encoded) internal pure returns (bytes32 result) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            // The type takes the place of the length while both are hashed.
            let size := mload(encoded)
            mstore(encoded, typeHash)
            result := keccak256(encoded, add(size, 0x20))
            mstore(encoded, size)
        }
    }

    function hash(Application calldata a) internal pure returns (bytes32) {
        Split[] calldata splits = a.splits;
        PartyId[] calldata participants = a.participants;
        bytes32 typeHash = SPLIT;
        bytes32 list;
        bytes32 others;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            // One hash a split; the struct that is hashed lies behind the hashes.
            let end := add(free, shl(5, splits.length))
            mstore(end, typeHash)
            for {
                let i := 0
            } lt(i, splits.length) {
                i := add(i, 1)
            } {
                calldatacopy(add(end, 0x20), add(splits.offset, shl(7, i)), 0x80)
                mstore(add(free, shl(5, i)), keccak256(end, 0xa0))
            }
            list := keccak256(free, shl(5, splits.length))
            calldatacopy(free, participants.offset, shl(5, participants.length))
            others := keccak256(free, shl(5, participants.length))
        }
        typeHash = APPLICATION;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 0x20), a, 0x220)
            mstore(add(free, 0x180), list)
            mstore(add(free, 0x1a0), others)
            list := keccak256(free, 0x240)
        }
        return list;
    }

    function hash(Notice calldata n) internal pure returns (bytes32) {
        return keccak256(abi.encode(NOTICE, n.application, n.seq, n.due, keccak256(n.clear), n.deadline));
    }

    function hash(Transfer calldata t) internal pure returns (bytes32 result) {
        LotId[] calldata lots = t.lots;
        PledgeId[] calldata pledges = t.pledges;
        bytes32 typeHash = TRANSFER;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, lots.offset, shl(5, lots.length))
            let list := keccak256(free, shl(5, lots.length))
            calldatacopy(free, pledges.offset, shl(5, pledges.length))
            let second := keccak256(free, shl(5, pledges.length))
            mstore(free, typeHash)
            calldatacopy(add(free, 0x20), t, 0x160)
            mstore(add(free, 0xe0), list)
            mstore(add(free, 0x100), second)
            result := keccak256(free, 0x180)
        }
    }

    function hash(Lift calldata lift) internal pure returns (bytes32) {
        bytes32 remaining = keccak256(abi.encodePacked(lift.remaining));
        return
            keccak256(
                abi.encode(
                    LIFT,
                    lift.subject,
                    lift.holder,
                    lift.order,
                    remaining,
                    lift.version,
                    lift.court,
                    lift.instrument,
                    lift.deadline
                )
            );
    }
    function hash(Correction calldata c) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    CORRECTION,
                    c.title,
                    c.seq,
                    c.group,
                    c.record,
                    keccak256(c.clear),
                    keccak256(abi.encodePacked(c.holders)),
                    keccak256(abi.encodePacked(c.lots)),
                    keccak256(abi.encodePacked(c.pledges)),
                    c.court,
                    c.instrument,
                    c.deadline
                )
            );
    }

    /// issued: the hash of the terms of issue within.
    function hash(Renewal calldata r, bytes32 issued) internal pure returns (bytes32) {
        return keccak256(abi.encode(RENEWAL, r.title, r.application, r.seq, issued, r.validUntil, r.court, r.deadline));
    }

    /// The same of an end.
    function hash(Closing calldata c, bytes32 issued) internal pure returns (bytes32) {
        return
            keccak256(abi.encode(CLOSING, c.title, c.seq, issued, c.ground, c.from, c.court, c.instrument, c.deadline));
    }

    /// The same of what a request leads to.
    function hash(Fulfilment calldata f, bytes32 issued) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    FULFILMENT,
                    f.title,
                    f.application,
                    f.seq,
                    issued,
                    hash(f.filed),
                    f.group,
                    keccak256(f.clear),
                    keccak256(abi.encodePacked(f.lots)),
                    keccak256(abi.encodePacked(f.pledges)),
                    f.court,
                    f.deadline
                )
            );
    }

    /// issued and before: the hashes of the two terms of issue within.
    function hash(Succession calldata s, bytes32 issued, bytes32 before) internal pure returns (bytes32) {
        bytes32 holders = keccak256(abi.encodePacked(s.holders));
        return keccak256(abi.encode(SUCCESSION, s.title, s.predecessor, issued, before, holders, s.deadline));
    }

    function hash(Licence calldata terms) internal pure returns (bytes32) {
        bytes memory first = abi.encode(
            LICENCE,
            terms.title,
            terms.licensor,
            terms.licensee,
            terms.right,
            terms.exclusive,
            terms.entrusted
        );
        bytes memory rest = abi.encode(
            terms.from,
            terms.until,
            terms.scope,
            terms.document,
            keccak256(abi.encodePacked(terms.lots)),
            keccak256(abi.encodePacked(terms.pledges)),
            terms.deadline
        );
        return keccak256(bytes.concat(first, rest));
    }
}
