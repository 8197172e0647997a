// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "../interfaces/IFilingDesk.sol";
import {IRegister} from "../interfaces/IRegister.sol";
import {ITitleBook} from "../interfaces/ITitleBook.sol";
import {ActKind} from "../types/Enums.sol";
import {RegistryCode, Time, TitleId, sameRegistry, subjectOf} from "../types/Ids.sol";
import {Application, Split} from "../types/Terms.sol";
import {
    holdersOf,
    sharesOf,
    sharesWord,
    titleLive,
    titleRegistry,
    titleRenewing,
    titleValidUntil,
    withRenewing
} from "../types/TitleWords.sol";
import {Floors, RECORD, holdingKey} from "../types/Words.sol";
import {Calls} from "./Calls.sol";

/// @title What an application for renewal does to its title: pending from its filing until it is decided (NAT-2026 Art. 36)
library Renewals {
    /// The entry of the filing: in the window, by all holders with the shares that they hold.
    function filed(
        IRegister register,
        Application calldata terms,
        Floors memory floors
    ) internal view returns (Calls.Draft memory) {
        TitleId title = terms.title;
        bytes32 record = register.word(subjectOf(title), RECORD);
        if (!titleLive(record)) revert ITitleBook.TitleNotLive(title);
        RegistryCode own = titleRegistry(record);
        if (!sameRegistry(own, terms.registry)) revert IFilingDesk.RenewalElsewhere(title, own, terms.registry);
        if (titleRenewing(record)) revert IFilingDesk.RenewalPending(title);
        _requireWindow(title, Time.unwrap(titleValidUntil(record)), floors);
        _requireHolders(register, terms, record);
        return _entry(title, ActKind.RenewalFiled, withRenewing(record, true));
    }

    /// The entry of an end without a renewal.
    function ended(IRegister register, TitleId title) internal view returns (Calls.Draft memory) {
        bytes32 record = register.word(subjectOf(title), RECORD);
        return _entry(title, ActKind.RenewalEnded, withRenewing(record, false));
    }

    /// Numbers of seconds, never narrower than the profile's days and months: registry, mirror and verifier count those.
    function _requireWindow(TitleId title, uint256 end, Floors memory floors) private view {
        uint256 opens = end - floors.renewalOpens;
        uint256 closes = end - floors.renewalCloses;
        bool within = floors.renewalOpens != 0 && block.timestamp >= opens && block.timestamp <= closes;
        if (!within) revert IFilingDesk.RenewalWindow(title, Time.wrap(uint40(opens)), Time.wrap(uint40(closes)));
    }

    function _requireHolders(IRegister register, Application calldata terms, bytes32 record) private view {
        uint256 holders = holdersOf(uint256(record));
        if (terms.splits.length != holders) {
            revert IFilingDesk.RenewalNotByAll(terms.title, terms.splits.length, holders);
        }
        for (uint256 i = 0; i < holders; ++i) {
            Split calldata s = terms.splits[i];
            uint256 holding = uint256(register.word(subjectOf(terms.title), holdingKey(s.holder)));
            bool same = sharesOf(holding) == sharesWord(s.hold, s.use, s.oper) && sharesOf(holding) != 0;
            if (!same) revert IFilingDesk.RenewalNotByAll(terms.title, i, holders);
        }
    }

    function _entry(TitleId title, ActKind kind, bytes32 record) private pure returns (Calls.Draft memory) {
        bytes32[] memory writes = new bytes32[](2);
        // A record's key is zero.
        writes[1] = record;
        return Calls.Draft(subjectOf(title), kind, "", writes);
    }
}
