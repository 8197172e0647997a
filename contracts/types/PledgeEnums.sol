// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// RECORDED and ENFORCING are open; the others are ends.
enum PledgeState {
    NONE,
    RECORDED,
    RELEASED,
    ENFORCING,
    ENFORCED,
    DISCHARGED,
    VOIDED
}

/// How a security is realised (Civil Code Arts. 410, 436-438): 折价协议, 自行变卖, 司法拍卖变卖, 许可收益; 撤回.
enum Realisation {
    NONE,
    AGREEMENT,
    SELF_SALE,
    COURT_SALE,
    LICENCE_INCOME,
    WITHDRAWN
}
