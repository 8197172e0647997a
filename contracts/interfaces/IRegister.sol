// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ActKind, Right, Role} from "../types/Enums.sol";
import {CertificateNumber, PartyId, RegistryCode, SubjectId, Time} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {WordKey, Write} from "../types/Words.sol";

/// What the signers signed: the EIP-712 struct hash under the calling book's domain, good until deadline.
struct Mandate {
    bytes32 structHash;
    uint64 deadline;
    Signer[] signers;
}

/// One dossier that an act touches: its body and the words that it leaves.
struct Entry {
    SubjectId subject;
    ActKind kind;
    bytes body;
    Write[] writes;
}

/// One word that is asked for.
struct Query {
    SubjectId subject;
    WordKey key;
}

struct GenesisBook {
    address book;
    uint128 kinds;
}

/// @title The kernel: all storage, all logs, the invariants and the list of books
interface IRegister {
    /// @notice An act was entered in the dossier of a subject.
    /// @param data envelope, writes and body: see docs/dossier.md
    event Acted(SubjectId indexed subject, ActKind indexed kind, address indexed book, bytes data);

    /// @notice The contract that asked is not admitted as a book, or not at this time.
    error BookNotAdmitted(address book);
    /// @notice The code at the book's address is not the code that was admitted.
    error BookCodeChanged(address book, bytes32 admitted, bytes32 found);
    /// @notice This book may not perform acts of this kind.
    error ActKindNotAllowed(address book, ActKind kind);
    /// @notice Only the register's AccessManager may do this.
    error AuthorityOnly(address sender);
    /// @notice The register was founded already, somebody else than its deployer tried to, or no book was named.
    error FoundingRefused(address sender);
    /// @notice Only contracts whose code cannot change may become books.
    error BookWithoutFixedCode(address book);
    /// @notice A book takes effect two days after its admission at the earliest.
    error BookTooSoon(Time from, Time earliest);
    /// @notice Ending a book cannot prolong it: its admission ends before that.
    error BookEndTooLate(Time until, Time end);
    /// @notice The consent has run out: sign a new one with a later deadline.
    error ConsentExpired(uint64 deadline);
    /// @notice The party withdrew this consent before it was used.
    error ConsentRevokedBefore(PartyId party, bytes32 digest);
    /// @notice The account does not act for this party now.
    error AccountNotLive(PartyId party, address account);
    /// @notice The party does not hold this staff role now.
    error RoleNotHeld(PartyId party, Role role);
    /// @notice The signature is not this account's over these terms.
    error SignatureWrong(PartyId party, address account, bytes32 digest);
    /// @notice The party has an officer, whose signature must stand beside its own.
    error OfficerMissing(PartyId party, address account);
    /// @notice An officer's account signs beside another account of its party, never alone.
    error OfficerAlone(PartyId party, address account);
    /// @notice One party stands twice under the same act: two persons are needed.
    error ActorRepeated(PartyId party);
    /// @notice An act names the same dossier twice.
    error SubjectRepeated(SubjectId subject);
    /// @notice More signers, dossiers, words or signature bytes than an act has room to count.
    error ActTooLarge(uint256 count, uint256 most);
    /// @notice An act must touch at least one dossier.
    error EntriesMissing();
    /// @notice A word can never be zero: what ended keeps its record.
    error WordZero(SubjectId subject, WordKey key);
    /// @notice This account or identity already belongs to a subject.
    error AlreadyClaimed(WordKey key, SubjectId owner);
    /// @notice A right of a title must stay split into exactly 1,000,000 parts.
    error SharesDoNotSum(SubjectId title, Right right, int256 difference);
    /// @notice The pledged sum of a right must change by the same amount as its lots.
    error LotsDoNotSum(SubjectId title, Right right, int256 pledged, int256 lots);
    /// @notice More of a right would be pledged than is held.
    error PledgedOverHeld(SubjectId title, WordKey holding, Right right, uint32 pledged, uint32 held);
    /// @notice A holding changes one version at a time.
    error HoldingVersionWrong(SubjectId title, WordKey holding, uint32 given, uint32 expected);
    /// @notice The register numbers certificates, once and in order: a book leaves a new one's number open or names the
    /// next, and a certificate that lives or has ended keeps its own.
    error CertificateNumberNotNext(CertificateNumber given, CertificateNumber expected);
    /// @notice The registry has used all 9,999 numbers of this month.
    error CertificateNumbersExhausted(RegistryCode registry, uint24 month);
    /// @notice No new applications are taken in at this time.
    error IntakeIsPaused();

    /// @notice Enter an act in one or more dossiers.
    /// @dev Warning: the only way to change state. Callable by an admitted book whose code is the admitted code. The
    /// kernel checks who signed, that nobody signed twice, and the invariants; the rules of the act are the book's.
    /// @return digest the EIP-712 digest that was signed
    function act(Mandate calldata mandate, Entry[] calldata entries) external returns (bytes32 digest);

    /// @notice Enter the first acts: the founder's party and the first books. Once, by the deployer, who keeps nothing.
    function found(address founder, bytes32 identity, GenesisBook[] calldata books) external;

    /// @notice Start the admission of a book. Only through the AccessManager, at least two days ahead.
    function admitBook(address book, uint128 kinds, Time from, Time until) external;

    /// @notice End a book's admission, not before now. Only through the AccessManager.
    function endBook(address book, Time until) external;

    /// @notice Stop or resume the intake of applications. Only through the AccessManager.
    function pauseIntake(bool paused) external;

    function head(SubjectId subject) external view returns (bytes32);
    function word(SubjectId subject, WordKey key) external view returns (bytes32);

    /// @notice Several words at once, in the order in which they were asked for.
    function words(Query[] calldata queries) external view returns (bytes32[] memory);

    function seqOf(SubjectId subject) external view returns (uint64);
    function intakePaused() external view returns (bool);

    /// @notice The number that the registry's next certificate gets if it is issued now.
    function nextNumber(RegistryCode registry) external view returns (CertificateNumber);

    /// @notice The EIP-712 digest of a struct hash under a book's domain.
    function digestOf(address book, bytes32 structHash) external view returns (bytes32);
}
