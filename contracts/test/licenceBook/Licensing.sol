// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../../libraries/TermsHash.sol";
import {Right} from "../../types/Enums.sol";
import {DocumentDigest, LicenceId, LotId, PledgeId, RecordRoot, TitleId, subjectOf} from "../../types/Ids.sol";
import {BreachNotice, Licence, LicenceEnding} from "../../types/LicenceTerms.sol";
import {
    LicenceRecord,
    Licensed,
    Licensor,
    licenceKey,
    licenceRecord,
    licensedKey,
    licensedOf,
    licensorKey,
    licensorOf
} from "../../types/LicenceWords.sol";
import {Signer} from "../../types/Terms.sol";
import {LicenceEndGround} from "../../types/UseEnums.sol";
import {Actor, Hand} from "../Base.sol";
import {Scenes} from "../Scenes.sol";
import {Typed} from "../Typed.sol";

/// @title Licences that go through: of alice's own title to bob, or to carol
abstract contract Licensing is Scenes {
    function _licenceTerms(TitleId title, Actor memory by, Actor memory to) internal view returns (Licence memory t) {
        t.title = title;
        t.licensor = by.party;
        t.licensee = to.party;
        t.right = Right.OPER;
        t.from = _time(block.timestamp);
        t.until = _time(block.timestamp + 365 days);
        t.scope = RecordRoot.wrap(keccak256("scope"));
        t.document = DocumentDigest.wrap(keccak256("contract"));
        t.deadline = DEADLINE;
    }

    function _signedLicence(Licence memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(licenceBook), Typed.hash(terms), hands);
    }

    function _grant(Licence memory terms) internal returns (LicenceId) {
        Hand[] memory hands = _parties(_actorOf(terms.licensor), _actorOf(terms.licensee));
        return licenceBook.grant(terms, _signedLicence(terms, hands));
    }

    /// A lot with its one pledge, both of this id.
    function _named(Licence memory terms, LotId lot) internal pure {
        terms.lots = new LotId[](1);
        terms.pledges = new PledgeId[](1);
        (terms.lots[0], terms.pledges[0]) = (lot, PledgeId.wrap(LotId.unwrap(lot)));
    }

    function _noticeOf(TitleId title, LicenceId id) internal view returns (BreachNotice memory) {
        DocumentDigest notice = DocumentDigest.wrap(keccak256("notice"));
        return BreachNotice(title, id, _licensor(title, id).version, notice, DEADLINE);
    }

    function _signedNotice(BreachNotice memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(licenceBook), TermsHash.flat(TermsHash.BREACH_NOTICE, abi.encode(terms)), hands);
    }

    function _notify(TitleId title, LicenceId id, Actor memory by) internal {
        BreachNotice memory terms = _noticeOf(title, id);
        licenceBook.notify(terms, _signedNotice(terms, _parties(by)));
    }

    function _endingOf(
        TitleId title,
        LicenceId id,
        LicenceEndGround ground
    ) internal view returns (LicenceEnding memory t) {
        t.title = title;
        t.licence = id;
        t.ground = ground;
        if (ground == LicenceEndGround.ORDERED) t.court = court.party;
        t.document = DocumentDigest.wrap(keccak256("ending"));
        t.deadline = DEADLINE;
    }

    function _signedEnding(LicenceEnding memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(licenceBook), TermsHash.flat(TermsHash.LICENCE_ENDING, abi.encode(terms)), hands);
    }

    function _end(LicenceEnding memory terms, Hand[] memory hands) internal {
        licenceBook.end(terms, _signedEnding(terms, hands));
    }

    // State

    function _licence(TitleId title, LicenceId id) internal view returns (LicenceRecord memory) {
        return licenceRecord(register.word(subjectOf(title), licenceKey(id)));
    }

    function _licensor(TitleId title, LicenceId id) internal view returns (Licensor memory) {
        return licensorOf(register.word(subjectOf(title), licensorKey(id)));
    }

    function _licensed(TitleId title, Right right) internal view returns (Licensed memory) {
        return licensedOf(register.word(subjectOf(title), licensedKey(right)));
    }
}
