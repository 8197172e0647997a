// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../../interfaces/IRegister.sol";
import {SubjectId} from "../../types/Ids.sol";
import {WordKey} from "../../types/Words.sol";
import {Vm} from "../Vm.sol";

/// @title Replays the logs from their bytes alone (docs/dossier.md) and compares what it gets with the register
/// @dev Shares no code with the kernel. Give it the logs of a block within that block.
contract Auditor {
    error LogOutside(address emitter, bytes32 topic);
    error SeqWrong(bytes32 subject, uint256 given, uint256 expected);
    error HeadDiffers(bytes32 subject, bytes32 stored, bytes32 replayed);
    error WordDiffers(bytes32 subject, bytes32 key, bytes32 stored, bytes32 logged);
    error WordGone(bytes32 subject, bytes32 key);
    error DataWrong(uint256 length, uint256 expected);

    struct Place {
        bytes32 subject;
        bytes32 key;
    }

    bytes32 private constant DOMAIN = keccak256("datadeed/dossier/1");
    bytes32 private constant ACTED = keccak256("Acted(bytes32,uint8,address,bytes)");
    uint256 private constant SEQ = (1 << 40) - 1;

    IRegister private immutable REGISTER;
    mapping(address emitter => bool watched) private _watched;
    mapping(bytes32 subject => bytes32 head) private _heads;
    mapping(bytes32 subject => uint256 seq) private _seqs;
    mapping(bytes32 subject => mapping(bytes32 key => bytes32 word)) private _words;
    bytes32[] private _subjects;
    Place[] private _places;
    uint256 public acts;

    /// @param watched the register and its books: they log through the one door or not at all
    constructor(IRegister register, address[] memory watched) {
        REGISTER = register;
        for (uint256 i = 0; i < watched.length; ++i) _watched[watched[i]] = true;
    }

    function take(Vm.Log[] calldata logs) external {
        for (uint256 i = 0; i < logs.length; ++i) {
            Vm.Log calldata log = logs[i];
            if (!_watched[log.emitter]) continue;
            if (log.emitter != address(REGISTER) || log.topics[0] != ACTED) {
                revert LogOutside(log.emitter, log.topics[0]);
            }
            this.enter(log.topics, abi.decode(log.data, (bytes)));
        }
    }

    /// One log; external for its calldata slices.
    function enter(bytes32[] calldata topics, bytes calldata data) external {
        bytes32 subject = topics[1];
        uint256 seq = uint40(bytes5(data[1:6]));
        if (seq != _seqs[subject] + 1) revert SeqWrong(subject, seq, _seqs[subject] + 1);
        if (seq == 1) {
            _subjects.push(subject);
            _heads[subject] = keccak256(abi.encode(DOMAIN, block.chainid, REGISTER, subject));
        }
        _seqs[subject] = seq;
        bytes32 front = keccak256(data);
        bytes memory encoded = abi.encode(DOMAIN, block.chainid, REGISTER, topics[3], topics[2], subject);
        encoded = bytes.concat(encoded, abi.encode(seq, block.number, block.timestamp, front));
        _heads[subject] = keccak256(bytes.concat(_heads[subject], keccak256(encoded)));
        _count(subject, seq);
        _writes(subject, data, _skipActors(data, 7 + 37 * uint256(uint8(data[6]))));
        acts += 1;
    }

    /// Everything that is stored is what the logs say, and nothing that was written is zero.
    function check() external view {
        for (uint256 i = 0; i < _subjects.length; ++i) {
            bytes32 subject = _subjects[i];
            bytes32 stored = REGISTER.head(SubjectId.wrap(subject));
            if (stored != _heads[subject]) revert HeadDiffers(subject, stored, _heads[subject]);
        }
        for (uint256 i = 0; i < _places.length; ++i) {
            Place memory place = _places[i];
            bytes32 stored = REGISTER.word(SubjectId.wrap(place.subject), WordKey.wrap(place.key));
            if (stored == 0) revert WordGone(place.subject, place.key);
            bytes32 logged = _words[place.subject][place.key];
            if (stored != logged) revert WordDiffers(place.subject, place.key, stored, logged);
        }
    }

    /// An act without a record word moves the count alone.
    function _count(bytes32 subject, uint256 seq) private {
        _leave(subject, 0, bytes32((uint256(_words[subject][0]) & ~SEQ) | seq));
    }

    function _skipActors(bytes calldata data, uint256 from) private pure returns (uint256) {
        uint256 count = uint8(data[from]);
        from += 1;
        if (count != 0) from += 32;
        for (uint256 i = 0; i < count; ++i) from += 49 + uint16(bytes2(data[from + 47:from + 49]));
        return from;
    }

    function _writes(bytes32 subject, bytes calldata data, uint256 from) private {
        uint256 count = uint8(data[from]);
        if (data.length < from + 1 + 64 * count) revert DataWrong(data.length, from + 1 + 64 * count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 place = from + 1 + 64 * i;
            _leave(subject, bytes32(data[place:place + 32]), bytes32(data[place + 32:place + 64]));
        }
    }

    function _leave(bytes32 subject, bytes32 key, bytes32 word) private {
        if (_words[subject][key] == 0) _places.push(Place(subject, key));
        _words[subject][key] = word;
    }
}
