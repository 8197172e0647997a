// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Anchors} from "../Anchors.sol";
import {ChangeDesk} from "../ChangeDesk.sol";
import {DirectoryBook} from "../DirectoryBook.sol";
import {DisputeDesk} from "../DisputeDesk.sol";
import {FilingDesk} from "../FilingDesk.sol";
import {LicenceBook} from "../LicenceBook.sol";
import {MandateBook} from "../MandateBook.sol";
import {OrderDesk} from "../OrderDesk.sol";
import {PartyBook} from "../PartyBook.sol";
import {PledgeBook} from "../PledgeBook.sol";
import {PledgeDesk} from "../PledgeDesk.sol";
import {Register} from "../Register.sol";
import {ReportBook} from "../ReportBook.sol";
import {RequestDesk} from "../RequestDesk.sol";
import {TitleBook} from "../TitleBook.sol";
import {GenesisBook} from "../interfaces/IRegister.sol";
import {TermsHash} from "../libraries/TermsHash.sol";
import {ActKind, PartyKind, Role} from "../types/Enums.sol";
import {GOVERNANCE, PartyId, RecordRoot, RegistryCode, Time, partyIdOf, subjectOfParty} from "../types/Ids.sol";
import {
    AccountChange,
    Enrolment,
    Founding,
    ProfileAdoption,
    RegistryOpening,
    Revocation,
    RoleGrant,
    Signer
} from "../types/Terms.sol";
import {RECORD} from "../types/Words.sol";
import {Code} from "./Code.sol";
import {Actor, Hand, Hands} from "./Hands.sol";

