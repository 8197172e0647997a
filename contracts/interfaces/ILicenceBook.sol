// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Right} from "../types/Enums.sol";
import {LicenceId, LotId, PartyId, Time, TitleId} from "../types/Ids.sol";
import {BreachNotice, Licence, LicenceEnding} from "../types/LicenceTerms.sol";
import {Signer} from "../types/Terms.sol";
import {LicenceEndGround} from "../types/UseEnums.sol";
import {IBook} from "./IBook.sol";

/// @title Licences to use or to operate, plain and exclusive (NAT-2026 Arts. 3, 21; Civil Code Arts. 444, 563-565)
/// @dev Warning: a licence stays with the title whoever holds it. It ends with the title, and by its own end.
interface ILicenceBook is IBook {
    /// @notice A licence is of the right to use or to operate, between two parties, with scope and contract named; one for
    /// the licensor's own use is a plain one to use.
    error LicenceTermsWrong(TitleId title);
    /// @notice A licence runs into the future, and within its title's term.
    error LicencePeriodWrong(TitleId title, Time from, Time until, Time latest);
    /// @notice Only who holds the right licenses it, and to others only who may operate (NAT-2026 Art. 3).
    error LicensorHoldsNot(TitleId title, PartyId licensor, Right right);
    /// @notice An exclusive licence shuts all others out: only who holds the whole right grants it.
    error ExclusiveNeedsWhole(TitleId title, PartyId licensor, Right right, uint32 held);
    /// @notice An exclusive licence of this right runs, or the new one is exclusive and another runs.
    error LicenceExcluded(TitleId title, Right right, Time until);
    /// @notice This licence was granted before.
    error LicenceExists(TitleId title, LicenceId licence);
    /// @notice Every lot of the licensor is named, ascending, and none of others.
    error LotNotLicensors(TitleId title, LotId lot, PartyId licensor);
    /// @notice No licence stands under this id: none was granted, or it was ended.
    error LicenceNotGranted(TitleId title, LicenceId licence);
    /// @notice A notice was given since this one was signed.
    error LicenceVersionWrong(TitleId title, LicenceId licence, uint16 given, uint16 current);
    /// @notice A licence ends early while it runs, and as run out only afterwards.
    error LicenceRunWrong(TitleId title, LicenceId licence, Time until);
    /// @notice A notice of breach names the document that was sent.
    error BreachNoticeMissing(TitleId title, LicenceId licence);
    /// @notice The ground must be named, with the court for an order and for no other, and its document.
    error LicenceEndWrong(TitleId title, LicenceId licence, LicenceEndGround ground);
    /// @notice For breach a licence is ended thirty days after the notice at the earliest, and within a year (Civil Code
    /// Arts. 563-564).
    error BreachPeriodWrong(TitleId title, LicenceId licence, Time noticedAt, Time earliest, Time latest);

    /// @notice Grant a licence. Signers: licensor, licensee, then every pledgee of the licensor's lots.
    function grant(Licence calldata terms, Signer[] calldata signers) external returns (LicenceId);

    /// @notice Give notice of a breach. Signer: the licensor.
    function notify(BreachNotice calldata terms, Signer[] calldata signers) external;

    /// @notice End a licence. Signers: AGREED licensor and licensee; WAIVED the licensee; BREACH and RUN_OUT the licensor;
    /// ORDERED two order clerks of the title's registry.
    function end(LicenceEnding calldata terms, Signer[] calldata signers) external;
}
