// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../../../interfaces/IRegister.sol";
import {GOVERNANCE} from "../../../types/Ids.sol";
import {bookKey} from "../../../types/Words.sol";
import {Base} from "../../Base.sol";

contract EndBookTest is Base {
    function test_RevertWhen_TheSenderIsNotTheAccessManager() external {
        _refuses(
            address(register),
            abi.encodeCall(register.endBook, (address(pledgeBook), NEVER)),
            abi.encodeWithSelector(IRegister.AuthorityOnly.selector, address(this))
        );
    }

    function test_RevertWhen_TheBookWasNeverAdmitted() external {
        bytes memory expected = abi.encodeWithSelector(IRegister.BookNotAdmitted.selector, bob.account);
        _refusesEnd(bob.account, block.timestamp, expected);
    }

    function test_RevertWhen_TheEndIsInThePast() external {
        uint256 end = block.timestamp - 1;
        bytes memory expected = abi.encodeWithSelector(IRegister.BookTooSoon.selector, end, end + 1);
        _refusesEnd(address(pledgeBook), end, expected);
    }

    function test_RevertWhen_TheAdmissionWouldBeProlonged() external {
        uint256 end = block.timestamp + 1 days;
        _govern(abi.encodeCall(register.endBook, (address(pledgeBook), _time(end))));
        bytes memory expected = abi.encodeWithSelector(IRegister.BookEndTooLate.selector, end + 1, end);
        _refusesEnd(address(pledgeBook), end + 1, expected);
        vm.warp(end + 10 days);
        expected = abi.encodeWithSelector(IRegister.BookEndTooLate.selector, end + 11 days, end);
        _refusesEnd(address(pledgeBook), end + 11 days, expected);
    }

    /// it should keep kinds and start, and set the end
    function test_WhenTheEndIsNotPast() external {
        uint256 before = uint256(register.word(GOVERNANCE, bookKey(address(pledgeBook), address(pledgeBook).codehash)));
        _govern(abi.encodeCall(register.endBook, (address(pledgeBook), _time(block.timestamp))));
        uint256 word = uint256(register.word(GOVERNANCE, bookKey(address(pledgeBook), address(pledgeBook).codehash)));
        vm.assertEq(word % (1 << 168), before % (1 << 168), "kinds and start");
        vm.assertEq(word >> 168, block.timestamp, "end");
    }

    function _refusesEnd(address book, uint256 until, bytes memory expected) private {
        bytes memory call = abi.encodeCall(register.endBook, (book, _time(until)));
        _refuses(address(manager), abi.encodeCall(manager.execute, (address(register), call)), expected);
    }
}
