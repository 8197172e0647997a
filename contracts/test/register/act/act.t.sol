// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Entry, IRegister, Mandate} from "../../../interfaces/IRegister.sol";
import {ActKind, Right, Role} from "../../../types/Enums.sol";
import {
    CertificateNumber,
    GOVERNANCE,
    LotId,
    Share,
    SubjectId,
    partyIdOf,
    subjectOf,
    subjectOfParty,
    titleIdOf
} from "../../../types/Ids.sol";

import {Holding, Lot, TitleRecord, pack} from "../../../types/TitleWords.sol";
import {RECORD, Tag, WordKey, Write, accountKey, hashKey, holdingKey, keyOf, lotKey} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Kernel} from "../../Kernel.sol";
import {Vm} from "../../Vm.sol";
import {RawBook} from "../../mocks/RawBook.sol";
import {Wallet} from "../../mocks/Wallet.sol";

contract ActTest is Kernel {
    SubjectId private constant OBJECT = SubjectId.wrap(bytes32(uint256(4) << 248));
    SubjectId private constant OTHER = SubjectId.wrap(bytes32((uint256(4) << 248) | 1));
    WordKey private constant KEY = WordKey.wrap(bytes32(uint256(8) << 248));

    // Books and entries

    function test_RevertWhen_NoDossierIsTouched() external {
        _refusesAct(new Entry[](0), abi.encodeWithSelector(IRegister.EntriesMissing.selector));
    }

    function test_RevertWhen_ADossierIsTouchedTwice() external {
        Entry memory entry = _entry(OBJECT, ActKind.ObjectFiled, new Write[](0));
        _refusesAct(_two(entry, entry), abi.encodeWithSelector(IRegister.SubjectRepeated.selector, OBJECT));
    }

    function test_RevertWhen_OneOfTheKindsIsNotTheBooks() external {
        RawBook narrow = new RawBook(register);
        _admit(address(narrow), _kinds(ActKind.ObjectFiled, ActKind.ObjectFiled));
        Entry[] memory entries = _two(
            _entry(OBJECT, ActKind.ObjectFiled, new Write[](0)),
            _entry(OTHER, ActKind.ObjectTitled, new Write[](0))
        );
        Mandate memory mandate = Mandate(0, DEADLINE, _nobody());
        _refuses(
            address(narrow),
            abi.encodeCall(narrow.act, (mandate, entries)),
            abi.encodeWithSelector(IRegister.ActKindNotAllowed.selector, address(narrow), ActKind.ObjectTitled)
        );
    }

    function test_RevertWhen_ABookWritesAnAdmission() external {
        bytes memory expected = abi.encodeWithSelector(
            IRegister.ActKindNotAllowed.selector,
            address(raw),
            ActKind.ProfileAdopted
        );
        WordKey key = keyOf(Tag.BOOK, uint160(address(raw)));
        _refusesAct(
            _one(_entry(GOVERNANCE, ActKind.ProfileAdopted, _writes(key, bytes32(type(uint256).max)))),
            expected
        );
        key = keyOf(Tag.CODE, uint160(address(raw)));
        _refusesAct(_one(_entry(GOVERNANCE, ActKind.ProfileAdopted, _writes(key, keccak256("other code")))), expected);
    }

    function test_RevertWhen_AWordWouldBeZero() external {
        _act(_filed(OBJECT, KEY, bytes32(uint256(1))));
        bytes memory expected = abi.encodeWithSelector(IRegister.WordZero.selector, OBJECT, KEY);
        _refusesAct(_filed(OBJECT, KEY, 0), expected);
    }

    function test_RevertWhen_AnIdentityIsClaimedAgain() external {
        WordKey key = hashKey(Tag.IDENTITY, keccak256("identity"));
        _act(_filed(OBJECT, key, bytes32(uint256(1))));
        bytes memory expected = abi.encodeWithSelector(IRegister.AlreadyClaimed.selector, key, OBJECT);
        _refusesAct(_filed(OTHER, key, bytes32(uint256(1))), expected);
        _act(_filed(OBJECT, key, bytes32(uint256(2))));
        vm.assertEq(register.word(OBJECT, key), bytes32(uint256(2)), "its owner may change the word");
    }

    // Signers

    function test_RevertWhen_AnAccountOfNobodySigns() external {
        Actor memory nobody = _actor("nobody");
        nobody.party = partyIdOf(keccak256("nobody"));
        _refusesHands(
            _parties(nobody),
            abi.encodeWithSelector(IRegister.AccountNotLive.selector, nobody.party, nobody.account)
        );
    }

    function test_RevertWhen_APartySignsTwice() external {
        _refusesHands(_parties(alice, alice), abi.encodeWithSelector(IRegister.ActorRepeated.selector, alice.party));
    }

    function test_RevertWhen_ARoleIsNotHeld() external {
        bytes memory expected = abi.encodeWithSelector(IRegister.RoleNotHeld.selector, alice.party, Role.EXAMINER);
        _refusesHands(_hands(_as(alice, Role.EXAMINER)), expected);
    }

    function test_RevertWhen_AJoiningAccountIsTheFirstSigner() external {
        Actor memory second = _withAccount(alice, "second account");
        Entry[] memory entries = _one(
            _entry(
                subjectOfParty(alice.party),
                ActKind.AccountChanged,
                _writes(accountKey(second.account), bytes32(uint256(1)))
            )
        );
        Mandate memory mandate = _mandate(_parties(second));
        _refuses(
            address(raw),
            abi.encodeCall(raw.act, (mandate, entries)),
            abi.encodeWithSelector(IRegister.AccountNotLive.selector, alice.party, second.account)
        );
    }

    function test_RevertWhen_AJoiningAccountActsInARole() external {
        Actor memory second = _withAccount(examiner, "second account");
        Entry[] memory entries = _one(
            _entry(
                subjectOfParty(examiner.party),
                ActKind.AccountChanged,
                _writes(accountKey(second.account), bytes32(uint256(1)))
            )
        );
        Mandate memory mandate = _mandate(_hands(_as(examiner, Role.PARTY), _as(second, Role.EXAMINER)));
        _refuses(
            address(raw),
            abi.encodeCall(raw.act, (mandate, entries)),
            abi.encodeWithSelector(IRegister.AccountNotLive.selector, examiner.party, second.account)
        );
    }

    function test_RevertWhen_AWalletContractDoesNotAgree() external {
        (Actor memory wallet, ) = _wallet();
        wallet.key = bob.key;
        bytes32 digest = register.digestOf(address(raw), keccak256("terms"));
        _refusesHands(
            _parties(wallet),
            abi.encodeWithSelector(IRegister.SignatureWrong.selector, alice.party, wallet.account, digest)
        );
    }

    /// it should be recognised as a contract's word, not as a signature
    function test_WhenAWalletContractAgrees() external {
        (Actor memory wallet, bytes memory expected) = _wallet();
        vm.recordLogs();
        raw.act(_mandate(_parties(wallet)), _filed(OBJECT, KEY, bytes32(uint256(1))));
        bytes memory data = abi.decode(vm.getRecordedLogs()[0].data, (bytes));
        bytes memory mode = new bytes(1);
        mode[0] = data[8 + 32 + 41];
        vm.assertEq(mode, expected, "the actor's mode");
    }

    /// it should enter the act
    function test_WhenNobodyNeedsToSign() external {
        raw.act(Mandate(0, DEADLINE, _nobody()), _filed(OBJECT, KEY, bytes32(uint256(7))));
        vm.assertEq(register.word(OBJECT, KEY), bytes32(uint256(7)), "the word");
        vm.assertEq(register.seqOf(OBJECT), 1, "the count");
    }

    /// it should return the digest that was signed
    function test_WhenTheSignersAgree() external {
        bytes32 digest = _act(_filed(OBJECT, KEY, bytes32(uint256(7))));
        vm.assertEq(digest, register.digestOf(address(raw), keccak256("terms")), "the digest");
    }

    /// it should keep words under tags that no book of today knows
    function test_WhenABookToComeUsesItsOwnTag() external {
        WordKey key = WordKey.wrap(bytes32(uint256(0xc8) << 248));
        _act(_filed(OBJECT, key, bytes32(uint256(7))));
        vm.assertEq(register.word(OBJECT, key), bytes32(uint256(7)), "the word");
    }

    /// it should carry the count in a record that is written, whatever the book says
    function test_WhenARecordIsWritten() external {
        _act(_filed(OBJECT, RECORD, bytes32((uint256(5) << 40) | 99)));
        vm.assertEq(register.word(OBJECT, RECORD), bytes32((uint256(5) << 40) | 1), "the record");
    }

    /// it should enter one log in each, with links to the others
    function test_WhenSeveralDossiersAreTouched() external {
        vm.recordLogs();
        _act(
            _two(
                _entry(OBJECT, ActKind.ObjectFiled, new Write[](0)),
                _entry(OTHER, ActKind.ObjectTitled, new Write[](0))
            )
        );
        Vm.Log[] memory logs = vm.getRecordedLogs();
        vm.assertEq(logs.length, 2, "logs");
        bytes memory second = abi.decode(logs[1].data, (bytes));
        bytes memory expected = abi.encodePacked(hex"01", uint40(1), uint8(1), OBJECT, uint40(1), hex"0000");
        vm.assertEq(second, expected, "no actors, one link, no writes, no body");
    }

    // Titles

    function test_RevertWhen_ANewTitlesSharesDoNotSum() external {
        _refusesTitle(_newTitle(999_999, 0, 1), _sharesWrong(Right.HOLD, -1));
        _refusesTitle(_newTitle(1_000_001, 0, 1), _sharesWrong(Right.HOLD, 1));
    }

    function test_RevertWhen_AnActChangesASum() external {
        SubjectId title = _kept();
        Holding memory h = _aliceHolds(1_000_001, 0, 2);
        h.number = CertificateNumber.wrap(371_202601_0001);
        bytes memory expected = abi.encodeWithSelector(IRegister.SharesDoNotSum.selector, title, Right.HOLD, int256(1));
        _refusesAct(
            _one(_entry(title, ActKind.SharesTransferred, _writes(holdingKey(alice.party), pack(h)))),
            expected
        );
    }

    function test_RevertWhen_MoreIsPledgedThanHeld() external {
        Write[] memory writes = _newTitle(1_000_000, 1_000_001, 1);
        bytes memory expected = abi.encodeWithSelector(
            IRegister.PledgedOverHeld.selector,
            _newSubject(),
            holdingKey(alice.party),
            Right.HOLD,
            uint32(1_000_001),
            uint32(1_000_000)
        );
        _refusesTitle(writes, expected);
    }

    function test_RevertWhen_PledgedSumsAndLotsDiffer() external {
        bytes memory expected = _lotsWrong(1, 0);
        _refusesTitle(_newTitle(1_000_000, 1, 1), expected);
        Lot memory lot = Lot(alice.party, Right.HOLD, Share.wrap(2), 1, 1);
        Write[] memory writes = _newTitle(1_000_000, 1, 1);
        writes = _writes(writes[0], writes[1], Write(lotKey(LotId.wrap(keccak256("lot"))), pack(lot)));
        _refusesTitle(writes, _lotsWrong(1, 2));
        lot.right = Right.OPER;
        lot.ppm = Share.wrap(1);
        writes[2].word = pack(lot);
        _refusesTitle(writes, expected);
    }

    function test_RevertWhen_AHoldingSkipsAVersion() external {
        bytes memory expected = abi.encodeWithSelector(
            IRegister.HoldingVersionWrong.selector,
            _newSubject(),
            holdingKey(alice.party),
            uint32(2),
            uint32(1)
        );
        _refusesTitle(_newTitle(1_000_000, 0, 2), expected);
    }

    /// it should give the number and keep the holding
    function test_WhenANewTitleSums() external {
        SubjectId title = _kept();
        Holding memory h = _holding(titleIdOf(keccak256("title")), alice);
        vm.assertEq(h.shares[0], 1_000_000, "the share");
        vm.assertEq(register.seqOf(title), 1, "one act");
    }

    function _filed(SubjectId subject, WordKey key, bytes32 word) private pure returns (Entry[] memory) {
        return _one(_entry(subject, ActKind.ObjectFiled, _writes(key, word)));
    }

    function _refusesHands(Hand[] memory hands, bytes memory expected) private {
        Mandate memory mandate = _mandate(hands);
        _refuses(address(raw), abi.encodeCall(raw.act, (mandate, _filed(OBJECT, KEY, bytes32(uint256(1))))), expected);
    }

    /// A wallet contract of alice's key that joined alice's party.
    function _wallet() private returns (Actor memory wallet, bytes memory mode) {
        wallet = alice;
        wallet.account = address(new Wallet(alice.account));
        Entry memory entry = _entry(
            subjectOfParty(alice.party),
            ActKind.AccountChanged,
            _writes(accountKey(wallet.account), bytes32(uint256(1)))
        );
        _act(_one(entry));
        mode = hex"02";
    }

    function _newSubject() private pure returns (SubjectId) {
        return subjectOf(titleIdOf(keccak256("title")));
    }

    function _aliceHolds(uint32 hold, uint32 pledged, uint32 version) private pure returns (Holding memory h) {
        h.shares[0] = hold;
        h.pledged[0] = pledged;
        h.number = CertificateNumber.wrap(371_202601_0001);
        h.version = version;
    }

    function _newTitle(uint32 hold, uint32 pledged, uint32 version) private view returns (Write[] memory) {
        TitleRecord memory record;
        record.registry = REGISTRY;
        bytes32 word = pack(_aliceHolds(hold, pledged, version));
        return _writes(Write(RECORD, pack(record)), Write(holdingKey(alice.party), word));
    }

    function _kept() private returns (SubjectId title) {
        title = _newSubject();
        _act(_one(_entry(title, ActKind.TitleIssued, _newTitle(1_000_000, 0, 1))));
    }

    function _refusesTitle(Write[] memory writes, bytes memory expected) private {
        _refusesAct(_one(_entry(_newSubject(), ActKind.TitleIssued, writes)), expected);
    }

    function _sharesWrong(Right right, int256 difference) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRegister.SharesDoNotSum.selector, _newSubject(), right, difference);
    }

    function _lotsWrong(int256 pledged, int256 lots) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRegister.LotsDoNotSum.selector, _newSubject(), Right.HOLD, pledged, lots);
    }
}
