// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Entry, IRegister, Mandate} from "./interfaces/IRegister.sol";
import {ITitleBook} from "./interfaces/ITitleBook.sol";
import {Book} from "./libraries/Book.sol";
import {Disposals} from "./libraries/Disposals.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, ApplicationState, Operation, PledgeState, Right, Role, TitleState} from "./types/Enums.sol";
import {
    CertificateNumber,
    FingerprintId,
    GOVERNANCE,
    LotId,
    PartyId,
    PledgeId,
    RecordRoot,
    RegistryCode,
    Share,
    SubjectId,
    Time,
    TitleId,
    objectSubject,
    sameParty,
    subjectOf,
    subjectOfApplication,
    titleIdOf
} from "./types/Ids.sol";
import {Application, Issue, Signer, Split, Transfer} from "./types/Terms.sol";
import {
    holdersOf,
    withHolders,
    Lot,
    NUMBER_AT,
    PLEDGED_AT,
    PledgeRecord,
    SHARE_BITS,
    TitleRecord,
    VERSION_AT,
    lotOf,
    pack,
    pledgeRecord,
    pledgedAt,
    shareAt,
    sharesOf,
    sharesWord,
    titleRegistry,
    versionOf,
    withNumber
} from "./types/TitleWords.sol";
import {
    ApplicationRecord,
    RECORD,
    Tag,
    Write,
    applicationRecord,
    floorsOf,
    hashKey,
    holdingKey,
    keyOf,
    lotKey,
    pledgeKey,
    pack as packRecord
} from "./types/Words.sol";

