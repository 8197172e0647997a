// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ActKind, ActorMode, Role} from "../types/Enums.sol";
import {PartyId, SubjectId, tail} from "../types/Ids.sol";
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

    /// 20 party, 20 account, 1 role, 1 mode, 5 count of the party's dossier, 2 length, signature.
    function actor(
        PartyId party,
        address account,
        Role role,
        ActorMode mode,
        uint256 seq,
        bytes memory signature
    ) internal pure returns (bytes memory) {
        return
            abi.encodePacked(
                tail(party),
                account,
                uint8(role),
                uint8(mode),
                uint40(seq),
                uint16(signature.length),
                signature
            );
    }

    /// 1 count, then 32 key and 32 word each.
    function packWrites(Write[] memory writes) internal pure returns (bytes memory packed) {
        packed = abi.encodePacked(uint8(writes.length));
        for (uint256 i = 0; i < writes.length; ++i) {
            packed = bytes.concat(packed, abi.encode(writes[i].key, writes[i].word));
        }
    }
}
