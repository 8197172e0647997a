// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

enum LicenceState {
    NONE,
    GRANTED,
    ENDED
}

/// Why a licence is ended: by both, by the licensee, for the licensee's breach (Civil Code Art. 563), by a court or organ, or
/// after its term, so that it counts no more.
enum LicenceEndGround {
    NONE,
    AGREED,
    WAIVED,
    BREACH,
    ORDERED,
    RUN_OUT
}

/// What an institution reports on: 合规, 质量, 价值, 安全; or a notarial deed (公证书).
enum ReportKind {
    NONE,
    COMPLIANCE,
    QUALITY,
    VALUATION,
    SECURITY,
    NOTARIAL_DEED
}

/// What a report was made for; GENERAL: for nothing in particular.
enum ReportPurpose {
    NONE,
    GENERAL,
    PLEDGE,
    BOOK_ENTRY,
    TRADE,
    CONTRIBUTION,
    DISPUTE
}

enum ReportState {
    NONE,
    FILED,
    WITHDRAWN
}
