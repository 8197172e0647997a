// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "../interfaces/IFilingDesk.sol";
import {IRegister} from "../interfaces/IRegister.sol";
import {Right} from "../types/Enums.sol";
import {
    ApplicationId,
    FingerprintId,
    PartyId,
    RegistryCode,
    Share,
    TitleId,
    WHOLE,
    registrySubject,
    sameParty,
    subjectOfParty
} from "../types/Ids.sol";
import {Application, Split} from "../types/Terms.sol";
import {RECORD, institutionOf, registryUntil} from "../types/Words.sol";
import {Gates} from "./Gates.sol";
import {Heirs} from "./Heirs.sol";
import {Registrations} from "./Registrations.sol";
import {Calls} from "./Calls.sol";

/// @title What the content of an application must be
library Contents {
    uint256 private constant MOST_HOLDERS = 16;

    function requireSplits(IRegister register, Application calldata terms) internal view {
        if (!Registrations.isFiled(terms.registration)) {
            revert IFilingDesk.RegistrationNotHere(terms.registration);
        }
        if (Registrations.makesTitle(terms.registration) && TitleId.unwrap(terms.title) != 0) {
            revert IFilingDesk.TitleNotConcerned(terms.title);
        }
        uint256 count = terms.splits.length;
        if (count == 0 || count > MOST_HOLDERS) revert IFilingDesk.SplitsWrong(count);
        bytes32 registry = Calls.word(register, registrySubject(terms.registry), RECORD);
        if (registry == 0 || block.timestamp >= registryUntil(registry))
            revert IFilingDesk.RegistryClosed(terms.registry);
        PartyId institution = institutionOf(registry);
        bytes32 record = Calls.word(register, subjectOfParty(institution), RECORD);
        _requireShares(terms.splits, institution, Heirs.heirOf(register, institution, record));
        Gates.requireOpen(terms);
    }

    function _requireShares(Split[] calldata splits, PartyId institution, PartyId heir) private pure {
        uint256[3] memory sums;
        uint256 last = 0;
        for (uint256 i = 0; i < splits.length; ++i) {
            Split calldata s = splits[i];
            if (uint256(PartyId.unwrap(s.holder)) <= last) revert IFilingDesk.SplitsWrong(i);
            last = uint256(PartyId.unwrap(s.holder));
            if (sameParty(s.holder, institution) || sameParty(s.holder, heir)) {
                revert IFilingDesk.RegistryIsApplicant(s.holder);
            }
            if ((Share.unwrap(s.hold) | Share.unwrap(s.use) | Share.unwrap(s.oper)) == 0) {
                revert IFilingDesk.SplitsWrong(i);
            }
            sums[0] += Share.unwrap(s.hold);
            sums[1] += Share.unwrap(s.use);
            sums[2] += Share.unwrap(s.oper);
        }
        for (uint256 r = 0; r < 3; ++r) {
            if (sums[r] != 0 && sums[r] != WHOLE) revert IFilingDesk.SplitsDoNotSum(Right(r), sums[r]);
        }
    }

    /// None of the holders was absorbed.
    function requireLiving(IRegister register, Split[] calldata splits) internal view {
        for (uint256 i = 0; i < splits.length; ++i) Heirs.requireNone(register, splits[i].holder);
    }

    function requireSameParties(ApplicationId id, Application calldata a, Application calldata b) internal pure {
        bool same =
            RegistryCode.unwrap(a.registry) == RegistryCode.unwrap(b.registry) &&
                a.registration == b.registration &&
                TitleId.unwrap(a.title) == TitleId.unwrap(b.title) &&
                a.profile == b.profile &&
                FingerprintId.unwrap(a.fingerprint) == FingerprintId.unwrap(b.fingerprint) &&
                a.keyed == b.keyed &&
                a.splits.length == b.splits.length;
        for (uint256 i = 0; same && i < a.splits.length; ++i) {
            same = sameParty(a.splits[i].holder, b.splits[i].holder);
        }
        if (!same) revert IFilingDesk.CorrectionChangesParties(id);
    }
}
