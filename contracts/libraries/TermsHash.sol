// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Application, Lift, Notice, Split, Transfer} from "../types/Terms.sol";

/// @title EIP-712 types of every struct that parties sign
library TermsHash {
    bytes32 internal constant PROFILE_ADOPTION = keccak256(
        "ProfileAdoption(bytes32 profile,uint32 minimumNotice,uint32 minimumAcceptance,uint40 maximumTerm,uint40 maximumFreeze,bytes32 governor,uint64 seq,uint64 deadline)"
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
    bytes32 internal constant SPLIT = keccak256("Split(bytes32 holder,uint32 hold,uint32 use,uint32 oper)");
    bytes32 internal constant APPLICATION = keccak256(
        "Application(uint16 registry,bytes32 profile,bytes32 fingerprint,bool keyed,uint8 origin,bytes32 record,Split[] splits,uint40 due,bytes32 previous,uint64 seq,uint64 deadline)Split(bytes32 holder,uint32 hold,uint32 use,uint32 oper)"
    );
    bytes32 internal constant STEP = keccak256(
        "Step(bytes32 application,uint64 seq,uint8 action,uint40 due,bytes32 document,uint64 deadline)"
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

    /// A struct without dynamic members: its ABI encoding is its EIP-712 encodeData.
    function flat(bytes32 typeHash, bytes memory encoded) internal pure returns (bytes32) {
        return keccak256(bytes.concat(typeHash, encoded));
    }

    function hash(Application calldata a) internal pure returns (bytes32) {
        bytes memory splits;
        for (uint256 i = 0; i < a.splits.length; ++i) {
            Split calldata s = a.splits[i];
            splits = bytes.concat(splits, flat(SPLIT, abi.encode(s)));
        }
        bytes memory front = abi.encode(APPLICATION, a.registry, a.profile, a.fingerprint, a.keyed, a.origin, a.record);
        return keccak256(bytes.concat(front, abi.encode(keccak256(splits), a.due, a.previous, a.seq, a.deadline)));
    }

    function hash(Notice calldata n) internal pure returns (bytes32) {
        return keccak256(abi.encode(NOTICE, n.application, n.seq, n.due, keccak256(n.clear), n.deadline));
    }

    function hash(Transfer calldata t) internal pure returns (bytes32) {
        bytes memory front = abi.encode(TRANSFER, t.title, t.giver, t.taker, t.hold, t.use, t.oper);
        bytes32 lots = keccak256(abi.encodePacked(t.lots));
        bytes32 pledges = keccak256(abi.encodePacked(t.pledges));
        return keccak256(bytes.concat(front, abi.encode(lots, pledges, t.giverVersion, t.document, t.deadline)));
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
}
