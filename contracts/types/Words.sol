// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ApplicationState, OrderState, PartyKind, PledgeState, Right, TitleState} from "./Enums.sol";
import {
    CertificateNumber,
    LotId,
    OrderId,
    PartyId,
    PledgeId,
    RegistryCode,
    Share,
    Time,
    partyOfTail,
    tail
} from "./Ids.sol";

// The kernel keeps 32-byte words under (subject, key). This file is the layout of every word, from the low bits up.
// The low 40 bits of a record word are the dossier's count: the kernel's, never a book's.

/// One byte of Tag, then 31 bytes that tell words of one table apart.
type WordKey is bytes32;

enum Tag {
    RECORD,
    ACCOUNT,
    IDENTITY,
    REVOCATION,
    BOOK,
    CODE,
    PROFILE,
    CONTENT,
    FILING,
    HOLDING,
    LOT,
    PLEDGE,
    ORDER,
    SCOPE
}

struct Write {
    WordKey key;
    bytes32 word;
}

WordKey constant RECORD = WordKey.wrap(0);
uint256 constant SEQ_BITS = 40;
uint256 constant SEQ_MASK = (1 << SEQ_BITS) - 1;

function tagOf(WordKey key) pure returns (Tag) {
    return Tag(uint8(WordKey.unwrap(key)[0]));
}

function keyOf(Tag tag, uint256 low) pure returns (WordKey) {
    return WordKey.wrap(bytes32((uint256(tag) << 248) | low));
}

function hashKey(Tag tag, bytes32 hash) pure returns (WordKey) {
    return keyOf(tag, uint256(hash) >> 8);
}

function accountKey(address account) pure returns (WordKey) {
    return keyOf(Tag.ACCOUNT, uint160(account));
}

function holdingKey(PartyId holder) pure returns (WordKey) {
    return keyOf(Tag.HOLDING, tail(holder));
}

function scopeKey(PartyId holder) pure returns (WordKey) {
    return keyOf(Tag.SCOPE, tail(holder));
}

function filingKey(PartyId applicant) pure returns (WordKey) {
    return keyOf(Tag.FILING, tail(applicant));
}

function lotKey(LotId lot) pure returns (WordKey) {
    return hashKey(Tag.LOT, LotId.unwrap(lot));
}

/// Names the lot too: a pledge can't be shown on another lot.
function pledgeKey(LotId lot, PledgeId pledge) pure returns (WordKey) {
    return hashKey(Tag.PLEDGE, keccak256(abi.encode(lot, pledge)));
}

/// Names the holder of a HOLDER order (zero for the other scopes): an order can't be lifted from another's shares.
function orderKey(PartyId holder, OrderId order) pure returns (WordKey) {
    return hashKey(Tag.ORDER, keccak256(abi.encode(holder, order)));
}

struct PartyRecord {
    PartyKind kind;
    RegistryCode registry;
    uint16 roles;
    Time rolesUntil;
    uint8 liveOrders;
    Time barredUntil;
    bool revoked;
}

function pack(PartyRecord memory r) pure returns (bytes32) {
    return
        bytes32(
            (uint256(r.kind) << 40) |
                (uint256(RegistryCode.unwrap(r.registry)) << 48) |
                (uint256(r.roles) << 64) |
                (uint256(Time.unwrap(r.rolesUntil)) << 80) |
                (uint256(r.liveOrders) << 120) |
                (uint256(Time.unwrap(r.barredUntil)) << 128) |
                (r.revoked ? uint256(1) << 168 : 0)
        );
}

function partyRecord(bytes32 word) pure returns (PartyRecord memory) {
    uint256 w = uint256(word);
    return
        PartyRecord({
            kind: PartyKind(uint8(w >> 40)),
            registry: RegistryCode.wrap(uint16(w >> 48)),
            roles: uint16(w >> 64),
            rolesUntil: Time.wrap(uint40(w >> 80)),
            liveOrders: uint8(w >> 120),
            barredUntil: Time.wrap(uint40(w >> 128)),
            revoked: (w >> 168) & 1 == 1
        });
}

/// An account works from `from` until `until`; zero means no end.
function packAccount(uint40 from, uint40 until) pure returns (bytes32) {
    return bytes32(uint256(from) | (uint256(until) << 40));
}

function accountLive(bytes32 word, uint256 time) pure returns (bool) {
    uint256 until = uint40(uint256(word) >> 40);
    return word != 0 && uint40(uint256(word)) <= time && (until == 0 || time < until);
}

function packBook(uint128 kinds, uint40 from, uint40 until) pure returns (bytes32) {
    return bytes32(uint256(kinds) | (uint256(from) << 128) | (uint256(until) << 168));
}

struct Floors {
    uint32 minimumNotice;
    uint32 minimumAcceptance;
    uint40 maximumTerm;
    uint40 maximumFreeze;
}

function pack(Floors memory f) pure returns (bytes32) {
    return
        bytes32(
            uint256(f.minimumNotice) |
                (uint256(f.minimumAcceptance) << 32) |
                (uint256(f.maximumTerm) << 64) |
                (uint256(f.maximumFreeze) << 104)
        );
}

