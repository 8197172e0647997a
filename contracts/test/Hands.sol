// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../libraries/TermsHash.sol";
import {ActKind, PartyKind, Role} from "../types/Enums.sol";
import {PartyId, RecordRoot, Time} from "../types/Ids.sol";
import {AccountChange, Enrolment, Signer} from "../types/Terms.sol";
import {Vm} from "./Vm.sol";

/// A party with the one account that it signs with.
struct Actor {
    PartyId party;
    address account;
    uint256 key;
}

/// An actor in the capacity in which it signs.
struct Hand {
    Actor actor;
    Role role;
}

/// @title Actors, their hands and their signatures
abstract contract Hands {
    uint64 internal constant DEADLINE = type(uint64).max;
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    function _actor(string memory name) internal pure returns (Actor memory actor) {
        actor.key = uint256(keccak256(bytes(name))) >> 8;
        actor.account = vm.addr(actor.key);
    }

    /// The same party with another account.
    function _withAccount(Actor memory actor, string memory name) internal pure returns (Actor memory other) {
        other = _actor(name);
        other.party = actor.party;
    }

    function _as(Actor memory actor, Role role) internal pure returns (Hand memory) {
        return Hand(actor, role);
    }

    function _hands(Hand memory a) internal pure returns (Hand[] memory all) {
        all = new Hand[](1);
        all[0] = a;
    }

    function _hands(Hand memory a, Hand memory b) internal pure returns (Hand[] memory all) {
        all = new Hand[](2);
        (all[0], all[1]) = (a, b);
    }

    function _hands(Hand memory a, Hand memory b, Hand memory c) internal pure returns (Hand[] memory all) {
        all = new Hand[](3);
        (all[0], all[1], all[2]) = (a, b, c);
    }

    function _hands(
        Hand memory a,
        Hand memory b,
        Hand memory c,
        Hand memory d
    ) internal pure returns (Hand[] memory all) {
        all = new Hand[](4);
        (all[0], all[1], all[2], all[3]) = (a, b, c, d);
    }

    function _parties(Actor memory a) internal pure returns (Hand[] memory) {
        return _hands(_as(a, Role.PARTY));
    }

    function _parties(Actor memory a, Actor memory b) internal pure returns (Hand[] memory) {
        return _hands(_as(a, Role.PARTY), _as(b, Role.PARTY));
    }

    function _parties(Actor memory a, Actor memory b, Actor memory c) internal pure returns (Hand[] memory) {
        return _hands(_as(a, Role.PARTY), _as(b, Role.PARTY), _as(c, Role.PARTY));
    }

    function _bit(Role role) internal pure returns (uint16) {
        return uint16(1 << uint256(role));
    }

    function _staffRoles() internal pure returns (uint16) {
        return
            _bit(Role.ACCEPTANCE) |
            _bit(Role.EXAMINER) |
            _bit(Role.REVIEWER) |
            _bit(Role.SEAL_KEEPER) |
            _bit(Role.ORDER_CLERK);
    }

    /// The bits of the kinds from first to last.
    function _kinds(ActKind first, ActKind last) internal pure returns (uint128) {
        return uint128((1 << (uint256(last) + 1)) - (1 << uint256(first)));
    }

    function _time(uint256 time) internal pure returns (Time) {
        return Time.wrap(uint40(time));
    }

    function _enrolment(string memory name, PartyKind kind) internal pure returns (Enrolment memory) {
        bytes32 tag = kind == PartyKind.NATURAL_PERSON ? bytes32(0) : keccak256(abi.encode("tag", name));
        RecordRoot identity = RecordRoot.wrap(keccak256(abi.encode("identity", name)));
        return Enrolment(kind, tag, identity, _actor(name).account, DEADLINE);
    }

    function _changeHash(AccountChange memory terms) internal pure returns (bytes32) {
        return TermsHash.flat(TermsHash.ACCOUNT_CHANGE, abi.encode(terms));
    }

    function _nobody() internal pure returns (Signer[] memory) {
        return new Signer[](0);
    }

    function _signDigest(bytes32 digest, Hand[] memory hands) internal view virtual returns (Signer[] memory s) {
        s = new Signer[](hands.length);
        for (uint256 i = 0; i < hands.length; ++i) {
            Actor memory actor = hands[i].actor;
            s[i] = Signer(actor.party, actor.account, hands[i].role, _signature(actor.key, digest));
        }
    }

    function _signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }
}
