// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Right} from "./Enums.sol";
import {LicenceId, PartyId, Time, partyOfTail, tail} from "./Ids.sol";
import {LicenceState} from "./UseEnums.sol";
import {Tag, WordKey, hashKey, keyOf} from "./Words.sol";

// The words of licences in a title's dossier, as Words.sol has it.

function licenceKey(LicenceId licence) pure returns (WordKey) {
    return hashKey(Tag.LICENCE, LicenceId.unwrap(licence));
}

/// Who granted it, beside its word.
function licensorKey(LicenceId licence) pure returns (WordKey) {
    return hashKey(Tag.LICENSOR, LicenceId.unwrap(licence));
}

/// What is licensed of one right of a title: one word a right.
function licensedKey(Right right) pure returns (WordKey) {
    return keyOf(Tag.LICENSED, uint256(right));
}

struct LicenceRecord {
    PartyId licensee;
    LicenceState state;
    Right right;
    bool exclusive;
    Time until;
}

function pack(LicenceRecord memory r) pure returns (bytes32) {
    return
        bytes32(
            uint256(tail(r.licensee)) |
                (uint256(r.state) << 160) |
                (uint256(r.right) << 168) |
                (r.exclusive ? uint256(1) << 176 : 0) |
                (uint256(Time.unwrap(r.until)) << 184)
        );
}

function licenceRecord(bytes32 word) pure returns (LicenceRecord memory) {
    uint256 w = uint256(word);
    return
        LicenceRecord({
            licensee: partyOfTail(w),
            state: LicenceState(uint8(w >> 160)),
            right: Right(uint8(w >> 168)),
            exclusive: (w >> 176) & 1 == 1,
            until: Time.wrap(uint40(w >> 184))
        });
}

/// noticedAt: when the licensor last gave notice of a breach, zero for never.
struct Licensor {
    PartyId party;
    Time noticedAt;
    uint16 version;
}

function pack(Licensor memory who) pure returns (bytes32) {
    return
        bytes32(
            uint256(tail(who.party)) | (uint256(Time.unwrap(who.noticedAt)) << 160) | (uint256(who.version) << 200)
        );
}

function licensorOf(bytes32 word) pure returns (Licensor memory) {
    uint256 w = uint256(word);
    return Licensor(partyOfTail(w), Time.wrap(uint40(w >> 160)), uint16(w >> 200));
}

/// plain: the plain licences that nobody has ended, whether their terms run or have run out; plainUntil: the latest end
/// that one of them was given, zero for none; exclusiveUntil: the end of the newest exclusive one, zero once it was ended.
struct Licensed {
    uint32 plain;
    Time plainUntil;
    Time exclusiveUntil;
    uint64 version;
}

function pack(Licensed memory all) pure returns (bytes32) {
    return
        bytes32(
            uint256(all.plain) |
                (uint256(Time.unwrap(all.plainUntil)) << 32) |
                (uint256(Time.unwrap(all.exclusiveUntil)) << 72) |
                (uint256(all.version) << 112)
        );
}

function licensedOf(bytes32 word) pure returns (Licensed memory) {
    uint256 w = uint256(word);
    return Licensed(uint32(w), Time.wrap(uint40(w >> 32)), Time.wrap(uint40(w >> 72)), uint64(w >> 112));
}
