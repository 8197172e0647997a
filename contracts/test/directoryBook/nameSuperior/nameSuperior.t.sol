// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IDirectoryBook} from "../../../interfaces/IDirectoryBook.sol";
import {PartyKind, Role} from "../../../types/Enums.sol";
import {DocumentDigest, PartyId, RegistryCode, subjectOfParty} from "../../../types/Ids.sol";
import {Superior} from "../../../types/OrderTerms.sol";
import {superiorKey} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract NameSuperiorTest is Scenes {
    Actor private above;

    function setUp() public override {
        super.setUp();
        above = _enrolled("court above", PartyKind.COURT);
    }

    function test_RevertWhen_TheCourtItselfSigns() external {
        bytes memory expected = abi.encodeWithSelector(
            IBook.StaffMissing.selector,
            0,
            Role.GOVERNOR,
            RegistryCode.wrap(0)
        );
        _refusesSuperior(_superior(court, above), _parties(court), expected);
    }

    function test_RevertWhen_TwoSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        Hand[] memory hands = _hands(_as(governor, Role.GOVERNOR), _as(court, Role.PARTY));
        _refusesSuperior(_superior(court, above), hands, expected);
    }

    function test_RevertWhen_NeitherCourtNorOrganIsNamed() external {
        _refusesSuperior(_superior(bankA, above), _governs(), _wrong(bankA, above, PartyKind.FINANCIAL_INSTITUTION));
    }

    function test_RevertWhen_AnOrganIsNamedAboveACourt() external {
        _refusesSuperior(_superior(court, governor), _governs(), _wrong(court, governor, PartyKind.COURT));
    }

    function test_RevertWhen_ItStandsAboveItself() external {
        _refusesSuperior(_superior(court, court), _governs(), _wrong(court, court, PartyKind.COURT));
        _nameSuperior(court, above);
        _refusesSuperior(_superior(above, court), _governs(), _wrong(above, court, PartyKind.COURT));
    }

    function test_RevertWhen_NoBasisIsNamed() external {
        Superior memory terms = _superior(court, above);
        terms.basis = DocumentDigest.wrap(0);
        bytes memory expected = abi.encodeWithSelector(IDirectoryBook.SuperiorBasisMissing.selector, court.party);
        _refusesSuperior(terms, _governs(), expected);
    }

    function test_RevertWhen_TheCourtsDossierWentOn() external {
        Superior memory terms = _superior(court, above);
        _nameSuperior(court, above);
        uint64 seq = terms.seq;
        bytes memory expected = abi.encodeWithSelector(IBook.VersionStale.selector, court.party, seq, seq + 1);
        _refusesSuperior(terms, _governs(), expected);
    }

    /// it should keep the one named last
    function test_WhenAnotherIsNamedLater() external {
        _nameSuperior(court, above);
        Actor memory other = _enrolled("other court above", PartyKind.COURT);
        _nameSuperior(court, other);
        bytes32 kept = register.word(subjectOfParty(court.party), superiorKey());
        vm.assertEq(kept, PartyId.unwrap(other.party), "the superior");
    }

    function _governs() private view returns (Hand[] memory) {
        return _hands(_as(governor, Role.GOVERNOR));
    }

    function _wrong(Actor memory a, Actor memory b, PartyKind kind) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDirectoryBook.SuperiorWrong.selector, a.party, b.party, kind);
    }

    function _refusesSuperior(Superior memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes memory call = abi.encodeCall(directoryBook.nameSuperior, (terms, _signedSuperior(terms, hands)));
        _refuses(address(directoryBook), call, expected);
    }
}