/// @title TitleBook: see its interface
contract TitleBook is Book, ITitleBook {
    uint256 private constant MOST_LOTS = 16;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc ITitleBook
    function issue(
        Issue calldata terms,
        Application calldata content,
        Signer[] calldata signers
    ) external returns (TitleId title) {
        // Check
        bytes memory body = abi.encode(terms);
        bytes32 hash = TermsHash.flat(TermsHash.ISSUE, body);
        title = titleIdOf(hash);
        ApplicationRecord memory application = _requireRegistered(terms, content);
        _requireCount(signers, 1);
        _requireStaff(signers, 0, Role.SEAL_KEEPER, application.registry);
        if (_record(subjectOf(title)) != 0) revert TitleExists(title);
        // Effect
        Entry[] memory entries = new Entry[](3);
        entries[0] = Entry(subjectOf(title), ActKind.TitleIssued, body, _issueWrites(terms, content.splits));
        application.state = ApplicationState.CERTIFIED;
        Write[] memory writes = new Write[](1);
        writes[0] = Write(RECORD, packRecord(application));
        entries[1] = Entry(subjectOfApplication(terms.application), ActKind.ApplicationCertified, "", writes);
        entries[2] = Entry(objectSubject(terms.fingerprint), ActKind.ObjectTitled, "", new Write[](0));
        REGISTER.act(Mandate(hash, terms.deadline, signers), entries);
    }

    /// @inheritdoc ITitleBook
    function transfer(Transfer calldata terms, Signer[] calldata signers) external {
        // Check
        uint8 rights =
            (Share.unwrap(terms.hold) != 0 ? 1 : 0) |
                (Share.unwrap(terms.use) != 0 ? 2 : 0) |
                (Share.unwrap(terms.oper) != 0 ? 4 : 0);
        if (rights == 0 || sameParty(terms.giver, terms.taker)) revert TransferEmpty(terms.title);
        if (terms.lots.length > MOST_LOTS) revert LotsTooMany(terms.title, terms.lots.length, MOST_LOTS);
        (bytes32 record, ) = Disposals.requireFree(REGISTER, terms.title, terms.giver, rights, Operation.TRANSFER);
        _requireParty(signers, 0, terms.giver);
        _requireParty(signers, 1, terms.taker);
        // Effect
        Write[] memory writes = _transferWrites(terms, signers, uint256(record));
        bytes32 hash = TermsHash.hash(terms);
        bytes memory body = abi.encode(terms);
        _act(hash, terms.deadline, signers, subjectOf(terms.title), ActKind.SharesTransferred, body, writes);
    }

    /// Record, giver, taker, then one word a moved lot.
    function _transferWrites(
        Transfer calldata terms,
        Signer[] calldata signers,
        uint256 record
    ) private view returns (Write[] memory writes) {
        uint256 moved = sharesWord(terms.hold, terms.use, terms.oper);
        writes = new Write[](3 + terms.lots.length);
        uint256 pledged = _moveLots(terms, signers, writes);
        (uint256 giver, uint256 taker) = _move(terms, moved, pledged);
        if (sharesOf(taker) == moved) {
            // The taker held nothing before: a holding that comes back to life gets a new number too.
            taker = withNumber(taker, REGISTER.nextNumber(titleRegistry(bytes32(record))));
            record = withHolders(record, holdersOf(record) + 1);
        }
        if (sharesOf(giver) == 0) record = withHolders(record, holdersOf(record) - 1);
        writes[0] = Write(RECORD, bytes32(record));
        writes[1] = Write(holdingKey(terms.giver), bytes32(giver));
        writes[2] = Write(holdingKey(terms.taker), bytes32(taker));
    }

    function _requireRegistered(
        Issue calldata terms,
        Application calldata content
    ) private view returns (ApplicationRecord memory record) {
        SubjectId subject = subjectOfApplication(terms.application);
        bytes32 word = _record(subject);
        record = applicationRecord(word);
        if (record.state != ApplicationState.REGISTERED) {
            revert ApplicationNotRegistered(terms.application, record.state);
        }
        _requireSeqIn(subject, word, terms.seq);
        bool same =
            _word(subject, keyOf(Tag.CONTENT, 0)) == TermsHash.hash(content) &&
                RegistryCode.unwrap(terms.registry) == RegistryCode.unwrap(record.registry) &&
                FingerprintId.unwrap(terms.fingerprint) == FingerprintId.unwrap(content.fingerprint) &&
                RecordRoot.unwrap(terms.record) == RecordRoot.unwrap(content.record) &&
                terms.profile == content.profile;
        if (!same) revert IssueDiffers(terms.application);
        uint256 from = Time.unwrap(record.depositedAt);
        if (Time.unwrap(terms.registeredAt) != from) revert RegisteredAtWrong(terms.registeredAt, record.depositedAt);
        uint256 latest = from + floorsOf(_word(GOVERNANCE, hashKey(Tag.PROFILE, terms.profile))).maximumTerm;
        if (Time.unwrap(terms.validUntil) <= block.timestamp || Time.unwrap(terms.validUntil) > latest) {
            revert TermWrong(terms.validUntil, Time.wrap(uint40(latest)));
        }
    }

    function _issueWrites(Issue calldata terms, Split[] calldata splits) private view returns (Write[] memory writes) {
        TitleRecord memory record;
        record.registry = terms.registry;
        record.registeredAt = terms.registeredAt;
        record.validUntil = terms.validUntil;
        record.state = TitleState.LIVE;
        record.holders = uint16(splits.length);
        writes = new Write[](1 + splits.length);
        uint256 number = CertificateNumber.unwrap(REGISTER.nextNumber(terms.registry));
        uint256 sums = 0;
        for (uint256 i = 0; i < splits.length; ++i) {
            uint256 holding = sharesWord(splits[i].hold, splits[i].use, splits[i].oper);
            sums += holding;
            holding |= (number + i) << NUMBER_AT;
            writes[1 + i] = Write(holdingKey(splits[i].holder), bytes32(holding | (1 << VERSION_AT)));
        }
        for (uint256 r = 0; r < 3; ++r) if (shareAt(sums, r) != 0) record.rights |= uint8(1 << r);
        writes[0] = Write(RECORD, pack(record));
    }

    /// Both holdings after the move, one version on.
    function _move(
        Transfer calldata terms,
        uint256 moved,
        uint256 movedPledged
    ) private view returns (uint256 giver, uint256 taker) {
        giver = uint256(_word(subjectOf(terms.title), holdingKey(terms.giver)));
        taker = uint256(_word(subjectOf(terms.title), holdingKey(terms.taker)));
        if (versionOf(giver) != terms.giverVersion) {
            revert HoldingChanged(terms.title, terms.giver, terms.giverVersion, uint32(versionOf(giver)));
        }
        _requireShares(terms.title, terms.giver, Right.HOLD, giver, Share.unwrap(terms.hold), movedPledged);
        _requireShares(terms.title, terms.giver, Right.USE, giver, Share.unwrap(terms.use), movedPledged);
        _requireShares(terms.title, terms.giver, Right.OPER, giver, Share.unwrap(terms.oper), movedPledged);
        // No right is moved beyond what is held, and all holders' shares sum to the whole: no field runs over.
        uint256 all = moved | (movedPledged << PLEDGED_AT);
        giver = giver - all + (1 << VERSION_AT);
        taker = taker + all + (1 << VERSION_AT);
    }

    /// What moves free must be free; what moves pledged must be moved.
    function _requireShares(
        TitleId title,
        PartyId giver,
        Right right,
        uint256 holding,
        uint32 moved,
        uint256 movedPledged
    ) private pure {
        uint256 pledged = shareAt(movedPledged, uint256(right));
        if (moved == 0 && pledged == 0) return;
        uint256 held = shareAt(holding, uint256(right));
        if (moved > held) revert HeldTooLittle(title, giver, right, uint32(held), moved);
        uint256 free = held - pledgedAt(holding, uint256(right));
        if (moved > free + pledged || pledged > moved) {
            revert PledgedNeedsConsent(title, giver, right, uint32(free), moved);
        }
    }

    /// Every lot moves whole; each of its open pledges must be named and its pledgee among the signers.
    function _moveLots(
        Transfer calldata terms,
        Signer[] calldata signers,
        Write[] memory writes
    ) private view returns (uint256 pledged) {
        uint256 next = 0;
        for (uint256 i = 0; i < terms.lots.length; ++i) {
            LotId id = terms.lots[i];
            if (i != 0 && LotId.unwrap(id) <= LotId.unwrap(terms.lots[i - 1])) {
                revert LotNotGivers(terms.title, id, terms.giver);
            }
            Lot memory lot = lotOf(_word(subjectOf(terms.title), lotKey(id)));
            if (lot.open == 0 || !sameParty(lot.holder, terms.giver)) revert LotNotGivers(terms.title, id, terms.giver);
            next = _requireConsents(terms, signers, id, lot.open, next);
            pledged += uint256(Share.unwrap(lot.ppm)) << (SHARE_BITS * uint256(lot.right));
            lot.holder = terms.taker;
            lot.version += 1;
            writes[3 + i] = Write(lotKey(id), pack(lot));
        }
        if (next != terms.pledges.length) {
            revert PledgesIncomplete(terms.title, LotId.wrap(0), terms.pledges.length, next);
        }
    }

    function _requireConsents(
        Transfer calldata terms,
        Signer[] calldata signers,
        LotId lot,
        uint256 open,
        uint256 from
    ) private view returns (uint256 next) {
        next = from + open;
        if (next > terms.pledges.length) revert PledgesIncomplete(terms.title, lot, terms.pledges.length - from, open);
        for (uint256 i = from; i < next; ++i) {
            bytes32 id = PledgeId.unwrap(terms.pledges[i]);
            bool repeated = i != from && id <= PledgeId.unwrap(terms.pledges[i - 1]);
            if (repeated) revert PledgesIncomplete(terms.title, lot, next - from, open);
            PledgeRecord memory pledge = pledgeRecord(_word(subjectOf(terms.title), pledgeKey(lot, terms.pledges[i])));
            if (pledge.state != PledgeState.RECORDED) revert PledgeNotOpen(terms.title, lot, terms.pledges[i]);
            bool signed = false;
            for (uint256 j = 0; j < signers.length && !signed; ++j) {
                signed = signers[j].role == Role.PARTY && sameParty(signers[j].party, pledge.pledgee);
            }
            if (!signed) revert PledgeeConsentMissing(terms.title, terms.pledges[i], pledge.pledgee);
        }
    }
}
