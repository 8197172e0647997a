// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "./interfaces/IRegister.sol";
import {ITitleBook} from "./interfaces/ITitleBook.sol";
import {Book} from "./libraries/Book.sol";
import {Calls} from "./libraries/Calls.sol";
import {Consents} from "./libraries/Consents.sol";
import {Disposals} from "./libraries/Disposals.sol";
import {Heirs} from "./libraries/Heirs.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Registrations} from "./libraries/Registrations.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {TitleDesk} from "./libraries/TitleDesk.sol";
import {ActKind, ApplicationState, Operation, Right, Role, TitleState} from "./types/Enums.sol";
import {
    CertificateNumber,
    FingerprintId,
    GOVERNANCE,
    LotId,
    PartyId,
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
    subjectOfParty,
    titleIdOf
} from "./types/Ids.sol";
import {Application, Issue, Signer, Split, Succession, Transfer} from "./types/Terms.sol";
import {
    holdersOf,
    withHolders,
    Lot,
    PLEDGED_AT,
    TitleRecord,
    ONE_VERSION,
    lotOf,
    pack,
    shareAt,
    sharesOf,
    sharesWord,
    titleExpired,
    titleLive,
    titleValidUntil,
    versionOf,
    withNumber
} from "./types/TitleWords.sol";
import {
    ApplicationRecord,
    RECORD,
    Tag,
    WordKey,
    applicationRecord,
    floorsOf,
    hashKey,
    holdingKey,
    keyOf,
    lotKey,
    pack as packRecord,
    successorKey
} from "./types/Words.sol";

