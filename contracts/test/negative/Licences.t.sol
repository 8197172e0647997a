// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILicenceBook} from "../../interfaces/ILicenceBook.sol";
import {Right} from "../../types/Enums.sol";
import {LicenceId, Time, TitleId} from "../../types/Ids.sol";
import {Licence} from "../../types/LicenceTerms.sol";
import {Signer} from "../../types/Terms.sol";
import {LicenceEndGround, LicenceState} from "../../types/UseEnums.sol";
import {Licensing} from "../licenceBook/Licensing.sol";

/// @title What stands beside a licence, and what does not: others of its right, a sale, the end of what it rests on
contract LicencesTest is Licensing {
    TitleId private title;

    function setUp() public override {
        super.setUp();
        title = _alicesTitle();
    }

    function test_RevertWhen_AnExclusiveOneRunsToItsLastSecond() external {
        Licence memory terms = _terms();
        terms.exclusive = true;
        _grant(terms);
        Time until = terms.until;
        terms = _terms();
        terms.licensee = carol.party;
        _refusesExcluded(terms, until);
        terms.exclusive = true;
        _refusesExcluded(terms, until);
        _warp(Time.unwrap(until) - 1);
        terms.until = _time(block.timestamp + 2 days);
        _refusesExcluded(terms, until);
    }

    function test_RevertWhen_APlainOneRunsAndTheNewOneIsExclusive() external {
        Licence memory terms = _terms();
        _grant(terms);
        Licence memory other = _terms();
        other.licensee = carol.party;
        other.exclusive = true;
        _refusesExcluded(other, terms.until);
    }

    function test_RevertWhen_AnExclusiveOneRunsAndTheShareWasSold() external {
        Licence memory terms = _terms();
        terms.exclusive = true;
        _grant(terms);
        _transfer(title, alice, carol, 1_000_000);
        Licence memory other = _licenceTerms(title, carol, bankA);
        _refusesExcluded(other, terms.until);
    }

    /// Nobody but who held it could say so: the licensor who sold its share ends what it granted.
    function test_WhenTheLicensorHasSoldItMayStillAgreeToAnEnd() external {
        Licence memory terms = _terms();
        terms.exclusive = true;
        LicenceId id = _grant(terms);
        _transfer(title, alice, carol, 1_000_000);
        _end(_endingOf(title, id, LicenceEndGround.AGREED), _parties(alice, bob));
        Licence memory next = _licenceTerms(title, carol, bankA);
        LicenceId other = licenceBook.grant(next, _signedLicence(next, _parties(carol, bankA)));
        vm.assertTrue(_licence(title, other).state == LicenceState.GRANTED, "not granted");
    }

    /// A count that was wrong by one would let an exclusive one in beside a plain one, or none at all.
    function test_fuzz_AnExclusiveOneComesInExactlyWhenNoneRuns(uint8 granted, uint8 ended, uint16 days_) external {
        uint256 count = 1 + (granted % 4);
        uint256 gone = ended % (count + 1);
        LicenceId[] memory ids = new LicenceId[](count);
        for (uint256 i = 0; i < count; ++i) {
            Licence memory terms = _terms();
            terms.until = _time(block.timestamp + (i + 1) * 10 days);
            ids[i] = _grant(terms);
        }
        // Those with the latest ends go first: the latest end that was given stays until none counts.
        for (uint256 i = 0; i < gone; ++i) {
            _end(_endingOf(title, ids[count - 1 - i], LicenceEndGround.WAIVED), _parties(bob));
        }
        vm.assertEq(_licensed(title, Right.OPER).plain, count - gone, "count");
        uint256 latest = block.timestamp + count * 10 days;
        _warp(block.timestamp + (uint256(days_) % 60) * 1 days);
        Licence memory exclusive = _terms();
        exclusive.licensee = carol.party;
        exclusive.exclusive = true;
        if (gone == count || block.timestamp >= latest) {
            vm.assertTrue(_licence(title, _grant(exclusive)).exclusive, "not exclusive");
        } else {
            _refusesExcluded(exclusive, _time(latest));
        }
    }

    function _terms() private view returns (Licence memory) {
        return _licenceTerms(title, alice, bob);
    }

    function _refusesExcluded(Licence memory terms, Time until) private {
        bytes4 selector = ILicenceBook.LicenceExcluded.selector;
        _refusesLicence(terms, abi.encodeWithSelector(selector, title, terms.right, until));
    }

    function _refusesLicence(Licence memory terms, bytes memory expected) private {
        Signer[] memory signers = _signedLicence(terms, _parties(_actorOf(terms.licensor), _actorOf(terms.licensee)));
        _refuses(address(licenceBook), abi.encodeCall(licenceBook.grant, (terms, signers)), expected);
    }
}
