// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "../../interfaces/IRegister.sol";
import {TermsHash} from "../../libraries/TermsHash.sol";
import {Action, Role} from "../../types/Enums.sol";
import {Time} from "../../types/Ids.sol";
import {Application, Issue, RoleGrant, Signer, Step} from "../../types/Terms.sol";
import {Actor} from "../Base.sol";
import {Scenes} from "../Scenes.sol";

/// @title Staff act only while their role lasts: by its end in time, by its end before time, in every room
contract StaffRolesTest is Scenes {
    uint40 private constant WEEK = 7 days;

    function test_RevertWhen_TheRoleRanOut() external {
        Application memory content = _filed();
        Actor memory clerk = _temporary();
        vm.warp(START + WEEK);
        Step memory accept = _step(content, Action.ACCEPT);
        Signer[] memory signers = _signedStep(accept, _hands(_as(clerk, Role.ACCEPTANCE)));
        _refusesStep(accept, content, signers, _notHeld(clerk, Role.ACCEPTANCE));
    }

    function test_TheLastSecondOfARoleCounts() external {
        Application memory content = _filed();
        Actor memory clerk = _temporary();
        vm.warp(START + WEEK - 1);
        _take(content, Action.ACCEPT, _hands(_as(clerk, Role.ACCEPTANCE)));
        _take(content, Action.ASSIGN, _hands(_as(clerk, Role.EXAMINER)));
    }

    function test_RevertWhen_AnExaminersSignatureFromBeforeItsEndIsShown() external {
        Application memory content = _filed();
        _take(content, Action.ACCEPT, _clerk());
        Step memory assign = _step(content, Action.ASSIGN);
        Signer[] memory signers = _signedStep(assign, _hands(_as(examiner, Role.EXAMINER)));
        _end(examiner);
        _refusesStep(assign, content, signers, _notHeld(examiner, Role.EXAMINER));
    }

    function test_RevertWhen_TheSealKeepersRoleEnded() external {
        Application memory other = _sharedApplication();
        _register(other);
        Issue memory terms = _issueTerms(other);
        Signer[] memory signers = _seal(terms);
        _end(acceptance);
        _refuses(
            address(titleBook),
            abi.encodeCall(titleBook.issue, (terms, other, signers)),
            _notHeld(acceptance, Role.SEAL_KEEPER)
        );
    }

    /// A clerk in all roles, for a week.
    function _temporary() private returns (Actor memory clerk) {
        clerk = carol;
        RoleGrant memory terms = RoleGrant(
            clerk.party,
            REGISTRY,
            _staffRoles(),
            _time(START + WEEK),
            _seq(clerk.party),
            DEADLINE
        );
        partyBook.grantRoles(terms, _sign(address(partyBook), _hash(terms), _parties(institution, clerk)));
    }

    function _end(Actor memory clerk) private {
        RoleGrant memory terms = RoleGrant(clerk.party, REGISTRY, 0, Time.wrap(0), _seq(clerk.party), DEADLINE);
        partyBook.endRoles(terms, _sign(address(partyBook), _hash(terms), _parties(institution)));
    }

    function _hash(RoleGrant memory terms) private pure returns (bytes32) {
        return TermsHash.flat(TermsHash.ROLE_GRANT, abi.encode(terms));
    }

    function _notHeld(Actor memory clerk, Role role) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRegister.RoleNotHeld.selector, clerk.party, role);
    }

    function _filed() private returns (Application memory content) {
        content = _alicesApplication();
        _submit(content);
    }

    function _refusesStep(
        Step memory terms,
        Application memory content,
        Signer[] memory signers,
        bytes memory expected
    ) private {
        _refuses(address(filingDesk), abi.encodeCall(filingDesk.step, (terms, content, signers)), expected);
    }
}
