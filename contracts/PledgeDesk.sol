// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledgeBook} from "./interfaces/IPledgeBook.sol";
import {IPledgeDesk} from "./interfaces/IPledgeDesk.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {ITitleBook} from "./interfaces/ITitleBook.sol";
import {Book} from "./libraries/Book.sol";
import {Burdens} from "./libraries/Burdens.sol";
import {Consents} from "./libraries/Consents.sol";
import {Disposals} from "./libraries/Disposals.sol";
import {Heirs} from "./libraries/Heirs.sol";
import {LotDesk} from "./libraries/LotDesk.sol";
import {PledgeHash} from "./libraries/PledgeHash.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, Burden, Operation, Role} from "./types/Enums.sol";
import {PledgeState, Realisation} from "./types/PledgeEnums.sol";
import {
    DocumentDigest,
    LotId,
    PartyId,
    PledgeId,
    Share,
    SubjectId,
    Time,
    TitleId,
    sameParty,
    subjectOf,
    subjectOfParty
} from "./types/Ids.sol";
import {Amendment, Assignment, Enforcement, Knowledge, Pledge, Ranking, Shrinking} from "./types/PledgeTerms.sol";
import {amendedAmount, amendedKey, amendedTermEnd, knowledgeKey, packAmended} from "./types/PledgeWords.sol";
import {Signer} from "./types/Terms.sol";
import {
    Lot,
    PledgeRecord,
    isOpen,
    lotOf,
    pack,
    pledgeRecord,
    titleRegistry,
    titleValidUntil
} from "./types/TitleWords.sol";
import {RECORD, holdingKey, lotKey, orderKey, partyBarredUntil, partyOrderKinds, pledgeKey} from "./types/Words.sol";

