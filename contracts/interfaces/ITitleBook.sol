// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ApplicationState, Burden, Operation, Registration, Right} from "../types/Enums.sol";
import {ApplicationId, LotId, PartyId, PledgeId, Time, TitleId} from "../types/Ids.sol";
import {Application, Issue, Signer, Succession, Transfer} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title Issue of titles with their certificates, and transfers of shares (NAT-2026 Arts. 26-27, 32-34)
interface ITitleBook is IBook {
    /// @notice The application is not registered yet: a certificate is issued after the national deposit only.
    error ApplicationNotRegistered(ApplicationId application, ApplicationState state);
    /// @notice What is to be issued differs from what was filed.
    error IssueDiffers(ApplicationId application);
    /// @notice No title comes out of an application for this registration (NAT-2026 Arts. 32-37).
    error RegistrationMakesNoTitle(ApplicationId application, Registration registration);
    /// @notice The title would be registered at another time than its deposit.
    error RegisteredAtWrong(Time given, Time deposited);
    /// @notice The title's term is empty or longer than its rule profile allows.
    error TermWrong(Time validUntil, Time latest);
    /// @notice This title exists already.
    error TitleExists(TitleId title);
    /// @notice No title lives under this id.
    error TitleNotLive(TitleId title);
    /// @notice A burden bars this operation.
    error Barred(TitleId title, PartyId party, Operation operation, Burden burden, Time until);
    /// @notice A transfer moves some share, from one party to another.
    error TransferEmpty(TitleId title);
    /// @notice The giver holds less than is to be moved.
    error HeldTooLittle(TitleId title, PartyId giver, Right right, uint32 held, uint32 asked);
    /// @notice So much of the right is pledged: name the lot that moves and bring its pledgees' consents.
    error PledgedNeedsConsent(TitleId title, PartyId giver, Right right, uint32 free, uint32 asked);
    /// @notice The holding changed since this consent was signed.
    error HoldingChanged(TitleId title, PartyId holder, uint32 given, uint32 current);
    /// @notice At most sixteen lots move in one transfer.
    error LotsTooMany(TitleId title, uint256 count, uint256 most);
    /// @notice This lot is not the giver's, or has ended.
    error LotNotGivers(TitleId title, LotId lot, PartyId giver);
    /// @notice Every open pledge of a moved lot must be named, once.
    error PledgesIncomplete(TitleId title, LotId lot, uint256 named, uint256 open);
    /// @notice The pledge is not open on this lot.
    error PledgeNotOpen(TitleId title, LotId lot, PledgeId pledge);
    /// @notice The consent of this pledgee is missing.
    error PledgeeConsentMissing(TitleId title, PledgeId pledge, PartyId pledgee);

    /// @notice A predecessor is over: it has ended, or its term has.
    error PredecessorLives(TitleId predecessor, Time until);
    /// @notice A predecessor was registered earlier, over the same data object.
    error PredecessorDiffers(TitleId title, TitleId predecessor);
    /// @notice All holders of the new title are named, ascending, each by itself or by whom it absorbed, and who is named held
    /// the earlier one.
    error PredecessorOfAnother(TitleId predecessor, uint256 place);
    /// @notice The title's predecessor is named already.
    error PredecessorNamedBefore(TitleId title);

    /// @notice Issue a title and its holders' certificates. Signer: the registry's seal keeper.
    function issue(
        Issue calldata terms,
        Application calldata content,
        Signer[] calldata signers
    ) external returns (TitleId);

    /// @notice Name the earlier title over the same data that a title follows (no title comes back to life). Signer: the seal
    /// keeper.
    function succeed(Succession calldata terms, Signer[] calldata signers) external;

    /// @notice Move shares to a co-holder or a newcomer. Signers: giver, taker, then every pledgee of a moved lot.
    function transfer(Transfer calldata terms, Signer[] calldata signers) external;
}
