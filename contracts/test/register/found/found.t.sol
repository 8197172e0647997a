// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Register} from "../../../Register.sol";
import {GenesisBook, IRegister} from "../../../interfaces/IRegister.sol";
import {PartyKind, Role} from "../../../types/Enums.sol";
import {GOVERNANCE, PartyId, partyIdOf, subjectOfParty} from "../../../types/Ids.sol";
import {Founding} from "../../../types/Terms.sol";
import {
    RECORD,
    accountKey,
    accountLive,
    bookKey,
    codeKey,
    holdsRole,
    packBook,
    partyKind
} from "../../../types/Words.sol";
import {Base} from "../../Base.sol";

contract FoundTest is Base {
    bytes32 private constant IDENTITY = keccak256("identity");

    Register private fresh;

    function setUp() public override {
        super.setUp();
        fresh = Register(_deployed("Register", address(manager)));
    }

    function test_RevertWhen_SomebodyElseFounds() external {
        bytes memory call = abi.encodeCall(fresh.found, (bob.account, IDENTITY, _books(address(partyBook))));
        vm.prank(bob.account);
        _refuses(address(fresh), call, abi.encodeWithSelector(IRegister.FoundingRefused.selector, bob.account));
    }

    function test_RevertWhen_TheRegisterIsFounded() external {
        fresh.found(alice.account, IDENTITY, _books(address(partyBook)));
        _refusesFounding(bob.account, _books(address(partyBook)), _refused());
    }

    function test_RevertWhen_NoBookIsNamed() external {
        _refusesFounding(alice.account, new GenesisBook[](0), _refused());
    }

    function test_RevertWhen_ABookHasNoCode() external {
        bytes memory expected = abi.encodeWithSelector(IRegister.BookWithoutFixedCode.selector, bob.account);
        _refusesFounding(alice.account, _books(bob.account), expected);
    }

    function test_RevertWhen_ABooksCodeCanBeReplaced() external {
        vm.etch(bob.account, bytes.concat(hex"ef0100", bytes20(address(partyBook))));
        bytes memory expected = abi.encodeWithSelector(IRegister.BookWithoutFixedCode.selector, bob.account);
        _refusesFounding(alice.account, _books(bob.account), expected);
    }

    /// it should make the founder's party the governor and admit the books at once
    function test_WhenTheDeployerFounds() external {
        fresh.found(alice.account, IDENTITY, _books(address(partyBook)));
        PartyId party = partyIdOf(keccak256(abi.encode(Founding(IDENTITY, alice.account, address(manager)))));
        bytes32 record = fresh.word(subjectOfParty(party), RECORD);
        vm.assertTrue(holdsRole(record, Role.GOVERNOR, block.timestamp), "the governor's role");
        vm.assertTrue(partyKind(record) == PartyKind.ORGAN, "the governor's kind");
        bytes32 account = fresh.word(subjectOfParty(party), accountKey(alice.account));
        vm.assertTrue(accountLive(account, block.timestamp), "the governor's account");
        bytes32 book = fresh.word(GOVERNANCE, bookKey(address(partyBook), address(partyBook).codehash));
        vm.assertEq(book, packBook(7, uint40(block.timestamp), type(uint40).max), "the book");
        bytes32 code = fresh.word(GOVERNANCE, codeKey(address(partyBook)));
        vm.assertEq(code, address(partyBook).codehash, "its code");
    }

    function _books(address book) private pure returns (GenesisBook[] memory books) {
        books = new GenesisBook[](1);
        books[0] = GenesisBook(book, 7);
    }

    function _refused() private view returns (bytes memory) {
        return abi.encodeWithSelector(IRegister.FoundingRefused.selector, address(this));
    }

    function _refusesFounding(address founder, GenesisBook[] memory books, bytes memory expected) private {
        _refuses(address(fresh), abi.encodeCall(fresh.found, (founder, IDENTITY, books)), expected);
    }
}
