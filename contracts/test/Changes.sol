// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EndGround, FieldGroup, Registration, Role} from "../types/Enums.sol";
import {
    ApplicationId,
    DocumentDigest,
    LotId,
    PartyId,
    PledgeId,
    RecordRoot,
    Time,
    TitleId,
    applicationIdOf,
    subjectOf,
    subjectOfApplication
} from "../types/Ids.sol";
import {Application, Closing, Correction, Issue, Renewal, Signer, Split} from "../types/Terms.sol";
import {Tag, keyOf} from "../types/Words.sol";
import {Actor, Hand} from "./Base.sol";
import {Scenes} from "./Scenes.sol";
import {Typed} from "./Typed.sol";

/// @title What becomes of the shared title, with terms that go through
abstract contract Changes is Scenes {
    TitleId internal title;
    Issue internal issued;
    Time private _due;

    function setUp() public virtual override {
        super.setUp();
        Application memory filed = _sharedApplication();
        _due = filed.due;
        (title, issued) = _titled(filed);
    }

    /// The application as filed.
    function _content() internal view returns (Application memory filed) {
        filed = _sharedApplication();
        filed.due = _due;
    }

    function _correction(FieldGroup group) internal view returns (Correction memory c) {
        c.title = title;
        c.seq = register.seqOf(subjectOf(title));
        c.group = group;
        c.record = RecordRoot.wrap(keccak256("the right record"));
        c.clear = "clear fields";
        c.holders = new PartyId[](2);
        Split[] memory splits = _sharedApplication().splits;
        (c.holders[0], c.holders[1]) = (splits[0].holder, splits[1].holder);
        c.instrument = DocumentDigest.wrap(keccak256("notice of correction"));
        c.deadline = DEADLINE;
    }

    function _signed(Correction memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(changeDesk), Typed.hash(terms), hands);
    }

    function _correct(Correction memory terms, Hand[] memory hands) internal {
        changeDesk.correct(terms, _signed(terms, hands));
    }

    /// With alice's whole pledged lot.
    function _withLot(Correction memory terms, LotId lot) internal pure returns (Correction memory) {
        terms.lots = new LotId[](1);
        terms.lots[0] = lot;
        terms.pledges = new PledgeId[](1);
        terms.pledges[0] = PledgeId.wrap(LotId.unwrap(lot));
        return terms;
    }

    function _closing(EndGround ground) internal view returns (Closing memory c) {
        c.title = title;
        c.seq = register.seqOf(subjectOf(title));
        c.issued = issued;
        c.ground = ground;
        c.instrument = DocumentDigest.wrap(keccak256("decision"));
        c.deadline = DEADLINE;
    }

    function _revoking() internal view returns (Closing memory c) {
        c = _closing(EndGround.FRAUD);
        c.from = issued.registeredAt;
    }

    function _signed(Closing memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(changeDesk), Typed.hash(terms), hands);
    }

    function _close(Closing memory terms) internal {
        changeDesk.revoke(terms, _content(), _signed(terms, _examiners()));
    }

    function _refusesCorrection(Correction memory terms, Hand[] memory hands, bytes memory expected) internal {
        bytes memory call = abi.encodeCall(changeDesk.correct, (terms, _signed(terms, hands)));
        _refuses(address(changeDesk), call, expected);
    }

    function _refusesRevocation(Closing memory terms, bytes memory expected) internal {
        bytes memory call = abi.encodeCall(changeDesk.revoke, (terms, _content(), _signed(terms, _examiners())));
        _refuses(address(changeDesk), call, expected);
    }

    function _refusesCancellation(Closing memory terms, bytes memory expected) internal {
        bytes memory call = abi.encodeCall(changeDesk.cancel, (terms, _content(), _signed(terms, _examiners())));
        _refuses(address(changeDesk), call, expected);
    }

    function _withBank(Actor memory bank) internal view returns (Hand[] memory) {
        return _hands(_examiners()[0], _examiners()[1], _parties(bank)[0]);
    }

    function _root() internal view returns (bytes32) {
        return register.word(subjectOf(title), keyOf(Tag.CONTENT, 0));
    }

    // Renewal

    /// An application for renewal by all holders, as they hold now; time goes to the middle of the window.
    function _renewal() internal returns (Application memory filed) {
        _warp(Time.unwrap(issued.validUntil) - 90 days);
        return _renewalNow();
    }

    function _renewalNow() internal view returns (Application memory filed) {
        filed = _sharedApplication();
        filed.registration = Registration.RENEWAL;
        filed.title = title;
    }

    /// From the filing to the deposit.
    function _registeredRenewal() internal returns (Application memory filed) {
        filed = _renewal();
        _register(filed);
    }

    function _renewing(Application memory filed) internal view returns (Renewal memory r) {
        ApplicationId id = applicationIdOf(Typed.hash(filed));
        r.title = title;
        r.application = id;
        r.seq = register.seqOf(subjectOfApplication(id));
        r.issued = issued;
        r.validUntil = _time(Time.unwrap(issued.validUntil) + 3 * 365 days);
        r.deadline = DEADLINE;
    }

    function _sealed(Renewal memory terms) internal view returns (Signer[] memory) {
        return _sign(address(changeDesk), Typed.hash(terms), _hands(_as(acceptance, Role.SEAL_KEEPER)));
    }

    function _refusesRenewal(Renewal memory terms, Application memory filed, bytes memory expected) internal {
        bytes memory call = abi.encodeCall(changeDesk.renew, (terms, filed, _sealed(terms)));
        _refuses(address(changeDesk), call, expected);
    }

    function _refusesFiling(Application memory filed, bytes memory expected) internal {
        bytes memory call = abi.encodeCall(filingDesk.submit, (filed, _signedApplication(filed)));
        _refuses(address(filingDesk), call, expected);
    }
}
