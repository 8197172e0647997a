// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Entry, GenesisBook, IRegister, Mandate, Query} from "./interfaces/IRegister.sol";
import {Actors} from "./libraries/Actors.sol";
import {Calls} from "./libraries/Calls.sol";
import {Dossier} from "./libraries/Dossier.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Numbers} from "./libraries/Numbers.sol";
import {ActKind, PartyKind, Role, SubjectKind} from "./types/Enums.sol";
import {
    CertificateNumber,
    GOVERNANCE,
    RegistryCode,
    SubjectId,
    Time,
    isOfKind,
    partyIdOf,
    subjectOfParty
} from "./types/Ids.sol";
import {BookAdmission, BookEnd, Founding, IntakePause} from "./types/Terms.sol";
import {numberOf, titleRegistry, withNumber} from "./types/TitleWords.sol";
import {
    PartyRecord,
    RECORD,
    SEQ_MASK,
    Tag,
    WordKey,
    Write,
    accountKey,
    bookKey,
    codeKey,
    pack,
    packAccount,
    packBook,
    tagOf
} from "./types/Words.sol";

/// @title Register: see its interface
contract Register is IRegister {
    uint40 private constant ADMISSION_DELAY = 2 days;
    uint256 private constant PAUSED_BIT = 1 << 40;

    address private immutable DEPLOYER;
    address private immutable AUTHORITY;

    /// Slot 0: the one slot that an evidence package proves.
    mapping(SubjectId subject => bytes32 head) private _heads;
    mapping(SubjectId subject => mapping(WordKey key => bytes32 word)) private _words;
    mapping(WordKey key => SubjectId owner) private _claims;
    /// Month (24 bits) and serial (16 bits) of the last number given.
    mapping(RegistryCode registry => uint256 last) private _serials;

    constructor(address authority) {
        DEPLOYER = msg.sender;
        AUTHORITY = authority;
    }

    modifier onlyAuthority() {
        if (msg.sender != AUTHORITY) revert AuthorityOnly(msg.sender);
        _;
    }

    /// @inheritdoc IRegister
    function act(Mandate calldata mandate, Entry[] calldata entries) external returns (bytes32 digest) {
        // Check: the book, the consent, the signers.
        bytes memory links = _open(entries);
        if (block.timestamp > mandate.deadline) revert ConsentExpired(mandate.deadline);
        digest = digestOf(msg.sender, mandate.structHash);
        uint256[] memory actors = Actors.verify(_words, mandate.signers, digest, entries);
        // Effect and event, one dossier after the other; no interaction.
        for (uint256 i = 0; i < entries.length; ++i) {
            _enter(Dossier.compose(msg.sender, entries[i], links, i, actors, digest));
        }
    }

    /// @inheritdoc IRegister
    function found(address founder, bytes32 identity, GenesisBook[] calldata books) external {
        bool refused = msg.sender != DEPLOYER || _words[GOVERNANCE][RECORD] != 0 || books.length == 0;
        if (refused) revert FoundingRefused(msg.sender);
        Founding memory terms = Founding(identity, founder, AUTHORITY);
        SubjectId party = subjectOfParty(partyIdOf(keccak256(abi.encode(terms))));
        Write[] memory writes = new Write[](2);
        PartyRecord memory record;
        record.kind = PartyKind.ORGAN;
        record.roles = uint16(1 << uint256(Role.GOVERNOR));
        record.rolesUntil = Time.wrap(type(uint40).max);
        writes[0] = Write(RECORD, pack(record));
        writes[1] = Write(accountKey(founder), packAccount(uint40(block.timestamp), 0));
        _enterAlone(party, ActKind.Founded, abi.encode(terms), writes);
        for (uint256 i = 0; i < books.length; ++i) {
            _admit(books[i].book, books[i].kinds, uint40(block.timestamp), type(uint40).max);
        }
    }

    /// @inheritdoc IRegister
    function admitBook(address book, uint128 kinds, Time from, Time until) external onlyAuthority {
        Time earliest = Time.wrap(uint40(block.timestamp) + ADMISSION_DELAY);
        if (Time.unwrap(from) < Time.unwrap(earliest)) revert BookTooSoon(from, earliest);
        _admit(book, kinds, Time.unwrap(from), Time.unwrap(until));
    }

    /// @inheritdoc IRegister
    function endBook(address book, Time until) external onlyAuthority {
        WordKey key = bookKey(book, _words[GOVERNANCE][codeKey(book)]);
        uint256 old = uint256(_words[GOVERNANCE][key]);
        if (old == 0) revert BookNotAdmitted(book);
        if (Time.unwrap(until) < block.timestamp) revert BookTooSoon(until, Time.wrap(uint40(block.timestamp)));
        // Never later than it ends already: that would be an admission without its two days.
        Time end = Time.wrap(uint40(old >> 168));
        if (Time.unwrap(until) > Time.unwrap(end)) revert BookEndTooLate(until, end);
        Write[] memory writes = new Write[](1);
        writes[0] = Write(key, packBook(uint128(old), uint40(old >> 128), Time.unwrap(until)));
        _enterAlone(GOVERNANCE, ActKind.BookEnded, abi.encode(BookEnd(book, until)), writes);
    }

    /// @inheritdoc IRegister
    function pauseIntake(bool paused) external onlyAuthority {
        Write[] memory writes = new Write[](1);
        writes[0] = Write(RECORD, bytes32(paused ? PAUSED_BIT : 0));
        _enterAlone(GOVERNANCE, ActKind.IntakePaused, abi.encode(IntakePause(paused)), writes);
    }

    /// @inheritdoc IRegister
    function head(SubjectId subject) external view returns (bytes32) {
        return _heads[subject];
    }

    /// @inheritdoc IRegister
    function word(SubjectId subject, WordKey key) external view returns (bytes32) {
        return _words[subject][key];
    }

    /// @inheritdoc IRegister
    function words(Query[] calldata queries) external view returns (bytes32[] memory) {
        Calls.answer(_words, queries);
    }

    /// @inheritdoc IRegister
    function seqOf(SubjectId subject) external view returns (uint64) {
        return uint64(uint256(_words[subject][RECORD]) & SEQ_MASK);
    }

    /// @inheritdoc IRegister
    function intakePaused() external view returns (bool) {
        return uint256(_words[GOVERNANCE][RECORD]) & PAUSED_BIT != 0;
    }

    /// @inheritdoc IRegister
    function nextNumber(RegistryCode registry) external view returns (CertificateNumber) {
        return _numberOf(registry, _nextSerial(registry));
    }

    /// @inheritdoc IRegister
    function digestOf(address book, bytes32 structHash) public view returns (bytes32) {
        return Dossier.signingDigest(book, structHash);
    }

    /// The book must be admitted and each entry within its power and of another dossier.
    /// @return links every dossier of the act with its new count, see Dossier.setLink
    function _open(Entry[] calldata entries) private view returns (bytes memory links) {
        uint256 book = _admission();
        uint256 count = entries.length;
        if (count == 0) revert EntriesMissing();
        _requireCountable(count, type(uint8).max);
        links = Dossier.newLinks(count);
        for (uint256 i = 0; i < count; ++i) {
            Entry calldata entry = entries[i];
            SubjectId subject = entry.subject;
            ActKind kind = entry.kind;
            _requireCountable(entry.writes.length, type(uint8).max);
            if ((book >> uint256(kind)) & 1 == 0) revert ActKindNotAllowed(msg.sender, kind);
            if (i != 0 && Dossier.hasLink(links, i, subject)) revert SubjectRepeated(subject);
            Dossier.setLink(links, i, subject, _nextSeq(subject));
        }
    }

    function _admission() private view returns (uint256 book) {
        mapping(WordKey => bytes32) storage own = _words[GOVERNANCE];
        book = uint256(own[bookKey(msg.sender, msg.sender.codehash)]);
        if (block.timestamp < uint40(book >> 128) || block.timestamp >= uint40(book >> 168)) {
            _refuseBook(own[codeKey(msg.sender)], book);
        }
    }

    function _refuseBook(bytes32 admitted, uint256 book) private view {
        bool changed = book == 0 && admitted != 0;
        if (changed) revert BookCodeChanged(msg.sender, admitted, msg.sender.codehash);
        revert BookNotAdmitted(msg.sender);
    }

    /// The log counts in few bytes: what they can't count must not be written.
    function _requireCountable(uint256 count, uint256 most) private pure {
        if (count > most) revert ActTooLarge(count, most);
    }

    function _nextSeq(SubjectId subject) private view returns (uint256) {
        return (uint256(_words[subject][RECORD]) & SEQ_MASK) + 1;
    }

    function _admit(address book, uint128 kinds, uint40 from, uint40 until) private {
        bytes memory code = book.code;
        // EIP-7702 accounts start with 0xef: their code can be replaced.
        if (code.length == 0 || code[0] == 0xef) revert BookWithoutFixedCode(book);
        bytes32 codeHash = book.codehash;
        BookAdmission memory terms = BookAdmission(book, codeHash, kinds, Time.wrap(from), Time.wrap(until));
        Write[] memory writes = new Write[](2);
        writes[0] = Write(bookKey(book, codeHash), packBook(kinds, from, until));
        writes[1] = Write(codeKey(book), codeHash);
        _enterAlone(GOVERNANCE, ActKind.BookAdmitted, abi.encode(terms), writes);
    }

    /// An act of the register itself.
    function _enterAlone(SubjectId subject, ActKind kind, bytes memory body, Write[] memory writes) private {
        _enter(Dossier.composeAlone(msg.sender, subject, kind, _nextSeq(subject), body, writes));
    }

    function _enter(Dossier.Page memory page) private {
        _applyWrites(page);
        SubjectId subject = page.subject;
        bytes32 before = page.seq == 1 ? Dossier.emptyHead(address(this), subject) : _heads[subject];
        bytes32 digest = Dossier.digest(page.book, page.kind, subject, page.seq, page.data);
        _heads[subject] = Dossier.link(before, digest);
        Dossier.log(page, Acted.selector);
    }

    /// Writes the words and gives the record, in storage and in the page, its count.
    function _applyWrites(Dossier.Page memory page) private {
        SubjectId subject = page.subject;
        mapping(WordKey => bytes32) storage own = _words[subject];
        bytes32 record = bytes32((uint256(own[RECORD]) & ~SEQ_MASK) | page.seq);
        Holdings.Sums memory sums;
        uint256 end = page.writes + 64 * page.count;
        for (uint256 spot = page.writes; spot < end; spot += 64) {
            (WordKey key, bytes32 left) = Dossier.writeAt(spot);
            uint256 tag = tagOf(key);
            if (tag == uint256(Tag.RECORD)) {
                left = bytes32((uint256(left) & ~SEQ_MASK) | page.seq);
                Dossier.setWord(spot, left);
                if (WordKey.unwrap(key) == WordKey.unwrap(RECORD)) {
                    record = left;
                    continue;
                }
            }
            if (left == 0) revert WordZero(subject, key);
            bytes32 old = own[key];
            if (tag == uint256(Tag.HOLDING)) {
                if (Holdings.addHolding(sums, subject, key, uint256(old), uint256(left))) {
                    left = _numbered(titleRegistry(record), uint256(left));
                    Dossier.setWord(spot, left);
                }
            } else if (tag == uint256(Tag.LOT)) {
                Holdings.addLot(sums, old, left);
            } else {
                _guard(page, tag, key, old);
            }
            own[key] = left;
        }
        own[RECORD] = record;
        if (isOfKind(subject, SubjectKind.TITLE)) Holdings.check(sums, subject, page.seq == 1);
    }

    /// Accounts and identities are claimed once; only the register admits books, else one could widen its own admission.
    function _guard(Dossier.Page memory page, uint256 tag, WordKey key, bytes32 old) private {
        if (tag == uint256(Tag.ACCOUNT) || tag == uint256(Tag.IDENTITY)) {
            if (old == 0) _claim(key, page.subject);
        } else if ((tag == uint256(Tag.BOOK) || tag == uint256(Tag.CODE)) && page.book != address(this)) {
            revert ActKindNotAllowed(page.book, page.kind);
        }
    }

    /// A holding with the next number, which is taken; a book leaves it open, or names no other.
    function _numbered(RegistryCode registry, uint256 holding) private returns (bytes32) {
        uint256 serial = _nextSerial(registry);
        CertificateNumber next = _numberOf(registry, serial);
        uint256 given = numberOf(holding);
        if (given != 0 && given != CertificateNumber.unwrap(next)) {
            revert CertificateNumberNotNext(CertificateNumber.wrap(uint64(given)), next);
        }
        _serials[registry] = serial;
        return bytes32(withNumber(holding, next));
    }

    /// Month and serial of the next number, as _serials has them.
    function _nextSerial(RegistryCode registry) private view returns (uint256 serial) {
        uint256 month = Numbers.month(block.timestamp);
        uint256 last = _serials[registry];
        serial = last >> 16 == month ? last + 1 : (month << 16) | 1;
        if (serial & 0xffff > 9_999) revert CertificateNumbersExhausted(registry, uint24(month));
    }

    function _numberOf(RegistryCode registry, uint256 serial) private pure returns (CertificateNumber) {
        uint256 code = RegistryCode.unwrap(registry);
        return CertificateNumber.wrap(uint64(code * 1e10 + (serial >> 16) * 1e4 + (serial & 0xffff)));
    }

    function _claim(WordKey key, SubjectId owner) private {
        SubjectId taken = _claims[key];
        if (SubjectId.unwrap(taken) != 0) revert AlreadyClaimed(key, taken);
        _claims[key] = owner;
    }
}
