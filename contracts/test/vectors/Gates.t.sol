// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "../../interfaces/IFilingDesk.sol";
import {Gates} from "../../libraries/Gates.sol";
import {DataClass, DataGrade, Origin} from "../../types/Enums.sol";
import {DocumentDigest, PartyId, Share} from "../../types/Ids.sol";
import {Application, Split} from "../../types/Terms.sol";
import {Vm} from "../Vm.sol";

/// @title Every gate of an application, against the file that Python is held to too
contract GatesTest {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    uint256 private constant ORIGINS = 8;
    uint256 private constant CELLS = 512;

    /// As a book has it: in calldata.
    function open(Application calldata terms) external pure {
        Gates.requireOpen(terms);
    }

    function test_EveryGateIsAsTheFileSays() external {
        string memory json = vm.readFile("tests/vectors/gates.json");
        vm.assertEq(vm.parseJsonStringArray(json, ".origins").length, uint256(type(Origin).max) + 1, "an origin");
        vm.assertEq(vm.parseJsonStringArray(json, ".classes").length, uint256(type(DataClass).max) + 1, "a class");
        vm.assertEq(vm.parseJsonStringArray(json, ".grades").length, uint256(type(DataGrade).max) + 1, "a grade");
        string[] memory gates = vm.parseJsonStringArray(json, ".gates");
        vm.assertEq(gates.length, CELLS, "cells");
        for (uint256 cell = 0; cell < CELLS; ++cell) {
            (bool passed, bytes memory answer) = address(this).call(abi.encodeCall(this.open, (_terms(cell))));
            bytes4 expected = _gate(gates[cell]);
            vm.assertTrue(passed == (expected == 0), vm.toString(cell));
            if (!passed) vm.assertEq(bytes32(bytes4(answer)), bytes32(expected), vm.toString(cell));
        }
    }

    function _terms(uint256 cell) private pure returns (Application memory terms) {
        terms.splits = new Split[](2);
        terms.splits[0].holder = PartyId.wrap(bytes32(uint256(1)));
        terms.splits[1].holder = PartyId.wrap(bytes32(uint256(2)));
        terms.splits[1].oper = Share.wrap(uint32(cell & 1));
        terms.basis = DocumentDigest.wrap(bytes32((cell >> 1) & 1));
        terms.grade = DataGrade((cell >> 2) & 3);
        terms.dataClass = DataClass((cell >> 4) & 3);
        terms.origin = Origin((cell >> 6) % ORIGINS);
    }

    function _gate(string memory name) private pure returns (bytes4) {
        bytes32 hash = keccak256(bytes(name));
        if (hash == keccak256("")) return 0;
        if (hash == keccak256("ClassificationMissing")) return IFilingDesk.ClassificationMissing.selector;
        if (hash == keccak256("CoreDataRefused")) return IFilingDesk.CoreDataRefused.selector;
        if (hash == keccak256("PersonalConsentsMissing")) return IFilingDesk.PersonalConsentsMissing.selector;
        if (hash == keccak256("EntrustmentBasisMissing")) return IFilingDesk.EntrustmentBasisMissing.selector;
        if (hash == keccak256("PublicDataCodeMissing")) return IFilingDesk.PublicDataCodeMissing.selector;
        return IFilingDesk.ProductOpinionMissing.selector;
    }
}
