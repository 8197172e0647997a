// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PartyKind, Right} from "../types/Enums.sol";
import {LotId, PartyId, PledgeId, Share, TitleId} from "../types/Ids.sol";
import {Pledge, Release, Signer} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title Notes of pledges on lots (NAT-2026 Arts. 3, 23)
/// @dev Warning: a note is not a security right. Rank follows the filing in the movables register, not the block.
interface IPledgeBook is IBook {
    /// @notice Only the operating right may secure a claim (NAT-2026 Art. 3).
    error OperatingRightNeeded(TitleId title, Right right);
    /// @notice A party of this kind cannot give security (SPC Security Interpretation Art. 5).
    error PledgorKindBarred(PartyId pledgor, PartyKind kind);
    /// @notice Kind of security, filing number and filing time must be named; the filing is not in the future.
    error PledgeTermsMissing(TitleId title);
    /// @notice More is to be pledged than the pledgor's free share.
    error FreeShareTooSmall(TitleId title, PartyId pledgor, Right right, uint32 free, Share asked);
    /// @notice A junior pledge names an open lot as it is.
    error LotDiffers(TitleId title, LotId lot);
    /// @notice This pledge was recorded before.
    error PledgeExists(TitleId title, PledgeId pledge);
    /// @notice At most 200 pledges rest on one lot.
    error LotFull(TitleId title, LotId lot);
    /// @notice The pledge is not open on this lot at this version.
    error PledgeVersionWrong(TitleId title, PledgeId pledge, uint16 given, uint16 current);

    /// @notice Record a pledge: a new lot from the free share, or junior on an existing lot. Signers: both sides.
    function pledge(Pledge calldata terms, Signer[] calldata signers) external returns (PledgeId);

    /// @notice Release a pledge; the lot's last release frees the share. Signer: the pledgee.
    function release(Release calldata terms, Signer[] calldata signers) external;
}