/// @title TitleBook: see its interface
contract TitleBook is TitleDesk, ITitleBook {
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
        _requireCount(signers, 1);
        bytes32[] memory words = _issueWords(terms, title, signers[0].party);
        ApplicationRecord memory application = _requireRegistered(terms, content, words);
        _requireStaffIn(signers, 0, Role.SEAL_KEEPER, application.registry, words[3]);
        if (words[4] != 0) revert TitleExists(title);
        // Effect
        Calls.Draft[] memory drafts = new Calls.Draft[](3);
        drafts[0] = Calls.Draft(subjectOf(title), ActKind.TitleIssued, body, _issueWrites(terms, content.splits));
        application.state = ApplicationState.CERTIFIED;
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, RECORD, packRecord(application));
        drafts[1] = Calls.Draft(subjectOfApplication(terms.application), ActKind.ApplicationCertified, "", writes);
        drafts[2] = Calls.Draft(objectSubject(terms.fingerprint), ActKind.ObjectTitled, "", _newWrites(0));
        Calls.act(REGISTER, hash, terms.deadline, signers, drafts);
    }

    /// @inheritdoc ITitleBook
    function transfer(Transfer calldata terms, Signer[] calldata signers) external {
        // Check
        uint256 moved = Holdings.pile(terms.hold, terms.use, terms.oper);
        if (moved == 0 || sameParty(terms.giver, terms.taker)) revert TransferEmpty(terms.title);
        bytes32[] memory queries = Disposals.queries(terms.title, terms.giver, terms.taker);
        _ask(queries, Disposals.OWN, subjectOf(terms.title), holdingKey(terms.giver));
        _ask(queries, Disposals.OWN_SECOND, subjectOf(terms.title), holdingKey(terms.taker));
        bytes32[] memory words = _words(queries);
        Disposals.requireFree(REGISTER, terms.title, terms.giver, moved, Operation.TRANSFER, words);
        _requireParty(signers, 0, terms.giver);
        _requireParty(signers, 1, terms.taker);
        Disposals.requireTaker(terms.taker, words);
        // Effect
        bytes32[] memory writes = _transferWrites(terms, signers, moved, words);
        bytes32 hash = TermsHash.hash(terms);
        bytes memory body = abi.encode(terms);
        _act(hash, terms.deadline, signers, subjectOf(terms.title), ActKind.SharesTransferred, body, writes);
    }

    /// @inheritdoc ITitleBook
    function succeed(Succession calldata terms, Signer[] calldata signers) external {
        // Check
        bytes32 issued = _requireIssue(terms.title, terms.issued);
        bytes32 hash = TermsHash.hash(terms, issued, _requireIssue(terms.predecessor, terms.before));
        SubjectId subject = subjectOf(terms.title);
        bytes32 record = _record(subject);
        if (!titleLive(record)) revert TitleNotLive(terms.title);
        _requireOver(terms, record);
        WordKey key = keyOf(Tag.PREDECESSOR, 0);
        if (_word(subject, key) != 0) revert PredecessorNamedBefore(terms.title);
        _requireCount(signers, 1);
        _requireStaff(signers, 0, Role.SEAL_KEEPER, terms.issued.registry);
        // Effect
        Calls.Draft[] memory drafts = new Calls.Draft[](2);
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, key, TitleId.unwrap(terms.predecessor));
        drafts[0] = Calls.Draft(subject, ActKind.PredecessorNamed, abi.encode(terms), writes);
        writes = _newWrites(1);
        _write(writes, 0, successorKey(terms.title), bytes32(uint256(1)));
        drafts[1] = Calls.Draft(subjectOf(terms.predecessor), ActKind.TitleSucceeded, "", writes);
        Calls.act(REGISTER, hash, terms.deadline, signers, drafts);
    }

    /// The earlier title is over the same data, has come to its end, and was held by all who hold the new one, or by
    /// whom they absorbed: in the order of those who hold the new one.
    function _requireOver(Succession calldata terms, bytes32 record) private view {
        Issue calldata before = terms.before;
        bool earlier =
            Time.unwrap(before.registeredAt) < Time.unwrap(terms.issued.registeredAt) &&
                FingerprintId.unwrap(before.fingerprint) == FingerprintId.unwrap(terms.issued.fingerprint);
        if (!earlier) revert PredecessorDiffers(terms.title, terms.predecessor);
        SubjectId subject = subjectOf(terms.predecessor);
        bytes32 old = _record(subject);
        if (titleLive(old) && !titleExpired(old, block.timestamp)) {
            revert PredecessorLives(terms.predecessor, titleValidUntil(old));
        }
        uint256 count = holdersOf(uint256(record));
        bool all = terms.holders.length == count;
        PartyId last;
        for (uint256 i = 0; i < count; ++i) {
            if (all) {
                PartyId holder = _holderNow(subjectOf(terms.title), terms.holders[i]);
                all = PartyId.unwrap(holder) > PartyId.unwrap(last) && _holds(subject, terms.holders[i]);
                last = holder;
            }
            if (!all) revert PredecessorOfAnother(terms.predecessor, i);
        }
    }

    /// Whoever holds a share of the title, or else who absorbed it and does; nobody where neither does.
    function _holderNow(SubjectId title, PartyId party) private view returns (PartyId holder) {
        if (_holds(title, party)) return party;
        holder = Heirs.heirOf(REGISTER, party, _record(subjectOfParty(party)));
        if (!_holds(title, holder)) holder = PartyId.wrap(0);
    }

    function _holds(SubjectId title, PartyId party) private view returns (bool) {
        return sharesOf(uint256(_word(title, holdingKey(party)))) != 0;
    }

    /// Record, giver, taker, then one word a moved lot.
    function _transferWrites(
        Transfer calldata terms,
        Signer[] calldata signers,
        uint256 moved,
        bytes32[] memory words
    ) private view returns (bytes32[] memory writes) {
        LotId[] calldata lots = terms.lots;
        if (lots.length > MOST_LOTS) revert LotsTooMany(terms.title, lots.length, MOST_LOTS);
        writes = _newWrites(3 + lots.length);
        (uint256 giver, uint256 taker) = _move(terms, moved, _moveLots(terms, lots, signers, writes), words);
        uint256 record = uint256(words[Disposals.TITLE]);
        if (sharesOf(uint256(words[Disposals.OWN_SECOND])) == 0) {
            // The taker held nothing before: a holding that comes back to life gets a new number from the register too.
            taker = withNumber(taker, CertificateNumber.wrap(0));
            record = withHolders(record, holdersOf(record) + 1);
        }
        if (sharesOf(giver) == 0) record = withHolders(record, holdersOf(record) - 1);
        _write(writes, 0, RECORD, bytes32(record));
        _write(writes, 1, holdingKey(terms.giver), bytes32(giver));
        _write(writes, 2, holdingKey(terms.taker), bytes32(taker));
    }

    /// The application's record and content, the profile's floors, the seal keeper's record, the title's record.
    function _issueWords(Issue calldata terms, TitleId title, PartyId keeper) private view returns (bytes32[] memory) {
        bytes32[] memory queries = _newQueries(5);
        _ask(queries, 0, subjectOfApplication(terms.application), RECORD);
        _ask(queries, 1, subjectOfApplication(terms.application), keyOf(Tag.CONTENT, 0));
        _ask(queries, 2, GOVERNANCE, hashKey(Tag.PROFILE, terms.profile));
        _ask(queries, 3, subjectOfParty(keeper), RECORD);
        _ask(queries, 4, subjectOf(title), RECORD);
        return _words(queries);
    }

    function _requireRegistered(
        Issue calldata terms,
        Application calldata content,
        bytes32[] memory words
    ) private view returns (ApplicationRecord memory record) {
        SubjectId subject = subjectOfApplication(terms.application);
        bytes32 word = words[0];
        record = applicationRecord(word);
        if (record.state != ApplicationState.REGISTERED) {
            revert ApplicationNotRegistered(terms.application, record.state);
        }
        _requireSeqIn(subject, word, terms.seq);
        bool same =
            words[1] == TermsHash.hash(content) &&
                RegistryCode.unwrap(terms.registry) == RegistryCode.unwrap(record.registry) &&
                FingerprintId.unwrap(terms.fingerprint) == FingerprintId.unwrap(content.fingerprint) &&
                RecordRoot.unwrap(terms.record) == RecordRoot.unwrap(content.record) &&
                terms.profile == content.profile;
        if (!same) revert IssueDiffers(terms.application);
        if (!Registrations.makesTitle(content.registration)) {
            revert RegistrationMakesNoTitle(terms.application, content.registration);
        }
        uint256 from = Time.unwrap(record.depositedAt);
        if (Time.unwrap(terms.registeredAt) != from) revert RegisteredAtWrong(terms.registeredAt, record.depositedAt);
        uint256 latest = from + floorsOf(words[2]).maximumTerm;
        if (Time.unwrap(terms.validUntil) <= block.timestamp || Time.unwrap(terms.validUntil) > latest) {
            revert TermWrong(terms.validUntil, Time.wrap(uint40(latest)));
        }
    }

    function _issueWrites(
        Issue calldata terms,
        Split[] calldata splits
    ) private pure returns (bytes32[] memory writes) {
        TitleRecord memory record;
        record.registry = terms.registry;
        record.registeredAt = terms.registeredAt;
        record.validUntil = terms.validUntil;
        record.state = TitleState.LIVE;
        record.holders = uint16(splits.length);
        writes = _newWrites(1 + splits.length);
        uint256 sums = 0;
        for (uint256 i = 0; i < splits.length; ++i) {
            uint256 holding = sharesWord(splits[i].hold, splits[i].use, splits[i].oper);
            sums += holding;
            _write(writes, 1 + i, holdingKey(splits[i].holder), bytes32(holding | ONE_VERSION));
        }
        for (uint256 r = 0; r < 3; ++r) if (shareAt(sums, r) != 0) record.rights |= uint8(1 << r);
        _write(writes, 0, RECORD, pack(record));
    }

    /// Both holdings after the move, one version on; `moved` and `movedPledged` are lanes.
    function _move(
        Transfer calldata terms,
        uint256 moved,
        uint256 movedPledged,
        bytes32[] memory words
    ) private pure returns (uint256 giver, uint256 taker) {
        giver = uint256(words[Disposals.OWN]);
        taker = uint256(words[Disposals.OWN_SECOND]);
        if (versionOf(giver) != terms.giverVersion) {
            revert HoldingChanged(terms.title, terms.giver, terms.giverVersion, uint32(versionOf(giver)));
        }
        _requireShares(terms, moved, movedPledged, giver);
        // No right is moved beyond what is held, and all holders' shares sum to the whole: no field runs over.
        uint256 all = Holdings.fields(moved) | (Holdings.fields(movedPledged) << PLEDGED_AT);
        giver = giver - all + ONE_VERSION;
        taker = taker + all + ONE_VERSION;
    }

    /// What moves free must be free; what moves pledged must be moved.
    function _requireShares(Transfer calldata terms, uint256 moved, uint256 consented, uint256 giver) private pure {
        uint256 held = Holdings.lanes(giver);
        uint256 pledged = Holdings.lanes(giver >> PLEDGED_AT);
        bool fits =
            Holdings.within(moved, held) &&
                Holdings.within(moved + pledged, held + consented) &&
                Holdings.within(consented, moved);
        if (fits) return;
        for (uint256 r = 0; r < 3; ++r) {
            (uint32 has, uint32 goes) = (uint32(Holdings.laneAt(held, r)), uint32(Holdings.laneAt(moved, r)));
            if (goes > has) revert HeldTooLittle(terms.title, terms.giver, Right(r), has, goes);
            (uint256 bound, uint256 agreed) = (Holdings.laneAt(pledged, r), Holdings.laneAt(consented, r));
            if (goes + bound > has + agreed || agreed > goes) {
                revert PledgedNeedsConsent(terms.title, terms.giver, Right(r), uint32(has - bound), goes);
            }
        }
    }

    /// Every lot moves whole; each of its open pledges must be named and its pledgee among the signers.
    function _moveLots(
        Transfer calldata terms,
        LotId[] calldata lots,
        Signer[] calldata signers,
        bytes32[] memory writes
    ) private view returns (uint256 pledged) {
        uint256 next = 0;
        for (uint256 i = 0; i < lots.length; ++i) {
            LotId id = lots[i];
            if (i != 0 && LotId.unwrap(id) <= LotId.unwrap(lots[i - 1])) {
                revert LotNotGivers(terms.title, id, terms.giver);
            }
            Lot memory lot = lotOf(_word(subjectOf(terms.title), lotKey(id)));
            if (lot.open == 0 || !sameParty(lot.holder, terms.giver)) revert LotNotGivers(terms.title, id, terms.giver);
            next = Consents.ofLot(Consents.Asked(REGISTER, terms.title, id, lot.open, next), terms.pledges, signers);
            pledged += uint256(Share.unwrap(lot.ppm)) << (64 * uint256(lot.right));
            lot.holder = terms.taker;
            lot.version += 1;
            _write(writes, 3 + i, lotKey(id), pack(lot));
        }
        if (next != terms.pledges.length) {
            revert PledgesIncomplete(terms.title, LotId.wrap(0), terms.pledges.length, next);
        }
    }
}
