// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../../libraries/TermsHash.sol";
import {DisputeHash} from "../../libraries/DisputeHash.sol";
import {DisputeAction, DisputeClaim} from "../../types/DisputeEnums.sol";
import {Dispute, DisputeRuling, DisputeStep} from "../../types/DisputeTerms.sol";
import {DisputeRecord, disputeKey, disputeRecord} from "../../types/DisputeWords.sol";
import {Role} from "../../types/Enums.sol";
import {DisputeId, DocumentDigest, PartyId, TitleId, subjectOf} from "../../types/Ids.sol";
import {Issue, Signer} from "../../types/Terms.sol";
import {Actor, Hand} from "../Base.sol";
import {Scenes} from "../Scenes.sol";
import {Typed} from "../Typed.sol";

/// @title Disputes that go through: carol's over alice's own title
abstract contract Disputing is Scenes {
    PartyId internal constant NOBODY = PartyId.wrap(0);
    DocumentDigest internal constant PAPER = DocumentDigest.wrap(keccak256("paper"));

    TitleId internal title;
    Issue internal issued;

    function setUp() public virtual override {
        super.setUp();
        (title, issued) = _titled(_alicesApplication());
    }

    function _disputeOf(Actor memory by, DisputeClaim claim) internal view returns (Dispute memory) {
        DocumentDigest interest = DocumentDigest.wrap(keccak256("interest"));
        return Dispute(title, by.party, claim, interest, PAPER, DEADLINE);
    }

    function _signedDispute(Dispute memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(disputeDesk), TermsHash.flat(DisputeHash.DISPUTE, abi.encode(terms)), hands);
    }

    function _file(Dispute memory terms) internal returns (DisputeId) {
        return disputeDesk.file(terms, _signedDispute(terms, _parties(carol)));
    }

    function _dispute(DisputeId id) internal view returns (DisputeRecord memory) {
        return disputeRecord(register.word(subjectOf(title), disputeKey(id)));
    }

    function _stepOf(DisputeId id, DisputeAction action, PartyId party) internal view returns (DisputeStep memory) {
        return DisputeStep(title, id, _dispute(id).version, action, party, PAPER, DEADLINE);
    }

    function _signedStep(DisputeStep memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(disputeDesk), TermsHash.flat(DisputeHash.STEP, abi.encode(terms)), hands);
    }

    function _step(DisputeId id, DisputeAction action, PartyId party, Hand[] memory hands) internal {
        DisputeStep memory terms = _stepOf(id, action, party);
        disputeDesk.step(terms, _signedStep(terms, hands));
    }

    function _notify(DisputeId id) internal {
        _step(id, DisputeAction.NOTIFY, NOBODY, _hands(_as(acceptance, Role.ACCEPTANCE)));
    }

    function _rulingOf(DisputeId id, DisputeAction action) internal view returns (DisputeRuling memory r) {
        r.title = title;
        r.dispute = id;
        r.version = _dispute(id).version;
        r.action = action;
        r.issued = issued;
        r.document = PAPER;
        r.deadline = DEADLINE;
    }

    function _signedRuling(DisputeRuling memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(disputeDesk), Typed.hash(terms), hands);
    }

    function _rule(DisputeId id, DisputeAction action) internal {
        DisputeRuling memory terms = _rulingOf(id, action);
        disputeDesk.rule(terms, _signedRuling(terms, _othersThanExaminers()));
    }

    function _othersThanExaminers() internal view returns (Hand[] memory) {
        return _hands(_as(examinerB, Role.EXAMINER), _as(reviewerB, Role.REVIEWER));
    }
}
