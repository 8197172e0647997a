// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PledgeHash} from "../../libraries/PledgeHash.sol";
import {TermsHash} from "../../libraries/TermsHash.sol";
import {Right} from "../../types/Enums.sol";
import {DocumentDigest, LicenceId, PledgeId, RecordRoot, Share, TitleId, subjectOf} from "../../types/Ids.sol";
import {Licence, LicenceEnding} from "../../types/LicenceTerms.sol";
import {licensedKey, licensedOf} from "../../types/LicenceWords.sol";
import {Realisation} from "../../types/PledgeEnums.sol";
import {Assignment, Enforcement, Shrinking} from "../../types/PledgeTerms.sol";
import {pledgeRecord, titleValidUntil} from "../../types/TitleWords.sol";
import {LicenceEndGround} from "../../types/UseEnums.sol";
import {RECORD, pledgeKey} from "../../types/Words.sol";
import {Actor, Hand} from "../Base.sol";
import {Typed} from "../Typed.sol";
import {Handler} from "./Handler.sol";

/// @title What becomes of pledges, and licences of a bank for the holders' own use
abstract contract Lives is Handler {
    struct Grant {
        TitleId title;
        LicenceId id;
        bool open;
    }

    DocumentDigest private constant PAPER = DocumentDigest.wrap(keccak256("paper"));

    Grant[] private _grants;
    mapping(bytes32 pledge => bool declared) internal _declared;

    /// The claim goes to the other bank; the old pledgee signs nothing of it any more.
    function assign(uint256 seed) external audited {
        if (_securities.length == 0) return;
        Security storage s = _securities[seed % _securities.length];
        (Actor memory from, Actor memory to) = (_bankAt(s.bank), _bankAt(s.bank + 1));
        uint16 version = _versionOf(s);
        Assignment memory t = Assignment(s.title, s.lot, s.pledge, version, to.party, PAPER, PAPER, DEADLINE);
        bytes32 hash = TermsHash.flat(PledgeHash.ASSIGNMENT, abi.encode(t));
        try pledgeDesk.assign(t, _sign(address(pledgeDesk), hash, _parties(from, to))) {
            done["assign"] += 1;
            if (!s.open) movedThoughPledged += 1;
            s.bank += 1;
        } catch {
            if (s.open) refusedWithoutReason += 1;
        }
    }

    /// A part of a lot with one pledge becomes free, with its pledgee's consent or without.
    function shrink(uint256 seed, bool consent) external audited {
        if (_securities.length == 0) return;
        Security memory s = _securities[seed % _securities.length];
        if (!s.open || _lot(s.title, s.lot).open != 1) return;
        Shrinking memory t;
        (t.title, t.lot, t.version) = (s.title, s.lot, _lot(s.title, s.lot).version);
        uint32 all = Share.unwrap(_lot(s.title, s.lot).ppm);
        t.ppm = Share.wrap(uint32(1 + ((seed >> 8) % all)));
        t.pledges = new PledgeId[](1);
        t.pledges[0] = s.pledge;
        (t.document, t.deadline) = (PAPER, DEADLINE);
        Actor memory holder = _actorOf(_lot(s.title, s.lot).holder);
        Hand[] memory hands = consent ? _parties(holder, _bankAt(s.bank)) : _parties(holder);
        bool less = Share.unwrap(t.ppm) < all;
        try pledgeDesk.shrink(t, _sign(address(pledgeDesk), Typed.hash(t), hands)) {
            done["shrink"] += 1;
            if (!consent) movedThoughPledged += 1;
            if (!less) changedWithoutRight += 1;
        } catch {
            if (consent && less) refusedWithoutReason += 1;
        }
    }

    /// Default is declared once, and taken back once.
    function declare(uint256 seed, bool back) external audited {
        if (_securities.length == 0) return;
        Security memory s = _securities[seed % _securities.length];
        bool fits = s.open && _declared[PledgeId.unwrap(s.pledge)] == back;
        Realisation how = back ? Realisation.WITHDRAWN : Realisation.NONE;
        Enforcement memory t = Enforcement(s.title, s.lot, s.pledge, _versionOf(s), how, PAPER, DEADLINE);
        bytes32 hash = TermsHash.flat(PledgeHash.ENFORCEMENT, abi.encode(t));
        try pledgeDesk.enforce(t, _sign(address(pledgeDesk), hash, _parties(_bankAt(s.bank)))) {
            done[back ? bytes32("taken back") : bytes32("default")] += 1;
            if (!fits) changedWithoutRight += 1;
            _declared[PledgeId.unwrap(s.pledge)] = !back;
        } catch {
            if (fits) refusedWithoutReason += 1;
        }
    }

    /// To the end of the title's term. No pledge is named, so none may rest on what the licensor holds.
    function license(uint256 seed) external audited {
        TitleId title = _titles[seed % _titles.length];
        Actor memory licensor = _holderAt(seed >> 8);
        Licence memory t;
        (t.title, t.licensor, t.licensee) = (title, licensor.party, bankB.party);
        (t.right, t.entrusted, t.from) = (Right.USE, true, _time(block.timestamp));
        t.until = titleValidUntil(register.word(subjectOf(title), RECORD));
        t.scope = RecordRoot.wrap(keccak256(abi.encode("scope", _grants.length)));
        (t.document, t.deadline) = (PAPER, DEADLINE);
        uint32[3] memory pledged = _holding(title, licensor).pledged;
        bool free = pledged[0] + pledged[1] + pledged[2] == 0;
        bool frozen = _frozen(title, licensor, 2);
        bool may = !_over(title) && _holding(title, licensor).shares[1] != 0;
        Hand[] memory hands = _parties(licensor, bankB);
        try licenceBook.grant(t, _sign(address(licenceBook), Typed.hash(t), hands)) returns (LicenceId id) {
            done["license"] += 1;
            if (frozen) movedThoughFrozen += 1;
            if (!free) movedThoughPledged += 1;
            if (!may) changedWithoutRight += 1;
            _grants.push(Grant(title, id, true));
        } catch {
            if (may && free && !frozen) refusedWithoutReason += 1;
        }
    }

    /// The licensee waives a licence that runs, once.
    function waive(uint256 seed) external audited {
        if (_grants.length == 0) return;
        Grant storage g = _grants[seed % _grants.length];
        LicenceEnding memory t;
        (t.title, t.licence, t.ground, t.document, t.deadline) = (
            g.title,
            g.id,
            LicenceEndGround.WAIVED,
            PAPER,
            DEADLINE
        );
        bool runs = block.timestamp < (uint256(register.word(subjectOf(g.title), RECORD)) >> 96) & type(uint40).max;
        bytes32 hash = TermsHash.flat(TermsHash.LICENCE_ENDING, abi.encode(t));
        try licenceBook.end(t, _sign(address(licenceBook), hash, _parties(bankB))) {
            done["waive"] += 1;
            if (!g.open) changedWithoutRight += 1;
            g.open = false;
        } catch {
            if (g.open && runs) refusedWithoutReason += 1;
        }
    }

    /// Licences of a title that nobody ended, by this book and by the register's.
    function licences(uint256 place) external view returns (uint256 own, uint256 stored) {
        for (uint256 i = 0; i < _grants.length; ++i) {
            if (_grants[i].open && TitleId.unwrap(_grants[i].title) == TitleId.unwrap(_titles[place])) own += 1;
        }
        stored = licensedOf(register.word(subjectOf(_titles[place]), licensedKey(Right.USE))).plain;
    }

    function _versionOf(Security memory s) internal view returns (uint16) {
        return pledgeRecord(register.word(subjectOf(s.title), pledgeKey(s.lot, s.pledge))).version;
    }
}
