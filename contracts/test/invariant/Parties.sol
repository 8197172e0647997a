// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PartyId, sameParty} from "../../types/Ids.sol";
import {OfficerEnding, OfficerNaming} from "../../types/PartyTerms.sol";
import {Recovery, RecoveryEnd, Signer} from "../../types/Terms.sol";
import {Actor, Hand} from "../Base.sol";
import {Hands} from "../Hands.sol";
import {Officers} from "../Officers.sol";
import {Recoveries} from "../Recoveries.sol";
import {Directory} from "../directoryBook/Directory.sol";
import {Auditor} from "./Auditor.sol";

/// @title Who signs for whom: alice's officer, bob's lost account, carol's agent and her merger into bob, a bank's listing
abstract contract Parties is Officers, Recoveries, Directory {
    Auditor public auditor;
    mapping(bytes32 act => uint256 times) public done;
    uint256 public changedWithoutRight;
    uint256 public refusedWithoutReason;

    bool private _officered;
    Actor private _deputy;
    Actor private _fresh;
    uint256 private _freshFrom;
    Actor private _lost;
    Actor private _merged;
    uint256 private _agentUntil;
    bool private _suspended;

    modifier audited() {
        _;
        auditor.take(vm.getRecordedLogs());
    }

    function nameOfficer() external audited {
        Actor memory fresh = _withAccount(alice, string(abi.encodePacked("officer ", done["officer"])));
        OfficerNaming memory terms = _naming();
        terms.officer = fresh.account;
        Signer[] memory signers = _sign(address(partyBook), _hashOf(terms), _parties(alice, fresh));
        try partyBook.nameOfficer(terms, signers) {
            done["officer"] += 1;
            if (_officered) changedWithoutRight += 1;
            (_officered, _deputy) = (true, fresh);
        } catch {
            if (!_officered) refusedWithoutReason += 1;
        }
    }

    function endOfficer() external audited {
        if (!_officered) return;
        OfficerEnding memory terms = _ending();
        terms.officer = _deputy.account;
        partyBook.endOfficer(terms, _sign(address(partyBook), _hashOf(terms), _parties(alice)));
        _officered = false;
        done["officer ended"] += 1;
    }

    function recover() external audited {
        Actor memory fresh = _withAccount(bob, string(abi.encodePacked("bob's account ", done["recovery"])));
        Recovery memory terms = _recovery();
        terms.account = fresh.account;
        bool pending = block.timestamp < _freshFrom;
        try mandateBook.recover(terms, _signed(terms, _two())) {
            done["recovery"] += 1;
            if (pending) changedWithoutRight += 1;
            (_fresh, _freshFrom) = (fresh, block.timestamp + DELAY);
        } catch {
            if (!pending) refusedWithoutReason += 1;
        }
    }

    /// Bob objects, or those who filed it end it.
    function endRecovery(bool objects) external audited {
        if (block.timestamp >= _freshFrom) return;
        RecoveryEnd memory terms = _objection();
        terms.account = _fresh.account;
        mandateBook.endRecovery(terms, _signed(terms, objects ? _parties(bob) : _two()));
        _freshFrom = 0;
        done["recovery ended"] += 1;
    }

    function appoint(uint16 powers) external audited {
        if (_merged.key != 0) return;
        _appoint(carol, bankA, 1 + (powers % 7));
        _agentUntil = block.timestamp + 365 days;
        done["agent"] += 1;
    }

    function endAgent() external audited {
        if (block.timestamp >= _agentUntil) return;
        _endAgent(carol, bankA);
        _agentUntil = 0;
        done["agent ended"] += 1;
    }

    function absorb() external audited {
        if (_merged.key != 0 || block.timestamp < _freshFrom) return;
        _absorb(carol, bob);
        _merged = carol;
        carol = _through(carol, bob);
        done["merger"] += 1;
    }

    function list() external audited {
        _list(bankB);
        done["listing"] += 1;
    }

    function suspend() external audited {
        if (done["listing"] == 0) return;
        _suspend(bankB, !_suspended);
        _suspended = !_suspended;
        done["suspension"] += 1;
    }

    function rotateKey(uint256 seed) external audited {
        string memory name = string(abi.encodePacked("key ", seed, block.timestamp, done["rotate"]));
        alice = _rotate(alice, name);
        done["rotate"] += 1;
    }

    /// A holder with a key that is not, not yet or no longer its own, or that signs alone where an officer must too.
    function _another(uint256 seed) internal view returns (Actor memory another) {
        for (uint256 i = 0; another.key == 0; ++i) another = _anotherBy(seed + i);
    }

    /// For one of five reasons; no key at all where that one does not hold now.
    function _anotherBy(uint256 reason) private view returns (Actor memory another) {
        if (reason % 5 == 0 && _officered) return alice;
        if (reason % 5 == 1 && _fresh.account != bob.account) return _fresh;
        if (reason % 5 == 2) return _lost;
        if (reason % 5 == 3) return _merged;
        if (reason % 5 == 4) return Actor(carol.party, bankA.account, bankA.key);
    }

    function _isMerged(PartyId party) internal view returns (bool) {
        return _merged.key != 0 && sameParty(party, carol.party);
    }

    /// Alice's officer signs beside her, wherever she signs with the account that she has.
    function _signDigest(bytes32 digest, Hand[] memory hands) internal view override returns (Signer[] memory s) {
        s = Hands._signDigest(digest, hands);
        if (!_officered) return s;
        for (uint256 i = 0; i < s.length; ++i) {
            if (s[i].account != alice.account) continue;
            s[i].signature = abi.encodePacked(s[i].signature, _signature(_deputy.key, digest));
        }
    }

    /// A recovered account acts from its time on, for the merged party too.
    function _warp(uint256 time) internal override {
        auditor.take(vm.getRecordedLogs());
        vm.warp(time);
        if (_freshFrom == 0 || time < _freshFrom) return;
        _lost = bob;
        bob = _fresh;
        _freshFrom = 0;
        if (_merged.key != 0) carol = _through(carol, bob);
    }
}
