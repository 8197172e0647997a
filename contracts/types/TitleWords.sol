// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EndGround, OrderKind, OrderState, Registration, Right, TitleState} from "./Enums.sol";
import {PledgeState, Realisation} from "./PledgeEnums.sol";
import {CertificateNumber, PartyId, RegistryCode, Share, Time, partyOfTail, tail} from "./Ids.sol";

// The layout of the words of a title, from the low bits up. The low 40 bits of a record word are the dossier's count.

// Literals: the compiler works out a constant's expression anew, with its checks, wherever it is used.
uint256 constant SHARE_BITS = 20;
uint256 constant SHARE_MASK = 0xfffff;
uint256 constant ALL_SHARES = 0xfffffffffffffff;
uint256 constant PLEDGED_AT = 60;
uint256 constant NUMBER_AT = 120;
uint256 constant NUMBER_MASK = 0xfffffffffff;
uint256 constant VERSION_AT = 164;
uint256 constant ONE_VERSION = 0x100000000000000000000000000000000000000000; // 1 << VERSION_AT
uint256 constant HOLDERS_AT = 152;
// Orders on the whole title: how many live (8 bits) and until when they bar (40 bits).
uint256 constant ORDERS_AT = 168;
uint256 constant FROZEN_HOLDERS_AT = 216;
uint256 constant RENEWING_AT = 232;
uint256 constant REQUESTED_AT = 240;
// The kinds of the orders on the whole title, bit n for OrderKind n + 1; the same in the scope of a holder.
uint256 constant ORDER_KINDS_AT = 248;
uint256 constant SCOPE_KINDS_AT = 144;
uint256 constant BLOCKS_AT = 251; // how many disputes keep the holders from disposing
uint256 constant ONE_FROZEN_HOLDER = 0x1000000000000000000000000000000000000000000000000000000; // 1 << FROZEN_HOLDERS_AT

struct TitleRecord {
    RegistryCode registry;
    Time registeredAt;
    Time validUntil;
    TitleState state;
    uint8 rights;
    uint16 holders;
    uint8 liveOrders;
    Time barredUntil;
    uint16 frozenHolders;
    bool renewing;
    Registration requested;
    uint8 orderKinds;
    uint8 disputes;
}

function pack(TitleRecord memory r) pure returns (bytes32) {
    return
        bytes32(
            (uint256(RegistryCode.unwrap(r.registry)) << 40) |
                (uint256(Time.unwrap(r.registeredAt)) << 56) |
                (uint256(Time.unwrap(r.validUntil)) << 96) |
                (uint256(r.state) << 136) |
                (uint256(r.rights) << 144) |
                (uint256(r.holders) << 152) |
                (uint256(r.liveOrders) << 168) |
                (uint256(Time.unwrap(r.barredUntil)) << 176) |
                (uint256(r.frozenHolders) << 216) |
                (r.renewing ? uint256(1) << RENEWING_AT : 0) |
                (uint256(r.requested) << REQUESTED_AT) |
                (uint256(r.orderKinds) << ORDER_KINDS_AT) |
                (uint256(r.disputes) << BLOCKS_AT)
        );
}

function titleRecord(bytes32 word) pure returns (TitleRecord memory) {
    uint256 w = uint256(word);
    return
        TitleRecord({
            registry: RegistryCode.wrap(uint16(w >> 40)),
            registeredAt: Time.wrap(uint40(w >> 56)),
            validUntil: Time.wrap(uint40(w >> 96)),
            state: TitleState(uint8(w >> 136)),
            rights: uint8(w >> 144),
            holders: uint16(w >> 152),
            liveOrders: uint8(w >> 168),
            barredUntil: Time.wrap(uint40(w >> 176)),
            frozenHolders: uint16(w >> 216),
            renewing: titleRenewing(word),
            requested: titleRequested(word),
            orderKinds: uint8(titleOrderKinds(word)),
            disputes: uint8(titleBlocks(word))
        });
}

/// The record without its life: what ended keeps its record, and is neither renewed nor changed any more.
function closed(bytes32 word) pure returns (bytes32) {
    uint256 state = uint256(uint8(TitleState.LIVE) ^ uint8(TitleState.CLOSED)) << 136;
    return withRequested(withRenewing(bytes32(uint256(word) ^ state), false), Registration.NONE);
}

/// Whether an application for renewal is open: until it is decided, the title does not expire.
function titleRenewing(bytes32 word) pure returns (bool) {
    return (uint256(word) >> RENEWING_AT) & 1 == 1;
}

function withRenewing(bytes32 word, bool renewing) pure returns (bytes32) {
    uint256 bit = uint256(1) << RENEWING_AT;
    return bytes32(renewing ? uint256(word) | bit : uint256(word) & ~bit);
}

/// Which application of all holders is open, to change the title or to cancel it; NONE for neither.
function titleRequested(bytes32 word) pure returns (Registration) {
    return Registration(uint8(uint256(word) >> REQUESTED_AT));
}