/// @title A founded register with its books, two registries with their staff, and the parties of the stories
abstract contract Base is Hands {
    uint256 internal constant START = 1_767_225_600; // 2026-01-01T00:00:00Z
    bytes32 internal constant PROFILE = keccak256("NAT-2026");
    uint32 internal constant MINIMUM_NOTICE = 5 days;
    uint32 internal constant MINIMUM_ACCEPTANCE = 3 days;
    uint40 internal constant MAXIMUM_TERM = 5 * 365 days;
    uint40 internal constant MAXIMUM_FREEZE = 3 * 365 days;
    uint40 internal constant RENEWAL_OPENS = 185 days;
    uint40 internal constant RENEWAL_CLOSES = 1 days;
    RegistryCode internal constant REGISTRY = RegistryCode.wrap(371);
    RegistryCode internal constant OTHER_REGISTRY = RegistryCode.wrap(442);
    Time internal constant NEVER = Time.wrap(type(uint40).max);
    AccessManager internal manager;
    Register internal register;
    PartyBook internal partyBook;
    FilingDesk internal filingDesk;
    TitleBook internal titleBook;
    PledgeBook internal pledgeBook;
    OrderDesk internal orderDesk;
    MandateBook internal mandateBook;
    DirectoryBook internal directoryBook;
    LicenceBook internal licenceBook;
    ReportBook internal reportBook;
    PledgeDesk internal pledgeDesk;
    DisputeDesk internal disputeDesk;
    Anchors internal anchors;
    ChangeDesk internal changeDesk;
    RequestDesk internal requestDesk;

    Actor internal governor;
    Actor internal institution;
    Actor internal acceptance; // keeps the seal too
    Actor internal examiner;
    Actor internal reviewer;
    Actor internal examinerB;
    Actor internal reviewerB;
    Actor internal clerkA;
    Actor internal clerkB;
    Actor internal otherInstitution;
    Actor internal stranger; // staff of the other registry, in every staff role
    Actor internal alice;
    Actor internal bob;
    Actor internal carol;
    Actor internal bankA;
    Actor internal bankB;
    Actor internal court;

    function setUp() public virtual {
        vm.warp(START);
        vm.roll(1_000);
        _deploy();
        _enrolAll();
        _openRegistry(REGISTRY, institution);
        _openRegistry(OTHER_REGISTRY, otherInstitution);
        _adoptProfile();
        _grant(institution, REGISTRY, acceptance, _bit(Role.ACCEPTANCE) | _bit(Role.SEAL_KEEPER));
        _grant(institution, REGISTRY, examiner, _bit(Role.EXAMINER));
        _grant(institution, REGISTRY, reviewer, _bit(Role.REVIEWER));
        _grant(institution, REGISTRY, examinerB, _bit(Role.EXAMINER));
        _grant(institution, REGISTRY, reviewerB, _bit(Role.REVIEWER));
        _grant(institution, REGISTRY, clerkA, _bit(Role.ORDER_CLERK));
        _grant(institution, REGISTRY, clerkB, _bit(Role.ORDER_CLERK));
        _grant(otherInstitution, OTHER_REGISTRY, stranger, _staffRoles());
    }

    function _partyKinds() private pure returns (uint128) {
        return
            _kinds(ActKind.ProfileAdopted, ActKind.ConsentRevoked) | _kinds(ActKind.OfficerNamed, ActKind.OfficerEnded);
    }

    function _pledgeKinds() private pure returns (uint128) {
        return
            _kinds(ActKind.PledgeRecorded, ActKind.PledgeReleased) | _kinds(ActKind.PledgeConcluded, ActKind.LotSold);
    }

    function _deploy() private {
        manager = AccessManager(_deployed("AccessManager", address(this)));
        register = Register(_deployed("Register", address(manager)));
        partyBook = PartyBook(_book("PartyBook"));
        filingDesk = FilingDesk(_book("FilingDesk"));
        titleBook = TitleBook(_book("TitleBook"));
        pledgeBook = PledgeBook(_book("PledgeBook"));
        orderDesk = OrderDesk(_book("OrderDesk"));
        mandateBook = MandateBook(_book("MandateBook"));
        changeDesk = ChangeDesk(_book("ChangeDesk"));
        requestDesk = RequestDesk(_book("RequestDesk"));
        directoryBook = DirectoryBook(_book("DirectoryBook"));
        licenceBook = LicenceBook(_book("LicenceBook"));
        reportBook = ReportBook(_book("ReportBook"));
        pledgeDesk = PledgeDesk(_book("PledgeDesk"));
        disputeDesk = DisputeDesk(_book("DisputeDesk"));
        anchors = Anchors(_book("Anchors"));
        _foundAll();
    }

    function _foundAll() private {
        GenesisBook[] memory books = new GenesisBook[](14);
        books[0] = GenesisBook(address(partyBook), _partyKinds());
        books[1] = GenesisBook(
            address(filingDesk),
            _kinds(ActKind.ApplicationSubmitted, ActKind.NoticePublished) |
                _kinds(ActKind.ObjectFiled, ActKind.ObjectFilingEnded) |
                _kinds(ActKind.RenewalFiled, ActKind.RenewalEnded) |
                _kinds(ActKind.RequestFiled, ActKind.RequestEnded)
        );
        books[2] = GenesisBook(
            address(titleBook),
            _kinds(ActKind.ApplicationCertified, ActKind.ApplicationCertified) |
                _kinds(ActKind.ObjectTitled, ActKind.SharesTransferred) |
                _kinds(ActKind.PredecessorNamed, ActKind.TitleSucceeded)
        );
        books[3] = GenesisBook(address(pledgeBook), _pledgeKinds());
        books[4] = GenesisBook(
            address(orderDesk),
            _kinds(ActKind.OrderRecorded, ActKind.OrderLifted) | _kinds(ActKind.OrderExtended, ActKind.OrderExtended)
        );
        books[5] = GenesisBook(
            address(mandateBook),
            _kinds(ActKind.AgentAppointed, ActKind.StaffKeyRevoked) |
                _kinds(ActKind.RecoveryFiled, ActKind.PartyRenamed)
        );
        books[6] = GenesisBook(
            address(changeDesk),
            _kinds(ActKind.TitleCorrected, ActKind.ObjectTitleClosed) |
                _kinds(ActKind.TitleRenewed, ActKind.TitleRenewed) |
                _kinds(ActKind.ApplicationCertified, ActKind.ApplicationCertified)
        );
        books[7] = GenesisBook(
            address(requestDesk),
            _kinds(ActKind.TitleChanged, ActKind.TitleSurrendered) |
                _kinds(ActKind.ObjectTitleClosed, ActKind.ObjectTitleClosed) |
                _kinds(ActKind.ApplicationCertified, ActKind.ApplicationCertified)
        );
        books[8] = GenesisBook(
            address(directoryBook),
            _kinds(ActKind.InstitutionListed, ActKind.SuspensionChanged) |
                _kinds(ActKind.SuperiorNamed, ActKind.SuperiorNamed)
        );
        books[9] = GenesisBook(address(licenceBook), _kinds(ActKind.LicenceGranted, ActKind.LicenceEnded));
        books[10] = GenesisBook(address(reportBook), _kinds(ActKind.ReportFiled, ActKind.ReportWithdrawn));
        books[11] = GenesisBook(address(pledgeDesk), _kinds(ActKind.PledgeAmended, ActKind.PledgeEnforcing));
        books[12] = GenesisBook(address(disputeDesk), _kinds(ActKind.DisputeFiled, ActKind.DisputeRuled));
        books[13] = GenesisBook(address(anchors), _kinds(ActKind.BatchAnchored, ActKind.BatchAnchored));
        _found(books);
    }

    function _found(GenesisBook[] memory books) private {
        governor = _actor("governor");
        bytes32 identity = keccak256("governor's identity");
        governor.party = partyIdOf(keccak256(abi.encode(Founding(identity, governor.account, address(manager)))));
        register.found(governor.account, identity, books);
    }

    function _book(string memory name) internal returns (address) {
        return _deployed(name, address(register));
    }

    /// A contract as it is deployed.
    function _deployed(string memory name, address argument) internal returns (address made) {
        bytes memory code = abi.encodePacked(Code.creation(vm, name), abi.encode(argument));
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            made := create(0, add(code, 0x20), mload(code))
        }
        vm.assertTrue(made != address(0), name);
    }

    function _enrolAll() private {
        institution = _enrolled("institution", PartyKind.PUBLIC_INSTITUTION);
        otherInstitution = _enrolled("other institution", PartyKind.PUBLIC_INSTITUTION);
        acceptance = _enrolled("acceptance", PartyKind.NATURAL_PERSON);
        examiner = _enrolled("examiner", PartyKind.NATURAL_PERSON);
        reviewer = _enrolled("reviewer", PartyKind.NATURAL_PERSON);
        examinerB = _enrolled("examiner B", PartyKind.NATURAL_PERSON);
        reviewerB = _enrolled("reviewer B", PartyKind.NATURAL_PERSON);
        clerkA = _enrolled("clerk A", PartyKind.NATURAL_PERSON);
        clerkB = _enrolled("clerk B", PartyKind.NATURAL_PERSON);
        stranger = _enrolled("stranger", PartyKind.NATURAL_PERSON);
        alice = _enrolled("alice", PartyKind.ENTERPRISE);
        bob = _enrolled("bob", PartyKind.ENTERPRISE);
        carol = _enrolled("carol", PartyKind.ENTERPRISE);
        bankA = _enrolled("bank A", PartyKind.FINANCIAL_INSTITUTION);
        bankB = _enrolled("bank B", PartyKind.FINANCIAL_INSTITUTION);
        court = _enrolled("court", PartyKind.COURT);
    }

    function _sign(address book, bytes32 structHash, Hand[] memory hands) internal view returns (Signer[] memory s) {
        return _signDigest(register.digestOf(book, structHash), hands);
    }

    // Acts of the parties' book

    function _enrolled(string memory name, PartyKind kind) internal returns (Actor memory actor) {
        actor = _actor(name);
        Enrolment memory terms = _enrolment(name, kind);
        bytes32 hash = TermsHash.flat(TermsHash.ENROLMENT, abi.encode(terms));
        actor.party = partyIdOf(hash);
        Hand[] memory hands = _hands(_as(actor, Role.PARTY), _as(governor, Role.GOVERNOR));
        partyBook.enrol(terms, _sign(address(partyBook), hash, hands));
    }

    function _openRegistry(RegistryCode code, Actor memory keeper) internal {
        RegistryOpening memory terms = RegistryOpening(
            code,
            keeper.party,
            RecordRoot.wrap(keccak256("file")),
            DEADLINE
        );
        bytes32 hash = TermsHash.flat(TermsHash.REGISTRY_OPENING, abi.encode(terms));
        Hand[] memory hands = _hands(_as(governor, Role.GOVERNOR), _as(keeper, Role.PARTY));
        partyBook.openRegistry(terms, _sign(address(partyBook), hash, hands));
    }

    function _adoption() internal view returns (ProfileAdoption memory) {
        return
            ProfileAdoption({
                profile: PROFILE,
                minimumNotice: MINIMUM_NOTICE,
                minimumAcceptance: MINIMUM_ACCEPTANCE,
                maximumTerm: MAXIMUM_TERM,
                maximumFreeze: MAXIMUM_FREEZE,
                renewalOpens: RENEWAL_OPENS,
                renewalCloses: RENEWAL_CLOSES,
                governor: governor.party,
                seq: register.seqOf(GOVERNANCE),
                deadline: DEADLINE
            });
    }

    function _adoptProfile() private {
        ProfileAdoption memory terms = _adoption();
        bytes32 hash = TermsHash.flat(TermsHash.PROFILE_ADOPTION, abi.encode(terms));
        partyBook.adoptProfile(terms, _sign(address(partyBook), hash, _hands(_as(governor, Role.GOVERNOR))));
    }

    function _grant(Actor memory keeper, RegistryCode code, Actor memory staff, uint16 roles) internal {
        RoleGrant memory terms = RoleGrant(staff.party, code, roles, NEVER, _seq(staff.party), DEADLINE);
        bytes32 hash = TermsHash.flat(TermsHash.ROLE_GRANT, abi.encode(terms));
        partyBook.grantRoles(terms, _sign(address(partyBook), hash, _parties(keeper, staff)));
    }

    function _accountChange(
        Actor memory actor,
        address added,
        address retired
    ) internal view returns (AccountChange memory) {
        return AccountChange(actor.party, added, retired, _seq(actor.party), DEADLINE);
    }

    function _addAccount(Actor memory actor, string memory name) internal returns (Actor memory other) {
        other = _withAccount(actor, name);
        AccountChange memory terms = _accountChange(actor, other.account, address(0));
        partyBook.changeAccount(terms, _sign(address(partyBook), _changeHash(terms), _parties(actor, other)));
    }

    function _rotate(Actor memory actor, string memory name) internal returns (Actor memory other) {
        other = _withAccount(actor, name);
        AccountChange memory terms = _accountChange(actor, other.account, actor.account);
        partyBook.changeAccount(terms, _sign(address(partyBook), _changeHash(terms), _parties(actor, other)));
    }

    function _revoke(Actor memory actor, bytes32 digest) internal {
        Revocation memory terms = Revocation(actor.party, digest, _seq(actor.party), DEADLINE);
        bytes32 hash = TermsHash.flat(TermsHash.REVOCATION, abi.encode(terms));
        partyBook.revoke(terms, _sign(address(partyBook), hash, _parties(actor)));
    }

    // The register's own acts, through the AccessManager: this contract is its only admin

    function _govern(bytes memory call) internal {
        manager.execute(address(register), call);
    }

    /// Admits a book and lets two days go by.
    function _admit(address book, uint128 kinds) internal {
        Time from = _time(block.timestamp + 2 days);
        _govern(abi.encodeCall(register.admitBook, (book, kinds, from, NEVER)));
        _warp(block.timestamp + 2 days);
    }

    function _warp(uint256 time) internal virtual {
        vm.warp(time);
    }

    function _seq(PartyId party) internal view returns (uint64) {
        return register.seqOf(subjectOfParty(party));
    }

    function _partyWord(PartyId party) internal view returns (bytes32) {
        return register.word(subjectOfParty(party), RECORD);
    }

    /// The call must revert with exactly these bytes: the error and its arguments.
    function _refuses(address target, bytes memory call, bytes memory expected) internal {
        (bool done, bytes memory answer) = target.call(call);
        vm.assertFalse(done, "went through");
        vm.assertEq(answer, expected, "another refusal");
    }
}
