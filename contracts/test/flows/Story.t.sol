// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LotId, PledgeId, TitleId} from "../../types/Ids.sol";
import {Scenes} from "../Scenes.sol";

contract StoryTest is Scenes {
    function test_FilePledgeFreezeReleaseTransfer() external {
        TitleId title = _sharedTitle();
        LotId lot = _pledge(title, alice, bankA, 200_000);
        _release(title, lot, PledgeId.wrap(LotId.unwrap(lot)), bankA);
        _transfer(title, alice, bob, 700_000);
        vm.assertEq(_holding(title, alice).shares[2], 0, "alice kept a share");
        vm.assertEq(_holding(title, bob).shares[2], 1_000_000, "bob has not all");
    }
}
