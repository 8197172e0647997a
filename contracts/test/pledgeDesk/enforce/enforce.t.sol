// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledgeDesk} from "../../../interfaces/IPledgeDesk.sol";
import {IBook} from "../../../interfaces/IBook.sol";
import {PledgeState, Realisation} from "../../../types/PledgeEnums.sol";
import {DocumentDigest} from "../../../types/Ids.sol";
import {Enforcement} from "../../../types/PledgeTerms.sol";
import {Hand} from "../../Base.sol";
import {Pledging} from "../../Pledging.sol";

contract EnforceTest is Pledging {
    function test_RevertWhen_DefaultIsNotDeclaredYet() external {
        Realisation[4] memory early = [
            Realisation.LICENCE_INCOME,
            Realisation.WITHDRAWN,
            Realisation.AGREEMENT,
            Realisation.COURT_SALE
        ];
        for (uint256 i = 0; i < early.length; ++i) {
            _refusesEnforcement(_enforcementOf(early[i]), _parties(bankA), _wrong(PledgeState.RECORDED, early[i]));
        }
    }

    function test_RevertWhen_NoDocumentIsNamed() external {
        Enforcement memory terms = _enforcementOf(Realisation.NONE);
        terms.document = DocumentDigest.wrap(0);
        _refusesEnforcement(terms, _parties(bankA), _wrong(PledgeState.RECORDED, Realisation.NONE));
    }

    function test_RevertWhen_DefaultIsDeclaredTwice() external {
        _declared();
        bytes memory expected = _wrong(PledgeState.ENFORCING, Realisation.NONE);
        _refusesEnforcement(_enforcementOf(Realisation.NONE), _parties(bankA), expected);
    }

    function test_RevertWhen_AnotherSigns() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, bankA.party);
        _refusesEnforcement(_enforcementOf(Realisation.NONE), _parties(alice), expected);
    }

    function test_RevertWhen_IncomeIsAssignedWithoutTheHolder() external {
        _declared();
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2);
        _refusesEnforcement(_enforcementOf(Realisation.LICENCE_INCOME), _parties(bankA), expected);
        expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, alice.party);
        _refusesEnforcement(_enforcementOf(Realisation.LICENCE_INCOME), _parties(bankA, bob), expected);
    }

    /// it should be enforced, its income assigned once, and noted again when taken back
    function test_WhenDefaultIsDeclared() external {
        _declared();
        vm.assertTrue(_record(first).state == PledgeState.ENFORCING, "enforcing");
        _enforce(Realisation.LICENCE_INCOME, _parties(bankA, alice));
        vm.assertTrue(_record(first).realisation == Realisation.LICENCE_INCOME, "the income");
        bytes memory expected = _wrong(PledgeState.ENFORCING, Realisation.LICENCE_INCOME);
        _refusesEnforcement(_enforcementOf(Realisation.LICENCE_INCOME), _parties(bankA, alice), expected);
        _enforce(Realisation.WITHDRAWN, _parties(bankA));
        vm.assertTrue(_record(first).state == PledgeState.RECORDED, "noted again");
        vm.assertTrue(_record(first).realisation == Realisation.NONE, "nothing is left of it");
    }

    /// it should be released as any other
    function test_WhenThePledgeeReleasesWhatItEnforces() external {
        _declared();
        _release(title, lot, first, bankA);
        vm.assertTrue(_record(first).state == PledgeState.RELEASED, "released");
    }

    function _enforce(Realisation how, Hand[] memory hands) private {
        Enforcement memory terms = _enforcementOf(how);
        pledgeDesk.enforce(terms, _signed(terms, hands));
    }

    function _wrong(PledgeState state, Realisation how) private view returns (bytes memory) {
        return abi.encodeWithSelector(IPledgeDesk.EnforcementWrong.selector, title, first, state, how);
    }

    function _refusesEnforcement(Enforcement memory terms, Hand[] memory hands, bytes memory expected) private {
        _refuses(address(pledgeDesk), abi.encodeCall(pledgeDesk.enforce, (terms, _signed(terms, hands))), expected);
    }
}
