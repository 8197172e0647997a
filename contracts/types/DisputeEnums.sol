// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What is disputed: 权属, 来源, 登记事项. Only who owns can keep a holder from disposing.
enum DisputeClaim {
    NONE,
    OWNERSHIP,
    SOURCE,
    CONTENT
}

/// From RETURNED on they are ends.
enum DisputeState {
    NONE,
    FILED,
    NOTIFIED,
    DENIED,
    CONCLUDED,
    REFERRED,
    OUTCOME,
    RETURNED,
    CLOSED,
    WITHDRAWN
}

/// What is done about a dispute: by the acceptance clerk (NOTIFY, RETURN), by a holder (ADMIT, DENY), by either side (REFER),
/// by the disputant (WITHDRAW), by two who did not pass the title (FIND, DISMISS, CLOSE, BLOCK, UNBLOCK), on a court's
/// instrument by two order clerks (ORDER_BLOCK, ORDER_UNBLOCK).
enum DisputeAction {
    NONE,
    NOTIFY,
    RETURN,
    ADMIT,
    DENY,
    REFER,
    WITHDRAW,
    FIND,
    DISMISS,
    CLOSE,
    BLOCK,
    UNBLOCK,
    ORDER_BLOCK,
    ORDER_UNBLOCK
}

/// Who keeps the holders from disposing while the dispute runs.
enum DisputeBlock {
    NONE,
    REGISTRY,
    COURT
}
