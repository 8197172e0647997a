// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Entry, IRegister, Mandate} from "../../interfaces/IRegister.sol";
import {ActKind} from "../../types/Enums.sol";
import {SubjectId} from "../../types/Ids.sol";
import {Signer} from "../../types/Terms.sol";
import {WordKey, Write} from "../../types/Words.sol";
import {Kernel} from "../Kernel.sol";

/// @title What the log's bytes cannot count is refused: an act that was written and could not be read would be lost
contract TooLargeTest is Kernel {
    function test_RevertWhen_ASignerMoreThanOneByteCountsSigns() external {
        Mandate memory mandate = Mandate(keccak256("terms"), DEADLINE, new Signer[](256));
        _refuses(address(raw), abi.encodeCall(raw.act, (mandate, _entries(1))), _tooLarge(256, 255));
    }

    function test_RevertWhen_ADossierMoreThanOneByteCountsIsTouched() external {
        _refusesAct(_entries(256), _tooLarge(256, 255));
    }

    function test_RevertWhen_AWordMoreThanOneByteCountsIsWritten() external {
        Entry[] memory entries = _entries(1);
        entries[0].writes = _words(256);
        _refusesAct(entries, _tooLarge(256, 255));
    }

    function test_AsManyWordsAsOneByteCountsAreWritten() external {
        Entry[] memory entries = _entries(1);
        entries[0].writes = _words(255);
        _act(entries);
        vm.assertEq(register.word(_subject(0), _key(254)), bytes32(uint256(255)), "the last word");
    }

    function test_RevertWhen_ASignatureIsLongerThanTwoBytesCount() external {
        Mandate memory mandate = _mandate(_parties(alice));
        mandate.signers[0].signature = new bytes(65_536);
        _refuses(address(raw), abi.encodeCall(raw.act, (mandate, _entries(1))), _tooLarge(65_536, 65_535));
    }

    function _entries(uint256 count) private pure returns (Entry[] memory entries) {
        entries = new Entry[](count);
        for (uint256 i = 0; i < count; ++i) {
            entries[i] = _entry(_subject(i), ActKind.ObjectFiled, new Write[](0));
        }
    }

    function _words(uint256 count) private pure returns (Write[] memory writes) {
        writes = new Write[](count);
        for (uint256 i = 0; i < count; ++i) writes[i] = Write(_key(i), bytes32(i + 1));
    }

    function _subject(uint256 i) private pure returns (SubjectId) {
        return SubjectId.wrap(bytes32((uint256(4) << 248) | i));
    }

    function _key(uint256 i) private pure returns (WordKey) {
        return WordKey.wrap(bytes32((uint256(0xc8) << 248) | i));
    }

    function _tooLarge(uint256 count, uint256 most) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRegister.ActTooLarge.selector, count, most);
    }
}
