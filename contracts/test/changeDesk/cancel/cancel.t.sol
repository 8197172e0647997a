// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IChangeDesk} from "../../../interfaces/IChangeDesk.sol";
import {IFilingDesk} from "../../../interfaces/IFilingDesk.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {EndGround, TitleState} from "../../../types/Enums.sol";
import {PartyId, Time, subjectOf} from "../../../types/Ids.sol";
import {Application, Closing} from "../../../types/Terms.sol";
import {Tag, keyOf} from "../../../types/Words.sol";
import {Changes} from "../../Changes.sol";

contract CancelTest is Changes {
    function test_RevertWhen_TheGroundIsOneOfRevocationOrARequest() external {
        EndGround[4] memory grounds = [EndGround.NONE, EndGround.FRAUD, EndGround.UNLAWFUL_SOURCE, EndGround.REQUEST];
        for (uint256 i = 0; i < grounds.length; ++i) {
            _refusesCancellation(
                _closing(grounds[i]),
                abi.encodeWithSelector(IChangeDesk.EndGroundWrong.selector, title, grounds[i])
            );
        }
    }

    function test_RevertWhen_ATimeIsNamed() external {
        Closing memory terms = _closing(EndGround.LAW);
        terms.from = _time(block.timestamp);
        _refusesCancellation(
            terms,
            abi.encodeWithSelector(IChangeDesk.EffectWrong.selector, title, terms.from, Time.wrap(0))
        );
    }

    function test_RevertWhen_TheTitleWasCancelledBefore() external {
        _cancel(EndGround.LAW);
        _refusesCancellation(_closing(EndGround.LAW), abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, title));
    }

    /// it should end with the act
    function test_WhenTheDataAreDestroyed() external {
        _cancelled(EndGround.DATA_DESTROYED);
    }

    /// it should end with the act
    function test_WhenAnObjectionIsUpheld() external {
        _cancelled(EndGround.OBJECTION_UPHELD);
    }

    /// it should end with the act
    function test_WhenTheLawSaysSo() external {
        _cancelled(EndGround.LAW);
    }

    /// it should end, and let who filed for it file again
    function test_WhenTheTermIsOver() external {
        _warp(Time.unwrap(issued.validUntil));
        Application memory again = _sharedApplication();
        PartyId first = again.splits[0].holder;
        _refusesFiling(again, abi.encodeWithSelector(IFilingDesk.FiledAlready.selector, again.fingerprint, first));
        _cancelled(EndGround.LAW);
        _submit(again);
    }

    function _cancel(EndGround ground) private {
        Closing memory terms = _closing(ground);
        changeDesk.cancel(terms, _content(), _signed(terms, _examiners()));
    }

    function _cancelled(EndGround ground) private {
        _cancel(ground);
        vm.assertTrue(_title(title).state == TitleState.CLOSED, "the title lives");
        uint256 word = uint256(register.word(subjectOf(title), keyOf(Tag.ENDING, 0)));
        vm.assertEq(word, uint256(ground) | (block.timestamp << 8), "why and since when");
    }
}