function withRequested(bytes32 word, Registration requested) pure returns (bytes32) {
    return bytes32((uint256(word) & ~(uint256(0xff) << REQUESTED_AT)) | (uint256(requested) << REQUESTED_AT));
}

/// The record with a new end of its term.
function withTerm(bytes32 word, Time validUntil) pure returns (bytes32) {
    uint256 mask = uint256(type(uint40).max) << 96;
    return bytes32((uint256(word) & ~mask) | (uint256(Time.unwrap(validUntil)) << 96));
}

/// Whether the term is over and nobody has filed for another.
function titleExpired(bytes32 word, uint256 time) pure returns (bool) {
    return time >= Time.unwrap(titleValidUntil(word)) && !titleRenewing(word);
}

/// Why a title ended, and since when it counts for nothing.
function packEnding(EndGround ground, uint40 from) pure returns (bytes32) {
    return bytes32(uint256(ground) | (uint256(from) << 8));
}

function titleLive(bytes32 word) pure returns (bool) {
    return uint8(uint256(word) >> 136) == uint8(TitleState.LIVE);
}

function titleKnown(bytes32 word) pure returns (bool) {
    return uint8(uint256(word) >> 136) != uint8(TitleState.NONE);
}

function titleValidUntil(bytes32 word) pure returns (Time) {
    return Time.wrap(uint40(uint256(word) >> 96));
}

function titleBarredUntil(bytes32 word) pure returns (Time) {
    return Time.wrap(uint40(uint256(word) >> 176));
}

/// What kinds of order stand on the whole title.
function titleOrderKinds(bytes32 word) pure returns (uint256) {
    return (uint256(word) >> ORDER_KINDS_AT) & 7;
}

/// How many disputes keep the holders from disposing.
function titleBlocks(bytes32 word) pure returns (uint256) {
    return (uint256(word) >> BLOCKS_AT) & 0xf;
}

/// How many holders have orders on their own shares: where none has, no scope needs to be read.
function frozenHoldersOf(bytes32 word) pure returns (uint256) {
    return (uint256(word) >> FROZEN_HOLDERS_AT) & 0xffff;
}

function titleRegistry(bytes32 word) pure returns (RegistryCode) {
    return RegistryCode.wrap(uint16(uint256(word) >> 40));
}

function holdersOf(uint256 word) pure returns (uint16) {
    return uint16(word >> HOLDERS_AT);
}

function withHolders(uint256 word, uint16 holders) pure returns (uint256) {
    return (word & ~(uint256(0xffff) << HOLDERS_AT)) | (uint256(holders) << HOLDERS_AT);
}

/// shares and pledged are indexed by Right. A holding whose shares are all zero is ended: its certificate is closed.
struct Holding {
    uint32[3] shares;
    uint32[3] pledged;
    CertificateNumber number;
    uint32 version;
}

function pack(Holding memory h) pure returns (bytes32) {
    uint256 w = (uint256(CertificateNumber.unwrap(h.number)) << 120) | (uint256(h.version) << 164);
    for (uint256 r = 0; r < 3; ++r) {
        w |= (uint256(h.shares[r]) << (20 * r)) | (uint256(h.pledged[r]) << (60 + 20 * r));
    }
    return bytes32(w);
}

function holdingOf(bytes32 word) pure returns (Holding memory h) {
    uint256 w = uint256(word);
    for (uint256 r = 0; r < 3; ++r) {
        h.shares[r] = uint32(w >> (20 * r)) & 0xfffff;
        h.pledged[r] = uint32(w >> (60 + 20 * r)) & 0xfffff;
    }
    h.number = CertificateNumber.wrap(uint64(w >> 120) & 0xfffffffffff);
    h.version = uint32(w >> 164);
}

/// The three shares of a holding's word, 20 bits each.
function sharesOf(uint256 word) pure returns (uint256) {
    return word & ALL_SHARES;
}

/// One right's share of a holding's word, or of the words that are packed like it.
function shareAt(uint256 word, uint256 right) pure returns (uint256) {
    // A right is 0, 1 or 2.
    unchecked {
        return (word >> (20 * right)) & SHARE_MASK;
    }
}

/// One right's pledged sum of a holding's word.
function pledgedAt(uint256 word, uint256 right) pure returns (uint256) {
    return shareAt(word >> PLEDGED_AT, right);
}

function numberOf(uint256 word) pure returns (uint256) {
    return (word >> NUMBER_AT) & NUMBER_MASK;
}

function versionOf(uint256 word) pure returns (uint256) {
    return (word >> VERSION_AT) & 0xffffffff;
}

/// Shares and pledged sums as they lie in a holding's word.
function sharesWord(Share hold, Share use, Share oper) pure returns (uint256) {
    return
        uint256(Share.unwrap(hold)) | (uint256(Share.unwrap(use)) << SHARE_BITS) | (uint256(Share.unwrap(oper)) << 40);
}

