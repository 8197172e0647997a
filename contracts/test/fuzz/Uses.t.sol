// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {InstitutionKind, Right} from "../../types/Enums.sol";
import {PartyId, Time, partyIdOf} from "../../types/Ids.sol";
import {
    LicenceRecord,
    Licensed,
    Licensor,
    licenceRecord,
    licensedOf,
    licensorOf,
    pack
} from "../../types/LicenceWords.sol";
import {listedAs, packListing, withSuspension} from "../../types/ListingWords.sol";
import {ReportRecord, pack as packReport, reportRecord} from "../../types/ReportWords.sol";
import {LicenceState, ReportKind, ReportState} from "../../types/UseEnums.sol";
import {Vm} from "../Vm.sol";

/// @title The words of licences and reports read back as they were written, and a listing covers what it names
contract UsesTest {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    function testFuzz_LicencesReadBack(bytes32 seed, uint40[3] memory times, uint64 version) external pure {
        PartyId party = partyIdOf(seed);
        LicenceRecord memory record = LicenceRecord({
            licensee: party,
            state: LicenceState(uint256(seed) % 3),
            right: Right(uint256(seed) % 2),
            exclusive: version % 2 == 1,
            until: Time.wrap(times[0])
        });
        vm.assertEq(keccak256(abi.encode(licenceRecord(pack(record)))), keccak256(abi.encode(record)), "licence");
        Licensor memory licensor = Licensor(party, Time.wrap(times[1]), uint16(version));
        vm.assertEq(keccak256(abi.encode(licensorOf(pack(licensor)))), keccak256(abi.encode(licensor)), "licensor");
        Licensed memory all = Licensed(uint32(version), Time.wrap(times[1]), Time.wrap(times[2]), version);
        vm.assertEq(keccak256(abi.encode(licensedOf(pack(all)))), keccak256(abi.encode(all)), "licensed");
    }

    function testFuzz_ReportsReadBack(bytes32 seed, uint40 until) external pure {
        ReportRecord memory record = ReportRecord(
            partyIdOf(seed),
            ReportState(uint256(seed) % 3),
            ReportKind(uint256(seed) % 6),
            Time.wrap(until)
        );
        vm.assertEq(keccak256(abi.encode(reportRecord(packReport(record)))), keccak256(abi.encode(record)), "report");
    }

    /// Compared with what the terms of a listing say.
    function testFuzz_AListingCoversItsKindsInItsWindow(
        uint16 kinds,
        uint40 from,
        uint40 until,
        uint40 time,
        bool suspended
    ) external pure {
        bytes32 word = withSuspension(packListing(kinds, Time.wrap(from), Time.wrap(until)), suspended);
        for (uint256 i = 0; i <= uint256(type(InstitutionKind).max); ++i) {
            bool covers = kinds & (1 << i) != 0 && from <= time && time < until && !suspended;
            vm.assertTrue(listedAs(word, InstitutionKind(i), time) == covers, "covers");
        }
    }
}
