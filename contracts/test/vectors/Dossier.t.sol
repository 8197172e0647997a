// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Dossier} from "../../libraries/Dossier.sol";
import {ActKind} from "../../types/Enums.sol";
import {SubjectId} from "../../types/Ids.sol";
import {WordKey, Write} from "../../types/Words.sol";
import {Vm} from "../Vm.sol";

/// @title The library as the register at its address runs it
contract DossierHarness {
    function digest(
        address book,
        ActKind kind,
        SubjectId subject,
        uint256 seq,
        bytes calldata data
    ) external view returns (bytes32) {
        return Dossier.digest(book, kind, subject, seq, data);
    }

    function emptyHead(SubjectId subject) external view returns (bytes32) {
        return Dossier.emptyHead(address(this), subject);
    }
}

/// @title Real acts of a register on a node: their bytes, digests and heads
contract DossierTest {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    string private _json;
    DossierHarness private _register;

    function setUp() external {
        _json = vm.readFile("tests/vectors/dossier.json");
        vm.chainId(vm.parseJsonUint(_json, ".chainId"));
        _register = DossierHarness(vm.parseJsonAddress(_json, ".register"));
        vm.etch(address(_register), address(new DossierHarness()).code);
    }

    function test_EveryActsDigestAndHead() external {
        uint256 count = 0;
        for (; vm.keyExistsJson(_json, _at(count, "")); ++count) {
            SubjectId subject = SubjectId.wrap(vm.parseJsonBytes32(_json, _at(count, ".subject")));
            uint256 seq = vm.parseJsonUint(_json, _at(count, ".seq"));
            vm.roll(vm.parseJsonUint(_json, _at(count, ".block")));
            vm.warp(vm.parseJsonUint(_json, _at(count, ".time")));
            bytes32 before = vm.parseJsonBytes32(_json, _at(count, ".before"));
            if (seq == 1) vm.assertEq(_register.emptyHead(subject), before, _at(count, ": the empty head"));
            bytes32 digest = _digest(count, subject, seq);
            vm.assertEq(digest, vm.parseJsonBytes32(_json, _at(count, ".digest")), _at(count, ": the digest"));
            bytes32 head = Dossier.link(before, digest);
            vm.assertEq(head, vm.parseJsonBytes32(_json, _at(count, ".head")), _at(count, ": the head"));
        }
        vm.assertEq(count, uint256(type(ActKind).max), "one act of every kind");
    }

    function test_EveryActsPiecesMakeItsBytes() external view {
        for (uint256 i = 0; vm.keyExistsJson(_json, _at(i, "")); ++i) {
            uint256 seq = vm.parseJsonUint(_json, _at(i, ".seq"));
            (uint256 links, bytes memory linked) = _all(_at(i, ".links"));
            (uint256 actors, bytes memory acted) = _all(_at(i, ".actors"));
            bytes memory data = abi.encodePacked(Dossier.VERSION, uint40(seq), uint8(links), linked, uint8(actors));
            data = bytes.concat(data, vm.parseJsonBytes(_json, _at(i, ".consent")), acted);
            data = bytes.concat(data, Dossier.packWrites(_writes(i)), vm.parseJsonBytes(_json, _at(i, ".body")));
            vm.assertEq(data, vm.parseJsonBytes(_json, _at(i, ".data")), _at(i, ": the bytes"));
        }
    }

    function _digest(uint256 i, SubjectId subject, uint256 seq) private view returns (bytes32) {
        return
            _register.digest(
                vm.parseJsonAddress(_json, _at(i, ".book")),
                ActKind(vm.parseJsonUint(_json, _at(i, ".number"))),
                subject,
                seq,
                vm.parseJsonBytes(_json, _at(i, ".data"))
            );
    }

    function _writes(uint256 i) private view returns (Write[] memory writes) {
        (uint256 count, bytes memory packed) = _all(_at(i, ".writes"));
        writes = new Write[](count);
        for (uint256 j = 0; j < count; ++j) {
            writes[j] = Write(WordKey.wrap(_word(packed, 64 * j)), _word(packed, 64 * j + 32));
        }
    }

    function _word(bytes memory data, uint256 start) private pure returns (bytes32 word) {
        for (uint256 i = 0; i < 32; ++i) word |= bytes32(data[start + i]) >> (8 * i);
    }

    /// The items of a list, one behind the other.
    function _all(string memory list) private view returns (uint256 count, bytes memory packed) {
        for (; ; ++count) {
            string memory item = string.concat(list, "[", vm.toString(count), "]");
            if (!vm.keyExistsJson(_json, item)) return (count, packed);
            packed = bytes.concat(packed, vm.parseJsonBytes(_json, item));
        }
    }

    function _at(uint256 i, string memory rest) private pure returns (string memory) {
        return string.concat(".vectors[", vm.toString(i), "]", rest);
    }
}
