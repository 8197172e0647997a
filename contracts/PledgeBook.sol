// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledgeBook} from "./interfaces/IPledgeBook.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {ITitleBook} from "./interfaces/ITitleBook.sol";
import {Book} from "./libraries/Book.sol";
import {Disposals} from "./libraries/Disposals.sol";
import {Heirs} from "./libraries/Heirs.sol";
import {LotDesk} from "./libraries/LotDesk.sol";
import {PledgeHash} from "./libraries/PledgeHash.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, Operation, PartyKind, Right, SecurityKind, SubjectKind} from "./types/Enums.sol";
import {PledgeState, Realisation} from "./types/PledgeEnums.sol";
import {
    CertificateNumber,
    DocumentDigest,
    LotId,
    PartyId,
    PledgeId,
    Share,
    SubjectId,
    Time,
    isOfKind,
    sameParty,
    subjectOf,
    subjectOfParty
} from "./types/Ids.sol";
import {Judgment, Pledge, Release, Sale} from "./types/PledgeTerms.sol";
import {Signer} from "./types/Terms.sol";
import {
    Lot,
    ONE_VERSION,
    PLEDGED_AT,
    PledgeRecord,
    SHARE_BITS,
    holdersOf,
    isOpen,
    lotOf,
    pack,
    pledgeRecord,
    pledgedAt,
    shareAt,
    sharesOf,
    titleLive,
    titleRegistry,
    titleValidUntil,
    withHolders,
    withNumber
} from "./types/TitleWords.sol";
import {RECORD, WordKey, holdingKey, lotKey, partyKind, pledgeKey} from "./types/Words.sol";

