// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Procedure} from "../libraries/Procedure.sol";
import {TermsHash} from "../libraries/TermsHash.sol";
import {Action, DataClass, DataGrade, Ground, Origin, Registration, Role} from "../types/Enums.sol";
import {
    ApplicationId,
    DocumentDigest,
    FingerprintId,
    PartyId,
    RecordRoot,
    Share,
    SubjectId,
    TitleId,
    applicationIdOf,
    subjectOfApplication
} from "../types/Ids.sol";
import {Application, Issue, Notice, Signer, Split, Step} from "../types/Terms.sol";
import {RECORD, applicationRecord} from "../types/Words.sol";
import {Actor, Hand} from "./Base.sol";
import {Mandates} from "./Mandates.sol";
import {Typed} from "./Typed.sol";

/// @title Applications from filing to title, with terms that go through
abstract contract Filings is Mandates {
    // Filing

    function _split(Actor memory holder, uint32 hold, uint32 use, uint32 oper) internal pure returns (Split memory) {
        return Split(holder.party, Share.wrap(hold), Share.wrap(use), Share.wrap(oper));
    }

    function _splits(Split memory a) internal pure returns (Split[] memory all) {
        all = new Split[](1);
        all[0] = a;
    }

    /// Two splits in ascending order of the holders.
    function _splits(Split memory a, Split memory b) internal pure returns (Split[] memory all) {
        bool ascending = PartyId.unwrap(a.holder) < PartyId.unwrap(b.holder);
        all = new Split[](2);
        (all[0], all[1]) = ascending ? (a, b) : (b, a);
    }

    function _application(string memory object, Split[] memory splits) internal view returns (Application memory) {
        return
            Application({
                registry: REGISTRY,
                profile: PROFILE,
                registration: Registration.FIRST,
                title: TitleId.wrap(0),
                fingerprint: FingerprintId.wrap(keccak256(bytes(object))),
                keyed: false,
                origin: Origin.SELF_GENERATED,
                dataClass: DataClass.ENTERPRISE,
                grade: DataGrade.GENERAL,
                basis: DocumentDigest.wrap(0),
                record: RecordRoot.wrap(keccak256(abi.encode("record", object))),
                splits: splits,
                participants: new PartyId[](0),
                due: _time(block.timestamp + MINIMUM_ACCEPTANCE),
                previous: ApplicationId.wrap(0),
                seq: 0,
                deadline: DEADLINE
            });
    }

    function _alicesApplication() internal view returns (Application memory) {
        return _application("alice's data", _splits(_split(alice, 1_000_000, 1_000_000, 1_000_000)));
    }

    function _sharedApplication() internal view returns (Application memory) {
        Split memory a = _split(alice, 600_000, 1_000_000, 700_000);
        return _application("shared data", _splits(a, _split(bob, 400_000, 0, 300_000)));
    }

    /// Bob's and carol's data with alice's: she applies.
    function _fusedApplication(uint32 oper) internal view returns (Application memory terms) {
        terms = _application("fused data", _splits(_split(alice, 1_000_000, 1_000_000, oper)));
        terms.origin = Origin.FUSED;
        terms.participants = new PartyId[](2);
        bool ascending = PartyId.unwrap(bob.party) < PartyId.unwrap(carol.party);
        terms.participants[0] = ascending ? bob.party : carol.party;
        terms.participants[1] = ascending ? carol.party : bob.party;
    }

    /// The hands of the applicants, in the order of the splits.
    function _applicants(Application memory terms) internal view returns (Hand[] memory hands) {
        hands = new Hand[](terms.splits.length);
        for (uint256 i = 0; i < hands.length; ++i) {
            hands[i] = _as(_actorOf(terms.splits[i].holder), Role.PARTY);
        }
    }

    function _actorOf(PartyId party) internal view returns (Actor memory) {
        if (PartyId.unwrap(party) == PartyId.unwrap(alice.party)) return alice;
        if (PartyId.unwrap(party) == PartyId.unwrap(bob.party)) return bob;
        if (PartyId.unwrap(party) == PartyId.unwrap(carol.party)) return carol;
        if (PartyId.unwrap(party) == PartyId.unwrap(bankA.party)) return bankA;
        if (PartyId.unwrap(party) == PartyId.unwrap(bankB.party)) return bankB;
        if (PartyId.unwrap(party) == PartyId.unwrap(institution.party)) return institution;
        return court;
    }

    function _signedApplication(Application memory terms) internal view returns (Signer[] memory) {
        return _sign(address(filingDesk), Typed.hash(terms), _applicants(terms));
    }

    /// The place in which bob is missed when alice alone signs: after hers, or the first.
    function _placeOfBob(Application memory terms) internal view returns (uint256) {
        return PartyId.unwrap(terms.splits[0].holder) == PartyId.unwrap(alice.party) ? 1 : 0;
    }

    function _submit(Application memory terms) internal returns (ApplicationId) {
        return filingDesk.submit(terms, _signedApplication(terms));
    }

    function _step(Application memory content, Action action) internal view returns (Step memory) {
        return _step(applicationIdOf(Typed.hash(content)), action);
    }

    function _step(ApplicationId id, Action action) internal view returns (Step memory) {
        uint64 seq = register.seqOf(subjectOfApplication(id));
        bool receipt = action == Action.DEPOSIT;
        uint256 due = receipt ? block.timestamp : block.timestamp + 10 days;
        DocumentDigest reasons = DocumentDigest.wrap(keccak256("reasons"));
        return Step(id, seq, action, _groundOf(action), _time(due), reasons, DEADLINE);
    }

    /// The first ground that the action admits.
    function _groundOf(Action action) internal pure returns (Ground ground) {
        while (!Procedure.admits(action, ground)) ground = Ground(uint8(ground) + 1);
    }

    function _stepHash(Step memory terms) internal pure returns (bytes32) {
        return TermsHash.flat(TermsHash.STEP, abi.encode(terms));
    }

    function _signedStep(Step memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(filingDesk), _stepHash(terms), hands);
    }

    function _take(Application memory content, Action action, Hand[] memory hands) internal {
        Step memory terms = _step(content, action);
        filingDesk.step(terms, content, _signedStep(terms, hands));
    }

    function _examiners() internal view returns (Hand[] memory) {
        return _hands(_as(examiner, Role.EXAMINER), _as(reviewer, Role.REVIEWER));
    }

    /// Two who did not examine what _examiners did.
    function _others() internal view returns (Hand[] memory) {
        return _hands(_as(examinerB, Role.EXAMINER), _as(reviewerB, Role.REVIEWER));
    }

    function _clerk() internal view returns (Hand[] memory) {
        return _hands(_as(acceptance, Role.ACCEPTANCE));
    }

    function _notice(Application memory content) internal view returns (Notice memory) {
        ApplicationId id = applicationIdOf(Typed.hash(content));
        uint64 seq = register.seqOf(subjectOfApplication(id));
        return Notice(id, seq, _time(block.timestamp + MINIMUM_NOTICE), "clear fields", DEADLINE);
    }

    function _publish(Application memory content) internal {
        Notice memory terms = _notice(content);
        filingDesk.publish(terms, content, _sign(address(filingDesk), Typed.hash(terms), _examiners()));
    }

    /// From the filing to the deposit.
    function _register(Application memory content) internal returns (ApplicationId id) {
        id = _submit(content);
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_as(examiner, Role.EXAMINER)));
        _publish(content);
        _warp(block.timestamp + MINIMUM_NOTICE + 1);
        _take(content, Action.CLOSE_NOTICE, _clerk());
        _take(content, Action.DEPOSIT, _clerk());
    }

    /// From the filing to the deposit, without a notice.
    function _registered(Application memory asked) internal {
        _submit(asked);
        _take(asked, Action.ACCEPT, _clerk());
        _take(asked, Action.ASSIGN, _hands(_as(examiner, Role.EXAMINER)));
        Step memory terms = _step(asked, Action.PASS_UNPUBLISHED);
        terms.ground = Ground.NOT_MATERIAL;
        filingDesk.step(terms, asked, _signedStep(terms, _examiners()));
        _take(asked, Action.DEPOSIT, _clerk());
    }

    // Titles

    function _issueTerms(Application memory content) internal view returns (Issue memory) {
        ApplicationId id = applicationIdOf(Typed.hash(content));
        SubjectId subject = subjectOfApplication(id);
        return
            Issue({
                application: id,
                seq: register.seqOf(subject),
                registry: content.registry,
                fingerprint: content.fingerprint,
                record: content.record,
                profile: content.profile,
                registeredAt: applicationRecord(register.word(subject, RECORD)).depositedAt,
                validUntil: _time(block.timestamp + 3 * 365 days),
                deadline: DEADLINE
            });
    }

    function _seal(Issue memory terms) internal view returns (Signer[] memory) {
        bytes32 hash = TermsHash.flat(TermsHash.ISSUE, abi.encode(terms));
        return _sign(address(titleBook), hash, _hands(_as(acceptance, Role.SEAL_KEEPER)));
    }

    /// A title with the terms of its issue, which acts on its end show.
    function _titled(Application memory content) internal returns (TitleId title, Issue memory terms) {
        _register(content);
        terms = _issueTerms(content);
        title = titleBook.issue(terms, content, _seal(terms));
    }

    function _issue(Application memory content) internal returns (TitleId) {
        _register(content);
        Issue memory terms = _issueTerms(content);
        return titleBook.issue(terms, content, _seal(terms));
    }

    function _alicesTitle() internal returns (TitleId) {
        return _issue(_alicesApplication());
    }

    function _sharedTitle() internal returns (TitleId) {
        return _issue(_sharedApplication());
    }
}
