// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DisputeAction, DisputeBlock, DisputeState} from "../types/DisputeEnums.sol";
import {Dispute, DisputeRuling, DisputeStep} from "../types/DisputeTerms.sol";
import {DisputeId, PartyId, TitleId} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title Disputes over issued titles: filed by name, answered, investigated, settled
/// @dev A dispute warns. It keeps holders from disposing only where two who did not pass the title find that the evidence
/// speaks for another owner at first sight, or a court orders it: who files as many as he likes stops nobody.
interface IDisputeDesk is IBook {
    /// @notice A dispute names its claim, the interest and the evidence.
    error DisputeTermsWrong(TitleId title);
    /// @notice This dispute was filed before.
    error DisputeExists(TitleId title, DisputeId dispute);
    /// @notice No such dispute over this title.
    error DisputeUnknown(TitleId title, DisputeId dispute);
    /// @notice The dispute went on since this was signed.
    error DisputeVersionWrong(DisputeId dispute, uint16 given, uint16 current);
    /// @notice This step does not follow in the state of the dispute.
    error DisputeStepWrong(DisputeId dispute, DisputeState state, DisputeAction action);
    /// @notice A step names the document that it rests on.
    error DisputeDocumentMissing(DisputeId dispute, DisputeAction action);
    /// @notice Only who holds a share of the title answers, and only who holds all of it admits.
    error AnswererWrong(TitleId title, PartyId party);
    /// @notice Only the disputant or a holder refers the dispute elsewhere.
    error ReferringPartyWrong(TitleId title, PartyId party);
    /// @notice Who passed the title decides on no dispute over it.
    error RulingByExaminer(TitleId title, PartyId staff);
    /// @notice What blocks, or does not, stands in the way: a court's block is lifted by a court, and before the end.
    error DisputeBlockWrong(DisputeId dispute, DisputeBlock stands);
    /// @notice At most fifteen disputes block one title.
    error DisputesBlockTooMany(TitleId title);

    /// @notice File a dispute over a living title. Signer: the disputant.
    function file(Dispute calldata terms, Signer[] calldata signers) external returns (DisputeId);

    /// @notice Notify or return a dispute, answer, refer or withdraw it, enter a court's order. Signers: as the action says.
    function step(DisputeStep calldata terms, Signer[] calldata signers) external;

    /// @notice Conclude, close, block or unblock. Signers: examiner and reviewer of the registry who did not pass the title.
    function rule(DisputeRuling calldata terms, Signer[] calldata signers) external;
}