/// The word with another certificate number.
function withNumber(uint256 word, CertificateNumber number) pure returns (uint256) {
    return (word & ~(NUMBER_MASK << NUMBER_AT)) | (uint256(CertificateNumber.unwrap(number)) << NUMBER_AT);
}

/// A lot with no open pledge left holds zero ppm and stays as a record.
struct Lot {
    PartyId holder;
    Right right;
    Share ppm;
    uint8 open;
    uint16 version;
}

function pack(Lot memory lot) pure returns (bytes32) {
    return
        bytes32(
            uint256(tail(lot.holder)) |
                (uint256(lot.right) << 160) |
                (uint256(Share.unwrap(lot.ppm)) << 168) |
                (uint256(lot.open) << 200) |
                (uint256(lot.version) << 208)
        );
}

function lotOf(bytes32 word) pure returns (Lot memory) {
    uint256 w = uint256(word);
    return Lot(partyOfTail(w), Right(uint8(w >> 160)), Share.wrap(uint32(w >> 168)), uint8(w >> 200), uint16(w >> 208));
}

/// rank: its place by the pledgees' agreement, zero for none.
struct PledgeRecord {
    PartyId pledgee;
    Time filedAt;
    PledgeState state;
    uint16 version;
    uint8 rank;
    bool maximum;
    Realisation realisation;
}

function pack(PledgeRecord memory p) pure returns (bytes32) {
    return
        bytes32(
            uint256(tail(p.pledgee)) |
                (uint256(Time.unwrap(p.filedAt)) << 160) |
                (uint256(p.state) << 200) |
                (uint256(p.version) << 208) |
                (uint256(p.rank) << 224) |
                (p.maximum ? uint256(1) << 232 : 0) |
                (uint256(p.realisation) << 240)
        );
}

function pledgeRecord(bytes32 word) pure returns (PledgeRecord memory) {
    uint256 w = uint256(word);
    return
        PledgeRecord({
            pledgee: partyOfTail(w),
            filedAt: Time.wrap(uint40(w >> 160)),
            state: PledgeState(uint8(w >> 200)),
            version: uint16(w >> 208),
            rank: uint8(w >> 224),
            maximum: (w >> 232) & 1 == 1,
            realisation: Realisation(uint8(w >> 240))
        });
}

function isOpen(PledgeState state) pure returns (bool) {
    return state == PledgeState.RECORDED || state == PledgeState.ENFORCING;
}

struct OrderRecord {
    PartyId court;
    Time until;
    OrderState state;
    uint8 rights;
    uint16 version;
    RegistryCode registry;
    OrderKind kind;
}

function pack(OrderRecord memory o) pure returns (bytes32) {
    return
        bytes32(
            uint256(tail(o.court)) |
                (uint256(Time.unwrap(o.until)) << 160) |
                (uint256(o.state) << 200) |
                (uint256(o.rights) << 208) |
                (uint256(o.version) << 216) |
                (uint256(RegistryCode.unwrap(o.registry)) << 232) |
                (uint256(o.kind) << 248)
        );
}

function orderRecord(bytes32 word) pure returns (OrderRecord memory) {
    uint256 w = uint256(word);
    return
        OrderRecord(
            partyOfTail(w),
            Time.wrap(uint40(w >> 160)),
            OrderState(uint8(w >> 200)),
            uint8(w >> 208),
            uint16(w >> 216),
            RegistryCode.wrap(uint16(w >> 232)),
            OrderKind(uint8(w >> 248))
        );
}

/// Orders on one holder's shares in one title: how many live, until when each right is barred, and by which kinds.
struct Scope {
    uint8 liveOrders;
    uint40[3] until;
    uint16 version;
    uint8 kinds;
}

function pack(Scope memory s) pure returns (bytes32) {
    return
        bytes32(
            uint256(s.liveOrders) |
                (uint256(s.until[0]) << 8) |
                (uint256(s.until[1]) << 48) |
                (uint256(s.until[2]) << 88) |
                (uint256(s.version) << 128) |
                (uint256(s.kinds) << SCOPE_KINDS_AT)
        );
}

/// Until when orders bar one right of a scope.
function scopeUntil(bytes32 word, uint256 right) pure returns (Time) {
    return Time.wrap(uint40(uint256(word) >> (8 + 40 * right)));
}

/// Of which kinds they are.
function scopeKinds(bytes32 word) pure returns (uint256) {
    return (uint256(word) >> SCOPE_KINDS_AT) & 7;
}

function scopeOf(bytes32 word) pure returns (Scope memory s) {
    uint256 w = uint256(word);
    s.liveOrders = uint8(w);
    s.until = [uint40(w >> 8), uint40(w >> 48), uint40(w >> 88)];
    s.version = uint16(w >> 128);
    s.kinds = uint8(w >> SCOPE_KINDS_AT);
}
