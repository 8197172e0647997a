// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LogRoot, RegistryCode} from "./Ids.sol";

// A struct of Terms.sol's kind, about logs of digests: it is an EIP-712 type.

/// root and size: the log with this batch; previousRoot and previousSize: the log as it was anchored last, zero before the first.
struct Anchoring {
    RegistryCode registry;
    LogRoot root;
    uint64 size;
    LogRoot previousRoot;
    uint64 previousSize;
    uint64 deadline;
}
