// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrderDesk} from "./interfaces/IOrderDesk.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {Book} from "./libraries/Book.sol";
import {OrderCounts} from "./libraries/OrderCounts.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, OrderKind, OrderScope, OrderState, PartyKind, Role, SubjectKind} from "./types/Enums.sol";
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
import {OrderRecord, orderRecord, pack, titleKnown, titleRegistry} from "./types/TitleWords.sol";
import {RECORD, Tag, WordKey, floorsOf, hashKey, holdingKey, orderKey, partyKind, scopeKey} from "./types/Words.sol";

/// @title OrderDesk: see its interface
contract OrderDesk is Book, IOrderDesk {
    uint8 private constant ALL_RIGHTS = 7;

    // Places in the answer to what an order or a lift must be held against; those of a holder's shares come last.
    uint256 private constant TARGET = 0;
    uint256 private constant FIRST_CLERK = 1;
    uint256 private constant SECOND_CLERK = 2;
    uint256 private constant ORDER = 3;
    uint256 private constant LIFTED_SCOPE = 4;
    uint256 private constant COURT = 4;
    uint256 private constant PROFILE = 5;
    uint256 private constant HOLDING = 6;
    uint256 private constant SCOPE = 7;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IOrderDesk
    function order(Order calldata terms, Signer[] calldata signers) external returns (OrderId id) {
        // Check
        OrderScope scope = terms.scope;
        SubjectId subject = scope == OrderScope.PARTY ? subjectOfParty(terms.party) : subjectOf(terms.title);
        PartyId holder = scope == OrderScope.HOLDER ? terms.party : PartyId.wrap(0);
        bytes memory body = abi.encode(terms);
        id = OrderId.wrap(TermsHash.flat(TermsHash.ORDER, body));
        _requireCount(signers, 2);
        bytes32[] memory words = _orderWords(terms, signers, subject, orderKey(holder, id));
        _requireTerms(terms, subject, words);
        _requireTarget(terms, subject, words);
        _requireStaffIn(signers, 0, Role.ORDER_CLERK, terms.registry, words[FIRST_CLERK]);
        _requireStaffIn(signers, 1, Role.ORDER_CLERK, terms.registry, words[SECOND_CLERK]);
        if (words[ORDER] != 0) revert OrderExists(subject, id);
        // Effect
        uint256 until = OrderCounts.untilOf(terms.rights, terms.until);
        bytes32[] memory writes =
            PartyId.unwrap(holder) == 0
                ? _countWhole(subject, words[TARGET], until, true)
                : _countHolder(subject, holder, words[TARGET], words[SCOPE], until, true);
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
        _requireCount(signers, 2);
        bytes32[] memory words = _liftWords(terms, signers);
        OrderRecord memory record = orderRecord(words[ORDER]);
        if (record.state != OrderState.RECORDED) revert OrderNotRecorded(terms.subject, terms.order);
        if (record.version != terms.version) revert OrderVersionWrong(terms.order, terms.version, record.version);
        _requireStaffIn(signers, 0, Role.ORDER_CLERK, record.registry, words[FIRST_CLERK]);
        _requireStaffIn(signers, 1, Role.ORDER_CLERK, record.registry, words[SECOND_CLERK]);
        // Effect
        record.state = OrderState.LIFTED;
        record.version += 1;
        bytes32[] memory writes = _liftWrites(terms, words);
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
        (OrderScope scope, uint8 rights) = (terms.scope, terms.rights);
        bool wrong =
            terms.kind == OrderKind.NONE ||
                scope == OrderScope.NONE ||
                DocumentDigest.unwrap(terms.instrument) == 0 ||
                rights == 0 ||
                rights > ALL_RIGHTS ||
                (scope != OrderScope.HOLDER && rights != ALL_RIGHTS) ||
                (scope == OrderScope.TITLE && PartyId.unwrap(terms.party) != 0) ||
                (scope == OrderScope.PARTY && TitleId.unwrap(terms.title) != 0);
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
        if (!titleKnown(packed)) revert OrderTargetUnknown(subject);
        RegistryCode own = titleRegistry(packed);
        if (!sameRegistry(own, terms.registry)) revert OrderRegistryWrong(terms.registry, own);
        bool held = terms.scope == OrderScope.TITLE || words[HOLDING] != 0;
        if (!held) revert OrderTargetUnknown(subjectOfParty(terms.party));
    }

    /// What a lift must be held against. That two clerks are two persons is the kernel's check: no party signs twice.
    function _liftWords(Lift calldata terms, Signer[] calldata signers) private view returns (bytes32[] memory) {
        bool whole = PartyId.unwrap(terms.holder) == 0;
        bytes32[] memory queries = _newQueries(whole ? 4 : 5);
        _ask(queries, TARGET, terms.subject, RECORD);
        _ask(queries, FIRST_CLERK, subjectOfParty(signers[0].party), RECORD);
        _ask(queries, SECOND_CLERK, subjectOfParty(signers[1].party), RECORD);
        _ask(queries, ORDER, terms.subject, orderKey(terms.holder, terms.order));
        if (!whole) _ask(queries, LIFTED_SCOPE, terms.subject, scopeKey(terms.holder));
        return _words(queries);
    }

    function _liftWrites(Lift calldata terms, bytes32[] memory words) private view returns (bytes32[] memory writes) {
        bytes32 record = words[TARGET];
        if (PartyId.unwrap(terms.holder) == 0) {
            uint256 until = _remaining(terms, OrderCounts.liveIn(terms.subject, record));
            return _countWhole(terms.subject, record, until, false);
        }
        bytes32 scope = words[LIFTED_SCOPE];
        uint256 ends = _remaining(terms, OrderCounts.liveInScope(scope));
        return _countHolder(terms.subject, terms.holder, record, scope, ends, false);
    }

    /// An order on a whole title or party. Its end is added on entry, set on lifting; place 1 is left for the order.
    function _countWhole(
        SubjectId subject,
        bytes32 record,
        uint256 until,
        bool adds
    ) private pure returns (bytes32[] memory writes) {
        writes = _newWrites(2);
        _write(writes, 0, RECORD, OrderCounts.counted(subject, record, until, adds));
    }

    /// An order on one holder's shares; the title's record counts the holders that have any.
    function _countHolder(
        SubjectId subject,
        PartyId holder,
        bytes32 record,
        bytes32 scope,
        uint256 until,
        bool adds
    ) private pure returns (bytes32[] memory writes) {
        bytes32 left = OrderCounts.countedInScope(subject, scope, until, adds);
        bool first = OrderCounts.liveInScope(scope) == 0;
        bool last = OrderCounts.liveInScope(left) == 0;
        writes = _newWrites(first || last ? 3 : 2);
        _write(writes, 0, scopeKey(holder), left);
        if (first || last) _write(writes, 2, RECORD, OrderCounts.withFrozenHolder(subject, record, first));
    }

    /// The orders that stay, all of them, each once: until when they bar each right.
    function _remaining(Lift calldata terms, uint256 live) private view returns (uint256 until) {
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
            until = OrderCounts.later(until, OrderCounts.untilOf(record.rights, record.until));
        }
    }
}
