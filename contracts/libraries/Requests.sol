// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "../interfaces/IFilingDesk.sol";
import {IRegister} from "../interfaces/IRegister.sol";
import {ITitleBook} from "../interfaces/ITitleBook.sol";
import {ActKind, Registration} from "../types/Enums.sol";
import {RegistryCode, Time, TitleId, sameRegistry, subjectOf} from "../types/Ids.sol";
import {Application, Split} from "../types/Terms.sol";
import {
    holdersOf,
    sharesOf,
    sharesWord,
    titleLive,
    titleRegistry,
    titleRenewing,
    titleRequested,
    titleValidUntil,
    withRenewing,
    withRequested
} from "../types/TitleWords.sol";
import {Floors, RECORD, floorsOf, holdingKey} from "../types/Words.sol";
import {Calls} from "./Calls.sol";

/// @title What an application for renewal, change or cancellation does to the title that it names: it is pending there
/// from its filing until it is decided (NAT-2026 Arts. 35-37)
library Requests {
    /// The entry of the filing: by all holders with the shares that they hold; a renewal in its window.
    function filed(
        IRegister register,
        Application calldata terms,
        bytes32 floors
    ) internal view returns (Calls.Draft memory) {
        TitleId title = terms.title;
        bytes32 record = Calls.word(register, subjectOf(title), RECORD);
        if (!titleLive(record)) revert ITitleBook.TitleNotLive(title);
        RegistryCode own = titleRegistry(record);
        if (!sameRegistry(own, terms.registry)) revert IFilingDesk.TitleElsewhere(title, own, terms.registry);
        requireHolders(register, terms, record);
        bool renews = terms.registration == Registration.RENEWAL;
        if (renews) {
            if (titleRenewing(record)) revert IFilingDesk.RenewalPending(title);
            _requireWindow(title, Time.unwrap(titleValidUntil(record)), floors);
            record = withRenewing(record, true);
        } else {
            Registration pending = titleRequested(record);
            if (pending != Registration.NONE) revert IFilingDesk.RequestPending(title, pending);
            record = withRequested(record, terms.registration);
        }
        return _entry(title, renews ? ActKind.RenewalFiled : ActKind.RequestFiled, record);
    }

    /// The entry of an end that leads to nothing.
    function ended(IRegister register, Application calldata content) internal view returns (Calls.Draft memory) {
        TitleId title = content.title;
        bytes32 record = Calls.word(register, subjectOf(title), RECORD);
        bool renewed = content.registration == Registration.RENEWAL;
        record = renewed ? withRenewing(record, false) : withRequested(record, Registration.NONE);
        return _entry(title, renewed ? ActKind.RenewalEnded : ActKind.RequestEnded, record);
    }

    /// All holders of the title, and nobody else, each with the shares that it holds.
    function requireHolders(IRegister register, Application calldata terms, bytes32 record) internal view {
        uint256 holders = holdersOf(uint256(record));
        if (terms.splits.length != holders) {
            revert IFilingDesk.NotByAllHolders(terms.title, terms.splits.length, holders);
        }
        for (uint256 i = 0; i < holders; ++i) {
            Split calldata s = terms.splits[i];
            uint256 holding = uint256(Calls.word(register, subjectOf(terms.title), holdingKey(s.holder)));
            bool same = sharesOf(holding) == sharesWord(s.hold, s.use, s.oper) && sharesOf(holding) != 0;
            if (!same) revert IFilingDesk.NotByAllHolders(terms.title, i, holders);
        }
    }

    /// Numbers of seconds, never narrower than the profile's days and months: registry, mirror and verifier count those.
    function _requireWindow(TitleId title, uint256 end, bytes32 word) private view {
        Floors memory floors = floorsOf(word);
        uint256 opens = end - floors.renewalOpens;
        uint256 closes = end - floors.renewalCloses;
        bool within = floors.renewalOpens != 0 && block.timestamp >= opens && block.timestamp <= closes;
        if (!within) revert IFilingDesk.RenewalWindow(title, Time.wrap(uint40(opens)), Time.wrap(uint40(closes)));
    }

    function _entry(TitleId title, ActKind kind, bytes32 record) private pure returns (Calls.Draft memory) {
        bytes32[] memory writes = new bytes32[](2);
        // A record's key is zero.
        writes[1] = record;
        return Calls.Draft(subjectOf(title), kind, "", writes);
    }
}
