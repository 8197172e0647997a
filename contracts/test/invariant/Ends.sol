// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EndGround, FieldGroup, TitleState} from "../../types/Enums.sol";
import {
    DocumentDigest,
    LotId,
    OrderId,
    PartyId,
    PledgeId,
    RecordRoot,
    SubjectId,
    TitleId,
    subjectOf
} from "../../types/Ids.sol";
import {Application, Closing, Correction, Issue, Signer} from "../../types/Terms.sol";
import {RECORD} from "../../types/Words.sol";
import {Actor} from "../Base.sol";
import {Typed} from "../Typed.sol";
import {Parties} from "./Parties.sol";

/// @title The titles and orders that the handler keeps book of, and what corrects and ends titles
abstract contract Ends is Parties {
    struct Freeze {
        SubjectId subject;
        PartyId holder;
        OrderId id;
        uint256 until;
        uint8 rights;
        bool open;
    }

    struct Security {
        TitleId title;
        LotId lot;
        PledgeId pledge;
        uint256 bank;
        bool open;
    }

    /// What acts on a title's end show.
    struct Filed {
        bytes content;
        Issue issued;
    }

    uint256 internal constant MOST_TITLES = 3;

    TitleId[] internal _titles;
    Freeze[] internal _freezes;
    Security[] internal _securities;
    mapping(bytes32 title => Filed filed) private _filed;
    uint256 public movedThoughPledged;

    /// A new record for all holders, named or with one left out.
    function correct(uint256 seed, bool all) external audited {
        TitleId title = _titles[seed % _titles.length];
        Correction memory c;
        c.title = title;
        c.seq = register.seqOf(subjectOf(title));
        c.group = FieldGroup.IDENTITY;
        c.record = RecordRoot.wrap(keccak256(abi.encode("right", seed, done["correct"], block.timestamp)));
        c.holders = _holdersOf(title, all);
        c.instrument = DocumentDigest.wrap(keccak256("notice"));
        c.deadline = DEADLINE;
        Signer[] memory signers = _sign(address(changeDesk), Typed.hash(c), _examiners());
        (bool ordered, bool over) = (_onShares(title), _over(title));
        try changeDesk.correct(c, signers) {
            done["correct"] += 1;
            if (ordered || over || !all) changedWithoutRight += 1;
        } catch {
            if (all && !ordered && !over) refusedWithoutReason += 1;
        }
    }

    /// The end of a title that was issued here; the first one stays, so that the others' acts go on.
    function end(uint256 seed) external audited {
        if (_titles.length < MOST_TITLES) return;
        TitleId title = _titles[1 + (seed % (_titles.length - 1))];
        Application memory content;
        Closing memory c;
        c.title = title;
        c.seq = register.seqOf(subjectOf(title));
        (content, c.issued) = _filedOf(title);
        c.ground = EndGround.LAW;
        c.instrument = DocumentDigest.wrap(keccak256("decision"));
        c.deadline = DEADLINE;
        Signer[] memory signers = _sign(address(changeDesk), Typed.hash(c), _examiners());
        (bool ordered, bool closed) = (_ordered(title), _closed(title));
        try changeDesk.cancel(c, content, signers) {
            done["end"] += 1;
            if (ordered || closed) changedWithoutRight += 1;
        } catch {
            if (!ordered && !closed) refusedWithoutReason += 1;
        }
    }

    /// Expired, or ended before.
    function _over(TitleId title) internal view returns (bool) {
        bool expired = block.timestamp >= uint40(uint256(register.word(subjectOf(title), RECORD)) >> 96);
        return expired || _closed(title);
    }

    function _closed(TitleId title) internal view returns (bool) {
        return uint8(uint256(register.word(subjectOf(title), RECORD)) >> 136) == uint8(TitleState.CLOSED);
    }

    /// Any order on the whole title in force, any on a holder's share that was not lifted.
    function _ordered(TitleId title) internal view returns (bool) {
        for (uint256 i = 0; i < _freezes.length; ++i) {
            Freeze memory f = _freezes[i];
            if (!f.open || SubjectId.unwrap(f.subject) != TitleId.unwrap(title)) continue;
            if (PartyId.unwrap(f.holder) != 0 || block.timestamp < f.until) return true;
        }
        return false;
    }

    /// Orders on holders' shares alone, which count as of every kind: a freeze of the whole leaves an identity free.
    function _onShares(TitleId title) internal view returns (bool) {
        for (uint256 i = 0; i < _freezes.length; ++i) {
            Freeze memory f = _freezes[i];
            bool here = SubjectId.unwrap(f.subject) == TitleId.unwrap(title);
            if (f.open && here && PartyId.unwrap(f.holder) != 0) return true;
        }
        return false;
    }

    /// By the pledges that this contract entered, not by the words that the register keeps.
    function _burdened(TitleId title) internal view returns (bool) {
        for (uint256 i = 0; i < _securities.length; ++i) {
            Security memory s = _securities[i];
            if (s.open && TitleId.unwrap(s.title) == TitleId.unwrap(title)) return true;
        }
        return false;
    }

    function _issued(Application memory content) internal returns (TitleId title) {
        Issue memory terms;
        (title, terms) = _titled(content);
        _filed[TitleId.unwrap(title)] = Filed(abi.encode(content), terms);
    }

    function _filedOf(TitleId title) internal view returns (Application memory content, Issue memory issued) {
        Filed memory filed = _filed[TitleId.unwrap(title)];
        return (abi.decode(filed.content, (Application)), filed.issued);
    }

    /// The holders of a title, ascending; without the last one where not all are wanted.
    function _holdersOf(TitleId title, bool all) internal view returns (PartyId[] memory found) {
        PartyId[] memory sorted = new PartyId[](3);
        uint256 count = 0;
        for (uint256 i = 0; i < 3; ++i) {
            uint32[3] memory held = _holding(title, _holderAt(i)).shares;
            if (held[0] + held[1] + held[2] == 0) continue;
            uint256 place = count++;
            sorted[place] = _holderAt(i).party;
            for (; place > 0 && PartyId.unwrap(sorted[place - 1]) > PartyId.unwrap(sorted[place]); --place) {
                (sorted[place - 1], sorted[place]) = (sorted[place], sorted[place - 1]);
            }
        }
        found = new PartyId[](all ? count : count - 1);
        for (uint256 i = 0; i < found.length; ++i) found[i] = sorted[i];
    }

    function _holderAt(uint256 i) internal view returns (Actor memory) {
        if (i % 3 == 0) return alice;
        return i % 3 == 1 ? bob : carol;
    }
}
