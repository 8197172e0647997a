// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IFilingDesk} from "../../../interfaces/IFilingDesk.sol";
import {ApplicationState, DataClass, DataGrade, Origin, Registration, Right} from "../../../types/Enums.sol";
import {
    ApplicationId,
    DocumentDigest,
    PartyId,
    RegistryCode,
    Share,
    Time,
    TitleId,
    applicationIdOf,
    objectSubject,
    registrySubject,
    subjectOfApplication
} from "../../../types/Ids.sol";
import {Application, Signer, Split} from "../../../types/Terms.sol";
import {ApplicationRecord, RECORD, Tag, applicationRecord, filingKey, keyOf} from "../../../types/Words.sol";
import {Actor} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";
import {Typed} from "../../Typed.sol";

contract SubmitTest is Scenes {
    function test_RevertWhen_TheApplicationWasFiledBefore() external {
        Application memory terms = _alicesApplication();
        ApplicationId id = _submit(terms);
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.ApplicationExists.selector, id));
    }

    function test_RevertWhen_TheProfileIsNotAdopted() external {
        Application memory terms = _alicesApplication();
        terms.profile = keccak256("unknown");
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.ProfileUnknown.selector, terms.profile));
    }

    function test_RevertWhen_TheDeadlineOfAcceptanceIsBelowItsFloor() external {
        Application memory terms = _alicesApplication();
        uint256 floor = block.timestamp + MINIMUM_ACCEPTANCE;
        terms.due = _time(floor - 1);
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.DueBelowFloor.selector, floor - 1, floor));
    }

    function test_RevertWhen_ItIsNoFirstRegistration() external {
        Application memory terms = _alicesApplication();
        terms.registration = Registration.TRANSFER;
        bytes memory expected = abi.encodeWithSelector(IFilingDesk.RegistrationNotHere.selector, terms.registration);
        _refusesFiling(terms, expected);
    }

    function test_RevertWhen_AFirstRegistrationConcernsATitle() external {
        Application memory terms = _alicesApplication();
        terms.title = TitleId.wrap(bytes32(uint256(1)));
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.TitleNotConcerned.selector, terms.title));
    }

    function test_RevertWhen_OriginClassOrGradeIsMissing() external {
        Application memory terms = _alicesApplication();
        terms.grade = DataGrade.NONE;
        bytes memory expected = abi.encodeWithSelector(
            IFilingDesk.ClassificationMissing.selector,
            Origin.SELF_GENERATED,
            DataClass.ENTERPRISE,
            DataGrade.NONE
        );
        _refusesFiling(terms, expected);
    }

    function test_RevertWhen_TheDataIsCore() external {
        Application memory terms = _alicesApplication();
        terms.grade = DataGrade.CORE;
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.CoreDataRefused.selector, terms.fingerprint));
    }

    function test_RevertWhen_TheGateOfTheOriginOrTheClassIsShut() external {
        Application memory terms = _alicesApplication();
        terms.dataClass = DataClass.PERSONAL;
        _refusesThenTakes(terms, IFilingDesk.PersonalConsentsMissing.selector);
        terms = _application("entrusted", _splits(_split(alice, 1_000_000, 0, 0)));
        terms.origin = Origin.ENTRUSTED;
        _refusesThenTakes(terms, IFilingDesk.EntrustmentBasisMissing.selector);
        terms = _application("authorised", _splits(_split(alice, 1_000_000, 0, 0)));
        terms.origin = Origin.AUTHORISED;
        _refusesThenTakes(terms, IFilingDesk.PublicDataCodeMissing.selector);
        terms = _application("scraped", _splits(_split(alice, 1_000_000, 0, 1_000_000)));
        terms.origin = Origin.SCRAPED_PUBLIC;
        _refusesThenTakes(terms, IFilingDesk.ProductOpinionMissing.selector);
    }

    function test_RevertWhen_ParticipantsAreWrong() external {
        Application memory terms = _fusedApplication(0);
        (terms.participants[0], terms.participants[1]) = (terms.participants[1], terms.participants[0]);
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.ParticipantsWrong.selector, 1));
        terms.participants[0] = alice.party;
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.ParticipantsWrong.selector, 0));
        terms.participants = new PartyId[](17);
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.ParticipantsWrong.selector, 17));
        terms.participants = new PartyId[](0);
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.ParticipantsWrong.selector, 0));
        terms = _fusedApplication(0);
        terms.origin = Origin.DERIVED;
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.ParticipantsWrong.selector, 2));
    }

    function test_RevertWhen_AParticipantDoesNotConsentToTheOperatingRight() external {
        Application memory terms = _fusedApplication(1_000_000);
        bytes32 hash = Typed.hash(terms);
        Actor memory first = _actorOf(terms.participants[0]);
        bytes memory expected = abi.encodeWithSelector(IFilingDesk.ParticipantConsentMissing.selector, first.party);
        _refusesSigned(terms, _sign(address(filingDesk), hash, _parties(alice)), expected);
        PartyId second = terms.participants[1];
        expected = abi.encodeWithSelector(IFilingDesk.ParticipantConsentMissing.selector, second);
        _refusesSigned(terms, _sign(address(filingDesk), hash, _parties(alice, first)), expected);
        filingDesk.submit(terms, _sign(address(filingDesk), hash, _parties(alice, first, _actorOf(second))));
    }

    function test_RevertWhen_NobodyApplies() external {
        Application memory terms = _application("data", new Split[](0));
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.SplitsWrong.selector, 0));
    }

    function test_RevertWhen_SeventeenApply() external {
        Application memory terms = _application("data", new Split[](17));
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.SplitsWrong.selector, 17));
    }

    function test_RevertWhen_TheRegistryIsNotOpen() external {
        Application memory terms = _alicesApplication();
        terms.registry = RegistryCode.wrap(999);
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.RegistryClosed.selector, uint16(999)));
    }

    function test_RevertWhen_TheRegistryHasEnded() external {
        Application memory terms = _alicesApplication();
        bytes32 slot = keccak256(abi.encode(registrySubject(REGISTRY), 1));
        bytes32 word = register.word(registrySubject(REGISTRY), RECORD);
        bytes32 ended = bytes32((uint256(word) % (1 << 200)) | (block.timestamp << 200));
        vm.store(address(register), keccak256(abi.encode(RECORD, slot)), ended);
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.RegistryClosed.selector, REGISTRY));
    }

    function test_RevertWhen_TheHoldersAreNotAscending() external {
        Application memory terms = _sharedApplication();
        (terms.splits[0], terms.splits[1]) = (terms.splits[1], terms.splits[0]);
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.SplitsWrong.selector, 1));
        terms.splits[0] = terms.splits[1];
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.SplitsWrong.selector, 1));
    }

    function test_RevertWhen_TheRegistrysInstitutionApplies() external {
        Application memory terms = _application("data", _splits(_split(institution, 1_000_000, 0, 0)));
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.RegistryIsApplicant.selector, institution.party));
    }

    function test_RevertWhen_AHolderHasNoShare() external {
        Application memory terms = _application("data", _splits(_split(alice, 0, 0, 0)));
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.SplitsWrong.selector, 0));
    }

    function test_RevertWhen_ARightsSharesDoNotSum() external {
        Application memory terms = _sharedApplication();
        terms.splits[0].oper = Share.wrap(Share.unwrap(terms.splits[0].oper) + 1);
        bytes memory expected = abi.encodeWithSelector(IFilingDesk.SplitsDoNotSum.selector, Right.OPER, 1_000_001);
        _refusesFiling(terms, expected);
    }

    function test_RevertWhen_AHolderDoesNotSign() external {
        Application memory terms = _sharedApplication();
        bytes32 hash = Typed.hash(terms);
        Signer[] memory signers = _sign(address(filingDesk), hash, _parties(alice));
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, _placeOfBob(terms), bob.party);
        _refusesSigned(terms, signers, expected);
        PartyId second = terms.splits[1].holder;
        signers = _sign(address(filingDesk), hash, _parties(_actorOf(terms.splits[0].holder), carol));
        _refusesSigned(terms, signers, abi.encodeWithSelector(IBook.SignerMissing.selector, 1, second));
    }

    function test_RevertWhen_ItNamesAnApplicationBefore() external {
        Application memory terms = _alicesApplication();
        terms.previous = ApplicationId.wrap(keccak256("before"));
        _refusesFiling(terms, abi.encodeWithSelector(IFilingDesk.ApplicationUnknown.selector, terms.previous));
    }

    function test_RevertWhen_ItNamesACount() external {
        Application memory terms = _alicesApplication();
        terms.seq = 1;
        ApplicationId id = applicationIdOf(Typed.hash(terms));
        _refusesFiling(terms, abi.encodeWithSelector(IBook.VersionStale.selector, id, 1, 0));
    }

    function test_RevertWhen_TheApplicantFiledTheSameObject() external {
        Application memory terms = _alicesApplication();
        _submit(terms);
        terms.deadline -= 1;
        bytes memory expected = abi.encodeWithSelector(
            IFilingDesk.FiledAlready.selector,
            terms.fingerprint,
            alice.party
        );
        _refusesFiling(terms, expected);
    }

    /// it should keep state, deadline, content and the filing over the object
    function test_WhenAllHoldersSign() external {
        Application memory terms = _sharedApplication();
        ApplicationId id = _submit(terms);
        vm.assertEq(ApplicationId.unwrap(id), ApplicationId.unwrap(applicationIdOf(Typed.hash(terms))), "the id");
        ApplicationRecord memory record = applicationRecord(register.word(subjectOfApplication(id), RECORD));
        vm.assertTrue(record.state == ApplicationState.SUBMITTED, "the state");
        vm.assertEq(Time.unwrap(record.due), Time.unwrap(terms.due), "the deadline");
        bytes32 content = register.word(subjectOfApplication(id), keyOf(Tag.CONTENT, 0));
        vm.assertEq(content, Typed.hash(terms), "the content");
        for (uint256 i = 0; i < 2; ++i) {
            bytes32 filed = register.word(objectSubject(terms.fingerprint), filingKey(terms.splits[i].holder));
            vm.assertEq(filed, bytes32(uint256(1)), "the filing");
        }
    }

    /// it should be shown beside the first, never merged
    function test_WhenAnotherPartyFilesTheSameObject() external {
        Application memory terms = _alicesApplication();
        _submit(terms);
        terms.splits = _splits(_split(bob, 0, 0, 1_000_000));
        ApplicationId id = _submit(terms);
        vm.assertEq(register.seqOf(subjectOfApplication(id)), 1, "the second application");
        vm.assertEq(register.seqOf(objectSubject(terms.fingerprint)), 2, "the object's dossier");
    }

    /// it should need nobody's consent
    function test_WhenFusedDataIsHeldAndUsedOnly() external {
        Application memory terms = _fusedApplication(0);
        filingDesk.submit(terms, _sign(address(filingDesk), Typed.hash(terms), _parties(alice)));
    }

    /// Without a basis the gate is shut; with one the very application goes through.
    function _refusesThenTakes(Application memory terms, bytes4 gate) private {
        _refusesFiling(terms, abi.encodeWithSelector(gate, terms.fingerprint));
        terms.basis = DocumentDigest.wrap(keccak256("basis"));
        _submit(terms);
    }

    function _refusesFiling(Application memory terms, bytes memory expected) private {
        _refusesSigned(terms, _signedApplication(terms), expected);
    }

    function _refusesSigned(Application memory terms, Signer[] memory signers, bytes memory expected) private {
        _refuses(address(filingDesk), abi.encodeCall(filingDesk.submit, (terms, signers)), expected);
    }
}
