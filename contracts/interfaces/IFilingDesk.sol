// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Action, ApplicationState, DataClass, DataGrade, Ground, Origin, Registration, Right} from "../types/Enums.sol";
import {ApplicationId, FingerprintId, PartyId, RegistryCode, Time, TitleId} from "../types/Ids.sol";
import {Application, Notice, Signer, Step} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title Applications and their procedure, from filing to deposit (NAT-2026 Arts. 14-28)
interface IFilingDesk is IBook {
    /// @notice This very application was filed before.
    error ApplicationExists(ApplicationId application);
    /// @notice No application is filed under this id.
    error ApplicationUnknown(ApplicationId application);
    /// @notice The content shown is not the content that was filed.
    error ApplicationContentWrong(ApplicationId application, bytes32 filed, bytes32 shown);
    /// @notice No registry is open under this code.
    error RegistryClosed(RegistryCode registry);
    /// @notice This rule profile is not adopted.
    error ProfileUnknown(bytes32 profile);
    /// @notice The shares of a right must sum to 1,000,000, or the right is not applied for at all.
    error SplitsDoNotSum(Right right, uint256 sum);
    /// @notice Between one and sixteen holders apply together, in ascending order, each with some share.
    error SplitsWrong(uint256 place);
    /// @notice A registry is never its own applicant (NAT-2026 Art. 10).
    error RegistryIsApplicant(PartyId institution);
    /// @notice The same applicant has a live filing or title over the same data object.
    error FiledAlready(FingerprintId fingerprint, PartyId applicant);
    /// @notice The application's state has no such step.
    error StepNotAllowed(ApplicationId application, ApplicationState state, Action action);
    /// @notice The step names no ground of its own: a refusal needs one of Art. 22's, an ordinary step none.
    error GroundWrong(ApplicationId application, Action action, Ground ground);
    /// @notice The desk of filings takes all registrations but transfers, which parties sign (NAT-2026 Arts. 32, 34).
    error RegistrationNotHere(Registration registration);
    /// @notice Origin, class and grade of the data must be named (NAT-2026 Arts. 20-21; DSL Art. 21).
    error ClassificationMissing(Origin origin, DataClass dataClass, DataGrade grade);
    /// @notice Core data is not registered (DSL Art. 21).
    error CoreDataRefused(FingerprintId fingerprint);
    /// @notice Important data passes without a notice, never with one (DSL Art. 21).
    error ImportantNotPublished(ApplicationId application);
    /// @notice Personal data needs the persons' consents as its basis (PIPL Arts. 13, 23).
    error PersonalConsentsMissing(FingerprintId fingerprint);
    /// @notice Whoever processes for another may register nothing without a law or a contract as its basis (Art. 21).
    error EntrustmentBasisMissing(FingerprintId fingerprint);
    /// @notice A product of authorised operation needs the query code of the public data as its basis (Art. 15).
    error PublicDataCodeMissing(FingerprintId fingerprint);
    /// @notice The operating right over scraped data needs the opinion that the product replaces no source (Art. 21).
    error ProductOpinionMissing(FingerprintId fingerprint);
    /// @notice At most sixteen take part in a fusion and hold nothing, in ascending order; in nothing else anybody.
    error ParticipantsWrong(uint256 place);
    /// @notice The operating right over fused data needs the signature of everybody who took part (Art. 21).
    error ParticipantConsentMissing(PartyId participant);
    /// @notice Nobody acts as staff on an application that is its own or of a fusion that it took part in.
    error StaffInvolved(PartyId staff);
    /// @notice A first registration concerns no title that is there.
    error TitleNotConcerned(TitleId title);
    /// @notice A renewal is filed within its window, from six months to one day before the end (NAT-2026 Art. 36).
    error RenewalWindow(TitleId title, Time opens, Time closes);
    /// @notice A renewal of this title is applied for already.
    error RenewalPending(TitleId title);
    /// @notice A change or a cancellation of this title is applied for already.
    error RequestPending(TitleId title, Registration pending);
    /// @notice The title belongs to another registry.
    error TitleElsewhere(TitleId title, RegistryCode own, RegistryCode given);
    /// @notice All holders apply together, each with the shares that it holds.
    error NotByAllHolders(TitleId title, uint256 given, uint256 holders);
    /// @notice The deadline given lies before its floor.
    error DueBelowFloor(Time due, Time floor);
    /// @notice The step comes too late.
    error StepTooLate(ApplicationId application, Action action, Time due);
    /// @notice The step comes too early.
    error StepTooEarly(ApplicationId application, Action action, Time due);
    /// @notice The examination was extended once already.
    error ExtendedAlready(ApplicationId application);
    /// @notice A correction keeps registration, title, registry, profile, data object and applicants.
    error CorrectionChangesParties(ApplicationId application);
    /// @notice The published fields are too long.
    error NoticeTooLong(uint256 length, uint256 most);
    /// @notice The deposit receipt is dated in the future.
    error ReceiptInFuture(Time receipt);
    /// @notice A clerk who is or was an agent of an applicant takes no part in that applicant's file.
    error StaffIsAgent(PartyId staff, PartyId applicant);
    /// @notice Who passed the examination decides on no objection against it (NAT-2026 Art. 25).
    error StaffExamined(PartyId staff);

    /// @notice File an application. Signers: every holder or an agent of his, in the order of the splits; for the operating
    /// right over fused data then every participant or an agent of his.
    function submit(Application calldata terms, Signer[] calldata signers) external returns (ApplicationId);

    /// @notice File corrected or supplemented content. Signers: as for the filing.
    function correct(Application calldata terms, Application calldata content, Signer[] calldata signers) external;

    /// @notice Take a step of the procedure. Signers: as the procedure table says.
    function step(Step calldata terms, Application calldata content, Signer[] calldata signers) external;

    /// @notice Pass the examination and publish the clear fields. Signers: an examiner and a reviewer, two persons.
    function publish(Notice calldata terms, Application calldata content, Signer[] calldata signers) external;
}
