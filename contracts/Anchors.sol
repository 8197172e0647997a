// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAnchors} from "./interfaces/IAnchors.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {Book} from "./libraries/Book.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {Anchoring} from "./types/AnchorTerms.sol";
import {batchKey, logSize, packLog} from "./types/AnchorWords.sol";
import {ActKind, Role} from "./types/Enums.sol";
import {LogRoot, SubjectId, logSubject} from "./types/Ids.sol";
import {Signer} from "./types/Terms.sol";
import {RECORD} from "./types/Words.sol";

/// @title Anchors: see its interface
contract Anchors is Book, IAnchors {
    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IAnchors
    function anchor(Anchoring calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 1);
        _requireStaff(signers, 0, Role.SEAL_KEEPER, terms.registry);
        bool grown = LogRoot.unwrap(terms.root) != 0 && terms.size > terms.previousSize;
        if (!grown) revert BatchWrong(terms.registry, terms.root, terms.size, terms.previousSize);
        SubjectId subject = logSubject(terms.registry);
        _requireLast(subject, terms);
        // Effect
        bytes32[] memory writes = _newWrites(2);
        _write(writes, 0, RECORD, packLog(terms.size));
        _write(writes, 1, batchKey(terms.size), LogRoot.unwrap(terms.root));
        bytes memory body = abi.encode(terms);
        _flatAct(TermsHash.ANCHORING, terms.deadline, signers, subject, ActKind.BatchAnchored, body, writes);
    }

    /// What is named as previous is what was anchored last; there is no root of no digests.
    function _requireLast(SubjectId subject, Anchoring calldata terms) private view {
        uint64 size = logSize(_record(subject));
        LogRoot root = LogRoot.wrap(_word(subject, batchKey(size)));
        bool last = terms.previousSize == size && LogRoot.unwrap(terms.previousRoot) == LogRoot.unwrap(root);
        if (!last) revert BatchStale(terms.registry, terms.previousRoot, terms.previousSize, root, size);
    }
}