function floorsOf(bytes32 word) pure returns (Floors memory) {
    uint256 w = uint256(word);
    return Floors(uint32(w), uint32(w >> 32), uint40(w >> 64), uint40(w >> 104));
}

function packRegistry(PartyId institution, uint40 until) pure returns (bytes32) {
    return bytes32((uint256(tail(institution)) << 40) | (uint256(until) << 200));
}

function institutionOf(bytes32 word) pure returns (PartyId) {
    return partyOfTail(uint256(word) >> 40);
}

function registryUntil(bytes32 word) pure returns (uint40) {
    return uint40(uint256(word) >> 200);
}

struct ApplicationRecord {
    RegistryCode registry;
    ApplicationState state;
    Time due;
    Time noticeDue;
    Time depositedAt;
    bool corrected;
    bool extended;
}

function pack(ApplicationRecord memory r) pure returns (bytes32) {
    return
        bytes32(
            (uint256(RegistryCode.unwrap(r.registry)) << 40) |
                (uint256(r.state) << 56) |
                (uint256(Time.unwrap(r.due)) << 64) |
                (uint256(Time.unwrap(r.noticeDue)) << 104) |
                (uint256(Time.unwrap(r.depositedAt)) << 144) |
                (r.corrected ? uint256(1) << 184 : 0) |
                (r.extended ? uint256(1) << 192 : 0)
        );
}

function applicationRecord(bytes32 word) pure returns (ApplicationRecord memory) {
    uint256 w = uint256(word);
    return
        ApplicationRecord({
            registry: RegistryCode.wrap(uint16(w >> 40)),
            state: ApplicationState(uint8(w >> 56)),
            due: Time.wrap(uint40(w >> 64)),
            noticeDue: Time.wrap(uint40(w >> 104)),
            depositedAt: Time.wrap(uint40(w >> 144)),
            corrected: (w >> 184) & 1 == 1,
            extended: (w >> 192) & 1 == 1
        });
}

struct TitleRecord {
    RegistryCode registry;
    Time registeredAt;
    Time validUntil;
    TitleState state;
    uint8 rights;
    uint16 holders;
    uint8 liveOrders;
    Time barredUntil;
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
                (uint256(Time.unwrap(r.barredUntil)) << 176)
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
            barredUntil: Time.wrap(uint40(w >> 176))
        });
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

/// A lot with no open pledge left holds zero ppm and stays as a record.
struct Lot {
    PartyId holder;
    Right right;
    Share ppm;
    uint8 open;
    uint16 version;
}

function pack(Lot memory l) pure returns (bytes32) {
    return
        bytes32(
            uint256(tail(l.holder)) |
                (uint256(l.right) << 160) |
                (uint256(Share.unwrap(l.ppm)) << 168) |
                (uint256(l.open) << 200) |
                (uint256(l.version) << 208)
        );
}

function lotOf(bytes32 word) pure returns (Lot memory) {
    uint256 w = uint256(word);
    return Lot(partyOfTail(w), Right(uint8(w >> 160)), Share.wrap(uint32(w >> 168)), uint8(w >> 200), uint16(w >> 208));
}

struct PledgeRecord {
    PartyId pledgee;
    Time filedAt;
    PledgeState state;
    uint16 version;
}

function pack(PledgeRecord memory p) pure returns (bytes32) {
    return
        bytes32(
            uint256(tail(p.pledgee)) |
                (uint256(Time.unwrap(p.filedAt)) << 160) |
                (uint256(p.state) << 200) |
                (uint256(p.version) << 208)
        );
}

function pledgeRecord(bytes32 word) pure returns (PledgeRecord memory) {
    uint256 w = uint256(word);
    return PledgeRecord(partyOfTail(w), Time.wrap(uint40(w >> 160)), PledgeState(uint8(w >> 200)), uint16(w >> 208));
}

struct OrderRecord {
    PartyId court;
    Time until;
    OrderState state;
    uint8 rights;
    uint16 version;
    RegistryCode registry;
}

function pack(OrderRecord memory o) pure returns (bytes32) {
    return
        bytes32(
            uint256(tail(o.court)) |
                (uint256(Time.unwrap(o.until)) << 160) |
                (uint256(o.state) << 200) |
                (uint256(o.rights) << 208) |
                (uint256(o.version) << 216) |
                (uint256(RegistryCode.unwrap(o.registry)) << 232)
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
            RegistryCode.wrap(uint16(w >> 232))
        );
}

/// Orders on one holder's shares in one title: how many live, and until when each right is barred.
struct Scope {
    uint8 liveOrders;
    uint40[3] until;
    uint16 version;
}

function pack(Scope memory s) pure returns (bytes32) {
    return
        bytes32(
            uint256(s.liveOrders) |
                (uint256(s.until[0]) << 8) |
                (uint256(s.until[1]) << 48) |
                (uint256(s.until[2]) << 88) |
                (uint256(s.version) << 128)
        );
}

function scopeOf(bytes32 word) pure returns (Scope memory s) {
    uint256 w = uint256(word);
    s.liveOrders = uint8(w);
    s.until = [uint40(w >> 8), uint40(w >> 48), uint40(w >> 88)];
    s.version = uint16(w >> 128);
}
