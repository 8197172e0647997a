// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentPower, ApplicationState, PartyKind, RevocationGround, Role} from "./Enums.sol";
import {LotId, OrderId, PartyId, PledgeId, RegistryCode, Time, TitleId, partyOfTail, tail} from "./Ids.sol";

// The kernel keeps 32-byte words under (subject, key). This file and TitleWords.sol are the layout of every word, from
// the low bits up.
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
    SCOPE,
    AGENT,
    DISOWNED,
    ENDING,
    LISTING,
    PREDECESSOR,
    SUCCESSOR,
    RECOVERY,
    EXAMINED,
    LICENCE,
    LICENSOR,
    LICENSED,
    REPORT,
    AMENDED,
    KNOWLEDGE,
    SUPERIOR,
    DISPUTE,
    BATCH
}

struct Write {
    WordKey key;
    bytes32 word;
}

WordKey constant RECORD = WordKey.wrap(0);
uint256 constant SEQ_BITS = 40;
uint256 constant SEQ_MASK = 0xffffffffff; // a literal: an expression would be worked out wherever it is used

/// A number, not a Tag: those above the known ones are of books to come.
function tagOf(WordKey key) pure returns (uint256) {
    return uint256(WordKey.unwrap(key)) >> 248;
}

// Orders on a party, as ORDERS_AT of a title, and their kinds.
uint256 constant PARTY_ORDERS_AT = 120;
uint256 constant PARTY_ORDER_KINDS_AT = 171;

/// The dossier's count in its record word.
function seqIn(bytes32 record) pure returns (uint64) {
    return uint64(uint256(record) & SEQ_MASK);
}

function keyOf(Tag tag, uint256 low) pure returns (WordKey) {
    return WordKey.wrap(bytes32((uint256(tag) << 248) | low));
}

function hashKey(Tag tag, bytes32 hash) pure returns (WordKey) {
    return keyOf(tag, uint256(hash) >> 8);
}

/// keccak256(abi.encode(a, b)), in the scratch space.
function pairHash(bytes32 a, bytes32 b) pure returns (bytes32 hash) {
    // solhint-disable-next-line no-inline-assembly
    assembly ("memory-safe") {
        mstore(0x00, a)
        mstore(0x20, b)
        hash := keccak256(0x00, 0x40)
    }
}

function accountKey(address account) pure returns (WordKey) {
    return keyOf(Tag.ACCOUNT, uint160(account));
}

/// Names the code too: a book whose code is not the admitted one is not found.
function bookKey(address book, bytes32 codeHash) pure returns (WordKey) {
    return hashKey(Tag.BOOK, pairHash(bytes32(uint256(uint160(book))), codeHash));
}

/// Which code was admitted for a book.
function codeKey(address book) pure returns (WordKey) {
    return keyOf(Tag.CODE, uint160(book));
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
    return hashKey(Tag.PLEDGE, pairHash(LotId.unwrap(lot), PledgeId.unwrap(pledge)));
}

/// Names the holder of a HOLDER order (zero for the other scopes): an order can't be lifted from another's shares.
function orderKey(PartyId holder, OrderId order) pure returns (WordKey) {
    return hashKey(Tag.ORDER, pairHash(PartyId.unwrap(holder), OrderId.unwrap(order)));
}

/// In the dossier of the title that came before.
function successorKey(TitleId title) pure returns (WordKey) {
    return keyOf(Tag.SUCCESSOR, uint256(TitleId.unwrap(title)) & ((1 << 248) - 1));
}

/// The recovery of a party's account, and the account that was lost.
function recoveryKey() pure returns (WordKey) {
    return keyOf(Tag.RECOVERY, 0);
}

function lostKey() pure returns (WordKey) {
    return keyOf(Tag.RECOVERY, 1);
}

/// In the dossier of a party that was absorbed: the party that goes on in its place.
function heirKey() pure returns (WordKey) {
    return keyOf(Tag.SUCCESSOR, 0);
}

/// In the dossier of a court or organ: the one above it.
function superiorKey() pure returns (WordKey) {
    return keyOf(Tag.SUPERIOR, 0);
}

/// In the principal's dossier.
function agentKey(PartyId agent) pure returns (WordKey) {
    return keyOf(Tag.AGENT, tail(agent));
}

/// Names the count of the clerk's dossier before the revocation: each stands for itself, none is overwritten.
function disownedKey(uint64 seq) pure returns (WordKey) {
    return keyOf(Tag.DISOWNED, seq);
}

/// orderKinds: bit n for OrderKind n + 1, of the orders that nobody lifted.
struct PartyRecord {
    PartyKind kind;
    RegistryCode registry;
    uint16 roles;
    Time rolesUntil;
    uint8 liveOrders;
    Time barredUntil;
    bool revoked;
    bool succeeded;
    bool officer;
    uint8 orderKinds;
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
                (r.revoked ? uint256(1) << 168 : 0) |
                (r.succeeded ? uint256(1) << 169 : 0) |
                (r.officer ? uint256(1) << 170 : 0) |
                (uint256(r.orderKinds) << PARTY_ORDER_KINDS_AT)
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
            revoked: (w >> 168) & 1 == 1,
            succeeded: isSucceeded(word),
            officer: hasOfficer(word),
            orderKinds: uint8(partyOrderKinds(word))
        });
}

