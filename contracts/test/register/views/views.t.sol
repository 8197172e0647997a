// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {CertificateNumber, SubjectId, subjectOfParty} from "../../../types/Ids.sol";
import {RECORD, SEQ_MASK} from "../../../types/Words.sol";
import {Base} from "../../Base.sol";

contract ViewsTest is Base {
    SubjectId private constant UNKNOWN = SubjectId.wrap(bytes32(uint256(1) << 248));

    /// it should be zero
    function test_WhenADossierHasNoAct() external view {
        vm.assertEq(register.head(UNKNOWN), 0, "the head");
        vm.assertEq(register.word(UNKNOWN, RECORD), 0, "the record");
        vm.assertEq(register.seqOf(UNKNOWN), 0, "the count");
    }

    /// it should say the head that a proof of storage shows
    function test_WhenADossierHasActs() external view {
        SubjectId subject = subjectOfParty(clerkA.party);
        vm.assertEq(register.head(subject), vm.load(address(register), keccak256(abi.encode(subject, 0))), "slot 0");
        vm.assertEq(register.seqOf(subject), 2, "enrolled, granted");
        vm.assertEq(register.seqOf(subject), uint256(register.word(subject, RECORD)) & SEQ_MASK, "the record's count");
    }

    /// it should be EIP-712's under the book's domain
    function test_WhenADigestIsAsked() external view {
        bytes32 typeHash = 0x8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f;
        bytes32 domain = keccak256(
            abi.encode(typeHash, keccak256("DataDeed"), keccak256("1"), block.chainid, address(pledgeBook))
        );
        bytes32 expected = keccak256(abi.encodePacked(hex"1901", domain, keccak256("terms")));
        vm.assertEq(register.digestOf(address(pledgeBook), keccak256("terms")), expected, "the digest");
    }

    /// it should be the first of the month
    function test_WhenARegistryHasGivenNoNumber() external view {
        vm.assertEq(CertificateNumber.unwrap(register.nextNumber(REGISTRY)), 371_202601_0001, "the number");
    }

    /// it should name its kernel
    function test_WhenABookIsAsked() external view {
        vm.assertEq(address(IBook(partyBook).registerOf()), address(register), "parties");
        vm.assertEq(address(IBook(filingDesk).registerOf()), address(register), "filing");
        vm.assertEq(address(IBook(titleBook).registerOf()), address(register), "titles");
        vm.assertEq(address(IBook(pledgeBook).registerOf()), address(register), "pledges");
        vm.assertEq(address(IBook(orderDesk).registerOf()), address(register), "orders");
    }
}
