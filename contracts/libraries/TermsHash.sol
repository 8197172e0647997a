// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId, PartyId, PledgeId} from "../types/Ids.sol";
import {Application, Closing, Correction, Lift, Notice, Renewal, Split, Transfer} from "../types/Terms.sol";

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
        "Pledge(bytes32 title,bytes32 pledgor,bytes32 pledgee,uint8 right,uint32 ppm,bytes32 lot,uint8 kind,bool maximum,uint128 amount,uint40 termEnd,uint40 filedAt,bytes32 filing,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant RELEASE = keccak256(
        "Release(bytes32 title,bytes32 lot,bytes32 pledge,uint16 version,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant ORDER = keccak256(
        "Order(uint8 kind,uint8 scope,uint16 registry,bytes32 title,bytes32 party,uint8 rights,bytes32 court,bytes32 instrument,uint40 until,bytes32 profile,uint64 deadline)"
    );
    bytes32 internal constant LIFT = keccak256(
        "Lift(bytes32 subject,bytes32 holder,bytes32 order,bytes32[] remaining,uint16 version,bytes32 instrument,uint64 deadline)"
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
}