/// Whether a party's record word says that it holds this role now.
function holdsRole(bytes32 word, Role role, uint256 time) pure returns (bool) {
    return (uint256(word) >> (64 + uint256(role))) & 1 == 1 && time < uint40(uint256(word) >> 80);
}

function hasRevoked(bytes32 word) pure returns (bool) {
    return (uint256(word) >> 168) & 1 == 1;
}

/// Whether a party was absorbed: its own accounts act no more, those of its successor act for it.
function isSucceeded(bytes32 word) pure returns (bool) {
    return (uint256(word) >> 169) & 1 == 1;
}

/// Whether a party signs with its officer beside it.
function hasOfficer(bytes32 word) pure returns (bool) {
    return (uint256(word) >> 170) & 1 == 1;
}

function partyKind(bytes32 word) pure returns (PartyKind) {
    return PartyKind(uint8(uint256(word) >> 40));
}

function partyRegistry(bytes32 word) pure returns (RegistryCode) {
    return RegistryCode.wrap(uint16(uint256(word) >> 48));
}

function partyBarredUntil(bytes32 word) pure returns (Time) {
    return Time.wrap(uint40(uint256(word) >> 128));
}

/// What kinds of order stand on the whole party.
function partyOrderKinds(bytes32 word) pure returns (uint256) {
    return (uint256(word) >> PARTY_ORDER_KINDS_AT) & 7;
}

/// An account works from `from` until `until`; zero means no end.
function packAccount(uint40 from, uint40 until) pure returns (bytes32) {
    return bytes32(uint256(from) | (uint256(until) << 40));
}

/// Until when an account acts: zero for no end.
function accountUntil(bytes32 word) pure returns (uint40) {
    return uint40(uint256(word) >> 40);
}

/// The new account acts from then on; a recovery that has ended keeps its account and has no time.
function packRecovery(address account, Time from, RegistryCode registry) pure returns (bytes32) {
    return
        bytes32(
            uint256(uint160(account)) |
                (uint256(Time.unwrap(from)) << 160) |
                (uint256(RegistryCode.unwrap(registry)) << 200)
        );
}

function recoveryFrom(bytes32 word) pure returns (Time) {
    return Time.wrap(uint40(uint256(word) >> 160));
}

function recoveryRegistry(bytes32 word) pure returns (RegistryCode) {
    return RegistryCode.wrap(uint16(uint256(word) >> 200));
}

/// Never zero, also where no account is named.
function packLost(address account) pure returns (bytes32) {
    return bytes32(uint256(uint160(account)) | (1 << 160));
}

function accountLive(bytes32 word, uint256 time) pure returns (bool) {
    uint256 until = uint40(uint256(word) >> 40);
    return word != 0 && uint40(uint256(word)) <= time && (until == 0 || time < until);
}

/// An agent acts within his powers from `from` until `until`; an end keeps both powers and beginning.
function packAgent(uint16 powers, Time from, Time until) pure returns (bytes32) {
    return bytes32(uint256(powers) | (uint256(Time.unwrap(from)) << 16) | (uint256(Time.unwrap(until)) << 56));
}

function agentMay(bytes32 word, AgentPower power, uint256 time) pure returns (bool) {
    return (uint256(word) >> uint256(power)) & 1 == 1 && time < uint40(uint256(word) >> 56);
}

function agentUntil(bytes32 word) pure returns (Time) {
    return Time.wrap(uint40(uint256(word) >> 56));
}

function endedAgent(bytes32 word, uint40 time) pure returns (bytes32) {
    return bytes32((uint256(word) & ((1 << 56) - 1)) | (uint256(time) << 56));
}

function packDisowned(RegistryCode registry, Time since, RevocationGround ground) pure returns (bytes32) {
    return
        bytes32(uint256(RegistryCode.unwrap(registry)) | (uint256(Time.unwrap(since)) << 16) | (uint256(ground) << 56));
}

function packBook(uint128 kinds, uint40 from, uint40 until) pure returns (bytes32) {
    return bytes32(uint256(kinds) | (uint256(from) << 128) | (uint256(until) << 168));
}

struct Floors {
    uint32 minimumNotice;
    uint32 minimumAcceptance;
    uint40 maximumTerm;
    uint40 maximumFreeze;
    uint40 renewalOpens;
    uint40 renewalCloses;
}

function pack(Floors memory f) pure returns (bytes32) {
    return
        bytes32(
            uint256(f.minimumNotice) |
                (uint256(f.minimumAcceptance) << 32) |
                (uint256(f.maximumTerm) << 64) |
                (uint256(f.maximumFreeze) << 104) |
                (uint256(f.renewalOpens) << 144) |
                (uint256(f.renewalCloses) << 184)
        );
}

function floorsOf(bytes32 word) pure returns (Floors memory) {
    uint256 w = uint256(word);
    return Floors(uint32(w), uint32(w >> 32), uint40(w >> 64), uint40(w >> 104), uint40(w >> 144), uint40(w >> 184));
}

/// A notice runs at least so many seconds.
function noticeFloor(bytes32 floors) pure returns (uint32) {
    return uint32(uint256(floors));
}

/// The acceptance of an application may take at least so many seconds.
function acceptanceFloor(bytes32 floors) pure returns (uint32) {
    return uint32(uint256(floors) >> 32);
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
