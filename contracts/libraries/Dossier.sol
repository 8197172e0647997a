// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Entry} from "../interfaces/IRegister.sol";
import {ActKind, ActorMode} from "../types/Enums.sol";
import {PartyId, SubjectId} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {WordKey, Write} from "../types/Words.sol";

/// @title The bytes of a dossier: docs/dossier.md says the same in words, tests/vectors/dossier.json in numbers
/// @dev Assembly, because every act pays for these bytes: they are laid out once, in the place from which they are
/// hashed and logged; each block reserves what it has written, and the next goes on from there. Fields of few bytes are
/// stored as whole words from the left; what is too much is overwritten by the field that follows.
library Dossier {
    bytes32 internal constant DOMAIN = keccak256("datadeed/dossier/1");
    uint8 internal constant VERSION = 1;
    /// Bytes of a link: 32 subject, 5 count.
    uint256 private constant LINK = 37;

    bytes32 private constant EIP712_DOMAIN = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant NAME_HASH = keccak256("DataDeed");
    bytes32 private constant VERSION_HASH = keccak256("1");

    /// One act in one dossier while it is entered. `writes` is where in `data` the first of `count` pairs lies.
    struct Page {
        address book;
        ActKind kind;
        SubjectId subject;
        uint256 seq;
        uint256 count;
        uint256 writes;
        bytes data;
    }

    /// What the signers of an act under this book sign.
    function signingDigest(address book, bytes32 structHash) internal view returns (bytes32 result) {
        (bytes32 domain, bytes32 name, bytes32 version) = (EIP712_DOMAIN, NAME_HASH, VERSION_HASH);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, domain)
            mstore(add(free, 0x20), name)
            mstore(add(free, 0x40), version)
            mstore(add(free, 0x60), chainid())
            mstore(add(free, 0x80), book)
            let separator := keccak256(free, 0xa0)
            mstore(free, shl(240, 0x1901))
            mstore(add(free, 0x02), separator)
            mstore(add(free, 0x22), structHash)
            result := keccak256(free, 0x42)
        }
    }

    /// The head of a dossier without acts.
    function emptyHead(address register, SubjectId subject) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN, block.chainid, register, subject));
    }

    /// One act's digest: the same data bytes that the log carries.
    function digest(
        address book,
        ActKind kind,
        SubjectId subject,
        uint256 seq,
        bytes memory data
    ) internal view returns (bytes32 result) {
        bytes32 domain = DOMAIN;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, domain)
            mstore(add(free, 0x20), chainid())
            mstore(add(free, 0x40), address())
            mstore(add(free, 0x60), book)
            mstore(add(free, 0x80), kind)
            mstore(add(free, 0xa0), subject)
            mstore(add(free, 0xc0), seq)
            mstore(add(free, 0xe0), number())
            mstore(add(free, 0x100), timestamp())
            mstore(add(free, 0x120), keccak256(add(data, 0x20), mload(data)))
            result := keccak256(free, 0x140)
        }
    }

    function link(bytes32 head, bytes32 actDigest) internal pure returns (bytes32 result) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(0x00, head)
            mstore(0x20, actDigest)
            result := keccak256(0x00, 0x40)
        }
    }

    /// Emits Acted: `data` stands behind the word that an event's argument starts with, and before its padding.
    function log(Page memory page, bytes32 topic) internal {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let data := mload(add(page, 0xc0))
            let size := add(0x40, and(add(mload(data), 0x1f), not(0x1f)))
            log4(sub(data, 0x20), size, topic, mload(add(page, 0x40)), mload(add(page, 0x20)), mload(page))
        }
    }

    /// Room for 32 subject and 5 count of every dossier of an act.
    function newLinks(uint256 count) internal pure returns (bytes memory links) {
        // The last link has too much as well.
        links = new bytes(LINK * count + 32);
    }

    /// In ascending order of the places: what a link has too much, the next one overwrites.
    function setLink(bytes memory links, uint256 place, SubjectId subject, uint256 seq) internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let spot := add(add(links, 0x20), mul(37, place))
            mstore(spot, subject)
            mstore(add(spot, 0x20), shl(216, seq))
        }
    }

    /// Whether one of the first `count` links is this subject's.
    function hasLink(bytes memory links, uint256 count, SubjectId subject) internal pure returns (bool found) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let spot := add(links, 0x20)
            for {
                let end := add(spot, mul(37, count))
            } lt(spot, end) {
                spot := add(spot, 37)
            } {
                found := or(found, eq(mload(spot), subject))
            }
        }
    }

    /// The page of one entry. The first entry's page carries the actors, the others none.
    function compose(
        address book,
        Entry calldata entry,
        bytes memory links,
        uint256 own,
        uint256[] memory actors,
        bytes32 signed
    ) internal pure returns (Page memory page) {
        page.book = book;
        page.kind = entry.kind;
        uint256 spot = _start(page, links, own);
        spot = _addActors(spot, actors, own == 0 ? actors.length : 0, signed);
        _finish(page, spot, entry.writes, entry.body);
    }

    /// The page of an act of the register's own: no links; its sender is the only actor, without a signature.
    function composeAlone(
        address sender,
        SubjectId subject,
        ActKind kind,
        uint256 seq,
        bytes memory body,
        Write[] memory writes
    ) internal view returns (Page memory page) {
        (page.book, page.kind, page.subject, page.seq) = (address(this), kind, subject, seq);
        page.count = writes.length;
        uint256 tailOfHead = uint256(ActorMode.SENDER) << 56;
        bytes memory packed = abi.encodePacked(
            uint256(0x20), // what the log starts with
            uint256(0),
            abi.encodePacked(VERSION, uint40(seq), uint8(0)),
            abi.encodePacked(uint8(1), bytes32(0), uint160(0), sender, uint72(tailOfHead)),
            uint8(writes.length)
        );
        for (uint256 i = 0; i < writes.length; ++i) packed = abi.encodePacked(packed, writes[i].key, writes[i].word);
        uint256 head = packed.length - 64 * writes.length;
        packed = abi.encodePacked(packed, body, uint256(0)); // padding
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(add(packed, 0x40), sub(mload(packed), 0x60))
            mstore(add(page, 0xa0), add(add(packed, 0x20), head))
            mstore(add(page, 0xc0), add(packed, 0x40))
        }
    }

    /// One key and word of a page.
    function writeAt(uint256 spot) internal pure returns (WordKey key, bytes32 word) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            key := mload(spot)
            word := mload(add(spot, 0x20))
        }
    }

    function setWord(uint256 spot, bytes32 word) internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(add(spot, 0x20), word)
        }
    }

    /// Where in the call signer and signature stand (64 bits each), 1 role, 1 mode, 5 count of the party's dossier, 2 length.
    function actorHead(
        Signer calldata s,
        ActorMode mode,
        uint256 seq,
        bytes calldata signature
    ) internal pure returns (uint256 head) {
        head = (uint256(s.role) << 64) | (uint256(mode) << 56) | (seq << 16) | signature.length;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            head := or(head, or(shl(72, signature.offset), shl(136, s)))
        }
    }

    /// Whether one of the first `count` actors is of this party.
    function hasParty(uint256[] memory actors, uint256 count, PartyId party) internal pure returns (bool found) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            for {
                let i := 1
            } iszero(gt(i, count)) {
                i := add(i, 1)
            } {
                let head := mload(add(actors, shl(5, i)))
                found := or(found, eq(calldataload(shr(136, head)), party))
            }
        }
    }

    /// r, s and v of a signature of 65 bytes.
    function signatureParts(bytes calldata signature) internal pure returns (bytes32 r, bytes32 s, uint8 v) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            r := calldataload(signature.offset)
            s := calldataload(add(signature.offset, 0x20))
            v := byte(0, calldataload(add(signature.offset, 0x40)))
        }
    }

    /// Version, count and links: all but the own one.
    function _start(Page memory page, bytes memory links, uint256 own) private pure returns (uint256 spot) {
        uint256 version = VERSION;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let data := add(mload(0x40), 0x20)
            let before := mul(37, own)
            let mine := add(add(links, 0x20), before)
            let behind := sub(sub(mload(links), 69), before)
            let seq := shr(216, mload(add(mine, 0x20)))
            mstore(add(page, 0x40), mload(mine))
            mstore(add(page, 0x60), seq)
            mstore(add(page, 0xc0), data)
            mstore(add(data, 0x20), or(shl(248, version), shl(208, seq)))
            mstore8(add(data, 0x26), div(add(before, behind), 37))
            mcopy(add(data, 0x27), add(links, 0x20), before)
            mcopy(add(add(data, 0x27), before), add(mine, 37), behind)
            spot := add(add(data, 0x27), add(before, behind))
            mstore(0x40, and(add(spot, 0x1f), not(0x1f)))
        }
    }

    /// 1 count; if not zero: 32 EIP-712 digest, then each: 20 party, 20 account, 9 head, signature.
    function _addActors(
        uint256 spot,
        uint256[] memory actors,
        uint256 count,
        bytes32 signed
    ) private pure returns (uint256 next) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore8(spot, count)
            next := add(spot, 1)
            if count {
                mstore(next, signed)
                next := add(next, 0x20)
            }
            for {
                let i := 0
            } lt(i, count) {
                i := add(i, 1)
            } {
                let head := mload(add(add(actors, 0x20), shl(5, i)))
                let signer := shr(136, head)
                mstore(next, shl(96, calldataload(signer)))
                mstore(add(next, 20), shl(96, calldataload(add(signer, 0x20))))
                mstore(add(next, 40), shl(184, head))
                calldatacopy(add(next, 49), and(shr(72, head), 0xffffffffffffffff), and(head, 0xffff))
                next := add(next, add(49, and(head, 0xffff)))
            }
            mstore(0x40, and(add(next, 0x1f), not(0x1f)))
        }
    }

    /// 1 count, then 32 key and 32 word each; the body; the log's padding, and before the length what the log starts with.
    function _finish(Page memory page, uint256 spot, Write[] calldata writes, bytes calldata body) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let data := mload(add(page, 0xc0))
            mstore8(spot, writes.length)
            spot := add(spot, 1)
            mstore(add(page, 0x80), writes.length)
            mstore(add(page, 0xa0), spot)
            // Pairs of words lie in the call as they lie in the log.
            calldatacopy(spot, writes.offset, shl(6, writes.length))
            spot := add(spot, shl(6, writes.length))
            calldatacopy(spot, body.offset, body.length)
            spot := add(spot, body.length)
            mstore(spot, 0)
            mstore(sub(data, 0x20), 0x20)
            mstore(data, sub(spot, add(data, 0x20)))
            mstore(0x40, and(add(spot, 0x3f), not(0x1f)))
        }
    }
}
