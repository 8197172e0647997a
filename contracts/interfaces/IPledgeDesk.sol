// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Realisation, PledgeState} from "../types/PledgeEnums.sol";
import {LotId, OrderId, PledgeId, Share, SubjectId, TitleId} from "../types/Ids.sol";
import {Amendment, Assignment, Enforcement, Knowledge, Ranking, Shrinking} from "../types/PledgeTerms.sol";
import {Signer} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title The life of pledges: amended, assigned, ranked anew, enforced, ended by a judgment (Civil Code Arts. 393-439)
interface IPledgeDesk is IBook {
    /// @notice An amendment changes amount, kind or term; an amount is more than nothing.
    error AmendmentEmpty(TitleId title, PledgeId pledge);
    /// @notice The lot changed since this was signed.
    error LotVersionWrong(TitleId title, LotId lot, uint16 given, uint16 current);
    /// @notice A claim goes to another party than the pledgee and the holder, and its debtor is told (Civil Code Art. 546).
    error AssignmentWrong(TitleId title, PledgeId pledge);
    /// @notice A new order of rank names each open pledge of the lot once, and two at least (Civil Code Art. 409).
    error RankingWrong(TitleId title, LotId lot, uint256 named, uint256 open);
    /// @notice Of a lot less stays than there is, and something.
    error ShareNotLess(TitleId title, LotId lot, Share asked, Share current);
    /// @notice Only the pledgee of a maximum amount learns of a seizure here, once, from a document, never in the future
    /// (Civil Code Art. 423(4)).
    error KnowledgeWrong(TitleId title, PledgeId pledge);
    /// @notice The order does not stand on this title, this holder's shares, the holder or who absorbed it.
    error SeizureUnknown(SubjectId subject, OrderId order);
    /// @notice Default is declared once and from a document; income is assigned, or the declaration taken back, after it.
    error EnforcementWrong(TitleId title, PledgeId pledge, PledgeState state, Realisation realisation);

    /// @notice Amend amount, kind or term. Signers: the lot's holder, the pledgee; where it weighs more, all other pledgees.
    function amend(Amendment calldata terms, Signer[] calldata signers) external;

    /// @notice Assign the claim with its pledge; the rank stays. Signers: pledgee, assignee.
    function assign(Assignment calldata terms, Signer[] calldata signers) external;

    /// @notice Rank the lot's pledges anew. Signers: every pledgee.
    function rank(Ranking calldata terms, Signer[] calldata signers) external;

    /// @notice Free a part of a lot. Signers: the holder, then every pledgee.
    function shrink(Shrinking calldata terms, Signer[] calldata signers) external;

    /// @notice Note since when the pledgee knows of a seizure. Signer: the pledgee, or an order clerk who served it.
    function learn(Knowledge calldata terms, Signer[] calldata signers) external;

    /// @notice Declare default, assign the income from licences, or take the declaration back. Signer: the pledgee; where
    /// income is assigned, then the holder.
    function enforce(Enforcement calldata terms, Signer[] calldata signers) external;
}
