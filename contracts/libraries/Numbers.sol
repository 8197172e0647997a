// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Year and month of a block in Asia/Shanghai (UTC+8, no daylight saving), for certificate numbers
library Numbers {
    /// @return YYYYMM of the Gregorian calendar (days-from-civil, H. Hinnant), exact for every uint40 time
    function month(uint256 time) internal pure returns (uint24) {
        // A uint40 time: no term leaves 256 bits, and nothing larger is taken from something smaller.
        unchecked {
            uint256 z = (time + 8 hours) / 1 days + 719_468;
            uint256 era = z / 146_097;
            uint256 doe = z - era * 146_097;
            uint256 yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
            uint256 doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
            uint256 mp = (5 * doy + 2) / 153;
            uint256 m = mp < 10 ? mp + 3 : mp - 9;
            uint256 y = yoe + era * 400 + (m <= 2 ? 1 : 0);
            return uint24(y * 100 + m);
        }
    }
}
