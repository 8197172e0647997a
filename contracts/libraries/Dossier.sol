// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Entry} from "../interfaces/IRegister.sol";
import {ActKind, ActorMode} from "../types/Enums.sol";
import {SubjectId, tail} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {Write} from "../types/Words.sol";

/// @title The bytes of a dossier: docs/dossier.md says the same in words, tests/vectors/dossier.json in numbers
library Dossier {
    bytes32 internal constant DOMAIN = keccak256("datadeed/dossier/1");
    uint8 internal constant VERSION = 1;

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
    ) internal view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    DOMAIN,
                    block.chainid,
                    address(this),
                    book,
                    kind,
                    subject,
                    seq,
                    block.number,
                    block.timestamp,
                    keccak256(data)
                )
            );
    }

    function link(bytes32 head, bytes32 actDigest) internal pure returns (bytes32) {
        return keccak256(abi.encode(head, actDigest));
    }

    /// The actors packed so far and one more:
    /// 20 party, 20 account, 1 role, 1 mode, 5 count of the party's dossier, 2 length, signature.
    function addActor(
        bytes memory packed,
        Signer calldata s,
        ActorMode mode,
        uint256 seq
    ) internal pure returns (bytes memory) {
        uint256 tailOfHead = (uint256(s.role) << 64) | (uint256(mode) << 56) | (seq << 16) | s.signature.length;
        return abi.encodePacked(packed, tail(s.party), s.account, uint72(tailOfHead), s.signature);
    }

    /// The sender of an act of the register's own: not a signature, so neither party nor digest.
    function sender(address account) internal pure returns (bytes memory) {
        uint256 tailOfHead = uint256(ActorMode.SENDER) << 56;
        return abi.encodePacked(uint8(1), bytes32(0), uint160(0), account, uint72(tailOfHead));
    }

    /// 1 count, then 32 subject and 5 count of every other dossier that the act touches.
    function packLinks(
        Entry[] memory entries,
        uint256[] memory seqs,
        uint256 own
    ) internal pure returns (bytes memory packed) {
        if (entries.length == 1) return hex"00";
        packed = abi.encodePacked(uint8(entries.length - 1));
        for (uint256 i = 0; i < entries.length; ++i) {
            if (i != own) packed = abi.encodePacked(packed, entries[i].subject, uint40(seqs[i]));
        }
    }

    /// 1 count, then 32 key and 32 word each.
    /// @dev The one place with assembly: every write costs a copy of all before it otherwise.
    function packWrites(Write[] memory writes) internal pure returns (bytes memory packed) {
        uint256 count = writes.length;
        packed = new bytes(1 + 64 * count);
        packed[0] = bytes1(uint8(count));
        for (uint256 i = 0; i < count; ++i) {
            Write memory w = writes[i];
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                // A Write is two words in memory: copy both behind the count and the writes before it.
                mcopy(add(add(packed, 33), shl(6, i)), w, 64)
            }
        }
    }
}
