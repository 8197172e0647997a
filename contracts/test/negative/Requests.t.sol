// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "../../interfaces/IFilingDesk.sol";
import {ITitleBook} from "../../interfaces/ITitleBook.sol";
import {Action, Burden, Ground, Operation, Registration, Role} from "../../types/Enums.sol";
import {Time, applicationIdOf} from "../../types/Ids.sol";
import {Application, Step, Transfer} from "../../types/Terms.sol";
import {Asked} from "../Asked.sol";
import {Typed} from "../Typed.sol";

/// @title When a change or a cancellation may be filed, by whom, and what its filing and its end do to the title
contract RequestsTest is Asked {
    function test_RevertWhen_ARequestIsPending() external {
        _submit(_request(Registration.CHANGE));
        bytes4 pending = IFilingDesk.RequestPending.selector;
        Application memory again = _request(Registration.CANCELLATION);
        _refusesFiling(again, abi.encodeWithSelector(pending, title, Registration.CHANGE));
    }

    function test_RevertWhen_TheTitleWasRevoked() external {
        _close(_revoking());
        bytes memory expected = abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, title);
        _refusesFiling(_request(Registration.CHANGE), expected);
    }

    function test_RevertWhen_TheTitleIsAnotherRegistrys() external {
        Application memory asked = _request(Registration.CANCELLATION);
        asked.registry = OTHER_REGISTRY;
        bytes4 elsewhere = IFilingDesk.TitleElsewhere.selector;
        _refusesFiling(asked, abi.encodeWithSelector(elsewhere, title, REGISTRY, OTHER_REGISTRY));
    }

    function test_RevertWhen_AHolderDoesNotApply() external {
        Application memory asked = _request(Registration.CANCELLATION);
        asked.splits = _splits(_split(alice, 1_000_000, 1_000_000, 1_000_000));
        _refusesFiling(asked, abi.encodeWithSelector(IFilingDesk.NotByAllHolders.selector, title, 1, 2));
    }

    /// Only what is asked of a title that stands can be passed for having nothing to publish.
    function test_RevertWhen_AFirstRegistrationIsPassedAsNotMaterial() external {
        Application memory first = _alicesApplication();
        _submit(first);
        _take(first, Action.ACCEPT, _clerk());
        _take(first, Action.ASSIGN, _hands(_as(examiner, Role.EXAMINER)));
        Step memory terms = _step(first, Action.PASS_UNPUBLISHED);
        terms.ground = Ground.NOT_MATERIAL;
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.step, (terms, first, _signedStep(terms, _examiners()))),
            abi.encodeWithSelector(
                IFilingDesk.GroundWrong.selector,
                applicationIdOf(Typed.hash(first)),
                Action.PASS_UNPUBLISHED,
                Ground.NOT_MATERIAL
            )
        );
    }

    /// it should be pending beside a renewal, and each ends for itself
    function test_WhenARenewalIsPendingToo() external {
        Application memory renewal = _renewal();
        _submit(renewal);
        Application memory asked = _request(Registration.CHANGE);
        _submit(asked);
        _take(renewal, Action.WITHDRAW, _applicants(renewal));
        vm.assertFalse(_title(title).renewing, "still renewing");
        vm.assertTrue(_title(title).requested == Registration.CHANGE, "not pending");
        _take(asked, Action.WITHDRAW, _applicants(asked));
        vm.assertTrue(_title(title).requested == Registration.NONE, "still pending");
    }

    /// it should end with the title, and the application's own end changes nothing any more
    function test_WhenTheTitleIsRevokedMeanwhile() external {
        Application memory asked = _request(Registration.CHANGE);
        _submit(asked);
        _close(_revoking());
        vm.assertTrue(_title(title).requested == Registration.NONE, "still pending");
        _take(asked, Action.WITHDRAW, _applicants(asked));
        vm.assertTrue(_title(title).requested == Registration.NONE, "pending again");
    }

    /// it should not keep the title alive past its end
    function test_WhenTheTermEndsMeanwhile() external {
        _submit(_request(Registration.CHANGE));
        _warp(Time.unwrap(issued.validUntil));
        Transfer memory t = _transferOf(title, alice, bob, 1);
        _refuses(
            address(titleBook),
            abi.encodeCall(titleBook.transfer, (t, _signedTransfer(t, _parties(alice, bob)))),
            abi.encodeWithSelector(
                ITitleBook.Barred.selector,
                title,
                alice.party,
                Operation.TRANSFER,
                Burden.EXPIRED,
                issued.validUntil
            )
        );
    }
}
