// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrderDesk} from "./interfaces/IOrderDesk.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {Book} from "./libraries/Book.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, OrderKind, OrderScope, OrderState, PartyKind, Role, SubjectKind, TitleState} from "./types/Enums.sol";
import {
    DocumentDigest,
    GOVERNANCE,
    OrderId,
    PartyId,
    RegistryCode,
    SubjectId,
    Time,
    TitleId,
    isOfKind,
    sameRegistry,
    subjectOf,
    subjectOfParty
} from "./types/Ids.sol";
import {Lift, Order, Signer} from "./types/Terms.sol";
import {OrderRecord, Scope, TitleRecord, orderRecord, scopeOf, titleRecord, pack} from "./types/TitleWords.sol";
import {
    PartyRecord,
    RECORD,
    Tag,
    WordKey,
    floorsOf,
    hashKey,
    holdingKey,
    orderKey,
    partyKind,
    partyRecord,
    scopeKey,
    pack as packRecord
} from "./types/Words.sol";

/// @title OrderDesk: see its interface
contract OrderDesk is Book, IOrderDesk {
    uint8 private constant MOST_ORDERS = 16;
    uint8 private constant ALL_RIGHTS = 7;

    // Places in the answer to what an order must be held against; the last two for an order on a holder's share only.
    uint256 private constant TARGET = 0;
    uint256 private constant COURT = 1;
    uint256 private constant PROFILE = 2;
    uint256 private constant FIRST_CLERK = 3;
    uint256 private constant SECOND_CLERK = 4;
    uint256 private constant ORDER = 5;
    uint256 private constant HOLDING = 6;
    uint256 private constant SCOPE = 7;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IOrderDesk
    function order(Order calldata terms, Signer[] calldata signers) external returns (OrderId id) {
        // Check
        SubjectId subject = terms.scope == OrderScope.PARTY ? subjectOfParty(terms.party) : subjectOf(terms.title);
        bytes memory body = abi.encode(terms);
        id = OrderId.wrap(TermsHash.flat(TermsHash.ORDER, body));
        PartyId holder = terms.scope == OrderScope.HOLDER ? terms.party : PartyId.wrap(0);
        _requireCount(signers, 2);
        bytes32[] memory words = _orderWords(terms, signers, subject, orderKey(holder, id));
        _requireTerms(terms, subject, words);
        _requireTarget(terms, subject, words);
        _requireStaffIn(signers, 0, Role.ORDER_CLERK, terms.registry, words[FIRST_CLERK]);
        _requireStaffIn(signers, 1, Role.ORDER_CLERK, terms.registry, words[SECOND_CLERK]);
        if (words[ORDER] != 0) revert OrderExists(subject, id);
        // Effect
        bytes32[] memory writes = _newWrites(2);
        bytes32 counted = words[PartyId.unwrap(holder) == 0 ? TARGET : SCOPE];
        _count(writes, subject, holder, counted, _untilOf(terms), 1);
        OrderRecord memory record = OrderRecord(
            terms.court,
            terms.until,
            OrderState.RECORDED,
            terms.rights,
            1,
            terms.registry
        );
        _write(writes, 1, orderKey(holder, id), pack(record));
        _act(OrderId.unwrap(id), terms.deadline, signers, subject, ActKind.OrderRecorded, body, writes);
    }

    /// @inheritdoc IOrderDesk
    function lift(Lift calldata terms, Signer[] calldata signers) external {
        // Check
        OrderRecord memory record = orderRecord(_word(terms.subject, orderKey(terms.holder, terms.order)));
        if (record.state != OrderState.RECORDED) revert OrderNotRecorded(terms.subject, terms.order);
        if (record.version != terms.version) revert OrderVersionWrong(terms.order, terms.version, record.version);
        _requireClerks(signers, record.registry);
        bytes32 counted = _word(terms.subject, PartyId.unwrap(terms.holder) == 0 ? RECORD : scopeKey(terms.holder));
        uint40[3] memory until = _remaining(terms, counted);
        // Effect
        record.state = OrderState.LIFTED;
        record.version += 1;
        bytes32[] memory writes = _newWrites(2);
        _count(writes, terms.subject, terms.holder, counted, until, -1);
        _write(writes, 1, orderKey(terms.holder, terms.order), pack(record));
        _act(
            TermsHash.hash(terms),
            terms.deadline,
            signers,
            terms.subject,
            ActKind.OrderLifted,
            abi.encode(terms),
            writes
        );
    }

    function _untilOf(Order calldata terms) private pure returns (uint40[3] memory until) {
        (uint8 rights, uint40 time) = (terms.rights, Time.unwrap(terms.until));
        if (rights & 1 != 0) until[0] = time;
        if (rights & 2 != 0) until[1] = time;
        if (rights & 4 != 0) until[2] = time;
    }

    /// What an order must be held against, in one call.
    function _orderWords(
        Order calldata terms,
        Signer[] calldata signers,
        SubjectId subject,
        WordKey key
    ) private view returns (bytes32[] memory) {
        bool ofHolder = terms.scope == OrderScope.HOLDER;
        bytes32[] memory queries = _newQueries(ofHolder ? 8 : 6);
        _ask(queries, TARGET, subject, RECORD);
        _ask(queries, COURT, subjectOfParty(terms.court), RECORD);
        _ask(queries, PROFILE, GOVERNANCE, hashKey(Tag.PROFILE, terms.profile));
        _ask(queries, FIRST_CLERK, subjectOfParty(signers[0].party), RECORD);
        _ask(queries, SECOND_CLERK, subjectOfParty(signers[1].party), RECORD);
        _ask(queries, ORDER, subject, key);
        if (ofHolder) {
            _ask(queries, HOLDING, subject, holdingKey(terms.party));
            _ask(queries, SCOPE, subject, scopeKey(terms.party));
        }
        return _words(queries);
    }

    function _requireTerms(Order calldata terms, SubjectId subject, bytes32[] memory words) private view {
        bool whole = terms.scope != OrderScope.HOLDER;
        bool wrong =
            terms.kind == OrderKind.NONE ||
                terms.scope == OrderScope.NONE ||
                DocumentDigest.unwrap(terms.instrument) == 0 ||
                terms.rights == 0 ||
                terms.rights > ALL_RIGHTS ||
                (whole && terms.rights != ALL_RIGHTS) ||
                (terms.scope == OrderScope.TITLE && PartyId.unwrap(terms.party) != 0) ||
                (terms.scope == OrderScope.PARTY && TitleId.unwrap(terms.title) != 0);
        if (wrong) revert OrderTermsWrong(subject);
        PartyKind kind = partyKind(words[COURT]);
        if (kind != PartyKind.COURT && kind != PartyKind.ORGAN) revert OrderingPartyWrong(terms.court, kind);
        uint256 latest = block.timestamp + floorsOf(words[PROFILE]).maximumFreeze;
        if (Time.unwrap(terms.until) <= block.timestamp || Time.unwrap(terms.until) > latest) {
            revert OrderTermWrong(terms.until, Time.wrap(uint40(latest)));
        }
    }

    function _requireTarget(Order calldata terms, SubjectId subject, bytes32[] memory words) private pure {
        bytes32 packed = words[TARGET];
        if (terms.scope == OrderScope.PARTY) {
            if (!isOfKind(subject, SubjectKind.PARTY) || packed == 0) revert OrderTargetUnknown(subject);
            return;
        }
        TitleRecord memory title = titleRecord(packed);
        if (title.state == TitleState.NONE) revert OrderTargetUnknown(subject);
        if (!sameRegistry(title.registry, terms.registry)) revert OrderRegistryWrong(terms.registry, title.registry);
        bool held = terms.scope == OrderScope.TITLE || words[HOLDING] != 0;
        if (!held) revert OrderTargetUnknown(subjectOfParty(terms.party));
    }

    /// That they are two persons is the kernel's check: no party signs twice.
    function _requireClerks(Signer[] calldata signers, RegistryCode registry) private view {
        _requireCount(signers, 2);
        _requireStaff(signers, 0, Role.ORDER_CLERK, registry);
        _requireStaff(signers, 1, Role.ORDER_CLERK, registry);
    }

    /// The word that counts a scope's orders and says until when they bar; `until` is added on entry, set on lifting.
    function _count(
        bytes32[] memory writes,
        SubjectId subject,
        PartyId holder,
        bytes32 counted,
        uint40[3] memory until,
        int8 change
    ) private pure {
        bool adds = change > 0;
        if (PartyId.unwrap(holder) != 0) {
            Scope memory s = scopeOf(counted);
            s.liveOrders = _live(subject, s.liveOrders, change);
            for (uint256 r = 0; r < 3; ++r) s.until[r] = adds && s.until[r] > until[r] ? s.until[r] : until[r];
            s.version += 1;
            return _write(writes, 0, scopeKey(holder), pack(s));
        }
        if (isOfKind(subject, SubjectKind.PARTY)) {
            PartyRecord memory p = partyRecord(counted);
            p.liveOrders = _live(subject, p.liveOrders, change);
            p.barredUntil = adds ? _later(p.barredUntil, until[0]) : Time.wrap(until[0]);
            return _write(writes, 0, RECORD, packRecord(p));
        }
        TitleRecord memory t = titleRecord(counted);
        t.liveOrders = _live(subject, t.liveOrders, change);
        t.barredUntil = adds ? _later(t.barredUntil, until[0]) : Time.wrap(until[0]);
        _write(writes, 0, RECORD, pack(t));
    }

    function _live(SubjectId subject, uint8 live, int8 change) private pure returns (uint8) {
        if (change < 0) return live - 1;
        if (live >= MOST_ORDERS) revert OrderQueueFull(subject);
        return live + 1;
    }

    /// The orders that stay, all of them, each once: until when they bar each right.
    function _remaining(Lift calldata terms, bytes32 counted) private view returns (uint40[3] memory until) {
        uint256 live = _liveOrders(terms.subject, terms.holder, counted);
        if (terms.remaining.length + 1 != live) {
            revert RemainingOrdersWrong(terms.subject, terms.remaining.length, live);
        }
        for (uint256 i = 0; i < terms.remaining.length; ++i) {
            OrderId id = terms.remaining[i];
            bool ascending = i == 0 || OrderId.unwrap(id) > OrderId.unwrap(terms.remaining[i - 1]);
            bool other = OrderId.unwrap(id) != OrderId.unwrap(terms.order);
            OrderRecord memory record = orderRecord(_word(terms.subject, orderKey(terms.holder, id)));
            if (!ascending || !other || record.state != OrderState.RECORDED) {
                revert OrderNotRecorded(terms.subject, id);
            }
            for (uint256 r = 0; r < 3; ++r) {
                bool bars = (record.rights >> r) & 1 == 1;
                if (bars && Time.unwrap(record.until) > until[r]) until[r] = Time.unwrap(record.until);
            }
        }
    }

    function _liveOrders(SubjectId subject, PartyId holder, bytes32 counted) private pure returns (uint256) {
        if (PartyId.unwrap(holder) != 0) return scopeOf(counted).liveOrders;
        if (isOfKind(subject, SubjectKind.PARTY)) return partyRecord(counted).liveOrders;
        return titleRecord(counted).liveOrders;
    }

    function _later(Time a, uint40 b) private pure returns (Time) {
        return Time.unwrap(a) > b ? a : Time.wrap(b);
    }
}
