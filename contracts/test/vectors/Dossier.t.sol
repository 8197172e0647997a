// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Dossier} from "../../libraries/Dossier.sol";
import {Entry} from "../../interfaces/IRegister.sol";
import {ActKind, ActorMode, Role} from "../../types/Enums.sol";
import {SubjectId, partyOfTail} from "../../types/Ids.sol";
import {Signer} from "../../types/Terms.sol";
import {WordKey, Write} from "../../types/Words.sol";
import {Vm} from "../Vm.sol";

/// What a page is made from. Links: 32 subject, 5 count each; modes and counts: one a signer.
struct Sheet {
    Entry entry;
    uint256 seq;
    bytes[] links;
    Signer[] signers;
    ActorMode[] modes;
    uint256[] counts;
    bytes32 signed;
}

/// @title The library as the register at its address runs it
contract DossierHarness {
    /// The bytes of an act by a book.
    function compose(Sheet calldata sheet) external pure returns (bytes memory) {
        // Actors stand in the first dossier; where there are none, any place will do.
        uint256 own = sheet.signers.length == 0 ? sheet.links.length : 0;
        bytes memory links = Dossier.newLinks(sheet.links.length + 1);
        uint256 other = 0;
        for (uint256 i = 0; i <= sheet.links.length; ++i) {
            if (i == own) {
                Dossier.setLink(links, i, sheet.entry.subject, sheet.seq);
            } else {
                bytes calldata link = sheet.links[other++];
                Dossier.setLink(links, i, SubjectId.wrap(bytes32(link)), uint40(bytes5(link[32:])));
            }
        }
        uint256[] memory actors = new uint256[](sheet.signers.length);
        for (uint256 i = 0; i < actors.length; ++i) {
            Signer calldata s = sheet.signers[i];
            actors[i] = Dossier.actorHead(s, sheet.modes[i], sheet.counts[i], s.signature);
        }
        return Dossier.compose(address(0), sheet.entry, links, own, actors, sheet.signed).data;
    }

    /// The bytes of an act of the register's own.
    function composeAlone(address sender, Entry calldata entry, uint256 seq) external view returns (bytes memory) {
        return Dossier.composeAlone(sender, entry.subject, entry.kind, seq, entry.body, entry.writes).data;
    }

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

struct Actor {
    Signer signer;
    ActorMode mode;
    uint256 count;
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
            bytes memory data = vm.parseJsonBytes(_json, _at(i, ".data"));
            vm.assertEq(_bytesOf(i), data, _at(i, ": the bytes"));
        }
    }

    function _bytesOf(uint256 i) private view returns (bytes memory) {
        Sheet memory sheet;
        sheet.entry.subject = SubjectId.wrap(vm.parseJsonBytes32(_json, _at(i, ".subject")));
        sheet.entry.kind = ActKind(vm.parseJsonUint(_json, _at(i, ".number")));
        sheet.entry.body = vm.parseJsonBytes(_json, _at(i, ".body"));
        sheet.entry.writes = _writes(i);
        sheet.seq = vm.parseJsonUint(_json, _at(i, ".seq"));
        sheet.links = _list(_at(i, ".links"));
        bytes[] memory actors = _list(_at(i, ".actors"));
        if (actors.length == 1 && _actor(actors[0]).mode == ActorMode.SENDER) {
            return _register.composeAlone(_actor(actors[0]).signer.account, sheet.entry, sheet.seq);
        }
        sheet.signed = actors.length == 0 ? bytes32(0) : vm.parseJsonBytes32(_json, _at(i, ".consent"));
        sheet.signers = new Signer[](actors.length);
        sheet.modes = new ActorMode[](actors.length);
        sheet.counts = new uint256[](actors.length);
        for (uint256 j = 0; j < actors.length; ++j) {
            Actor memory actor = _actor(actors[j]);
            (sheet.signers[j], sheet.modes[j], sheet.counts[j]) = (actor.signer, actor.mode, actor.count);
        }
        return _register.compose(sheet);
    }

    /// 20 party, 20 account, 1 role, 1 mode, 5 count, 2 length, signature.
    function _actor(bytes memory packed) private pure returns (Actor memory actor) {
        actor.signer.party = partyOfTail(uint256(_word(packed, 0)) >> 96);
        actor.signer.account = address(uint160(uint256(_word(packed, 20)) >> 96));
        actor.signer.role = Role(uint8(packed[40]));
        actor.mode = ActorMode(uint8(packed[41]));
        for (uint256 i = 42; i < 47; ++i) actor.count = (actor.count << 8) | uint8(packed[i]);
        actor.signer.signature = new bytes(packed.length - 49);
        for (uint256 i = 49; i < packed.length; ++i) actor.signer.signature[i - 49] = packed[i];
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
        bytes[] memory pairs = _list(_at(i, ".writes"));
        writes = new Write[](pairs.length);
        for (uint256 j = 0; j < pairs.length; ++j) {
            writes[j] = Write(WordKey.wrap(_word(pairs[j], 0)), _word(pairs[j], 32));
        }
    }

    function _word(bytes memory data, uint256 start) private pure returns (bytes32 word) {
        for (uint256 i = 0; i < 32 && start + i < data.length; ++i) word |= bytes32(data[start + i]) >> (8 * i);
    }

    function _list(string memory path) private view returns (bytes[] memory items) {
        uint256 count = 0;
        while (vm.keyExistsJson(_json, _item(path, count))) ++count;
        items = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) items[i] = vm.parseJsonBytes(_json, _item(path, i));
    }

    function _item(string memory path, uint256 i) private pure returns (string memory) {
        return string.concat(path, "[", vm.toString(i), "]");
    }

    function _at(uint256 i, string memory rest) private pure returns (string memory) {
        return string.concat(".vectors[", vm.toString(i), "]", rest);
    }
}
