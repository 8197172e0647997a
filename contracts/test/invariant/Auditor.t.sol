// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {GenesisBook} from "../../interfaces/IRegister.sol";
import {SubjectId, TitleId, subjectOf} from "../../types/Ids.sol";
import {RECORD, WordKey, holdingKey} from "../../types/Words.sol";
import {Scenes} from "../Scenes.sol";
import {Vm} from "../Vm.sol";
import {LeakyRegister} from "../mocks/LeakyRegister.sol";
import {RawBook} from "../mocks/RawBook.sol";
import {Auditor} from "./Auditor.sol";

/// @title The guards bite: planted violations that the auditor must find
contract AuditorTest is Scenes {
    uint256 private constant HEADS_SLOT = 0;
    uint256 private constant WORDS_SLOT = 1;

    Auditor private auditor;
    TitleId private title;

    function setUp() public override {
        vm.recordLogs();
        super.setUp();
        address[] memory watched = new address[](6);
        watched[0] = address(register);
        watched[1] = address(partyBook);
        watched[2] = address(filingDesk);
        watched[3] = address(titleBook);
        watched[4] = address(pledgeBook);
        watched[5] = address(orderDesk);
        auditor = new Auditor(register, watched);
        auditor.take(vm.getRecordedLogs());
        title = _alicesTitle();
        auditor.take(vm.getRecordedLogs());
    }

    function _warp(uint256 time) internal override {
        auditor.take(vm.getRecordedLogs());
        vm.warp(time);
    }

    function test_AnHonestRegisterPasses() external {
        _transfer(title, alice, bob, 5);
        auditor.take(vm.getRecordedLogs());
        auditor.check();
        vm.assertTrue(auditor.acts() > 30, "the auditor saw the whole story");
    }

    function test_AWordThatChangedWithoutALogIsFound() external {
        SubjectId subject = subjectOf(title);
        WordKey key = holdingKey(alice.party);
        bytes32 logged = register.word(subject, key);
        bytes32 planted = bytes32(uint256(logged) + 1);
        vm.store(address(register), _wordSlot(subject, key), planted);
        _refuses(
            address(auditor),
            abi.encodeCall(auditor.check, ()),
            abi.encodeWithSelector(Auditor.WordDiffers.selector, subject, key, planted, logged)
        );
    }

    function test_AWordThatReturnedToZeroIsFound() external {
        SubjectId subject = subjectOf(title);
        vm.store(address(register), _wordSlot(subject, RECORD), 0);
        _refuses(
            address(auditor),
            abi.encodeCall(auditor.check, ()),
            abi.encodeWithSelector(Auditor.WordGone.selector, subject, RECORD)
        );
    }

    function test_AChangedHeadIsFound() external {
        SubjectId subject = subjectOf(title);
        bytes32 head = register.head(subject);
        vm.store(address(register), keccak256(abi.encode(subject, HEADS_SLOT)), keccak256("planted"));
        _refuses(
            address(auditor),
            abi.encodeCall(auditor.check, ()),
            abi.encodeWithSelector(Auditor.HeadDiffers.selector, subject, keccak256("planted"), head)
        );
    }

    function test_AMissingLogIsFound() external {
        _transfer(title, alice, bob, 5);
        vm.getRecordedLogs();
        _transfer(title, alice, bob, 5);
        _refuses(
            address(auditor),
            abi.encodeCall(auditor.take, (vm.getRecordedLogs())),
            abi.encodeWithSelector(Auditor.SeqWrong.selector, title, 3, 2)
        );
    }

    function test_AChangedByteOfALogIsFound() external {
        _transfer(title, alice, bob, 5);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes memory data = abi.decode(logs[0].data, (bytes));
        data[data.length - 1] ^= 0x01;
        logs[0].data = abi.encode(data);
        auditor.take(logs);
        (bool done, bytes memory answer) = address(auditor).call(abi.encodeCall(auditor.check, ()));
        vm.assertFalse(done, "a changed byte went unseen");
        vm.assertEq(bytes32(bytes4(answer)), bytes32(Auditor.HeadDiffers.selector), "another fault than the head's");
    }

    // A kernel with a second door

    function test_AnActOutsideTheDoorIsFound() external {
        LeakyRegister leaky = _leaky();
        SubjectId subject = SubjectId.wrap(bytes32(uint256(1) << 248));
        leaky.forge(subject, hex"01000000000100000000");
        auditor.take(vm.getRecordedLogs());
        (bool done, bytes memory answer) = address(auditor).call(abi.encodeCall(auditor.check, ()));
        vm.assertFalse(done, "a forged act went unseen");
        vm.assertEq(bytes32(bytes4(answer)), bytes32(Auditor.HeadDiffers.selector), "another fault than the head's");
    }

    function test_ALogOfAnotherKindIsFound() external {
        LeakyRegister leaky = _leaky();
        leaky.whisper(SubjectId.wrap(0));
        _refuses(
            address(auditor),
            abi.encodeCall(auditor.take, (vm.getRecordedLogs())),
            abi.encodeWithSelector(Auditor.LogOutside.selector, address(leaky), LeakyRegister.Whispered.selector)
        );
    }

    function test_ALogOfABookIsFound() external {
        Vm.Log[] memory logs = new Vm.Log[](1);
        logs[0].topics = new bytes32[](1);
        logs[0].topics[0] = keccak256("Said()");
        logs[0].emitter = address(pledgeBook);
        _refuses(
            address(auditor),
            abi.encodeCall(auditor.take, (logs)),
            abi.encodeWithSelector(Auditor.LogOutside.selector, address(pledgeBook), keccak256("Said()"))
        );
    }

    function _leaky() private returns (LeakyRegister leaky) {
        leaky = new LeakyRegister(address(manager));
        RawBook book = new RawBook(leaky);
        GenesisBook[] memory books = new GenesisBook[](1);
        books[0] = GenesisBook(address(book), 1);
        address[] memory watched = new address[](1);
        watched[0] = address(leaky);
        auditor = new Auditor(leaky, watched);
        vm.getRecordedLogs();
        leaky.found(alice.account, keccak256("identity"), books);
        auditor.take(vm.getRecordedLogs());
        auditor.check();
    }

    function _wordSlot(SubjectId subject, WordKey key) private pure returns (bytes32) {
        return keccak256(abi.encode(key, keccak256(abi.encode(subject, WORDS_SLOT))));
    }
}
