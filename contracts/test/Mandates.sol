// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../libraries/TermsHash.sol";
import {DocumentDigest} from "../types/Ids.sol";
import {Appointment, AppointmentEnd} from "../types/Terms.sol";
import {Actor, Base} from "./Base.sol";

/// @title Who acts for whom, with terms that go through
abstract contract Mandates is Base {
    function _appointment(Actor memory principal, Actor memory agent) internal view returns (Appointment memory) {
        return
            Appointment({
                principal: principal.party,
                agent: agent.party,
                powers: 7,
                until: _time(block.timestamp + 365 days),
                authority: DocumentDigest.wrap(keccak256("authority")),
                seq: _seq(principal.party),
                deadline: DEADLINE
            });
    }

    function _appoint(Actor memory principal, Actor memory agent, uint16 powers) internal {
        Appointment memory terms = _appointment(principal, agent);
        terms.powers = powers;
        bytes32 hash = TermsHash.flat(TermsHash.APPOINTMENT, abi.encode(terms));
        mandateBook.appointAgent(terms, _sign(address(mandateBook), hash, _parties(principal, agent)));
    }

    function _endAgent(Actor memory principal, Actor memory agent) internal {
        AppointmentEnd memory terms = AppointmentEnd(
            principal.party,
            agent.party,
            agent.party,
            _seq(principal.party),
            DEADLINE
        );
        bytes32 hash = TermsHash.flat(TermsHash.APPOINTMENT_END, abi.encode(terms));
        mandateBook.endAgent(terms, _sign(address(mandateBook), hash, _parties(agent)));
    }
}
