// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PartyKind, Right} from "../types/Enums.sol";
import {PledgeState} from "../types/PledgeEnums.sol";
import {LotId, PartyId, PledgeId, Share, Time, TitleId} from "../types/Ids.sol";
import {Judgment, Pledge, Release, Sale} from "../types/PledgeTerms.sol";
import {Signer} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title Notes of pledges on lots (NAT-2026 Arts. 3, 23)
/// @dev Warning: a note is not a security right. Rank follows the filing in the movables register, not the block.
interface IPledgeBook is IBook {
    /// @notice Only the operating right may secure a claim (NAT-2026 Art. 3).
    error OperatingRightNeeded(TitleId title, Right right);
    /// @notice A party of this kind cannot give security (SPC Security Interpretation Art. 5).
    error PledgorKindBarred(PartyId pledgor, PartyKind kind);
    /// @notice Whoever serves the public gives security only after legal review (SPC Security Interpretation Art. 6).
    error LegalReviewMissing(PartyId pledgor, PartyKind kind);
    /// @notice A company secures another's debt only by a resolution (Company Law Art. 15).
    error ResolutionMissing(PartyId pledgor, PartyKind kind);
    /// @notice The debt falls due after the title's term, and the pledgee has not accepted that.
    error TermOverrun(TitleId title, Time termEnd, Time validUntil);
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

    /// @notice A sale names how the lot goes, from what document, to whom else than the holder, and which pledges end.
    error SaleWrong(TitleId title, LotId lot);
    /// @notice Nobody sells by agreement before a pledgee whose pledge ends has declared default (Civil Code Art. 436).
    error DefaultNotDeclared(TitleId title, LotId lot);
    /// @notice A judgment discharges or voids, and is named.
    error JudgmentWrong(TitleId title, PledgeId pledge, PledgeState state);

    /// @notice Record a pledge: a new lot from the free share, or junior on an existing lot. Signers: both sides.
    function pledge(Pledge calldata terms, Signer[] calldata signers) external returns (PledgeId);

    /// @notice Release a pledge; the lot's last release frees the share. Signer: the pledgee.
    function release(Release calldata terms, Signer[] calldata signers) external;

    /// @notice Move a pledged lot to whoever took or bought it. Signers: by agreement or own sale the holder, the taker and
    /// every pledgee; by a court's sale two order clerks of the title's registry.
    function sell(Sale calldata terms, Signer[] calldata signers) external;

    /// @notice End a pledge by a judgment. Signers: two order clerks of the title's registry.
    function conclude(Judgment calldata terms, Signer[] calldata signers) external;
}
