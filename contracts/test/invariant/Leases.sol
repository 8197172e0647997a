// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../../libraries/TermsHash.sol";
import {Right} from "../../types/Enums.sol";
import {DocumentDigest, LicenceId, PartyId, RecordRoot, Time, TitleId, subjectOf} from "../../types/Ids.sol";
import {BreachNotice, Licence, LicenceEnding} from "../../types/LicenceTerms.sol";
import {Licensed, licensedKey, licensedOf, licensorKey, licensorOf} from "../../types/LicenceWords.sol";
import {titleValidUntil} from "../../types/TitleWords.sol";
import {LicenceEndGround} from "../../types/UseEnums.sol";
import {RECORD} from "../../types/Words.sol";
import {Actor, Hand} from "../Base.sol";
import {Typed} from "../Typed.sol";
import {Ranks} from "./Ranks.sol";

/// @title Licences to operate, plain or exclusive, for sixty days; noticed for breach, and ended
abstract contract Leases is Ranks {
    struct Lease {
        TitleId title;
        LicenceId id;
        PartyId licensor;
        bool exclusive;
        bool open;
        uint256 until;
        uint256 noticed;
    }

    /// What is licensed of a title's operating right, by this book.
    struct Let {
        uint32 plain;
        uint256 plainUntil;
        uint256 exclusiveUntil;
    }

    uint256 private constant TERM = 60 days;
    DocumentDigest private constant LETTER = DocumentDigest.wrap(keccak256("letter"));

    Lease[] private _leases;
    mapping(bytes32 title => Let licensed) private _lets;

    /// An exclusive one needs the whole right, and no other beside it.
    function lease(uint256 seed, bool exclusive) external audited {
        TitleId title = _titles[seed % _titles.length];
        Actor memory licensor = _holderAt(seed >> 8);
        Licence memory t;
        (t.title, t.licensor, t.licensee) = (title, licensor.party, bankB.party);
        (t.right, t.exclusive, t.from) = (Right.OPER, exclusive, _time(block.timestamp));
        t.until = _time(block.timestamp + TERM);
        t.scope = RecordRoot.wrap(keccak256(abi.encode("lease", _leases.length)));
        (t.document, t.deadline) = (LETTER, DEADLINE);
        bool frozen = _frozen(title, licensor, 4);
        (bool may, bool free) = (_mayLease(t, licensor), _unpledged(title, licensor));
        try licenceBook.grant(t, _sign(address(licenceBook), Typed.hash(t), _parties(licensor, bankB))) returns (
            LicenceId id
        ) {
            done[exclusive ? bytes32("exclusive") : bytes32("lease")] += 1;
            if (frozen) movedThoughFrozen += 1;
            if (!free) movedThoughPledged += 1;
            if (!may) changedWithoutRight += 1;
            _leased(t, id);
        } catch {
            if (may && free && !frozen) refusedWithoutReason += 1;
        }
    }

    /// The licensor gives notice of a breach while the term runs.
    function notice(uint256 seed) external audited {
        if (_leases.length == 0) return;
        Lease storage which = _leases[seed % _leases.length];
        uint16 version = licensorOf(register.word(subjectOf(which.title), licensorKey(which.id))).version;
        BreachNotice memory t = BreachNotice(which.title, which.id, version, LETTER, DEADLINE);
        bytes32 hash = TermsHash.flat(TermsHash.BREACH_NOTICE, abi.encode(t));
        bool fits = which.open && block.timestamp < which.until;
        try licenceBook.notify(t, _sign(address(licenceBook), hash, _parties(_actorOf(which.licensor)))) {
            done["notice"] += 1;
            if (!fits) changedWithoutRight += 1;
            which.noticed = block.timestamp;
        } catch {
            if (fits) refusedWithoutReason += 1;
        }
    }

    /// Ended for breach thirty days after the notice, waived by the licensee, or as one that has run out.
    function quit(uint256 seed, uint8 way) external audited {
        if (_leases.length == 0) return;
        Lease storage which = _leases[seed % _leases.length];
        LicenceEndGround ground = _groundAt(way);
        bool waived = ground == LicenceEndGround.WAIVED;
        LicenceEnding memory t;
        (t.title, t.licence, t.ground, t.document, t.deadline) = (which.title, which.id, ground, LETTER, DEADLINE);
        bytes32 hash = TermsHash.flat(TermsHash.LICENCE_ENDING, abi.encode(t));
        Hand[] memory hands = _parties(waived ? bankB : _actorOf(which.licensor));
        bool fits = which.open && _mayEnd(which, ground);
        try licenceBook.end(t, _sign(address(licenceBook), hash, hands)) {
            done[ground == LicenceEndGround.BREACH ? bytes32("breach") : bytes32("left")] += 1;
            if (!fits) changedWithoutRight += 1;
            _left(which);
        } catch {
            if (fits) refusedWithoutReason += 1;
        }
    }

    /// Whether the register counts the licences to operate a title as this book does.
    function leasesAgree(uint256 place) external view returns (bool) {
        Let memory own = _lets[TitleId.unwrap(_titles[place])];
        Licensed memory kept = licensedOf(register.word(subjectOf(_titles[place]), licensedKey(Right.OPER)));
        return
            kept.plain == own.plain &&
            Time.unwrap(kept.plainUntil) == own.plainUntil &&
            Time.unwrap(kept.exclusiveUntil) == own.exclusiveUntil;
    }

    function _leased(Licence memory t, LicenceId id) private {
        Let storage all = _lets[TitleId.unwrap(t.title)];
        uint256 until = Time.unwrap(t.until);
        _leases.push(Lease(t.title, id, t.licensor, t.exclusive, true, until, 0));
        if (t.exclusive) {
            all.exclusiveUntil = until;
        } else {
            all.plain += 1;
            if (until > all.plainUntil) all.plainUntil = until;
        }
    }

    function _left(Lease storage which) private {
        Let storage all = _lets[TitleId.unwrap(which.title)];
        which.open = false;
        if (!which.exclusive) {
            all.plain -= 1;
            if (all.plain == 0) all.plainUntil = 0;
        } else if (all.exclusiveUntil == which.until) {
            all.exclusiveUntil = 0;
        }
    }

    function _mayLease(Licence memory t, Actor memory licensor) private view returns (bool) {
        Let memory all = _lets[TitleId.unwrap(t.title)];
        uint32 held = _holding(t.title, licensor).shares[2];
        bool enough = t.exclusive ? held == 1_000_000 : held != 0;
        bool clear = block.timestamp >= all.exclusiveUntil && (!t.exclusive || block.timestamp >= all.plainUntil);
        Time end = titleValidUntil(register.word(subjectOf(t.title), RECORD));
        return enough && clear && !_over(t.title) && Time.unwrap(t.until) <= Time.unwrap(end);
    }

    function _unpledged(TitleId title, Actor memory licensor) private view returns (bool) {
        uint32[3] memory pledged = _holding(title, licensor).pledged;
        return pledged[0] + pledged[1] + pledged[2] == 0;
    }

    function _mayEnd(Lease memory which, LicenceEndGround ground) private view returns (bool) {
        bool over = block.timestamp >= which.until;
        if (ground == LicenceEndGround.RUN_OUT) return over;
        if (over || ground == LicenceEndGround.WAIVED) return !over;
        return which.noticed != 0 && block.timestamp >= which.noticed + 30 days;
    }

    function _groundAt(uint8 way) private pure returns (LicenceEndGround) {
        if (way % 3 == 0) return LicenceEndGround.BREACH;
        return way % 3 == 1 ? LicenceEndGround.WAIVED : LicenceEndGround.RUN_OUT;
    }
}
