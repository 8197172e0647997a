// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Numbers} from "../../libraries/Numbers.sol";
import {
    OrderKind,
    OrderState,
    PartyKind,
    Registration,
    Right,
    TitleState,
    ApplicationState
} from "../../types/Enums.sol";
import {PledgeState, Realisation} from "../../types/PledgeEnums.sol";
import {CertificateNumber, PartyId, RegistryCode, Share, Time, partyIdOf, tail} from "../../types/Ids.sol";
import {
    Holding,
    Lot,
    OrderRecord,
    PledgeRecord,
    Scope,
    TitleRecord,
    holdingOf,
    frozenHoldersOf,
    holdersOf,
    lotOf,
    numberOf,
    orderRecord,
    pack,
    pledgeRecord,
    pledgedAt,
    scopeOf,
    scopeUntil,
    shareAt,
    sharesOf,
    titleBarredUntil,
    titleExpired,
    titleKnown,
    titleLive,
    titleRecord,
    titleRegistry,
    titleRenewing,
    titleValidUntil,
    versionOf,
    withHolders,
    withRenewing,
    withRequested,
    withTerm,
    withNumber
} from "../../types/TitleWords.sol";
import {
    ApplicationRecord,
    Floors,
    PartyRecord,
    applicationRecord,
    floorsOf,
    institutionOf,
    pack as packWord,
    packRegistry,
    partyBarredUntil,
    partyKind,
    partyRecord,
    partyRegistry,
    registryUntil
} from "../../types/Words.sol";
import {Vm} from "../Vm.sol";

