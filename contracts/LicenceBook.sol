// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILicenceBook} from "./interfaces/ILicenceBook.sol";
import {IOrderDesk} from "./interfaces/IOrderDesk.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {ITitleBook} from "./interfaces/ITitleBook.sol";
import {Book} from "./libraries/Book.sol";
import {Consents} from "./libraries/Consents.sol";
import {Disposals} from "./libraries/Disposals.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Licences} from "./libraries/Licences.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, Operation, PartyKind, Right, Role} from "./types/Enums.sol";
import {
    DocumentDigest,
    LicenceId,
    LotId,
    PartyId,
    RecordRoot,
    RegistryCode,
    Share,
    SubjectId,
    Time,
    TitleId,
    WHOLE,
    sameParty,
    subjectOf,
    subjectOfParty
} from "./types/Ids.sol";
import {BreachNotice, Licence, LicenceEnding} from "./types/LicenceTerms.sol";
import {
    LicenceRecord,
    Licensor,
    licenceKey,
    licenceRecord,
    licensedKey,
    licensorKey,
    licensorOf,
    pack
} from "./types/LicenceWords.sol";
import {Signer} from "./types/Terms.sol";
import {Lot, PLEDGED_AT, lotOf, shareAt, titleRecord, titleRegistry, titleValidUntil} from "./types/TitleWords.sol";
import {LicenceEndGround, LicenceState} from "./types/UseEnums.sol";
import {RECORD, holdingKey, lotKey, partyKind} from "./types/Words.sol";

