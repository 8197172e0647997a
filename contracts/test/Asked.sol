// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FieldGroup, Registration} from "../types/Enums.sol";
import {ApplicationId, LotId, PledgeId, RecordRoot, applicationIdOf, subjectOfApplication} from "../types/Ids.sol";
import {Application, Fulfilment, Signer} from "../types/Terms.sol";
import {Hand} from "./Base.sol";
import {Changes} from "./Changes.sol";
import {Typed} from "./Typed.sol";

/// @title What all holders of the shared title apply for, with terms that go through
abstract contract Asked is Changes {
    /// An application by all holders, as they hold now.
    function _request(Registration registration) internal view returns (Application memory asked) {
        asked = _sharedApplication();
        asked.registration = registration;
        asked.title = title;
        asked.record = RecordRoot.wrap(keccak256("the new record"));
    }

    function _registeredRequest(Registration registration) internal returns (Application memory asked) {
        asked = _request(registration);
        _registered(asked);
    }

    function _fulfilment(Application memory asked) internal view returns (Fulfilment memory f) {
        ApplicationId id = applicationIdOf(Typed.hash(asked));
        f.title = title;
        f.application = id;
        f.seq = register.seqOf(subjectOfApplication(id));
        f.issued = issued;
        f.filed = _content();
        if (asked.registration == Registration.CHANGE) {
            f.group = FieldGroup.DESCRIPTION;
            f.clear = "clear fields";
        }
        f.deadline = DEADLINE;
    }

    function _signed(Fulfilment memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(requestDesk), Typed.hash(terms), hands);
    }

    /// With alice's whole pledged lot.
    function _withLot(Fulfilment memory terms, LotId lot) internal pure returns (Fulfilment memory) {
        terms.lots = new LotId[](1);
        terms.lots[0] = lot;
        terms.pledges = new PledgeId[](1);
        terms.pledges[0] = PledgeId.wrap(LotId.unwrap(lot));
        return terms;
    }

    function _change(Fulfilment memory terms, Application memory asked, Hand[] memory hands) internal {
        requestDesk.change(terms, asked, _signed(terms, hands));
    }

    function _surrender(Fulfilment memory terms, Application memory asked, Hand[] memory hands) internal {
        requestDesk.surrender(terms, asked, _signed(terms, hands));
    }

    function _refusesChange(Fulfilment memory terms, Application memory asked, bytes memory expected) internal {
        _refusesChange(terms, asked, _examiners(), expected);
    }

    function _refusesChange(
        Fulfilment memory terms,
        Application memory asked,
        Hand[] memory hands,
        bytes memory expected
    ) internal {
        bytes memory call = abi.encodeCall(requestDesk.change, (terms, asked, _signed(terms, hands)));
        _refuses(address(requestDesk), call, expected);
    }

    function _refusesSurrender(Fulfilment memory terms, Application memory asked, bytes memory expected) internal {
        bytes memory call = abi.encodeCall(requestDesk.surrender, (terms, asked, _signed(terms, _examiners())));
        _refuses(address(requestDesk), call, expected);
    }
}