/// @title Every word reads back as it was packed, by struct and by field
contract PureTest {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    uint256 private constant PARTS = 1 << 20;

    function testFuzz_HoldingsReadBack(uint32[3] memory shares, uint64 number, uint32 version) external pure {
        Holding memory h;
        for (uint256 r = 0; r < 3; ++r) {
            h.shares[r] = uint32(shares[r] % PARTS);
            h.pledged[r] = uint32((shares[r] >> 7) % PARTS);
        }
        h.number = CertificateNumber.wrap(number % (1 << 44));
        h.version = version;
        bytes32 word = pack(h);
        vm.assertEq(keccak256(abi.encode(holdingOf(word))), keccak256(abi.encode(h)), "holding");
        for (uint256 r = 0; r < 3; ++r) {
            vm.assertEq(shareAt(uint256(word), r), h.shares[r], "share");
            vm.assertEq(pledgedAt(uint256(word), r), h.pledged[r], "pledged");
        }
        vm.assertEq(numberOf(uint256(word)), CertificateNumber.unwrap(h.number), "number");
        vm.assertEq(versionOf(uint256(word)), version, "version");
        vm.assertEq(sharesOf(uint256(word)), uint256(word) % (1 << 60), "all shares");
        h.number = CertificateNumber.wrap(7);
        vm.assertEq(bytes32(withNumber(uint256(word), h.number)), pack(h), "another number");
    }

    function testFuzz_TitleRecordsReadBack(uint40[3] memory times, uint16 holders, uint8 small) external pure {
        TitleRecord memory t = TitleRecord({
            registry: RegistryCode.wrap(uint16(times[0] >> 3)),
            registeredAt: Time.wrap(times[0]),
            validUntil: Time.wrap(times[1]),
            state: TitleState(small % 3),
            rights: small,
            holders: holders,
            liveOrders: small / 2,
            barredUntil: Time.wrap(times[2]),
            frozenHolders: uint16(times[0]),
            renewing: small % 2 == 1,
            requested: Registration(small % 6),
            orderKinds: small % 8,
            disputes: small % 16
        });
        bytes32 word = pack(t);
        vm.assertEq(keccak256(abi.encode(titleRecord(word))), keccak256(abi.encode(t)), "title record");
        vm.assertTrue(titleLive(word) == (t.state == TitleState.LIVE), "live");
        vm.assertEq(RegistryCode.unwrap(titleRegistry(word)), RegistryCode.unwrap(t.registry), "registry");
        vm.assertEq(Time.unwrap(titleValidUntil(word)), times[1], "valid until");
        vm.assertEq(Time.unwrap(titleBarredUntil(word)), times[2], "barred until");
        vm.assertEq(frozenHoldersOf(word), t.frozenHolders, "frozen holders");
        vm.assertTrue(titleKnown(word) == (t.state != TitleState.NONE), "known");
        vm.assertEq(holdersOf(uint256(word)), holders, "holders");
        vm.assertTrue(titleRenewing(word) == t.renewing, "renewing");
        vm.assertTrue(titleExpired(word, times[1]) != t.renewing, "expired");
        t.holders = ~holders;
        vm.assertEq(bytes32(withHolders(uint256(word), ~holders)), pack(t), "other holders");
        t.renewing = !t.renewing;
        t.validUntil = Time.wrap(~times[1]);
        t.requested = Registration(holders % 6);
        word = withTerm(withRequested(withRenewing(pack(t), t.renewing), t.requested), t.validUntil);
        vm.assertEq(keccak256(abi.encode(titleRecord(word))), keccak256(abi.encode(t)), "another term");
    }

    function testFuzz_LotsPledgesAndOrdersReadBack(
        bytes32 hash,
        uint32 ppm,
        uint16 version,
        uint40 time
    ) external pure {
        PartyId party = partyIdOf(hash);
        Lot memory lot = Lot(party, Right(version % 3), Share.wrap(ppm), uint8(ppm), version);
        vm.assertEq(keccak256(abi.encode(lotOf(pack(lot)))), keccak256(abi.encode(lot)), "lot");
        PledgeRecord memory p = PledgeRecord({
            pledgee: party,
            filedAt: Time.wrap(time),
            state: PledgeState(version % 7),
            version: version,
            rank: uint8(time),
            maximum: version % 2 == 1,
            realisation: Realisation(version % 6)
        });
        vm.assertEq(keccak256(abi.encode(pledgeRecord(pack(p)))), keccak256(abi.encode(p)), "pledge");
        OrderRecord memory o = OrderRecord({
            court: party,
            until: Time.wrap(time),
            state: OrderState(version % 3),
            rights: uint8(ppm),
            version: version,
            registry: RegistryCode.wrap(uint16(ppm)),
            kind: OrderKind(version % 4)
        });
        vm.assertEq(keccak256(abi.encode(orderRecord(pack(o)))), keccak256(abi.encode(o)), "order");
    }

    function testFuzz_ScopesReadBack(uint40[3] memory until, uint8 live, uint16 version) external pure {
        Scope memory s = Scope(live, until, version, live % 8);
        vm.assertEq(keccak256(abi.encode(scopeOf(pack(s)))), keccak256(abi.encode(s)), "scope");
        for (uint256 r = 0; r < 3; ++r) vm.assertEq(Time.unwrap(scopeUntil(pack(s), r)), until[r], "until");
    }

    function testFuzz_PartyRecordsReadBack(
        uint40[2] memory times,
        uint16 code,
        uint16 roles,
        uint8 small
    ) external pure {
        PartyRecord memory p = PartyRecord({
            kind: PartyKind(small % 8),
            registry: RegistryCode.wrap(code),
            roles: roles,
            rolesUntil: Time.wrap(times[0]),
            liveOrders: small,
            barredUntil: Time.wrap(times[1]),
            revoked: small % 2 == 1,
            succeeded: small % 3 == 1,
            officer: small % 5 == 1,
            orderKinds: small % 8
        });
        bytes32 word = packWord(p);
        vm.assertEq(keccak256(abi.encode(partyRecord(word))), keccak256(abi.encode(p)), "party record");
        vm.assertTrue(partyKind(word) == p.kind, "kind");
        vm.assertEq(RegistryCode.unwrap(partyRegistry(word)), code, "registry");
        vm.assertEq(Time.unwrap(partyBarredUntil(word)), times[1], "barred until");
    }

    function testFuzz_ApplicationRecordsReadBack(uint40[3] memory times, uint16 code, uint8 small) external pure {
        ApplicationRecord memory a = ApplicationRecord({
            registry: RegistryCode.wrap(code),
            state: ApplicationState(small % 16),
            due: Time.wrap(times[0]),
            noticeDue: Time.wrap(times[1]),
            depositedAt: Time.wrap(times[2]),
            corrected: small % 2 == 1,
            extended: small % 3 == 1
        });
        vm.assertEq(keccak256(abi.encode(applicationRecord(packWord(a)))), keccak256(abi.encode(a)), "application");
    }

    function testFuzz_FloorsAndRegistriesReadBack(
        uint32 notice,
        uint32 acceptance,
        uint40 term,
        bytes32 hash
    ) external pure {
        Floors memory f = Floors(notice, acceptance, term, ~term, term / 2, term / 3);
        vm.assertEq(keccak256(abi.encode(floorsOf(packWord(f)))), keccak256(abi.encode(f)), "floors");
        bytes32 word = packRegistry(partyIdOf(hash), term);
        vm.assertEq(PartyId.unwrap(institutionOf(word)), PartyId.unwrap(partyIdOf(hash)), "institution");
        vm.assertEq(registryUntil(word), term, "until");
        vm.assertEq(tail(partyIdOf(hash)), uint256(hash >> 96), "tail");
    }

    /// Months only grow, by one or into the next January.
    function testFuzz_MonthsFollowEachOther(uint40 time) external pure {
        uint256 month = Numbers.month(time);
        uint256 later = Numbers.month(uint256(time) + 31 days);
        vm.assertTrue(month % 100 >= 1 && month % 100 <= 12, "no such month");
        uint256 next = month % 100 == 12 ? month + 89 : month + 1;
        uint256 afterNext = next % 100 == 12 ? next + 89 : next + 1;
        vm.assertTrue(later == next || later == afterNext, "31 days later is one month on, or two after January");
    }

    function test_KnownMonthsInShanghai() external pure {
        vm.assertEq(Numbers.month(0), 197_001, "the epoch");
        vm.assertEq(Numbers.month(1_709_222_399), 202_402, "2024-02-29T23:59:59+08:00");
        vm.assertEq(Numbers.month(1_709_222_400), 202_403, "2024-03-01T00:00:00+08:00");
        vm.assertEq(Numbers.month(4_107_513_600), 210_003, "2100 has no leap day: 2100-03-01T00:00:00+08:00");
        vm.assertEq(Numbers.month(4_107_513_599), 210_002, "2100-02-28T23:59:59+08:00");
    }
}