/// @title LicenceBook: see its interface
contract LicenceBook is Book, ILicenceBook {
    uint256 private constant LANE = 64;
    // Places in the answer about a licence that stands.
    uint256 private constant TITLE = 0;
    uint256 private constant LICENCE = 1;
    uint256 private constant LICENSOR = 2;
    uint40 private constant BREACH_OPENS = 30 days;
    uint40 private constant BREACH_CLOSES = 365 days;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc ILicenceBook
    function grant(Licence calldata terms, Signer[] calldata signers) external returns (LicenceId id) {
        // Check
        _requireTerms(terms);
        _requireParty(signers, 0, terms.licensor);
        _requireParty(signers, 1, terms.licensee);
        bytes32 hash = TermsHash.hash(terms);
        id = LicenceId.wrap(hash);
        bytes32[] memory words = _grantWords(terms);
        Disposals.requireTaker(terms.licensee, words);
        _requirePeriod(terms, words[Disposals.TITLE]);
        _requireLicensor(terms, uint256(words[Disposals.OWN]));
        _requireConsents(terms, uint256(words[Disposals.OWN]), signers);
        SubjectId subject = subjectOf(terms.title);
        if (_word(subject, licenceKey(id)) != 0) revert LicenceExists(terms.title, id);
        // Effect
        bytes32[] memory writes = _newWrites(3);
        _write(writes, 0, licenceKey(id), pack(_recordOf(terms)));
        _write(writes, 1, licensorKey(id), pack(Licensor(terms.licensor, Time.wrap(0), 1)));
        _write(writes, 2, licensedKey(terms.right), Licences.counted(terms, words[Disposals.OWN_SECOND]));
        _act(hash, terms.deadline, signers, subject, ActKind.LicenceGranted, abi.encode(terms), writes);
    }

    /// @inheritdoc ILicenceBook
    function notify(BreachNotice calldata terms, Signer[] calldata signers) external {
        // Check
        bytes32[] memory words = _standing(terms.title, terms.licence);
        Time until = licenceRecord(words[LICENCE]).until;
        if (block.timestamp >= Time.unwrap(until)) revert LicenceRunWrong(terms.title, terms.licence, until);
        if (DocumentDigest.unwrap(terms.notice) == 0) revert BreachNoticeMissing(terms.title, terms.licence);
        Licensor memory licensor = licensorOf(words[LICENSOR]);
        if (licensor.version != terms.version) {
            revert LicenceVersionWrong(terms.title, terms.licence, terms.version, licensor.version);
        }
        _requireCount(signers, 1);
        _requireParty(signers, 0, licensor.party);
        // Effect
        licensor.noticedAt = Time.wrap(uint40(block.timestamp));
        licensor.version += 1;
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, licensorKey(terms.licence), pack(licensor));
        _flatAct(
            TermsHash.BREACH_NOTICE,
            terms.deadline,
            signers,
            subjectOf(terms.title),
            ActKind.BreachNotified,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc ILicenceBook
    function end(LicenceEnding calldata terms, Signer[] calldata signers) external {
        // Check
        bytes32[] memory words = _standing(terms.title, terms.licence);
        LicenceRecord memory record = licenceRecord(words[LICENCE]);
        Licensor memory licensor = licensorOf(words[LICENSOR]);
        bool over = block.timestamp >= Time.unwrap(record.until);
        if (over != (terms.ground == LicenceEndGround.RUN_OUT)) {
            revert LicenceRunWrong(terms.title, terms.licence, record.until);
        }
        _requireGround(terms);
        if (terms.ground == LicenceEndGround.BREACH) _requireBreach(terms, licensor.noticedAt);
        if (terms.ground == LicenceEndGround.ORDERED) _requireOrder(terms, titleRegistry(words[TITLE]), signers);
        else _requireSides(terms.ground, licensor.party, record.licensee, signers);
        // Effect
        record.state = LicenceState.ENDED;
        bytes32[] memory writes = _newWrites(2);
        _write(writes, 0, licenceKey(terms.licence), pack(record));
        bytes32 licensed = _word(subjectOf(terms.title), licensedKey(record.right));
        _write(writes, 1, licensedKey(record.right), Licences.uncounted(record, licensed));
        _flatAct(
            TermsHash.LICENCE_ENDING,
            terms.deadline,
            signers,
            subjectOf(terms.title),
            ActKind.LicenceEnded,
            abi.encode(terms),
            writes
        );
    }

    /// Those of every disposal, the licensor's holding, and what is licensed of the right; no order bars the licensor.
    function _grantWords(Licence calldata terms) private view returns (bytes32[] memory words) {
        SubjectId subject = subjectOf(terms.title);
        bytes32[] memory queries = Disposals.queries(terms.title, terms.licensor, terms.licensee);
        _ask(queries, Disposals.OWN, subject, holdingKey(terms.licensor));
        _ask(queries, Disposals.OWN_SECOND, subject, licensedKey(terms.right));
        words = _words(queries);
        uint256 touched = 1 << (LANE * uint256(terms.right));
        if (!terms.entrusted) touched |= 1 << (LANE * uint256(Right.OPER));
        Disposals.requireFree(REGISTER, terms.title, terms.licensor, touched, Operation.LICENCE, words);
    }

    function _requireTerms(Licence calldata terms) private pure {
        bool wrong =
            terms.right == Right.HOLD ||
                (terms.entrusted && (terms.exclusive || terms.right != Right.USE)) ||
                RecordRoot.unwrap(terms.scope) == 0 ||
                DocumentDigest.unwrap(terms.document) == 0 ||
                sameParty(terms.licensor, terms.licensee);
        if (wrong) revert LicenceTermsWrong(terms.title);
    }

    function _requirePeriod(Licence calldata terms, bytes32 record) private view {
        (uint256 from, uint256 until) = (Time.unwrap(terms.from), Time.unwrap(terms.until));
        Time latest = titleValidUntil(record);
        bool within =
            from >= Time.unwrap(titleRecord(record).registeredAt) && until <= Time.unwrap(latest) && from < until;
        if (!within || until <= block.timestamp) {
            revert LicencePeriodWrong(terms.title, terms.from, terms.until, latest);
        }
    }

    function _requireLicensor(Licence calldata terms, uint256 holding) private pure {
        uint256 held = shareAt(holding, uint256(terms.right));
        bool operates = terms.entrusted || shareAt(holding, uint256(Right.OPER)) != 0;
        if (held == 0 || !operates) revert LicensorHoldsNot(terms.title, terms.licensor, terms.right);
        if (terms.exclusive && held != WHOLE) {
            revert ExclusiveNeedsWhole(terms.title, terms.licensor, terms.right, uint32(held));
        }
    }

    /// Every pledgee of the licensor consents (Burdens: LICENCE, PLEDGED), so all its lots are named.
    function _requireConsents(Licence calldata terms, uint256 holding, Signer[] calldata signers) private view {
        uint256 pledged = Holdings.lanes(holding >> PLEDGED_AT);
        Consents.Asked memory asked = Consents.asking(REGISTER, terms.title);
        for (uint256 i = 0; i < terms.lots.length; ++i) {
            asked.lot = terms.lots[i];
            Lot memory lot = lotOf(_word(subjectOf(terms.title), lotKey(asked.lot)));
            bool ascending = i == 0 || LotId.unwrap(asked.lot) > LotId.unwrap(terms.lots[i - 1]);
            if (lot.open == 0 || !ascending || !sameParty(lot.holder, terms.licensor)) {
                revert LotNotLicensors(terms.title, asked.lot, terms.licensor);
            }
            asked.open = lot.open;
            asked.from = Consents.ofLot(asked, terms.pledges, signers);
            // A holder's open lots are ever what it has pledged, so no lane can fall below zero.
            pledged -= uint256(Share.unwrap(lot.ppm)) << (LANE * uint256(lot.right));
        }
        if (pledged != 0 || asked.from != terms.pledges.length) {
            revert ITitleBook.PledgesIncomplete(terms.title, LotId.wrap(0), terms.pledges.length, asked.from);
        }
    }

    function _recordOf(Licence calldata terms) private pure returns (LicenceRecord memory) {
        return LicenceRecord(terms.licensee, LicenceState.GRANTED, terms.right, terms.exclusive, terms.until);
    }

    /// A licence that nobody has ended: the title's record, its own word and its licensor's.
    function _standing(TitleId title, LicenceId id) private view returns (bytes32[] memory words) {
        SubjectId subject = subjectOf(title);
        bytes32[] memory queries = _newQueries(3);
        _ask(queries, TITLE, subject, RECORD);
        _ask(queries, LICENCE, subject, licenceKey(id));
        _ask(queries, LICENSOR, subject, licensorKey(id));
        words = _words(queries);
        if (licenceRecord(words[LICENCE]).state != LicenceState.GRANTED) revert LicenceNotGranted(title, id);
    }

    /// A ground with its document; who only says that the term is over needs none.
    function _requireGround(LicenceEnding calldata terms) private pure {
        bool ordered = terms.ground == LicenceEndGround.ORDERED;
        bool founded = DocumentDigest.unwrap(terms.document) != 0 || terms.ground == LicenceEndGround.RUN_OUT;
        bool fits = founded && ordered == (PartyId.unwrap(terms.court) != 0);
        if (terms.ground == LicenceEndGround.NONE || !fits) {
            revert LicenceEndWrong(terms.title, terms.licence, terms.ground);
        }
    }

    function _requireBreach(LicenceEnding calldata terms, Time noticedAt) private view {
        uint40 noticed = Time.unwrap(noticedAt);
        (uint40 earliest, uint40 latest) = (noticed + BREACH_OPENS, noticed + BREACH_CLOSES);
        if (noticed == 0 || block.timestamp < earliest || block.timestamp > latest) {
            revert BreachPeriodWrong(terms.title, terms.licence, noticedAt, Time.wrap(earliest), Time.wrap(latest));
        }
    }

    function _requireSides(
        LicenceEndGround ground,
        PartyId licensor,
        PartyId licensee,
        Signer[] calldata signers
    ) private pure {
        bool agreed = ground == LicenceEndGround.AGREED;
        _requireCount(signers, agreed ? 2 : 1);
        _requireParty(signers, 0, ground == LicenceEndGround.WAIVED ? licensee : licensor);
        if (agreed) _requireParty(signers, 1, licensee);
    }

    function _requireOrder(
        LicenceEnding calldata terms,
        RegistryCode registry,
        Signer[] calldata signers
    ) private view {
        _requireCount(signers, 2);
        PartyKind kind = partyKind(_record(subjectOfParty(terms.court)));
        if (kind != PartyKind.COURT && kind != PartyKind.ORGAN) {
            revert IOrderDesk.OrderingPartyWrong(terms.court, kind);
        }
        _requireStaff(signers, 0, Role.ORDER_CLERK, registry);
        _requireStaff(signers, 1, Role.ORDER_CLERK, registry);
    }
}
