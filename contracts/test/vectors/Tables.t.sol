// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Burdens} from "../../libraries/Burdens.sol";
import {Procedure} from "../../libraries/Procedure.sol";
import {Action, ApplicationState, Burden, DueRule, Effect, Ground, Operation, Signatories} from "../../types/Enums.sol";
import {Vm} from "../Vm.sol";

/// @title The procedure and the burdens, cell by cell, against the files that Python is held to too
contract TablesTest {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    mapping(bytes32 name => uint256 number) private _numbers;

    function test_EveryStateAndActionIsAsTheFileSays() external {
        string memory json = vm.readFile("tests/vectors/procedure.json");
        uint256 states = _enumerate(json, ".states");
        uint256 actions = _enumerate(json, ".actions");
        vm.assertEq(states, uint256(type(ApplicationState).max) + 1, "a state is missing");
        vm.assertEq(actions, uint256(type(Action).max) + 1, "an action is missing");
        vm.assertEq(_enumerate(json, ".signatories"), uint256(type(Signatories).max) + 1, "signatories are missing");
        vm.assertEq(_enumerate(json, ".dueRules"), uint256(type(DueRule).max) + 1, "a due rule is missing");
        bytes[] memory expected = _rows(json, states, actions);
        uint256 found = 0;
        for (uint256 pair = 0; pair < states * actions; ++pair) {
            ApplicationState from = ApplicationState(pair / actions);
            Action action = Action(pair % actions);
            (bool known, Procedure.Row memory row) = Procedure.step(from, action);
            string memory cell = vm.toString(pair);
            vm.assertTrue(known == (expected[pair].length != 0), string.concat("a step too many or too few: ", cell));
            if (!known) continue;
            found += 1;
            vm.assertEq(abi.encode(row.to, row.signatories, row.due), expected[pair], string.concat("row ", cell));
        }
        vm.assertEq(found, 29, "steps");
    }

    function test_EveryActionAdmitsTheGroundsThatTheFileNames() external {
        string memory json = vm.readFile("tests/vectors/procedure.json");
        uint256 actions = _enumerate(json, ".actions");
        uint256 grounds = _enumerate(json, ".grounds");
        vm.assertEq(grounds, uint256(type(Ground).max) + 1, "a ground is missing");
        for (uint256 action = 0; action < actions; ++action) {
            string memory row = string.concat(".admits[", vm.toString(action), "]");
            vm.assertEq(_field(json, row, ".action"), action, "an action is missing");
            string[] memory admitted = vm.parseJsonStringArray(json, string.concat(row, ".grounds"));
            for (uint256 ground = 0; ground < grounds; ++ground) {
                bool admits = false;
                for (uint256 i = 0; i < admitted.length; ++i) admits = admits || _number(admitted[i]) == ground;
                bool found = Procedure.admits(Action(action), Ground(ground));
                vm.assertTrue(found == admits, string.concat(row, vm.toString(ground)));
            }
        }
    }

    function test_EveryEndIsAsTheFileSays() external {
        string memory json = vm.readFile("tests/vectors/procedure.json");
        uint256 states = _enumerate(json, ".states");
        string[] memory ends = vm.parseJsonStringArray(json, ".ends");
        for (uint256 state = 0; state < states; ++state) {
            bool end = false;
            for (uint256 i = 0; i < ends.length; ++i) end = end || _number(ends[i]) == state;
            vm.assertTrue(Procedure.isEnd(ApplicationState(state)) == end, vm.toString(state));
        }
    }

    function test_EveryBurdenOnEveryOperationIsAsTheFileSays() external {
        string memory json = vm.readFile("tests/vectors/burdens.json");
        uint256 operations = _enumerate(json, ".operations");
        uint256 burdens = _enumerate(json, ".burdens");
        vm.assertEq(operations, uint256(type(Operation).max) + 1, "an operation is missing");
        vm.assertEq(burdens, uint256(type(Burden).max) + 1, "a burden is missing");
        vm.assertEq(_enumerate(json, ".effects"), uint256(type(Effect).max) + 1, "an effect is missing");
        uint256 cells = operations * burdens;
        for (uint256 i = 0; i < cells; ++i) {
            string memory cell = string.concat(".cells[", vm.toString(i), "]");
            Operation operation = Operation(_field(json, cell, ".operation"));
            Burden burden = Burden(_field(json, cell, ".burden"));
            vm.assertEq(uint256(operation) * burdens + uint256(burden), i, "a cell is missing");
            uint256 effect = uint256(Burdens.effect(operation, burden));
            vm.assertEq(effect, _field(json, cell, ".effect"), cell);
        }
        vm.assertFalse(vm.keyExistsJson(json, string.concat(".cells[", vm.toString(cells), "]")), "a cell too many");
    }

    /// The expected rows at `state × actions + action`, encoded; empty where the file has none.
    function _rows(string memory json, uint256 states, uint256 actions) private view returns (bytes[] memory rows) {
        rows = new bytes[](states * actions);
        for (uint256 i = 0; ; ++i) {
            string memory row = string.concat(".rows[", vm.toString(i), "]");
            if (!vm.keyExistsJson(json, row)) return rows;
            uint256 pair = _field(json, row, ".from") * actions + _field(json, row, ".action");
            vm.assertEq(rows[pair].length, 0, "a pair stands twice");
            rows[pair] = abi.encode(
                _field(json, row, ".to"),
                _field(json, row, ".signatories"),
                _field(json, row, ".due")
            );
        }
    }

    function _field(string memory json, string memory row, string memory name) private view returns (uint256) {
        return _number(vm.parseJsonString(json, string.concat(row, name)));
    }

    /// Names stand for their place in the list. Lists that share a name must agree on its place, or it is unknown.
    function _enumerate(string memory json, string memory list) private returns (uint256) {
        string[] memory names = vm.parseJsonStringArray(json, list);
        for (uint256 i = 0; i < names.length; ++i) {
            bytes32 key = keccak256(bytes(names[i]));
            if (_numbers[key] != 0 && _numbers[key] != i + 1) _numbers[key] = type(uint256).max;
            else _numbers[key] = i + 1;
        }
        return names.length;
    }

    function _number(string memory name) private view returns (uint256) {
        uint256 place = _numbers[keccak256(bytes(name))];
        vm.assertTrue(place != 0 && place != type(uint256).max, string.concat("no such name: ", name));
        return place - 1;
    }
}
