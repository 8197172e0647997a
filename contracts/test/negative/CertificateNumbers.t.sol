// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Entry, IRegister} from "../../interfaces/IRegister.sol";
import {ActKind, TitleState} from "../../types/Enums.sol";
import {CertificateNumber, RegistryCode, SubjectId, TitleId, subjectOf, titleIdOf} from "../../types/Ids.sol";
import {Application, Issue} from "../../types/Terms.sol";
import {Holding, TitleRecord, pack} from "../../types/TitleWords.sol";
import {RECORD, Write, holdingKey} from "../../types/Words.sol";
import {Kernel} from "../Kernel.sol";

contract CertificateNumbersTest is Kernel {
    uint256 private constant SERIALS_SLOT = 3;

    function test_NumbersRunInOrder() external {
        TitleId title = _alicesTitle();
        uint64 first = CertificateNumber.unwrap(_holding(title, alice).number);
        vm.assertEq(first, 371_202601_0001, "the registry, the month, the first serial");
        _transfer(title, alice, bob, 1);
        vm.assertEq(CertificateNumber.unwrap(_holding(title, bob).number), first + 1, "the newcomer's number");
        vm.assertEq(CertificateNumber.unwrap(_holding(title, alice).number), first, "the giver keeps its number");
    }

    function test_ReturningHolderGetsANewNumber() external {
        TitleId title = _alicesTitle();
        _transfer(title, alice, bob, 1);
        _transfer(title, bob, alice, 1);
        _transfer(title, alice, bob, 1);
        vm.assertEq(CertificateNumber.unwrap(_holding(title, bob).number), 371_202601_0003, "bob's second number");
    }

    function test_RevertWhen_ANumberIsReused() external {
        uint64 used = CertificateNumber.unwrap(_holding(_alicesTitle(), alice).number);
        _refusesNumber(used, used + 1);
    }

    function test_RevertWhen_ANumberIsSkipped() external {
        _refusesNumber(371_202601_0002, 371_202601_0001);
    }

    function test_AHoldingThatABookLeavesOpenGetsTheNextNumber() external {
        _act(_numbered(0));
        vm.assertEq(
            CertificateNumber.unwrap(_holding(titleIdOf(keccak256("a new title")), alice).number),
            371_202601_0001,
            "given by the register"
        );
        vm.assertEq(_next(), 371_202601_0002, "taken");
    }

    function test_RevertWhen_ALivingCertificateWouldGetAnotherNumber() external {
        _act(_numbered(0));
        _refusesRenumbering(0, 371_202601_0001);
        _refusesRenumbering(371_202601_0002, 371_202601_0001);
    }

    function test_RevertWhen_AnEndedCertificateWouldBeNumbered() external {
        TitleId title = _alicesTitle();
        _transfer(title, alice, bob, 1);
        _transfer(title, bob, alice, 1);
        Holding memory ended = _holding(title, bob);
        uint64 own = CertificateNumber.unwrap(ended.number);
        ended.version += 1;
        ended.number = CertificateNumber.wrap(own + 1);
        Write[] memory writes = _writes(holdingKey(bob.party), pack(ended));
        _refusesNumber(_one(_entry(subjectOf(title), ActKind.SharesTransferred, writes)), own + 1, own);
    }

    function test_RevertWhen_ACertificateComesBackUnderItsOldNumber() external {
        TitleId title = _alicesTitle();
        _transfer(title, alice, bob, 1);
        _transfer(title, bob, alice, 1);
        Holding memory back = _holding(title, bob);
        uint64 old = CertificateNumber.unwrap(back.number);
        back.version += 1;
        back.shares[0] = 1;
        Write[] memory writes = _writes(holdingKey(bob.party), pack(back));
        _refusesNumber(_one(_entry(subjectOf(title), ActKind.SharesTransferred, writes)), old, old + 1);
    }

    function test_ANewMonthStartsAtOne() external {
        _alicesTitle();
        vm.warp(1_769_875_199); // 2026-01-31T23:59:59+08:00
        vm.assertEq(_next(), 371_202601_0002, "the last second of January in Shanghai");
        vm.warp(1_769_875_200);
        vm.assertEq(_next(), 371_202602_0001, "the first second of February in Shanghai");
    }

    function test_RegistriesCountApart() external {
        _alicesTitle();
        vm.assertEq(
            CertificateNumber.unwrap(register.nextNumber(OTHER_REGISTRY)),
            442_202601_0001,
            "another registry's numbers"
        );
    }

    function test_RevertWhen_TheMonthIsExhausted() external {
        _lastSerial(9_999);
        Application memory content = _alicesApplication();
        _register(content);
        _lastSerial(9_999);
        Issue memory terms = _issueTerms(content);
        _refuses(address(titleBook), abi.encodeCall(titleBook.issue, (terms, content, _seal(terms))), _exhausted());
    }

    function test_RevertWhen_TheMonthIsExhaustedInTheMidstOfAnIssue() external {
        Application memory content = _sharedApplication();
        _register(content);
        _lastSerial(9_998);
        vm.assertEq(_next(), 371_202601_9999, "the last number");
        Issue memory terms = _issueTerms(content);
        _refuses(address(titleBook), abi.encodeCall(titleBook.issue, (terms, content, _seal(terms))), _exhausted());
    }

    function _exhausted() private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRegister.CertificateNumbersExhausted.selector, REGISTRY, uint24(202601));
    }

    function _next() private view returns (uint256) {
        return CertificateNumber.unwrap(register.nextNumber(REGISTRY));
    }

    function _lastSerial(uint256 serial) private {
        bytes32 slot = keccak256(abi.encode(RegistryCode.unwrap(REGISTRY), SERIALS_SLOT));
        vm.store(address(register), slot, bytes32((uint256(202601) << 16) | serial));
    }

    function _refusesNumber(uint64 given, uint64 expected) private {
        _refusesNumber(_numbered(given), given, expected);
    }

    /// A book writes the holding of that title again, one version on.
    function _refusesRenumbering(uint64 given, uint64 expected) private {
        Holding memory h = _holding(titleIdOf(keccak256("a new title")), alice);
        (h.number, h.version) = (CertificateNumber.wrap(given), h.version + 1);
        SubjectId subject = subjectOf(titleIdOf(keccak256("a new title")));
        Write[] memory writes = _writes(holdingKey(alice.party), pack(h));
        _refusesNumber(_one(_entry(subject, ActKind.SharesTransferred, writes)), given, expected);
    }

    function _refusesNumber(Entry[] memory entries, uint64 given, uint64 expected) private {
        _refusesAct(entries, abi.encodeWithSelector(IRegister.CertificateNumberNotNext.selector, given, expected));
    }

    /// A book writes a title whose certificate has this number.
    function _numbered(uint64 given) private view returns (Entry[] memory) {
        Holding memory h;
        h.shares[0] = 1_000_000;
        h.number = CertificateNumber.wrap(given);
        h.version = 1;
        TitleRecord memory record;
        record.registry = REGISTRY;
        record.state = TitleState.LIVE;
        SubjectId subject = subjectOf(titleIdOf(keccak256("a new title")));
        Write[] memory writes = _writes(Write(RECORD, pack(record)), Write(holdingKey(alice.party), pack(h)));
        return _one(_entry(subject, ActKind.TitleIssued, writes));
    }
}
