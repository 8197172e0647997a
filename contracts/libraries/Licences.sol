// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ILicenceBook} from "../interfaces/ILicenceBook.sol";
import {Time} from "../types/Ids.sol";
import {Licence} from "../types/LicenceTerms.sol";
import {LicenceRecord, Licensed, licensedOf, pack} from "../types/LicenceWords.sol";

/// @title What is licensed of one right of a title, with one licence more or fewer
/// @dev Nothing runs through the licences: a plain one that has run out counts until it is ended as such, and no longer
/// than the latest end that was given stands in the way of an exclusive one.
library Licences {
    /// No exclusive licence of the right runs, and none at all beside a new exclusive one.
    function counted(Licence calldata terms, bytes32 word) internal view returns (bytes32) {
        Licensed memory licensed = licensedOf(word);
        uint256 until = Time.unwrap(licensed.exclusiveUntil);
        uint256 plain = Time.unwrap(licensed.plainUntil);
        if (terms.exclusive && plain > until) until = plain;
        if (block.timestamp < until) {
            revert ILicenceBook.LicenceExcluded(terms.title, terms.right, Time.wrap(uint40(until)));
        }
        if (terms.exclusive) {
            licensed.exclusiveUntil = terms.until;
        } else {
            licensed.plain += 1;
            if (Time.unwrap(terms.until) > plain) licensed.plainUntil = terms.until;
        }
        licensed.version += 1;
        return pack(licensed);
    }

    /// A plain one fewer, without an end once none counts; or no exclusive one, unless a newer one has come.
    function uncounted(LicenceRecord memory record, bytes32 word) internal pure returns (bytes32) {
        Licensed memory licensed = licensedOf(word);
        if (!record.exclusive) {
            licensed.plain -= 1;
            if (licensed.plain == 0) licensed.plainUntil = Time.wrap(0);
        } else if (Time.unwrap(licensed.exclusiveUntil) == Time.unwrap(record.until)) {
            licensed.exclusiveUntil = Time.wrap(0);
        }
        licensed.version += 1;
        return pack(licensed);
    }
}
