// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @title The very bytes that are deployed: `new` would compile a contract anew, with the tests' own settings
library Code {
    /// As they lie beside Python. What coverage counts is compiled for it.
    function creation(Vm vm, string memory name) internal view returns (bytes memory) {
        if (vm.envOr("DATADEED_COUNTED", false)) return vm.getCode(string.concat(name, ".sol"));
        string memory path = string.concat("ledger/bindings/_abi/", name, ".json");
        return vm.parseJsonBytes(vm.readFile(path), ".bytecode");
    }
}
