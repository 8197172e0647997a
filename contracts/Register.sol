// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {Entry, GenesisBook, IRegister, Mandate} from "./interfaces/IRegister.sol";
import {Dossier} from "./libraries/Dossier.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Numbers} from "./libraries/Numbers.sol";
import {ActKind, ActorMode, PartyKind, Role, SubjectKind} from "./types/Enums.sol";
import {
    CertificateNumber,
    GOVERNANCE,
    PartyId,
    RegistryCode,
    SubjectId,
    Time,
    kindOf,
    partyIdOf,
    subjectOfParty
} from "./types/Ids.sol";
import {BookAdmission, BookEnd, Founding, IntakePause, Signer} from "./types/Terms.sol";
import {
    Holding,
    PartyRecord,
    RECORD,
    SEQ_MASK,
    Tag,
    WordKey,
    Write,
    accountKey,
    accountLive,
    hashKey,
    keyOf,
    pack,
    packAccount,
    packBook,
    partyRecord,
    tagOf,
    titleRecord
} from "./types/Words.sol";

/// @title Register: see its interface
contract Register is IRegister {
    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant NAME_HASH = keccak256("DataDeed");
    bytes32 private constant VERSION_HASH = keccak256("1");
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
        _requireBook(entries);
        if (block.timestamp > mandate.deadline) revert ConsentExpired(mandate.deadline);
        digest = digestOf(msg.sender, mandate.structHash);
        bytes memory actors = _actors(mandate.signers, digest, entries);
        // Effect and event, one dossier after the other; no interaction.
        uint256[] memory seqs = _seqs(entries);
        for (uint256 i = 0; i < entries.length; ++i) {
            bytes memory envelope = bytes.concat(_links(entries, seqs, i), i == 0 ? actors : bytes(hex"00"));
            _enter(msg.sender, entries[i], seqs[i], envelope);
        }
    }

    /// @inheritdoc IRegister
    function found(address founder, bytes32 identity, GenesisBook[] calldata books) external {
        if (msg.sender != DEPLOYER || _words[GOVERNANCE][RECORD] != 0) revert FoundingRefused(msg.sender);
        Founding memory terms = Founding(identity, founder, AUTHORITY);
        SubjectId party = subjectOfParty(partyIdOf(keccak256(abi.encode(terms))));
        Write[] memory writes = new Write[](2);
        PartyRecord memory record;
        record.kind = PartyKind.ORGAN;
        record.roles = uint16(1 << uint256(Role.GOVERNOR));
        record.rolesUntil = Time.wrap(type(uint40).max);
        writes[0] = Write(RECORD, pack(record));
        writes[1] = Write(accountKey(founder), packAccount(uint40(block.timestamp), 0));
        _enterAlone(Entry(party, ActKind.Founded, abi.encode(terms), writes));
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
        uint256 old = uint256(_words[GOVERNANCE][_bookKey(book)]);
        if (old == 0) revert BookNotAdmitted(book);
        if (Time.unwrap(until) < block.timestamp) revert BookTooSoon(until, Time.wrap(uint40(block.timestamp)));
        Write[] memory writes = new Write[](1);
        writes[0] = Write(_bookKey(book), packBook(uint128(old), uint40(old >> 128), Time.unwrap(until)));
        _enterAlone(Entry(GOVERNANCE, ActKind.BookEnded, abi.encode(BookEnd(book, until)), writes));
    }

    /// @inheritdoc IRegister
    function pauseIntake(bool paused) external onlyAuthority {
        Write[] memory writes = new Write[](1);
        writes[0] = Write(RECORD, bytes32(paused ? PAUSED_BIT : 0));
        _enterAlone(Entry(GOVERNANCE, ActKind.IntakePaused, abi.encode(IntakePause(paused)), writes));
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
    function seqOf(SubjectId subject) external view returns (uint64) {
        return uint64(uint256(_words[subject][RECORD]) & SEQ_MASK);
    }

    /// @inheritdoc IRegister
    function intakePaused() external view returns (bool) {
        return uint256(_words[GOVERNANCE][RECORD]) & PAUSED_BIT != 0;
    }

    /// @inheritdoc IRegister
    function nextNumber(RegistryCode registry) public view returns (CertificateNumber) {
        uint256 month = Numbers.month(block.timestamp);
        uint256 last = _serials[registry];
        uint256 serial = last >> 16 == month ? (last & 0xffff) + 1 : 1;
        if (serial > 9_999) revert CertificateNumbersExhausted(registry, uint24(month));
        return CertificateNumber.wrap(uint64(uint256(RegistryCode.unwrap(registry)) * 1e10 + month * 1e4 + serial));
    }

    /// @inheritdoc IRegister
    function digestOf(address book, bytes32 structHash) public view returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, book));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _requireBook(Entry[] calldata entries) private view {
        uint256 book = uint256(_words[GOVERNANCE][_bookKey(msg.sender)]);
        if (block.timestamp < uint40(book >> 128) || block.timestamp >= uint40(book >> 168)) {
            revert BookNotAdmitted(msg.sender);
        }
        bytes32 admitted = _words[GOVERNANCE][keyOf(Tag.CODE, uint160(msg.sender))];
        if (admitted != msg.sender.codehash) revert BookCodeChanged(msg.sender, admitted, msg.sender.codehash);
        if (entries.length == 0) revert EntriesMissing();
        for (uint256 i = 0; i < entries.length; ++i) {
            if ((book >> uint256(entries[i].kind)) & 1 == 0) revert ActKindNotAllowed(msg.sender, entries[i].kind);
            for (uint256 j = 0; j < i; ++j) {
                if (SubjectId.unwrap(entries[i].subject) == SubjectId.unwrap(entries[j].subject)) {
                    revert SubjectRepeated(entries[i].subject);
                }
            }
        }
    }

    /// Count, then (if any) the EIP-712 digest and the actors.
    function _actors(
        Signer[] calldata signers,
        bytes32 digest,
        Entry[] calldata entries
    ) private view returns (bytes memory packed) {
        packed = abi.encodePacked(uint8(signers.length));
        if (signers.length == 0) return packed;
        packed = bytes.concat(packed, digest);
        for (uint256 i = 0; i < signers.length; ++i) {
            (bytes memory actor, bool joining) = _actor(signers[i], digest, entries);
            packed = bytes.concat(packed, actor);
            for (uint256 j = 0; j < i && !joining; ++j) {
                if (PartyId.unwrap(signers[i].party) == PartyId.unwrap(signers[j].party)) {
                    revert ActorRepeated(signers[i].party);
                }
            }
        }
    }

    /// An account that this very act adds to its party signs too: it must show that somebody holds its key.
    function _actor(
        Signer calldata s,
        bytes32 digest,
        Entry[] calldata entries
    ) private view returns (bytes memory, bool joining) {
        mapping(WordKey => bytes32) storage words = _words[subjectOfParty(s.party)];
        bytes32 account = words[accountKey(s.account)];
        joining = account == 0 && s.role == Role.PARTY && _adds(entries, s.party, s.account);
        if (!joining && !accountLive(account, block.timestamp)) revert AccountNotLive(s.party, s.account);
        bytes32 packed = words[RECORD];
        PartyRecord memory record = partyRecord(packed);
        bool held = (record.roles >> uint256(s.role)) & 1 == 1 && block.timestamp < Time.unwrap(record.rolesUntil);
        if (s.role != Role.PARTY && !held) revert RoleNotHeld(s.party, s.role);
        if (record.revoked && words[hashKey(Tag.REVOCATION, digest)] != 0) revert ConsentRevokedBefore(s.party, digest);
        return (_packActor(s, _verify(s, digest), uint256(packed) & SEQ_MASK), joining);
    }

    function _packActor(Signer calldata s, ActorMode mode, uint256 seq) private pure returns (bytes memory) {
        return Dossier.actor(s.party, s.account, s.role, mode, seq, s.signature);
    }

    function _verify(Signer calldata s, bytes32 digest) private view returns (ActorMode) {
        (address recovered, ECDSA.RecoverError fault, ) = ECDSA.tryRecoverCalldata(digest, s.signature);
        if (fault == ECDSA.RecoverError.NoError && recovered == s.account) return ActorMode.SIGNED;
        if (s.account.code.length != 0 && SignatureChecker.isValidERC1271SignatureNow(s.account, digest, s.signature)) {
            return ActorMode.CONTRACT;
        }
        revert SignatureWrong(s.party, s.account, digest);
    }

    function _adds(Entry[] calldata entries, PartyId party, address account) private pure returns (bool) {
        bytes32 key = WordKey.unwrap(accountKey(account));
        for (uint256 i = 0; i < entries.length; ++i) {
            if (SubjectId.unwrap(entries[i].subject) != PartyId.unwrap(party)) continue;
            for (uint256 j = 0; j < entries[i].writes.length; ++j) {
                if (WordKey.unwrap(entries[i].writes[j].key) == key) return true;
            }
        }
        return false;
    }

    function _seqs(Entry[] calldata entries) private view returns (uint256[] memory seqs) {
        seqs = new uint256[](entries.length);
        for (uint256 i = 0; i < entries.length; ++i) {
            seqs[i] = (uint256(_words[entries[i].subject][RECORD]) & SEQ_MASK) + 1;
        }
    }

    /// Count, then subject (32) and seq (5) of every other dossier that the act touches.
    function _links(
        Entry[] calldata entries,
        uint256[] memory seqs,
        uint256 own
    ) private pure returns (bytes memory packed) {
        packed = abi.encodePacked(uint8(entries.length - 1));
        for (uint256 i = 0; i < entries.length; ++i) {
            if (i != own) packed = abi.encodePacked(packed, entries[i].subject, uint40(seqs[i]));
        }
    }

    function _admit(address book, uint128 kinds, uint40 from, uint40 until) private {
        bytes memory code = book.code;
        // EIP-7702 accounts start with 0xef: their code can be replaced.
        if (code.length == 0 || code[0] == 0xef) revert BookWithoutFixedCode(book);
        bytes32 codeHash = book.codehash;
        BookAdmission memory terms = BookAdmission(book, codeHash, kinds, Time.wrap(from), Time.wrap(until));
        Write[] memory writes = new Write[](2);
        writes[0] = Write(_bookKey(book), packBook(kinds, from, until));
        writes[1] = Write(keyOf(Tag.CODE, uint160(book)), codeHash);
        _enterAlone(Entry(GOVERNANCE, ActKind.BookAdmitted, abi.encode(terms), writes));
    }

    /// An act of the register itself: no links, its sender as the only actor, not as a signature.
    function _enterAlone(Entry memory entry) private {
        uint256 seq = (uint256(_words[entry.subject][RECORD]) & SEQ_MASK) + 1;
        bytes memory sender = Dossier.actor(PartyId.wrap(0), msg.sender, Role.PARTY, ActorMode.SENDER, 0, bytes(""));
        _enter(address(this), entry, seq, bytes.concat(hex"0001", bytes32(0), sender));
    }

    function _enter(address book, Entry memory entry, uint256 seq, bytes memory envelope) private {
        _applyWrites(entry, seq);
        bytes memory data = bytes.concat(
            abi.encodePacked(Dossier.VERSION, uint40(seq)),
            envelope,
            Dossier.packWrites(entry.writes),
            entry.body
        );
        SubjectId subject = entry.subject;
        bytes32 before = seq == 1 ? Dossier.emptyHead(address(this), subject) : _heads[subject];
        _heads[subject] = Dossier.link(before, Dossier.digest(book, entry.kind, subject, seq, data));
        emit Acted(subject, entry.kind, book, data);
    }

    function _applyWrites(Entry memory entry, uint256 seq) private {
        mapping(WordKey => bytes32) storage words = _words[entry.subject];
        words[RECORD] = bytes32((uint256(words[RECORD]) & ~SEQ_MASK) | seq);
        Holdings.Deltas memory deltas;
        for (uint256 i = 0; i < entry.writes.length; ++i) {
            Write memory w = entry.writes[i];
            Tag tag = tagOf(w.key);
            if (tag == Tag.RECORD) w.word = bytes32((uint256(w.word) & ~SEQ_MASK) | seq);
            if (w.word == 0) revert WordZero(entry.subject, w.key);
            bytes32 old = words[w.key];
            words[w.key] = w.word;
            if (tag == Tag.HOLDING) _holding(deltas, entry.subject, w, old);
            else if (tag == Tag.LOT) Holdings.addLot(deltas, old, w.word);
            else if (old == 0 && (tag == Tag.ACCOUNT || tag == Tag.IDENTITY)) _claim(w.key, entry.subject);
        }
        if (kindOf(entry.subject) == SubjectKind.TITLE) Holdings.check(deltas, entry.subject, seq == 1);
    }

    function _holding(Holdings.Deltas memory deltas, SubjectId title, Write memory w, bytes32 old) private {
        (Holding memory before, Holding memory h) = Holdings.addHolding(deltas, title, w.key, old, w.word);
        uint64 number = CertificateNumber.unwrap(h.number);
        if (number != 0 && number == CertificateNumber.unwrap(before.number)) return;
        RegistryCode registry = titleRecord(_words[title][RECORD]).registry;
        CertificateNumber next = nextNumber(registry);
        if (number != CertificateNumber.unwrap(next)) revert CertificateNumberNotNext(h.number, next);
        _serials[registry] = (((number / 1e4) % 1e6) << 16) | (number % 1e4);
    }

    function _claim(WordKey key, SubjectId owner) private {
        SubjectId taken = _claims[key];
        if (SubjectId.unwrap(taken) != 0) revert AlreadyClaimed(key, taken);
        _claims[key] = owner;
    }

    function _bookKey(address book) private pure returns (WordKey) {
        return keyOf(Tag.BOOK, uint160(book));
    }
}
