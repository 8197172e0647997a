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
    Write,
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

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IOrderDesk
    function order(Order calldata terms, Signer[] calldata signers) external returns (OrderId id) {
        // Check
        SubjectId subject = terms.scope == OrderScope.PARTY ? subjectOfParty(terms.party) : subjectOf(terms.title);
        _requireTerms(terms, subject);
        _requireTarget(terms, subject);
        _requireClerks(signers, terms.registry);
        bytes memory body = abi.encode(terms);
        id = OrderId.wrap(TermsHash.flat(TermsHash.ORDER, body));
        PartyId holder = terms.scope == OrderScope.HOLDER ? terms.party : PartyId.wrap(0);
        if (_word(subject, orderKey(holder, id)) != 0) revert OrderExists(subject, id);
        // Effect
        uint40[3] memory until;
        for (uint256 r = 0; r < 3; ++r) if ((terms.rights >> r) & 1 == 1) until[r] = Time.unwrap(terms.until);
        Write[] memory writes = new Write[](2);
        writes[0] = _counted(subject, holder, until, 1);
        OrderRecord memory record = OrderRecord(
            terms.court,
            terms.until,
            OrderState.RECORDED,
            terms.rights,
            1,
            terms.registry
        );
        writes[1] = Write(orderKey(holder, id), pack(record));
        _act(OrderId.unwrap(id), terms.deadline, signers, subject, ActKind.OrderRecorded, body, writes);
    }

    /// @inheritdoc IOrderDesk
    function lift(Lift calldata terms, Signer[] calldata signers) external {
        // Check
        OrderRecord memory record = orderRecord(_word(terms.subject, orderKey(terms.holder, terms.order)));
        if (record.state != OrderState.RECORDED) revert OrderNotRecorded(terms.subject, terms.order);
        if (record.version != terms.version) revert OrderVersionWrong(terms.order, terms.version, record.version);
        _requireClerks(signers, record.registry);
        uint40[3] memory until = _remaining(terms);
        // Effect
        record.state = OrderState.LIFTED;
        record.version += 1;
        Write[] memory writes = new Write[](2);
        writes[0] = _counted(terms.subject, terms.holder, until, -1);
        writes[1] = Write(orderKey(terms.holder, terms.order), pack(record));
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

    function _requireTerms(Order calldata terms, SubjectId subject) private view {
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
        PartyKind kind = partyKind(_record(subjectOfParty(terms.court)));
        if (kind != PartyKind.COURT && kind != PartyKind.ORGAN) revert OrderingPartyWrong(terms.court, kind);
        uint256 latest =
            block.timestamp + floorsOf(_word(GOVERNANCE, hashKey(Tag.PROFILE, terms.profile))).maximumFreeze;
        if (Time.unwrap(terms.until) <= block.timestamp || Time.unwrap(terms.until) > latest) {
            revert OrderTermWrong(terms.until, Time.wrap(uint40(latest)));
        }
    }

    function _requireTarget(Order calldata terms, SubjectId subject) private view {
        bytes32 packed = _record(subject);
        if (terms.scope == OrderScope.PARTY) {
            if (!isOfKind(subject, SubjectKind.PARTY) || packed == 0) revert OrderTargetUnknown(subject);
            return;
        }
        TitleRecord memory title = titleRecord(packed);
        if (title.state == TitleState.NONE) revert OrderTargetUnknown(subject);
        if (!sameRegistry(title.registry, terms.registry)) revert OrderRegistryWrong(terms.registry, title.registry);
        bool held = terms.scope == OrderScope.TITLE || _word(subject, holdingKey(terms.party)) != 0;
        if (!held) revert OrderTargetUnknown(subjectOfParty(terms.party));
    }

    /// That they are two persons is the kernel's check: no party signs twice.
    function _requireClerks(Signer[] calldata signers, RegistryCode registry) private view {
        _requireCount(signers, 2);
        _requireStaff(signers, 0, Role.ORDER_CLERK, registry);
        _requireStaff(signers, 1, Role.ORDER_CLERK, registry);
    }

    /// The word that counts a scope's orders and says until when they bar; `until` is added on entry, set on lifting.
    function _counted(
        SubjectId subject,
        PartyId holder,
        uint40[3] memory until,
        int8 change
    ) private view returns (Write memory) {
        bool adds = change > 0;
        if (PartyId.unwrap(holder) != 0) {
            Scope memory s = scopeOf(_word(subject, scopeKey(holder)));
            s.liveOrders = _live(subject, s.liveOrders, change);
            for (uint256 r = 0; r < 3; ++r) s.until[r] = adds && s.until[r] > until[r] ? s.until[r] : until[r];
            s.version += 1;
            return Write(scopeKey(holder), pack(s));
        }
        bytes32 packed = _record(subject);
        if (isOfKind(subject, SubjectKind.PARTY)) {
            PartyRecord memory p = partyRecord(packed);
            p.liveOrders = _live(subject, p.liveOrders, change);
            p.barredUntil = adds ? _later(p.barredUntil, until[0]) : Time.wrap(until[0]);
            return Write(RECORD, packRecord(p));
        }
        TitleRecord memory t = titleRecord(packed);
        t.liveOrders = _live(subject, t.liveOrders, change);
        t.barredUntil = adds ? _later(t.barredUntil, until[0]) : Time.wrap(until[0]);
        return Write(RECORD, pack(t));
    }

    function _live(SubjectId subject, uint8 live, int8 change) private pure returns (uint8) {
        if (change < 0) return live - 1;
        if (live >= MOST_ORDERS) revert OrderQueueFull(subject);
        return live + 1;
    }

    /// The orders that stay, all of them, each once: until when they bar each right.
    function _remaining(Lift calldata terms) private view returns (uint40[3] memory until) {
        uint256 live = _liveOrders(terms.subject, terms.holder);
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

    function _liveOrders(SubjectId subject, PartyId holder) private view returns (uint256) {
        if (PartyId.unwrap(holder) != 0) return scopeOf(_word(subject, scopeKey(holder))).liveOrders;
        bytes32 packed = _record(subject);
        if (isOfKind(subject, SubjectKind.PARTY)) return partyRecord(packed).liveOrders;
        return titleRecord(packed).liveOrders;
    }

    function _later(Time a, uint40 b) private pure returns (Time) {
        return Time.unwrap(a) > b ? a : Time.wrap(b);
    }
}
