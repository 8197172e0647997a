// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../interfaces/IBook.sol";
import {Entry, IRegister, Mandate} from "../../interfaces/IRegister.sol";
import {Action, Role} from "../../types/Enums.sol";
import {TitleId, applicationIdOf, subjectOf, subjectOfApplication} from "../../types/Ids.sol";
import {Application, Notice, Order, Signer, Step} from "../../types/Terms.sol";
import {Actor, Hand} from "../Base.sol";
import {Scenes} from "../Scenes.sol";
import {Typed} from "../Typed.sol";

contract TwoPersonsTest is Scenes {
    Order private terms;

    function setUp() public override {
        super.setUp();
        TitleId title = _alicesTitle();
        terms = _titleOrder(title, "case 1");
        Application memory content = _sharedApplication();
        _submit(content);
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_as(examiner, Role.EXAMINER)));
    }

    // Examiner and reviewer

    function test_RevertWhen_OnePersonIsExaminerAndReviewer() external {
        _grant(institution, REGISTRY, examiner, _bit(Role.EXAMINER) | _bit(Role.REVIEWER));
        _refusesNotice(_hands(_as(examiner, Role.EXAMINER), _as(examiner, Role.REVIEWER)));
    }

    function test_RevertWhen_OnePersonExaminesAndReviewsThroughTwoAccounts() external {
        _grant(institution, REGISTRY, examiner, _bit(Role.EXAMINER) | _bit(Role.REVIEWER));
        Actor memory second = _addAccount(examiner, "second account");
        _refusesNotice(_hands(_as(examiner, Role.EXAMINER), _as(second, Role.REVIEWER)));
    }

    function test_RevertWhen_OnePersonExaminesAndReviewsAfterRotation() external {
        _grant(institution, REGISTRY, examiner, _bit(Role.EXAMINER) | _bit(Role.REVIEWER));
        Actor memory second = _rotate(examiner, "new key");
        Actor memory third = _addAccount(second, "third account");
        _refusesNotice(_hands(_as(second, Role.EXAMINER), _as(third, Role.REVIEWER)));
    }

    function test_RevertWhen_TheExaminersRotatedKeyReviews() external {
        _grant(institution, REGISTRY, examiner, _bit(Role.EXAMINER) | _bit(Role.REVIEWER));
        Actor memory second = _rotate(examiner, "new key");
        _refuses(
            address(filingDesk),
            _noticeCall(_hands(_as(second, Role.EXAMINER), _as(examiner, Role.REVIEWER))),
            abi.encodeWithSelector(IRegister.AccountNotLive.selector, examiner.party, examiner.account)
        );
    }

    function test_RevertWhen_OnePersonExaminesAndReviewsThroughTheAccessManager() external {
        _grant(institution, REGISTRY, examiner, _bit(Role.EXAMINER) | _bit(Role.REVIEWER));
        bytes memory call = _noticeCall(_hands(_as(examiner, Role.EXAMINER), _as(examiner, Role.REVIEWER)));
        _refuses(
            address(manager),
            abi.encodeCall(manager.execute, (address(filingDesk), call)),
            abi.encodeWithSelector(IRegister.ActorRepeated.selector, examiner.party)
        );
    }

    function test_RevertWhen_OnePersonExaminesAndReviewsThroughARelayer() external {
        _grant(institution, REGISTRY, examiner, _bit(Role.EXAMINER) | _bit(Role.REVIEWER));
        bytes memory call = _noticeCall(_hands(_as(examiner, Role.EXAMINER), _as(examiner, Role.REVIEWER)));
        vm.prank(reviewer.account);
        _refuses(address(filingDesk), call, abi.encodeWithSelector(IRegister.ActorRepeated.selector, examiner.party));
    }

    function test_RevertWhen_TheReviewerSendsInsteadOfSigning() external {
        bytes memory call = _noticeCall(_hands(_as(examiner, Role.EXAMINER)));
        vm.prank(reviewer.account);
        _refuses(address(filingDesk), call, abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
    }

    function test_RevertWhen_OnePersonRefusesAsExaminerAndReviewer() external {
        Application memory content = _sharedApplication();
        _grant(institution, REGISTRY, examiner, _bit(Role.EXAMINER) | _bit(Role.REVIEWER));
        Step memory step = _step(content, Action.REFUSE);
        Signer[] memory signers = _signedStep(step, _hands(_as(examiner, Role.EXAMINER), _as(examiner, Role.REVIEWER)));
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.step, (step, content, signers)),
            abi.encodeWithSelector(IRegister.ActorRepeated.selector, examiner.party)
        );
    }

    function test_TwoPersonsPublish() external {
        Application memory content = _sharedApplication();
        _publish(content);
        uint64 seq = register.seqOf(subjectOfApplication(applicationIdOf(Typed.hash(content))));
        vm.assertEq(seq, 4, "submitted, accepted, assigned, published");
    }

    function _refusesNotice(Hand[] memory hands) private {
        bytes memory expected = abi.encodeWithSelector(IRegister.ActorRepeated.selector, examiner.party);
        _refuses(address(filingDesk), _noticeCall(hands), expected);
    }

    function _noticeCall(Hand[] memory hands) private view returns (bytes memory) {
        Application memory content = _sharedApplication();
        Notice memory notice = _notice(content);
        Signer[] memory signers = _sign(address(filingDesk), Typed.hash(notice), hands);
        return abi.encodeCall(filingDesk.publish, (notice, content, signers));
    }

    // Order clerks

    function test_RevertWhen_OnePersonIsBothClerks() external {
        _refusesOrder(_twice(clerkA, clerkA));
    }

    function test_RevertWhen_OnePersonIsBothClerksThroughTwoAccounts() external {
        Actor memory second = _addAccount(clerkA, "second account");
        _refusesOrder(_twice(clerkA, second));
    }

    function test_RevertWhen_OnePersonIsBothClerksAfterRotation() external {
        Actor memory second = _rotate(clerkA, "new key");
        Actor memory third = _addAccount(second, "third account");
        _refusesOrder(_twice(second, third));
    }

    function test_RevertWhen_TheRotatedKeyIsTheSecondPerson() external {
        Actor memory second = _rotate(clerkA, "new key");
        Signer[] memory signers = _signedOrder(terms, _twice(second, clerkA));
        _refuses(
            address(orderDesk),
            abi.encodeCall(orderDesk.order, (terms, signers)),
            abi.encodeWithSelector(IRegister.AccountNotLive.selector, clerkA.party, clerkA.account)
        );
    }

    function test_RevertWhen_OnePersonIsBothClerksThroughARelayer() external {
        Signer[] memory signers = _signedOrder(terms, _twice(clerkA, clerkA));
        bytes memory call = abi.encodeCall(orderDesk.order, (terms, signers));
        vm.prank(bob.account);
        _refuses(address(orderDesk), call, abi.encodeWithSelector(IRegister.ActorRepeated.selector, clerkA.party));
    }

    function test_RevertWhen_OneClerkSendsAndSigns() external {
        Signer[] memory signers = _signedOrder(terms, _hands(_as(clerkA, Role.ORDER_CLERK)));
        bytes memory call = abi.encodeCall(orderDesk.order, (terms, signers));
        vm.prank(clerkB.account);
        _refuses(address(orderDesk), call, abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
    }

    function test_RevertWhen_OnePersonIsBothClerksThroughTheAccessManager() external {
        Signer[] memory signers = _signedOrder(terms, _twice(clerkA, clerkA));
        bytes memory call = abi.encodeCall(orderDesk.order, (terms, signers));
        _refuses(
            address(manager),
            abi.encodeCall(manager.execute, (address(orderDesk), call)),
            abi.encodeWithSelector(IRegister.ActorRepeated.selector, clerkA.party)
        );
    }

    function test_RevertWhen_OneClerkFreezesThroughTheAccessManager() external {
        Signer[] memory signers = _signedOrder(terms, _hands(_as(clerkA, Role.ORDER_CLERK)));
        bytes memory call = abi.encodeCall(orderDesk.order, (terms, signers));
        _refuses(
            address(manager),
            abi.encodeCall(manager.execute, (address(orderDesk), call)),
            abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2)
        );
    }

    function test_RevertWhen_TheAccessManagerActsWithoutABook() external {
        bytes memory call = abi.encodeCall(register.act, (Mandate(0, DEADLINE, _nobody()), new Entry[](0)));
        _refuses(
            address(manager),
            abi.encodeCall(manager.execute, (address(register), call)),
            abi.encodeWithSelector(IRegister.BookNotAdmitted.selector, address(manager))
        );
    }

    function test_TwoClerksFreezeThroughARelayer() external {
        Signer[] memory signers = _signedOrder(terms, _clerks());
        vm.prank(bob.account);
        orderDesk.order(terms, signers);
        vm.assertEq(_title(terms.title).liveOrders, 1, "not frozen");
    }

    function test_RevertWhen_OneClerkIsOfAnotherRegistry() external {
        Signer[] memory signers = _signedOrder(terms, _twice(clerkA, stranger));
        _refuses(
            address(orderDesk),
            abi.encodeCall(orderDesk.order, (terms, signers)),
            abi.encodeWithSelector(IBook.StaffOfAnotherRegistry.selector, stranger.party, OTHER_REGISTRY, REGISTRY)
        );
    }

    function test_RevertWhen_TheReviewerIsOfAnotherRegistry() external {
        _refuses(
            address(filingDesk),
            _noticeCall(_hands(_as(examiner, Role.EXAMINER), _as(stranger, Role.REVIEWER))),
            abi.encodeWithSelector(IBook.StaffOfAnotherRegistry.selector, stranger.party, OTHER_REGISTRY, REGISTRY)
        );
    }

    function test_RevertWhen_AClerkSignsWithARoleThatItDoesNotHold() external {
        Signer[] memory signers = _signedOrder(terms, _twice(clerkA, examiner));
        bytes memory call = abi.encodeCall(orderDesk.order, (terms, signers));
        bytes memory expected = abi.encodeWithSelector(
            IRegister.RoleNotHeld.selector,
            examiner.party,
            Role.ORDER_CLERK
        );
        _refuses(address(orderDesk), call, expected);
        vm.assertEq(register.seqOf(subjectOf(terms.title)), 1, "the title's dossier went on");
    }

    function _twice(Actor memory a, Actor memory b) private pure returns (Hand[] memory) {
        return _hands(_as(a, Role.ORDER_CLERK), _as(b, Role.ORDER_CLERK));
    }

    function _refusesOrder(Hand[] memory hands) private {
        _refuses(
            address(orderDesk),
            abi.encodeCall(orderDesk.order, (terms, _signedOrder(terms, hands))),
            abi.encodeWithSelector(IRegister.ActorRepeated.selector, clerkA.party)
        );
    }
}
