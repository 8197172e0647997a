// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister, Query} from "../interfaces/IRegister.sol";
import {ActKind} from "../types/Enums.sol";
import {SubjectId} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {WordKey} from "../types/Words.sol";

/// @title A book's calls of the kernel, and the kernel's answer to what they ask
/// @dev Assembly, because the compiler copies an act's signers, words and body up to three times on their way.
library Calls {
    /// One dossier that an act touches: an Entry whose writes lie as key, word, key, word.
    struct Draft {
        SubjectId subject;
        ActKind kind;
        bytes body;
        bytes32[] writes;
    }

    /// One word; a book asks for several by `read`.
    function word(IRegister register, SubjectId subject, WordKey key) internal view returns (bytes32 found) {
        bytes4 selector = IRegister.word.selector;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, selector)
            mstore(add(free, 0x04), subject)
            mstore(add(free, 0x24), key)
            if iszero(staticcall(gas(), register, free, 0x44, 0, 0x20)) {
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
            found := mload(0)
        }
    }

    /// @param queries subject, key, subject, key
    /// @return found one word a query
    function read(IRegister register, bytes32[] memory queries) internal view returns (bytes32[] memory found) {
        bytes4 selector = IRegister.words.selector;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            found := mload(0x40)
            let size := shl(5, mload(queries))
            mstore(found, selector)
            mstore(add(found, 0x04), 0x20)
            mstore(add(found, 0x24), shr(1, mload(queries)))
            mcopy(add(found, 0x44), add(queries, 0x20), size)
            if iszero(staticcall(gas(), register, found, add(0x44, size), 0, 0)) {
                returndatacopy(found, 0, returndatasize())
                revert(found, returndatasize())
            }
            // The answer is 0x20, count, words: from the count on, an array as memory has it.
            size := add(0x20, shr(1, size))
            returndatacopy(found, 0x20, size)
            mstore(0x40, add(found, size))
        }
    }

    /// Ends the call with the words that were asked for, as the ABI has them: two steps through the mapping each.
    function answer(
        mapping(SubjectId => mapping(WordKey => bytes32)) storage all,
        Query[] calldata queries
    ) internal view {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, 0x20)
            mstore(add(start, 0x20), queries.length)
            let end := add(add(start, 0x40), shl(5, queries.length))
            let query := queries.offset
            for {
                let spot := add(start, 0x40)
            } lt(spot, end) {
                spot := add(spot, 0x20)
            } {
                mstore(0x00, calldataload(query))
                mstore(0x20, all.slot)
                mstore(0x20, keccak256(0x00, 0x40))
                mstore(0x00, calldataload(add(query, 0x20)))
                mstore(spot, sload(keccak256(0x00, 0x40)))
                query := add(query, 0x40)
            }
            return(start, sub(end, start))
        }
    }

    /// IRegister.act; a refusal is handed on.
    function act(
        IRegister register,
        bytes32 structHash,
        uint64 deadline,
        Signer[] calldata signers,
        Draft[] memory drafts
    ) internal {
        uint256 start = _mandate(structHash, deadline, signers.length);
        _signers(start, signers);
        _entries(start, drafts);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            let done := call(gas(), register, 0, add(start, 0x1c), sub(sub(free, start), 0x1c), 0, 0)
            if iszero(done) {
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
        }
    }

    /// Selector, structHash, deadline, room for the signers' offsets.
    /// @return start the word that ends with the selector
    function _mandate(bytes32 structHash, uint64 deadline, uint256 count) private pure returns (uint256 start) {
        uint256 selector = uint256(uint32(IRegister.act.selector));
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            start := mload(0x40)
            mstore(start, selector)
            mstore(add(start, 0x20), 0x40)
            // the word at 0x40 is for the entries' offset
            mstore(add(start, 0x60), structHash)
            mstore(add(start, 0x80), deadline)
            mstore(add(start, 0xa0), 0x60)
            mstore(add(start, 0xc0), count)
            mstore(0x40, add(add(start, 0xe0), shl(5, count)))
        }
    }

    /// Copied as they lie in the call: the kernel decodes them with all checks.
    function _signers(uint256 start, Signer[] calldata signers) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let table := add(start, 0xe0)
            let here := mload(0x40)
            for {
                let i := 0
            } lt(i, signers.length) {
                i := add(i, 1)
            } {
                let s := add(signers.offset, calldataload(add(signers.offset, shl(5, i))))
                let signature := add(s, calldataload(add(s, 0x60)))
                let size := calldataload(signature)
                mstore(add(table, shl(5, i)), sub(here, table))
                calldatacopy(here, s, 0x60) // party, account, role
                mstore(add(here, 0x60), 0x80)
                mstore(add(here, 0x80), size)
                here := add(here, 0xa0)
                mstore(add(here, and(size, not(0x1f))), 0)
                calldatacopy(here, add(signature, 0x20), size)
                here := add(here, and(add(size, 0x1f), not(0x1f)))
            }
            mstore(0x40, here)
        }
    }

    function _entries(uint256 start, Draft[] memory drafts) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let table := mload(0x40)
            mstore(add(start, 0x40), sub(table, add(start, 0x20)))
            let count := mload(drafts)
            mstore(table, count)
            table := add(table, 0x20)
            let here := add(table, shl(5, count))
            for {
                let i := 0
            } lt(i, count) {
                i := add(i, 1)
            } {
                mstore(add(table, shl(5, i)), sub(here, table))
                let draft := mload(add(add(drafts, 0x20), shl(5, i)))
                let body := mload(add(draft, 0x40))
                let writes := mload(add(draft, 0x60))
                mcopy(here, draft, 0x40) // subject, kind
                mstore(add(here, 0x40), 0x80)
                let end := add(add(here, 0xa0), and(add(mload(body), 0x1f), not(0x1f)))
                mstore(add(here, 0x60), sub(end, here))
                mstore(sub(end, 0x20), 0)
                mcopy(add(here, 0x80), body, add(mload(body), 0x20))
                mstore(end, shr(1, mload(writes)))
                mcopy(add(end, 0x20), add(writes, 0x20), shl(5, mload(writes)))
                here := add(add(end, 0x20), shl(5, mload(writes)))
            }
            mstore(0x40, here)
        }
    }
}