/// @title PledgeDesk: see its interface
contract PledgeDesk is LotDesk, IPledgeDesk {
    // What an amendment is held against.
    uint256 private constant PLEDGE = 0;
    uint256 private constant LOT = 1;
    uint256 private constant AMENDED = 2;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IPledgeDesk
    function amend(Amendment calldata terms, Signer[] calldata signers) external {
        // Check
        Pledge calldata pledged = terms.pledged;
        bytes32 hash = TermsHash.flat(TermsHash.PLEDGE, abi.encode(pledged));
        PledgeId id = PledgeId.wrap(hash);
        LotId lot = LotId.unwrap(pledged.lot) == 0 ? LotId.wrap(hash) : pledged.lot;
        bytes32[] memory words = _amendWords(pledged, lot, id);
        PledgeRecord memory record = _requireOpen(pledged.title, lot, id, terms.version, words[PLEDGE]);
        Lot memory on = lotOf(words[LOT]);
        _requireParty(signers, 0, on.holder);
        _requireParty(signers, 1, record.pledgee);
        if (_weighsMore(terms, id, record, words[AMENDED])) {
            _requireWider(terms, lot, on, signers);
        } else if (terms.pledges.length != 0) {
            revert ITitleBook.PledgesIncomplete(pledged.title, lot, terms.pledges.length, 0);
        }
        // Effect
        bytes32[] memory writes = _amendWrites(terms, lot, id, record);
        bytes memory body = abi.encode(terms);
        bytes32 signed = PledgeHash.hash(terms, hash);
        _act(signed, terms.deadline, signers, subjectOf(pledged.title), ActKind.PledgeAmended, body, writes);
    }

    /// @inheritdoc IPledgeDesk
    function assign(Assignment calldata terms, Signer[] calldata signers) external {
        // Check
        SubjectId subject = subjectOf(terms.title);
        bytes32[] memory queries = _newQueries(2);
        _ask(queries, 0, subject, pledgeKey(terms.lot, terms.pledge));
        _ask(queries, 1, subject, lotKey(terms.lot));
        bytes32[] memory words = _words(queries);
        PledgeRecord memory record = _requireOpen(terms.title, terms.lot, terms.pledge, terms.version, words[0]);
        bool wrong =
            sameParty(terms.assignee, record.pledgee) ||
                sameParty(terms.assignee, lotOf(words[1]).holder) ||
                DocumentDigest.unwrap(terms.notice) == 0;
        if (wrong) revert AssignmentWrong(terms.title, terms.pledge);
        _requireCount(signers, 2);
        _requireParty(signers, 0, record.pledgee);
        _requireParty(signers, 1, terms.assignee);
        _requireUnbarred(terms.title, record.pledgee);
        Heirs.requireNone(REGISTER, terms.assignee);
        // Effect
        record.pledgee = terms.assignee;
        record.version += 1;
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, pledgeKey(terms.lot, terms.pledge), pack(record));
        bytes memory body = abi.encode(terms);
        _flatAct(PledgeHash.ASSIGNMENT, terms.deadline, signers, subject, ActKind.PledgeAssigned, body, writes);
    }

    /// @inheritdoc IPledgeDesk
    function rank(Ranking calldata terms, Signer[] calldata signers) external {
        // Check
        SubjectId subject = subjectOf(terms.title);
        PledgeId[] calldata pledges = terms.pledges;
        Lot memory lot = _lotAt(terms.title, terms.lot, terms.version);
        bool whole = pledges.length == lot.open && pledges.length > 1;
        if (!whole) revert RankingWrong(terms.title, terms.lot, pledges.length, lot.open);
        bytes32[] memory writes = _rankWrites(terms, signers, lot.open);
        // Effect
        lot.version += 1;
        _write(writes, 0, lotKey(terms.lot), pack(lot));
        bytes32 hash = PledgeHash.hash(terms);
        bytes memory body = abi.encode(terms);
        _act(hash, terms.deadline, signers, subject, ActKind.PledgesRanked, body, writes);
    }

    /// @inheritdoc IPledgeDesk
    function shrink(Shrinking calldata terms, Signer[] calldata signers) external {
        // Check
        SubjectId subject = subjectOf(terms.title);
        Lot memory lot = _lotAt(terms.title, terms.lot, terms.version);
        (uint32 stays, uint32 all) = (Share.unwrap(terms.ppm), Share.unwrap(lot.ppm));
        if (stays == 0 || stays >= all) revert ShareNotLess(terms.title, terms.lot, terms.ppm, lot.ppm);
        _requireParty(signers, 0, lot.holder);
        _requireEvery(terms.title, terms.lot, lot.open, terms.pledges, signers);
        // Effect
        bytes32[] memory writes = _newWrites(2);
        _write(writes, 1, holdingKey(lot.holder), _giveBack(subject, lot, Share.wrap(all - stays)));
        lot.ppm = terms.ppm;
        lot.version += 1;
        _write(writes, 0, lotKey(terms.lot), pack(lot));
        bytes32 hash = PledgeHash.hash(terms);
        _act(hash, terms.deadline, signers, subject, ActKind.LotShrunk, abi.encode(terms), writes);
    }

    /// @inheritdoc IPledgeDesk
    function learn(Knowledge calldata terms, Signer[] calldata signers) external {
        // Check
        SubjectId subject = subjectOf(terms.title);
        bytes32[] memory queries = _newQueries(5);
        _ask(queries, 0, subject, pledgeKey(terms.lot, terms.pledge));
        _ask(queries, 1, subject, lotKey(terms.lot));
        _ask(queries, 2, subject, knowledgeKey(terms.lot, terms.pledge));
        _ask(queries, 3, terms.subject, orderKey(terms.holder, terms.order));
        _ask(queries, 4, subject, RECORD);
        bytes32[] memory words = _words(queries);
        PledgeRecord memory record = pledgeRecord(words[0]);
        if (!isOpen(record.state)) revert ITitleBook.PledgeNotOpen(terms.title, terms.lot, terms.pledge);
        if (words[3] == 0 || !_isSeized(terms, lotOf(words[1]).holder))
            revert SeizureUnknown(terms.subject, terms.order);
        bool wrong =
            !record.maximum ||
                words[2] != 0 ||
                Time.unwrap(terms.knownAt) == 0 ||
                Time.unwrap(terms.knownAt) > block.timestamp ||
                DocumentDigest.unwrap(terms.document) == 0;
        if (wrong) revert KnowledgeWrong(terms.title, terms.pledge);
        _requireCount(signers, 1);
        bool clerk = signers[0].role == Role.ORDER_CLERK;
        if (clerk) _requireStaff(signers, 0, Role.ORDER_CLERK, titleRegistry(words[4]));
        else _requireParty(signers, 0, record.pledgee);
        // Effect
        bytes32[] memory writes = _newWrites(1);
        bytes32 known = bytes32(uint256(Time.unwrap(terms.knownAt)));
        _write(writes, 0, knowledgeKey(terms.lot, terms.pledge), known);
        bytes memory body = abi.encode(terms);
        _flatAct(PledgeHash.KNOWLEDGE, terms.deadline, signers, subject, ActKind.SeizureKnown, body, writes);
    }

    /// @inheritdoc IPledgeDesk
    function enforce(Enforcement calldata terms, Signer[] calldata signers) external {
        // Check
        SubjectId subject = subjectOf(terms.title);
        bytes32 word = _word(subject, pledgeKey(terms.lot, terms.pledge));
        PledgeRecord memory record = _requireOpen(terms.title, terms.lot, terms.pledge, terms.version, word);
        Realisation how = terms.realisation;
        bool income = how == Realisation.LICENCE_INCOME;
        if (DocumentDigest.unwrap(terms.document) == 0 || !_follows(how, record)) {
            revert EnforcementWrong(terms.title, terms.pledge, record.state, how);
        }
        _requireCount(signers, income ? 2 : 1);
        _requireParty(signers, 0, record.pledgee);
        if (income) _requireParty(signers, 1, lotOf(_word(subject, lotKey(terms.lot))).holder);
        // Effect
        record.state = how == Realisation.WITHDRAWN ? PledgeState.RECORDED : PledgeState.ENFORCING;
        record.realisation = income ? how : Realisation.NONE;
        record.version += 1;
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, pledgeKey(terms.lot, terms.pledge), pack(record));
        bytes memory body = abi.encode(terms);
        _flatAct(PledgeHash.ENFORCEMENT, terms.deadline, signers, subject, ActKind.PledgeEnforcing, body, writes);
    }

    /// The pledge, its lot, and its terms as they stand.
    function _amendWords(Pledge calldata pledged, LotId lot, PledgeId id) private view returns (bytes32[] memory) {
        SubjectId subject = subjectOf(pledged.title);
        bytes32[] memory queries = _newQueries(3);
        _ask(queries, PLEDGE, subject, pledgeKey(lot, id));
        _ask(queries, LOT, subject, lotKey(lot));
        _ask(queries, AMENDED, subject, amendedKey(lot, id));
        return _words(queries);
    }

    function _amendWrites(
        Amendment calldata terms,
        LotId lot,
        PledgeId id,
        PledgeRecord memory record
    ) private pure returns (bytes32[] memory writes) {
        record.maximum = terms.maximum;
        record.version += 1;
        writes = _newWrites(2);
        _write(writes, 0, pledgeKey(lot, id), pack(record));
        _write(writes, 1, amendedKey(lot, id), packAmended(terms.amount, terms.termEnd, terms.pastTerm));
    }

    /// One word a pledge, from the second place on; each is named once, and its pledgee signs.
    function _rankWrites(
        Ranking calldata terms,
        Signer[] calldata signers,
        uint8 open
    ) private view returns (bytes32[] memory writes) {
        PledgeId[] calldata pledges = terms.pledges;
        writes = _newWrites(1 + pledges.length);
        for (uint256 i = 0; i < pledges.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                bool again = PledgeId.unwrap(pledges[i]) == PledgeId.unwrap(pledges[j]);
                if (again) revert RankingWrong(terms.title, terms.lot, j + 1, open);
            }
            PledgeRecord memory record = Consents.ofPledge(REGISTER, terms.title, terms.lot, pledges[i], signers);
            record.rank = uint8(i + 1);
            record.version += 1;
            _write(writes, 1 + i, pledgeKey(terms.lot, pledges[i]), pack(record));
        }
    }

    /// Whether others on the lot are worse off: by a larger amount, a maximum, or a later term.
    function _weighsMore(
        Amendment calldata terms,
        PledgeId id,
        PledgeRecord memory record,
        bytes32 amended
    ) private pure returns (bool) {
        Pledge calldata pledged = terms.pledged;
        uint128 amount = amended == 0 ? pledged.amount : amendedAmount(amended);
        uint256 end = Time.unwrap(amended == 0 ? pledged.termEnd : amendedTermEnd(amended));
        uint256 asked = Time.unwrap(terms.termEnd);
        bool same = terms.amount == amount && asked == end && terms.maximum == record.maximum;
        if (same || terms.amount == 0) revert AmendmentEmpty(pledged.title, id);
        return terms.amount > amount || asked > end || (terms.maximum && !record.maximum);
    }

    /// As a new pledge: nothing bars the holder, the term is the title's or accepted, and every pledgee agrees.
    function _requireWider(Amendment calldata terms, LotId id, Lot memory lot, Signer[] calldata signers) private view {
        TitleId title = terms.pledged.title;
        bytes32[] memory queries = Disposals.queries(title, lot.holder, lot.holder);
        _ask(queries, Disposals.OWN, subjectOf(title), lotKey(id));
        _ask(queries, Disposals.OWN_SECOND, subjectOf(title), lotKey(id));
        bytes32[] memory words = _words(queries);
        uint256 moved = uint256(Share.unwrap(lot.ppm)) << (64 * uint256(lot.right));
        Disposals.requireFree(REGISTER, title, lot.holder, moved, Operation.PLEDGE, words);
        Time end = titleValidUntil(words[Disposals.TITLE]);
        bool past = Time.unwrap(terms.termEnd) > Time.unwrap(end) && !terms.pastTerm;
        if (past) revert IPledgeBook.TermOverrun(title, terms.termEnd, end);
        _requireEvery(title, id, lot.open, terms.pledges, signers);
    }

    /// No order on the whole pledgee, or on the party that absorbed it, bars what it gives away.
    function _requireUnbarred(TitleId title, PartyId party) private view {
        bytes32 record = _record(subjectOfParty(party));
        Time until = partyBarredUntil(record);
        PartyId heir = Heirs.heirOf(REGISTER, party, record);
        if (PartyId.unwrap(heir) != 0) {
            bytes32 heirs = _record(subjectOfParty(heir));
            if (Time.unwrap(partyBarredUntil(heirs)) > Time.unwrap(until)) {
                (record, until) = (heirs, partyBarredUntil(heirs));
            }
        }
        if (block.timestamp < Time.unwrap(until)) {
            // An order bars here whatever its kind; its burden is only told.
            // slither-disable-next-line unused-return
            (, Burden burden) = Burdens.ofOrders(Operation.TRANSFER, partyOrderKinds(record));
            revert ITitleBook.Barred(title, party, Operation.TRANSFER, burden, until);
        }
    }

    /// The order is one on the title, on the holder's shares in it, on the holder, or on who absorbed the holder.
    function _isSeized(Knowledge calldata terms, PartyId holder) private view returns (bool) {
        bytes32 subject = SubjectId.unwrap(terms.subject);
        bool whole = PartyId.unwrap(terms.holder) == 0;
        bool ofTitle = subject == SubjectId.unwrap(subjectOf(terms.title));
        if (ofTitle) return whole || sameParty(terms.holder, holder);
        if (!whole) return false;
        if (subject == PartyId.unwrap(holder)) return true;
        return subject == PartyId.unwrap(Heirs.heirOf(REGISTER, holder, _record(subjectOfParty(holder))));
    }

    /// Default first; then the income from licences, once, or the declaration taken back.
    function _follows(Realisation how, PledgeRecord memory record) private pure returns (bool) {
        if (how == Realisation.NONE) return record.state == PledgeState.RECORDED;
        if (record.state != PledgeState.ENFORCING) return false;
        bool first = record.realisation == Realisation.NONE;
        return how == Realisation.WITHDRAWN || (how == Realisation.LICENCE_INCOME && first);
    }
}
