// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrderDesk} from "./interfaces/IOrderDesk.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {Book} from "./libraries/Book.sol";
import {OrderCounts} from "./libraries/OrderCounts.sol";
import {Superiors} from "./libraries/Superiors.sol";
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
import {Extension} from "./types/OrderTerms.sol";
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
    uint256 private constant STANDING_SCOPE = 4;
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
        _requireClerks(signers, terms.registry, words);
        if (words[ORDER] != 0) revert OrderExists(subject, id);
        // Effect
        uint256 bars = OrderCounts.barsOf(terms.rights, terms.until, terms.kind);
        bytes32[] memory writes =
            PartyId.unwrap(holder) == 0
                ? _addWhole(subject, words[TARGET], bars)
                : _addHolder(subject, holder, words[TARGET], words[SCOPE], bars);
        OrderRecord memory record = OrderRecord(
            terms.court,
            terms.until,
            OrderState.RECORDED,
            terms.rights,
            1,
            terms.registry,
            terms.kind
        );
        _write(writes, 1, orderKey(holder, id), pack(record));
        _act(OrderId.unwrap(id), terms.deadline, signers, subject, ActKind.OrderRecorded, body, writes);
    }

    /// @inheritdoc IOrderDesk
    function extend(Extension calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 2);
        bytes32[] memory words = _standingWords(terms.subject, terms.holder, terms.order, signers);
        OrderRecord memory record = _requireStanding(terms.subject, terms.order, terms.version, words[ORDER]);
        _requireClerks(signers, record.registry, words);
        _requireLonger(terms, record.until, _word(GOVERNANCE, hashKey(Tag.PROFILE, terms.profile)));
        _requireAuthority(terms.order, terms.court, record.court);
        if (DocumentDigest.unwrap(terms.instrument) == 0) revert OrderTermsWrong(terms.subject);
        // Effect
        uint256 bars = OrderCounts.barsOf(record.rights, terms.until, record.kind);
        record.until = terms.until;
        record.version += 1;
        bytes32[] memory writes = _newWrites(2);
        if (PartyId.unwrap(terms.holder) == 0) {
            bytes32 whole = words[TARGET];
            bars = OrderCounts.later(bars, OrderCounts.barsIn(terms.subject, whole));
            uint256 live = OrderCounts.liveIn(terms.subject, whole);
            _write(writes, 0, RECORD, OrderCounts.counted(terms.subject, whole, live, bars));
        } else {
            bytes32 scope = words[STANDING_SCOPE];
            bars = OrderCounts.later(bars, OrderCounts.barsInScope(scope));
            uint256 live = OrderCounts.liveInScope(scope);
            _write(writes, 0, scopeKey(terms.holder), OrderCounts.countedInScope(scope, live, bars));
        }
        _write(writes, 1, orderKey(terms.holder, terms.order), pack(record));
        bytes memory body = abi.encode(terms);
        _flatAct(TermsHash.EXTENSION, terms.deadline, signers, terms.subject, ActKind.OrderExtended, body, writes);
    }

    /// @inheritdoc IOrderDesk
    function lift(Lift calldata terms, Signer[] calldata signers) external {
        // Check
        _requireCount(signers, 2);
        bytes32[] memory words = _standingWords(terms.subject, terms.holder, terms.order, signers);
        OrderRecord memory record = _requireStanding(terms.subject, terms.order, terms.version, words[ORDER]);
        _requireClerks(signers, record.registry, words);
        _requireLifting(terms, record);
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
        bool ordering = kind == PartyKind.COURT || (kind == PartyKind.ORGAN && terms.kind != OrderKind.INSOLVENCY);
        if (!ordering) revert OrderingPartyWrong(terms.court, kind);
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

    /// What an order that stands is held against.
    /// That two clerks are two persons is the kernel's check: no party signs twice.
    function _standingWords(
        SubjectId subject,
        PartyId holder,
        OrderId id,
        Signer[] calldata signers
    ) private view returns (bytes32[] memory) {
        bytes32[] memory queries = _newQueries(PartyId.unwrap(holder) == 0 ? 4 : 5);
        _ask(queries, TARGET, subject, RECORD);
        _ask(queries, FIRST_CLERK, subjectOfParty(signers[0].party), RECORD);
        _ask(queries, SECOND_CLERK, subjectOfParty(signers[1].party), RECORD);
        _ask(queries, ORDER, subject, orderKey(holder, id));
        if (PartyId.unwrap(holder) != 0) _ask(queries, STANDING_SCOPE, subject, scopeKey(holder));
        return _words(queries);
    }

    function _requireStanding(
        SubjectId subject,
        OrderId id,
        uint16 version,
        bytes32 word
    ) private pure returns (OrderRecord memory record) {
        record = orderRecord(word);
        if (record.state != OrderState.RECORDED) revert OrderNotRecorded(subject, id);
        if (record.version != version) revert OrderVersionWrong(id, version, record.version);
    }

    function _requireClerks(Signer[] calldata signers, RegistryCode registry, bytes32[] memory words) private pure {
        _requireStaffIn(signers, 0, Role.ORDER_CLERK, registry, words[FIRST_CLERK]);
        _requireStaffIn(signers, 1, Role.ORDER_CLERK, registry, words[SECOND_CLERK]);
    }

    /// Before its end, to a later one, within what the rules allow from now on.
    function _requireLonger(Extension calldata terms, Time until, bytes32 floors) private view {
        if (block.timestamp >= Time.unwrap(until)) revert OrderRunOut(terms.order, until);
        uint256 latest = block.timestamp + floorsOf(floors).maximumFreeze;
        if (Time.unwrap(terms.until) <= Time.unwrap(until) || Time.unwrap(terms.until) > latest) {
            revert OrderTermWrong(terms.until, Time.wrap(uint40(latest)));
        }
    }

    /// While the order runs, the authority that gave it lifts it, or one above; what has run out needs neither.
    function _requireLifting(Lift calldata terms, OrderRecord memory record) private view {
        bool over = block.timestamp >= Time.unwrap(record.until);
        if (over && PartyId.unwrap(terms.court) == 0) return;
        _requireAuthority(terms.order, terms.court, record.court);
        if (DocumentDigest.unwrap(terms.instrument) == 0) revert OrderTermsWrong(terms.subject);
    }

    function _requireAuthority(OrderId id, PartyId given, PartyId ordering) private view {
        if (!Superiors.isSameOrAbove(REGISTER, given, ordering)) revert OrderAuthorityWrong(id, given, ordering);
    }

    function _liftWrites(Lift calldata terms, bytes32[] memory words) private view returns (bytes32[] memory writes) {
        bytes32 record = words[TARGET];
        if (PartyId.unwrap(terms.holder) == 0) {
            uint256 live = OrderCounts.liveIn(terms.subject, record);
            writes = _newWrites(2);
            bytes32 left = OrderCounts.counted(terms.subject, record, live - 1, _remaining(terms, live));
            _write(writes, 0, RECORD, left);
            return writes;
        }
        bytes32 scope = words[STANDING_SCOPE];
        uint256 own = OrderCounts.liveInScope(scope);
        writes = _newWrites(own == 1 ? 3 : 2);
        _write(writes, 0, scopeKey(terms.holder), OrderCounts.countedInScope(scope, own - 1, _remaining(terms, own)));
        if (own == 1) _write(writes, 2, RECORD, OrderCounts.withFrozenHolder(terms.subject, record, false));
    }

    /// An order on a whole title or party; place 1 is left for the order.
    function _addWhole(SubjectId subject, bytes32 record, uint256 bars) private pure returns (bytes32[] memory writes) {
        uint256 live = OrderCounts.oneMore(subject, OrderCounts.liveIn(subject, record));
        bars = OrderCounts.later(bars, OrderCounts.barsIn(subject, record));
        writes = _newWrites(2);
        _write(writes, 0, RECORD, OrderCounts.counted(subject, record, live, bars));
    }

    /// An order on one holder's shares; the title's record counts the holders that have any.
    function _addHolder(
        SubjectId subject,
        PartyId holder,
        bytes32 record,
        bytes32 scope,
        uint256 bars
    ) private pure returns (bytes32[] memory writes) {
        uint256 live = OrderCounts.oneMore(subject, OrderCounts.liveInScope(scope));
        bars = OrderCounts.later(bars, OrderCounts.barsInScope(scope));
        writes = _newWrites(live == 1 ? 3 : 2);
        _write(writes, 0, scopeKey(holder), OrderCounts.countedInScope(scope, live, bars));
        if (live == 1) _write(writes, 2, RECORD, OrderCounts.withFrozenHolder(subject, record, true));
    }

    /// The orders that stay, all of them, each once: what they bar.
    function _remaining(Lift calldata terms, uint256 live) private view returns (uint256 bars) {
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
            bars = OrderCounts.later(bars, OrderCounts.barsOf(record.rights, record.until, record.kind));
        }
    }
}