/// @title PledgeBook: see its interface
contract PledgeBook is LotDesk, IPledgeBook {
    uint8 private constant MOST_PLEDGES = 200;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IPledgeBook
    function pledge(Pledge calldata terms, Signer[] calldata signers) external returns (PledgeId id) {
        // Check
        _requireTerms(terms);
        _requireCount(signers, 2);
        _requireParty(signers, 0, terms.pledgor);
        _requireParty(signers, 1, terms.pledgee);
        bytes memory body = abi.encode(terms);
        bytes32 hash = TermsHash.flat(TermsHash.PLEDGE, body);
        id = PledgeId.wrap(hash);
        LotId lot = LotId.unwrap(terms.lot) == 0 ? LotId.wrap(hash) : terms.lot;
        WordKey key = pledgeKey(lot, id);
        bytes32[] memory words = _pledgeWords(terms, lot, key);
        _requirePledgor(terms, words);
        Disposals.requireTaker(terms.pledgee, words);
        if (words[Disposals.OWN] != 0) revert PledgeExists(terms.title, id);
        // Effect
        bytes32[] memory writes = _pledgeWrites(terms, lot, key, words);
        _act(hash, terms.deadline, signers, subjectOf(terms.title), ActKind.PledgeRecorded, body, writes);
    }

    /// @inheritdoc IPledgeBook
    function release(Release calldata terms, Signer[] calldata signers) external {
        // Check
        SubjectId subject = subjectOf(terms.title);
        bytes32[] memory queries = _newQueries(2);
        _ask(queries, 0, subject, pledgeKey(terms.lot, terms.pledge));
        _ask(queries, 1, subject, lotKey(terms.lot));
        bytes32[] memory words = _words(queries);
        PledgeRecord memory record = _requireOpen(terms.title, terms.lot, terms.pledge, terms.version, words[0]);
        _requireCount(signers, 1);
        _requireParty(signers, 0, record.pledgee);
        // Effect
        record.state = PledgeState.RELEASED;
        bytes32[] memory writes = _endWrites(terms.title, terms.lot, terms.pledge, record, lotOf(words[1]));
        bytes memory body = abi.encode(terms);
        _flatAct(TermsHash.RELEASE, terms.deadline, signers, subject, ActKind.PledgeReleased, body, writes);
    }

    /// @inheritdoc IPledgeBook
    function conclude(Judgment calldata terms, Signer[] calldata signers) external {
        // Check
        SubjectId subject = subjectOf(terms.title);
        bytes32[] memory queries = _newQueries(3);
        _ask(queries, 0, subject, pledgeKey(terms.lot, terms.pledge));
        _ask(queries, 1, subject, lotKey(terms.lot));
        _ask(queries, 2, subject, RECORD);
        bytes32[] memory words = _words(queries);
        PledgeRecord memory record = _requireOpen(terms.title, terms.lot, terms.pledge, terms.version, words[0]);
        bool ends = terms.state == PledgeState.DISCHARGED || terms.state == PledgeState.VOIDED;
        if (!ends || DocumentDigest.unwrap(terms.instrument) == 0) {
            revert JudgmentWrong(terms.title, terms.pledge, terms.state);
        }
        _requireJudged(signers, titleRegistry(words[2]), terms.court);
        // Effect
        record.state = terms.state;
        bytes32[] memory writes = _endWrites(terms.title, terms.lot, terms.pledge, record, lotOf(words[1]));
        bytes memory body = abi.encode(terms);
        _flatAct(PledgeHash.JUDGMENT, terms.deadline, signers, subject, ActKind.PledgeConcluded, body, writes);
    }

    /// @inheritdoc IPledgeBook
    function sell(Sale calldata terms, Signer[] calldata signers) external {
        // Check
        Lot memory lot = _lotAt(terms.title, terms.lot, terms.version);
        bytes32[] memory queries = Disposals.queries(terms.title, lot.holder, terms.taker);
        _ask(queries, Disposals.OWN, subjectOf(terms.title), holdingKey(lot.holder));
        _ask(queries, Disposals.OWN_SECOND, subjectOf(terms.title), holdingKey(terms.taker));
        bytes32[] memory words = _words(queries);
        bool ordered = terms.realisation == Realisation.COURT_SALE;
        _requireSale(terms, lot, ordered);
        if (ordered) _requireOrdered(terms, signers, lot.holder, words);
        else _requireAgreed(terms, signers, lot, words);
        Disposals.requireTaker(terms.taker, words);
        // Effect
        bytes32[] memory writes = _newWrites(4 + terms.pledges.length);
        lot.open = _endEach(terms, ordered, writes);
        _moveLot(terms, lot, words, writes);
        bytes32 hash = PledgeHash.hash(terms);
        _act(hash, terms.deadline, signers, subjectOf(terms.title), ActKind.LotSold, abi.encode(terms), writes);
    }

    /// Those of every disposal, the pledge itself, and what it rests on: the pledgor's holding or the lot.
    function _pledgeWords(Pledge calldata terms, LotId lot, WordKey key) private view returns (bytes32[] memory) {
        bytes32[] memory queries = Disposals.queries(terms.title, terms.pledgor, terms.pledgee);
        _ask(queries, Disposals.OWN, subjectOf(terms.title), key);
        WordKey base = LotId.unwrap(terms.lot) == 0 ? holdingKey(terms.pledgor) : lotKey(lot);
        _ask(queries, Disposals.OWN_SECOND, subjectOf(terms.title), base);
        return _words(queries);
    }

    function _pledgeWrites(
        Pledge calldata terms,
        LotId lot,
        WordKey key,
        bytes32[] memory words
    ) private pure returns (bytes32[] memory writes) {
        bool first = LotId.unwrap(terms.lot) == 0;
        writes = _newWrites(first ? 3 : 2);
        PledgeRecord memory record;
        record.pledgee = terms.pledgee;
        record.filedAt = terms.filedAt;
        record.state = PledgeState.RECORDED;
        record.version = 1;
        record.maximum = terms.maximum;
        _write(writes, 1, key, pack(record));
        if (first) {
            _write(writes, 0, lotKey(lot), pack(Lot(terms.pledgor, terms.right, terms.ppm, 1, 1)));
            _write(writes, 2, holdingKey(terms.pledgor), _carve(terms, uint256(words[Disposals.OWN_SECOND])));
        } else {
            _write(writes, 0, lotKey(lot), _joined(terms, words[Disposals.OWN_SECOND]));
        }
    }

    function _requirePledgor(Pledge calldata terms, bytes32[] memory words) private view {
        uint256 moved = uint256(Share.unwrap(terms.ppm)) << (64 * uint256(terms.right));
        Disposals.requireFree(REGISTER, terms.title, terms.pledgor, moved, Operation.PLEDGE, words);
        PartyKind kind = partyKind(words[Disposals.HOLDER]);
        if (kind == PartyKind.ORGAN || kind == PartyKind.COURT) revert PledgorKindBarred(terms.pledgor, kind);
        if (DocumentDigest.unwrap(terms.basis) == 0) {
            _requireNoBasis(terms, kind);
            PartyId heir = Heirs.heirOf(REGISTER, terms.pledgor, words[Disposals.HOLDER]);
            if (PartyId.unwrap(heir) != 0) _requireNoBasis(terms, partyKind(_record(subjectOfParty(heir))));
        }
        Time end = titleValidUntil(words[Disposals.TITLE]);
        bool past = Time.unwrap(terms.termEnd) > Time.unwrap(end) && !terms.pastTerm;
        if (past) revert TermOverrun(terms.title, terms.termEnd, end);
    }

    /// Who serves the public needs a legal review, a company that secures another's debt a resolution: of the pledgor, and
    /// of who absorbed it and gives the security now.
    function _requireNoBasis(Pledge calldata terms, PartyKind kind) private pure {
        bool reviewed = kind == PartyKind.PUBLIC_INTEREST_BODY || kind == PartyKind.PUBLIC_INSTITUTION;
        if (reviewed) revert LegalReviewMissing(terms.pledgor, kind);
        bool resolved = kind == PartyKind.ENTERPRISE || kind == PartyKind.FINANCIAL_INSTITUTION;
        if (terms.forAnother && resolved) revert ResolutionMissing(terms.pledgor, kind);
    }

    function _requireTerms(Pledge calldata terms) private view {
        if (terms.right != Right.OPER) revert OperatingRightNeeded(terms.title, terms.right);
        bool missing =
            terms.kind == SecurityKind.NONE ||
                terms.filing == 0 ||
                Time.unwrap(terms.filedAt) == 0 ||
                Time.unwrap(terms.filedAt) > block.timestamp ||
                Share.unwrap(terms.ppm) == 0 ||
                terms.amount == 0 ||
                sameParty(terms.pledgor, terms.pledgee);
        if (missing) revert PledgeTermsMissing(terms.title);
    }

    function _joined(Pledge calldata terms, bytes32 word) private pure returns (bytes32) {
        Lot memory lot = lotOf(word);
        bool same =
            lot.open != 0 &&
                sameParty(lot.holder, terms.pledgor) &&
                lot.right == terms.right &&
                Share.unwrap(lot.ppm) == Share.unwrap(terms.ppm);
        if (!same) revert LotDiffers(terms.title, terms.lot);
        if (lot.open >= MOST_PLEDGES) revert LotFull(terms.title, terms.lot);
        lot.open += 1;
        lot.version += 1;
        return pack(lot);
    }

    function _carve(Pledge calldata terms, uint256 holding) private pure returns (bytes32) {
        uint256 right = uint256(terms.right);
        uint256 free = shareAt(holding, right) - pledgedAt(holding, right);
        if (Share.unwrap(terms.ppm) > free) {
            revert FreeShareTooSmall(terms.title, terms.pledgor, terms.right, uint32(free), terms.ppm);
        }
        holding += (uint256(Share.unwrap(terms.ppm)) << (PLEDGED_AT + SHARE_BITS * right)) + ONE_VERSION;
        return bytes32(holding);
    }

    /// Every open pledge of the lot is named, some end, and the lot goes to another party that is enrolled.
    function _requireSale(Sale calldata terms, Lot memory lot, bool ordered) private view {
        PledgeId[] calldata pledges = terms.pledges;
        bool agreed = terms.realisation == Realisation.AGREEMENT || terms.realisation == Realisation.SELF_SALE;
        bool wrong =
            !(ordered || agreed) ||
                DocumentDigest.unwrap(terms.document) == 0 ||
                sameParty(terms.taker, lot.holder) ||
                terms.ended == 0 ||
                (pledges.length < 256 && terms.ended >> pledges.length != 0) ||
                (agreed && PartyId.unwrap(terms.court) != 0);
        if (wrong) revert SaleWrong(terms.title, terms.lot);
        if (pledges.length != lot.open) {
            revert ITitleBook.PledgesIncomplete(terms.title, terms.lot, pledges.length, lot.open);
        }
        SubjectId taker = subjectOfParty(terms.taker);
        if (!isOfKind(taker, SubjectKind.PARTY) || _record(taker) == 0) revert PartyUnknown(terms.taker);
    }

    /// A court sells what it froze itself; only a title that has ended is sold no more, nor what an insolvent party holds.
    function _requireOrdered(
        Sale calldata terms,
        Signer[] calldata signers,
        PartyId holder,
        bytes32[] memory words
    ) private view {
        bytes32 record = words[Disposals.TITLE];
        if (!titleLive(record)) revert ITitleBook.TitleNotLive(terms.title);
        _requireJudged(signers, titleRegistry(record), terms.court);
        Disposals.requireNotStayed(REGISTER, terms.title, holder, words);
    }

    function _requireAgreed(
        Sale calldata terms,
        Signer[] calldata signers,
        Lot memory lot,
        bytes32[] memory words
    ) private view {
        uint256 moved = uint256(Share.unwrap(lot.ppm)) << (64 * uint256(lot.right));
        Disposals.requireFree(REGISTER, terms.title, lot.holder, moved, Operation.TRANSFER, words);
        _requireParty(signers, 0, lot.holder);
        _requireParty(signers, 1, terms.taker);
        _requireEvery(terms.title, terms.lot, lot.open, terms.pledges, signers);
    }

    /// The pledges' words from the fourth place on, those that stay too.
    /// @return left how many follow the lot
    function _endEach(Sale calldata terms, bool ordered, bytes32[] memory writes) private view returns (uint8 left) {
        PledgeId[] calldata pledges = terms.pledges;
        bool declared = ordered;
        for (uint256 i = 0; i < pledges.length; ++i) {
            bool ascends = i == 0 || PledgeId.unwrap(pledges[i]) > PledgeId.unwrap(pledges[i - 1]);
            WordKey key = pledgeKey(terms.lot, pledges[i]);
            PledgeRecord memory record = pledgeRecord(_word(subjectOf(terms.title), key));
            if (!ascends || !isOpen(record.state)) {
                revert ITitleBook.PledgeNotOpen(terms.title, terms.lot, pledges[i]);
            }
            if ((terms.ended >> i) & 1 == 1) {
                declared = declared || record.state == PledgeState.ENFORCING;
                record.state = PledgeState.ENFORCED;
                record.realisation = terms.realisation;
            } else {
                ++left;
            }
            record.version += 1;
            _write(writes, 4 + i, key, pack(record));
        }
        if (!declared) revert DefaultNotDeclared(terms.title, terms.lot);
    }

    /// Record, both holdings and the lot, which is free in the taker's hand where no pledge follows it.
    function _moveLot(
        Sale calldata terms,
        Lot memory lot,
        bytes32[] memory words,
        bytes32[] memory writes
    ) private pure {
        uint256 share = uint256(Share.unwrap(lot.ppm)) << (SHARE_BITS * uint256(lot.right));
        uint256 record = uint256(words[Disposals.TITLE]);
        uint256 giver = uint256(words[Disposals.OWN]) - share - (share << PLEDGED_AT) + ONE_VERSION;
        uint256 taker = uint256(words[Disposals.OWN_SECOND]);
        if (sharesOf(taker) == 0) {
            taker = withNumber(taker, CertificateNumber.wrap(0));
            record = withHolders(record, holdersOf(record) + 1);
        }
        if (sharesOf(giver) == 0) record = withHolders(record, holdersOf(record) - 1);
        taker += share + ONE_VERSION;
        if (lot.open != 0) taker += share << PLEDGED_AT;
        else lot.ppm = Share.wrap(0);
        _write(writes, 0, RECORD, bytes32(record));
        _write(writes, 1, holdingKey(lot.holder), bytes32(giver));
        _write(writes, 2, holdingKey(terms.taker), bytes32(taker));
        lot.holder = terms.taker;
        lot.version += 1;
        _write(writes, 3, lotKey(terms.lot), pack(lot));
    }
}
