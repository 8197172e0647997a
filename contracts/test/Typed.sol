// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Application,
    Closing,
    Correction,
    Fulfilment,
    Lift,
    Notice,
    Renewal,
    Succession,
    Transfer
} from "../types/Terms.sol";
import {DisputeRuling} from "../types/DisputeTerms.sol";
import {Licence} from "../types/LicenceTerms.sol";
import {Shrinking} from "../types/PledgeTerms.sol";
import {Vm} from "./Vm.sol";

/// @title EIP-712 hashes of the terms with dynamic members, by the test runner's own implementation
library Typed {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    string internal constant APPLICATION =
        "Application(uint16 registry,bytes32 profile,uint8 registration,bytes32 title,bytes32 fingerprint,bool keyed,"
        "uint8 origin,uint8 dataClass,uint8 grade,bytes32 basis,bytes32 record,Split[] splits,bytes32[] participants,"
        "uint40 due,bytes32 previous,uint64 seq,uint64 deadline)"
        "Split(bytes32 holder,uint32 hold,uint32 use,uint32 oper)";
    string internal constant NOTICE = "Notice(bytes32 application,uint64 seq,uint40 due,bytes clear,uint64 deadline)";
    string internal constant TRANSFER =
        "Transfer(bytes32 title,bytes32 giver,bytes32 taker,uint32 hold,uint32 use,uint32 oper,bytes32[] lots,"
        "bytes32[] pledges,uint32 giverVersion,bytes32 document,uint64 deadline)";
    string internal constant LIFT =
        "Lift(bytes32 subject,bytes32 holder,bytes32 order,bytes32[] remaining,uint16 version,bytes32 court,"
        "bytes32 instrument,uint64 deadline)";

    string internal constant CORRECTION =
        "Correction(bytes32 title,uint64 seq,uint8 group,bytes32 record,bytes clear,bytes32[] holders,bytes32[] lots,"
        "bytes32[] pledges,bytes32 court,bytes32 instrument,uint64 deadline)";
    string internal constant CLOSING =
        "Closing(bytes32 title,uint64 seq,Issue issued,uint8 ground,uint40 from,bytes32 court,bytes32 instrument,"
        "uint64 deadline)"
        "Issue(bytes32 application,uint64 seq,uint16 registry,bytes32 fingerprint,bytes32 record,bytes32 profile,"
        "uint40 registeredAt,uint40 validUntil,uint64 deadline)";

    function hash(Correction memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(CORRECTION, abi.encode(terms));
    }

    string internal constant RENEWAL =
        "Renewal(bytes32 title,bytes32 application,uint64 seq,Issue issued,uint40 validUntil,bytes32 court,"
        "uint64 deadline)"
        "Issue(bytes32 application,uint64 seq,uint16 registry,bytes32 fingerprint,bytes32 record,bytes32 profile,"
        "uint40 registeredAt,uint40 validUntil,uint64 deadline)";

    string internal constant FULFILMENT =
        "Fulfilment(bytes32 title,bytes32 application,uint64 seq,Issue issued,Application filed,uint8 group,bytes clear,"
        "bytes32[] lots,bytes32[] pledges,bytes32 court,uint64 deadline)"
        "Application(uint16 registry,bytes32 profile,uint8 registration,bytes32 title,bytes32 fingerprint,bool keyed,"
        "uint8 origin,uint8 dataClass,uint8 grade,bytes32 basis,bytes32 record,Split[] splits,bytes32[] participants,"
        "uint40 due,bytes32 previous,uint64 seq,uint64 deadline)"
        "Issue(bytes32 application,uint64 seq,uint16 registry,bytes32 fingerprint,bytes32 record,bytes32 profile,"
        "uint40 registeredAt,uint40 validUntil,uint64 deadline)"
        "Split(bytes32 holder,uint32 hold,uint32 use,uint32 oper)";

    function hash(Fulfilment memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(FULFILMENT, abi.encode(terms));
    }

    string internal constant SUCCESSION =
        "Succession(bytes32 title,bytes32 predecessor,Issue issued,Issue before,bytes32[] holders,uint64 deadline)"
        "Issue(bytes32 application,uint64 seq,uint16 registry,bytes32 fingerprint,bytes32 record,bytes32 profile,"
        "uint40 registeredAt,uint40 validUntil,uint64 deadline)";

    function hash(Succession memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(SUCCESSION, abi.encode(terms));
    }

    function hash(Renewal memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(RENEWAL, abi.encode(terms));
    }

    function hash(Closing memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(CLOSING, abi.encode(terms));
    }

    function hash(Application memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(APPLICATION, abi.encode(terms));
    }

    function hash(Notice memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(NOTICE, abi.encode(terms));
    }

    function hash(Transfer memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(TRANSFER, abi.encode(terms));
    }

    string internal constant LICENCE =
        "Licence(bytes32 title,bytes32 licensor,bytes32 licensee,uint8 right,bool exclusive,bool entrusted,uint40 from,"
        "uint40 until,bytes32 scope,bytes32 document,bytes32[] lots,bytes32[] pledges,uint64 deadline)";

    function hash(Licence memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(LICENCE, abi.encode(terms));
    }

    string private constant ISSUE_AT_LAST =
        "Issue(bytes32 application,uint64 seq,uint16 registry,bytes32 fingerprint,bytes32 record,bytes32 profile,"
        "uint40 registeredAt,uint40 validUntil,uint64 deadline)";
    string private constant RULING =
        "DisputeRuling(bytes32 title,bytes32 dispute,uint16 version,uint8 action,Issue issued,bytes32 document,"
        "uint64 deadline)";

    function hash(DisputeRuling memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(string.concat(RULING, ISSUE_AT_LAST), abi.encode(terms));
    }

    string private constant SHRINKING =
        "Shrinking(bytes32 title,bytes32 lot,uint16 version,uint32 ppm,bytes32[] pledges,bytes32 document,"
        "uint64 deadline)";

    function hash(Shrinking memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(SHRINKING, abi.encode(terms));
    }

    function hash(Lift memory terms) internal pure returns (bytes32) {
        return vm.eip712HashStruct(LIFT, abi.encode(terms));
    }
}
