// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Anchoring} from "../types/AnchorTerms.sol";
import {LogRoot, RegistryCode} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title Roots of the logs of digests that registries keep
/// @dev Warning: the register says that a root of this size followed the root before it, and when; that the log only grew
/// is for consistency proofs to show, off chain (RFC 9162). A digest says nothing about the truth of what it is of.
interface IAnchors is IBook {
    /// @notice A root is named, and the log has grown since it was anchored last.
    error BatchWrong(RegistryCode registry, LogRoot root, uint64 size, uint64 previousSize);
    /// @notice The log was anchored since, or never at this root: a batch follows the last one, once.
    error BatchStale(
        RegistryCode registry,
        LogRoot previousRoot,
        uint64 previousSize,
        LogRoot current,
        uint64 currentSize
    );

    /// @notice Anchor a batch: the root of a registry's log over all its digests. Signer: its seal keeper.
    function anchor(Anchoring calldata terms, Signer[] calldata signers) external;
}
