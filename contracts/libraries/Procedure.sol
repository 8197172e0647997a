// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Action, ApplicationState, DueRule, Ground, Signatories} from "../types/Enums.sol";

/// @title The procedure table of an application (NAT-2026 Arts. 14-28), one row of five bytes a step
/// @dev The same table stands in tests/vectors/procedure.json; both sides are run against it cell by cell.
library Procedure {
    struct Row {
        ApplicationState to;
        Signatories signatories;
        DueRule due;
    }

    /// from, action, to, signatories, due rule: by the numbers of the enums.
    bytes private constant TABLE =
        hex"0101030302" // SUBMITTED ACCEPT -> ACCEPTED, acceptance clerk, due given
        hex"0102030001" // SUBMITTED DEEM_ACCEPTED -> ACCEPTED, anyone, due kept (it must be over)
        hex"0103020302" // SUBMITTED ASK_CORRECTION -> CORRECTION
        hex"01060c0300" // SUBMITTED REJECT_INTAKE -> REJECTED_INTAKE
        hex"01150f0100" // SUBMITTED WITHDRAW -> WITHDRAWN
        hex"0204030102" // CORRECTION CORRECT -> ACCEPTED, applicants
        hex"02050b0000" // CORRECTION LAPSE -> NOT_FILED, anyone, after due
        hex"02150f0100" // CORRECTION WITHDRAW
        hex"0307040402" // ACCEPTED ASSIGN -> EXAMINING, examiner
        hex"03150f0100" // ACCEPTED WITHDRAW
        hex"0408040402" // EXAMINING EXTEND -> EXAMINING, examiner, once
        hex"0409050402" // EXAMINING ASK_SUPPLEMENT -> SUPPLEMENT
        hex"040c0e0500" // EXAMINING REFUSE -> REFUSED, examiner and reviewer
        hex"040d060503" // EXAMINING PUBLISH -> NOTICE, examiner and reviewer, notice floor
        hex"040e080500" // EXAMINING PASS_UNPUBLISHED -> READY
        hex"04150f0100" // EXAMINING WITHDRAW
        hex"050a040102" // SUPPLEMENT SUPPLY -> EXAMINING, applicants
        hex"050b0d0500" // SUPPLEMENT TERMINATE -> TERMINATED
        hex"05150f0100" // SUPPLEMENT WITHDRAW
        hex"060f070202" // NOTICE OBJECT -> OBJECTION, one party, due given
        hex"0612080300" // NOTICE CLOSE_NOTICE -> READY, acceptance clerk, after the notice
        hex"06150f0100" // NOTICE WITHDRAW
        hex"070f070201" // OBJECTION OBJECT -> OBJECTION: nobody shuts the others out; one inquiry into all, due kept
        hex"0710060504" // OBJECTION DISMISS_OBJECTION -> NOTICE, its own end kept
        hex"07110e0500" // OBJECTION UPHOLD_OBJECTION -> REFUSED
        hex"07150f0100" // OBJECTION WITHDRAW
        hex"0813090300" // READY DEPOSIT -> REGISTERED, acceptance clerk
        hex"08150f0100" // READY WITHDRAW
        hex"09140a0600"; // REGISTERED CERTIFY -> CERTIFIED, seal keeper

    // The grounds that an action may name, eight actions a number from the low bits up, eight digits an action: bit n
    // stands for Ground n. A refusal: Art. 22; an objection and one that is upheld name the same.
    /// REJECT_INTAKE: government or core data, not registrable, other law (Arts. 15, 17; DSL Art. 21).
    uint256 private constant TO_7 = 0x000000010000010e000000010000000100000001000000010000000100000001;
    /// EXTEND: a complex case, an enquiry (Art. 28). TERMINATE: not verifiable (Art. 18). REFUSE.
    /// PASS_UNPUBLISHED: secrecy, privacy, important data, other law (Art. 24), nothing material (Art. 35). OBJECT.
    uint256 private constant TO_15 = 0x000001f00001710000000001000001f000000800000000010000000100000600;
    /// DISMISS_OBJECTION: unfounded (Art. 25). UPHOLD_OBJECTION.
    uint256 private constant TO_23 = 0x000000010000000100000001000000010000000100000001000001f000008000;

    /// @return found false where the table has no such step
    function step(ApplicationState from, Action action) internal pure returns (bool found, Row memory row) {
        bytes memory table = TABLE;
        for (uint256 i = 0; i < table.length; i += 5) {
            if (uint8(table[i]) == uint8(from) && uint8(table[i + 1]) == uint8(action)) {
                return (
                    true,
                    Row(
                        ApplicationState(uint8(table[i + 2])),
                        Signatories(uint8(table[i + 3])),
                        DueRule(uint8(table[i + 4]))
                    )
                );
            }
        }
    }

    /// Whether a step may be taken on this ground; a refusal has one of its own, an ordinary step none.
    function admits(Action action, Ground ground) internal pure returns (bool) {
        uint256 place = uint256(action);
        uint256 grounds =
            place < 8
                ? TO_7
                : place < 16
                    ? TO_15
                    : TO_23;
        return ((grounds >> (32 * (place & 7))) >> uint256(ground)) & 1 == 1;
    }

    function isEnd(ApplicationState state) internal pure returns (bool) {
        return uint8(state) >= uint8(ApplicationState.NOT_FILED);
    }
}
