// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "../interfaces/IFilingDesk.sol";
import {IRegister} from "../interfaces/IRegister.sol";
import {Action, ApplicationState, Role, Signatories} from "../types/Enums.sol";
import {ApplicationId, GOVERNANCE, PartyId, partyOfTail, sameParty, subjectOfApplication} from "../types/Ids.sol";
import {Application, Signer} from "../types/Terms.sol";
import {ApplicationRecord, Floors, Tag, applicationRecord, floorsOf, hashKey, keyOf} from "../types/Words.sol";
import {Book} from "./Book.sol";
import {Gates} from "./Gates.sol";
import {Procedure} from "./Procedure.sol";
import {TermsHash} from "./TermsHash.sol";

/// @title What the books of applications share: how one is opened, and who must sign what
abstract contract Applications is Book {
    constructor(IRegister register) Book(register) {}

    function _open(ApplicationId id, uint64 seq) internal view returns (ApplicationRecord memory record) {
        bytes32 word = _record(subjectOfApplication(id));
        record = applicationRecord(word);
        if (record.state == ApplicationState.NONE) revert IFilingDesk.ApplicationUnknown(id);
        _requireSeqIn(subjectOfApplication(id), word, seq);
    }

    function _row(
        ApplicationId id,
        ApplicationState state,
        Action action
    ) internal pure returns (Procedure.Row memory row) {
        bool found;
        (found, row) = Procedure.step(state, action);
        if (!found) revert IFilingDesk.StepNotAllowed(id, state, action);
    }

    function _requireSignatories(
        Signatories need,
        Application calldata content,
        Signer[] calldata signers
    ) internal view {
        if (need == Signatories.APPLICANTS) {
            _requireApplicants(content, signers);
        } else if (need == Signatories.EXAMINER_AND_REVIEWER) {
            _requireTwoExaminers(content, signers);
        } else {
            _requireCount(signers, need == Signatories.ANYONE ? 0 : 1);
            if (need == Signatories.ONE_PARTY) _requireParty(signers, 0, signers[0].party);
            else if (need == Signatories.ACCEPTANCE) _requireClerk(signers, 0, Role.ACCEPTANCE, content);
            else if (need == Signatories.EXAMINER) _requireClerk(signers, 0, Role.EXAMINER, content);
        }
    }

    /// Staff of the application's registry that is not involved in it.
    function _requireClerk(
        Signer[] calldata signers,
        uint256 place,
        Role role,
        Application calldata content
    ) internal view {
        _requireStaff(signers, place, role, content.registry);
        if (Gates.involves(content, signers[place].party)) revert StaffInvolved(signers[place].party);
    }

    /// That they are two persons is the kernel's check: no party signs twice.
    function _requireTwoExaminers(Application calldata content, Signer[] calldata signers) internal view {
        _requireCount(signers, 2);
        _requireClerk(signers, 0, Role.EXAMINER, content);
        _requireClerk(signers, 1, Role.REVIEWER, content);
    }

    /// Neither of the two who decide an objection examined the file.
    function _requireImpartial(ApplicationId id, Action action, Signer[] calldata signers) internal view {
        if (action == Action.WITHDRAW) return;
        PartyId examined = partyOfTail(uint256(_word(subjectOfApplication(id), keyOf(Tag.EXAMINER, 0))));
        for (uint256 i = 0; i < signers.length; ++i) {
            if (sameParty(signers[i].party, examined)) revert IFilingDesk.ExaminerDecidesObjection(id, examined);
        }
    }

    /// Every holder, then every participant whose consent opens the operating right.
    function _requireFilers(Application calldata terms, Signer[] calldata signers) internal pure {
        if (!Gates.needsConsents(terms)) {
            _requireApplicants(terms, signers);
            return;
        }
        (uint256 holders, uint256 others) = (terms.splits.length, terms.participants.length);
        for (uint256 i = 0; i < others; ++i) {
            PartyId each = terms.participants[i];
            bool signed = signers.length > holders + i && sameParty(signers[holders + i].party, each);
            if (!signed) revert IFilingDesk.ParticipantConsentMissing(each);
        }
        _requireCount(signers, holders + others);
        for (uint256 i = 0; i < holders + others; ++i) {
            _requireParty(signers, i, i < holders ? terms.splits[i].holder : terms.participants[i - holders]);
        }
    }

    function _requireApplicants(Application calldata terms, Signer[] calldata signers) internal pure {
        _requireCount(signers, terms.splits.length);
        for (uint256 i = 0; i < signers.length; ++i) {
            _requireParty(signers, i, terms.splits[i].holder);
        }
    }

    function _requireContent(ApplicationId id, Application calldata content) internal view {
        bytes32 filed = _word(subjectOfApplication(id), keyOf(Tag.CONTENT, 0));
        bytes32 shown = TermsHash.hash(content);
        if (filed != shown) revert IFilingDesk.ApplicationContentWrong(id, filed, shown);
    }

    function _floors(bytes32 profile) internal view returns (Floors memory) {
        bytes32 floors = _word(GOVERNANCE, hashKey(Tag.PROFILE, profile));
        if (floors == 0) revert IFilingDesk.ProfileUnknown(profile);
        return floorsOf(floors);
    }
}
