// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../../../interfaces/IRegister.sol";
import {Action} from "../../../types/Enums.sol";
import {GOVERNANCE} from "../../../types/Ids.sol";
import {Application, Signer} from "../../../types/Terms.sol";
import {Scenes} from "../../Scenes.sol";

contract PauseIntakeTest is Scenes {
    function test_RevertWhen_TheSenderIsNotTheAccessManager() external {
        _refuses(
            address(register),
            abi.encodeCall(register.pauseIntake, (true)),
            abi.encodeWithSelector(IRegister.AuthorityOnly.selector, address(this))
        );
    }

    /// it should stop new applications, and nothing else
    function test_WhenIntakeIsPaused() external {
        Application memory running = _sharedApplication();
        _submit(running);
        _govern(abi.encodeCall(register.pauseIntake, (true)));
        vm.assertTrue(register.intakePaused(), "not paused");
        Application memory terms = _alicesApplication();
        Signer[] memory signers = _signedApplication(terms);
        _refuses(
            address(filingDesk),
            abi.encodeCall(filingDesk.submit, (terms, signers)),
            abi.encodeWithSelector(IRegister.IntakeIsPaused.selector)
        );
        _take(running, Action.ACCEPT, _clerk());
        vm.assertTrue(register.intakePaused(), "resumed by another act");
    }

    /// it should take applications in again
    function test_WhenIntakeIsResumed() external {
        _govern(abi.encodeCall(register.pauseIntake, (true)));
        uint64 seq = register.seqOf(GOVERNANCE);
        _govern(abi.encodeCall(register.pauseIntake, (false)));
        vm.assertFalse(register.intakePaused(), "still paused");
        vm.assertEq(register.seqOf(GOVERNANCE), seq + 1, "an act of governance");
        _submit(_alicesApplication());
    }
}
