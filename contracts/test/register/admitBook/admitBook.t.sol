// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../../../interfaces/IRegister.sol";
import {GOVERNANCE} from "../../../types/Ids.sol";
import {bookKey, codeKey, packBook} from "../../../types/Words.sol";
import {Base} from "../../Base.sol";
import {RawBook} from "../../mocks/RawBook.sol";

contract AdmitBookTest is Base {
    address private book;

    function setUp() public override {
        super.setUp();
        book = address(new RawBook(register));
    }

    function test_RevertWhen_TheSenderIsNotTheAccessManager() external {
        uint256 from = block.timestamp + 2 days;
        _refuses(
            address(register),
            abi.encodeCall(register.admitBook, (book, 1, _time(from), NEVER)),
            abi.encodeWithSelector(IRegister.AuthorityOnly.selector, address(this))
        );
    }

    function test_RevertWhen_ItIsLessThanTwoDaysAhead() external {
        uint256 from = block.timestamp + 2 days - 1;
        _refusesAdmission(book, from, abi.encodeWithSelector(IRegister.BookTooSoon.selector, from, from + 1));
    }

    function test_RevertWhen_TheBookHasNoCode() external {
        uint256 from = block.timestamp + 2 days;
        bytes memory expected = abi.encodeWithSelector(IRegister.BookWithoutFixedCode.selector, bob.account);
        _refusesAdmission(bob.account, from, expected);
    }

    /// it should keep kinds, time and code
    function test_WhenItIsTwoDaysAhead() external {
        uint256 from = block.timestamp + 2 days;
        _govern(abi.encodeCall(register.admitBook, (book, 5, _time(from), NEVER)));
        bytes32 word = register.word(GOVERNANCE, bookKey(book, book.codehash));
        vm.assertEq(word, packBook(5, uint40(from), type(uint40).max), "kinds and time");
        vm.assertEq(register.word(GOVERNANCE, codeKey(book)), book.codehash, "code");
    }

    function _refusesAdmission(address subject, uint256 from, bytes memory expected) private {
        bytes memory call = abi.encodeCall(register.admitBook, (subject, 1, _time(from), NEVER));
        _refuses(address(manager), abi.encodeCall(manager.execute, (address(register), call)), expected);
    }
}
