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
    ApplicationRecord,
    Holding,
    Lot,
    PledgeRecord,
    RECORD,
    Tag,
    TitleRecord,
    Write,
    applicationRecord,
    floorsOf,
    hashKey,
    holdingKey,
    holdingOf,
    keyOf,
    lotKey,
    lotOf,
    pack,
    pledgeKey,
    pledgeRecord
} from "./types/Words.sol";

/// @title TitleBook: see its interface
contract TitleBook is Book, ITitleBook {
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
        writes[0] = Write(RECORD, pack(application));
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
        TitleRecord memory record = Disposals.requireFree(
            REGISTER,
            terms.title,
            terms.giver,
            rights,
            Operation.TRANSFER
        );
        _requireParty(signers, 0, terms.giver);
        _requireParty(signers, 1, terms.taker);
        // Effect
        Write[] memory writes = _transferWrites(terms, signers, record);
        bytes32 hash = TermsHash.hash(terms);
        bytes memory body = abi.encode(terms);
        _act(hash, terms.deadline, signers, subjectOf(terms.title), ActKind.SharesTransferred, body, writes);
    }

    /// Record, giver, taker, then one word a moved lot.
    function _transferWrites(
        Transfer calldata terms,
        Signer[] calldata signers,
        TitleRecord memory record
    ) private view returns (Write[] memory writes) {
        writes = new Write[](3 + terms.lots.length);
        uint32[3] memory moved = [Share.unwrap(terms.hold), Share.unwrap(terms.use), Share.unwrap(terms.oper)];
        uint32[3] memory movedPledged = _moveLots(terms, signers, writes);
        (Holding memory giver, Holding memory taker) = _move(terms, moved, movedPledged);
        if (_wasEmpty(taker, moved)) {
            taker.number = REGISTER.nextNumber(record.registry);
            record.holders += 1;
        }
        if (giver.shares[0] + giver.shares[1] + giver.shares[2] == 0) record.holders -= 1;
        writes[0] = Write(RECORD, pack(record));
        writes[1] = Write(holdingKey(terms.giver), pack(giver));
        writes[2] = Write(holdingKey(terms.taker), pack(taker));
    }

    function _requireRegistered(
        Issue calldata terms,
        Application calldata content
    ) private view returns (ApplicationRecord memory record) {
        SubjectId subject = subjectOfApplication(terms.application);
        record = applicationRecord(_record(subject));
        if (record.state != ApplicationState.REGISTERED) {
            revert ApplicationNotRegistered(terms.application, record.state);
        }
        _requireSeq(subject, terms.seq);
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
        uint64 number = CertificateNumber.unwrap(REGISTER.nextNumber(terms.registry));
        for (uint256 i = 0; i < splits.length; ++i) {
            Holding memory h;
            h.shares = [Share.unwrap(splits[i].hold), Share.unwrap(splits[i].use), Share.unwrap(splits[i].oper)];
            for (uint256 r = 0; r < 3; ++r) if (h.shares[r] != 0) record.rights |= uint8(1 << r);
            h.number = CertificateNumber.wrap(number + uint64(i));
            h.version = 1;
            writes[1 + i] = Write(holdingKey(splits[i].holder), pack(h));
        }
        writes[0] = Write(RECORD, pack(record));
    }

    function _move(
        Transfer calldata terms,
        uint32[3] memory moved,
        uint32[3] memory movedPledged
    ) private view returns (Holding memory giver, Holding memory taker) {
        giver = holdingOf(_word(subjectOf(terms.title), holdingKey(terms.giver)));
        taker = holdingOf(_word(subjectOf(terms.title), holdingKey(terms.taker)));
        if (giver.version != terms.giverVersion) {
            revert HoldingChanged(terms.title, terms.giver, terms.giverVersion, giver.version);
        }
        for (uint256 r = 0; r < 3; ++r) {
            if (moved[r] > giver.shares[r]) {
                revert HeldTooLittle(terms.title, terms.giver, Right(r), giver.shares[r], moved[r]);
            }
            uint32 free = giver.shares[r] - giver.pledged[r];
            if (moved[r] > free + movedPledged[r] || movedPledged[r] > moved[r]) {
                revert PledgedNeedsConsent(terms.title, terms.giver, Right(r), free, moved[r]);
            }
            giver.shares[r] -= moved[r];
            giver.pledged[r] -= movedPledged[r];
            taker.shares[r] += moved[r];
            taker.pledged[r] += movedPledged[r];
        }
        giver.version += 1;
        taker.version += 1;
    }

    /// Every lot moves whole; each of its open pledges must be named and its pledgee among the signers.
    function _moveLots(
        Transfer calldata terms,
        Signer[] calldata signers,
        Write[] memory writes
    ) private view returns (uint32[3] memory pledged) {
        uint256 next = 0;
        for (uint256 i = 0; i < terms.lots.length; ++i) {
            LotId id = terms.lots[i];
            if (i != 0 && LotId.unwrap(id) <= LotId.unwrap(terms.lots[i - 1])) {
                revert LotNotGivers(terms.title, id, terms.giver);
            }
            Lot memory lot = lotOf(_word(subjectOf(terms.title), lotKey(id)));
            if (lot.open == 0 || !sameParty(lot.holder, terms.giver)) revert LotNotGivers(terms.title, id, terms.giver);
            next = _requireConsents(terms, signers, id, lot.open, next);
            pledged[uint256(lot.right)] += Share.unwrap(lot.ppm);
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

    /// The taker held nothing before: a holding that came back to life gets a new number.
    function _wasEmpty(Holding memory taker, uint32[3] memory moved) private pure returns (bool) {
        return taker.shares[0] == moved[0] && taker.shares[1] == moved[1] && taker.shares[2] == moved[2];
    }
}
