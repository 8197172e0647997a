// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../libraries/TermsHash.sol";
import {Role} from "../types/Enums.sol";
import {DocumentDigest, subjectOfParty} from "../types/Ids.sol";
import {Recovery, RecoveryEnd, Signer} from "../types/Terms.sol";
import {accountKey, accountLive} from "../types/Words.sol";
import {Actor, Base, Hand} from "./Base.sol";

/// @title The recovery of bob's account, with terms that go through
abstract contract Recoveries is Base {
    uint256 internal constant DELAY = 30 days;

    /// Bob's party with the account that is to be his.
    function _found() internal pure returns (Actor memory) {
        return _actor("bob's new account");
    }

    function _recovery() internal view returns (Recovery memory) {
        return
            Recovery({
                party: bob.party,
                account: _found().account,
                lost: bob.account,
                registry: REGISTRY,
                from: _time(block.timestamp + DELAY),
                document: DocumentDigest.wrap(keccak256("proof of identity")),
                seq: _seq(bob.party),
                deadline: DEADLINE
            });
    }

    function _two() internal view returns (Hand[] memory) {
        return _hands(_as(examiner, Role.EXAMINER), _as(reviewer, Role.REVIEWER));
    }

    function _signed(Recovery memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        bytes32 hash = TermsHash.flat(TermsHash.RECOVERY, abi.encode(terms));
        return _sign(address(mandateBook), hash, hands);
    }

    function _recover() internal {
        Recovery memory terms = _recovery();
        mandateBook.recover(terms, _signed(terms, _two()));
    }

    function _objection() internal view returns (RecoveryEnd memory) {
        return RecoveryEnd(bob.party, _found().account, DocumentDigest.wrap(0), _seq(bob.party), DEADLINE);
    }

    function _signed(RecoveryEnd memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        bytes32 hash = TermsHash.flat(TermsHash.RECOVERY_END, abi.encode(terms));
        return _sign(address(mandateBook), hash, hands);
    }

    function _end(Hand[] memory hands) internal {
        RecoveryEnd memory terms = _objection();
        mandateBook.endRecovery(terms, _signed(terms, hands));
    }

    /// Whether an account acts for bob at a time.
    function _acts(Actor memory actor, uint256 time) internal view returns (bool) {
        return accountLive(register.word(subjectOfParty(bob.party), accountKey(actor.account)), time);
    }
}
