// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PartyKind} from "../types/Enums.sol";
import {OrderId, PartyId, RegistryCode, SubjectId, Time} from "../types/Ids.sol";
import {Extension} from "../types/OrderTerms.sol";
import {Lift, Order, Signer} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title Freezes, holds and insolvency notes, entered by two order clerks on an authority's instrument
interface IOrderDesk is IBook {
    /// @notice Kind, scope, rights and instrument must be named, and fit each other.
    error OrderTermsWrong(SubjectId subject);
    /// @notice Only a court or another organ orders; an insolvency only a court.
    error OrderingPartyWrong(PartyId court, PartyKind kind);
    /// @notice The order's title or party does not exist here.
    error OrderTargetUnknown(SubjectId subject);
    /// @notice The title belongs to another registry.
    error OrderRegistryWrong(RegistryCode given, RegistryCode titles);
    /// @notice The order would end before now, or run longer than its rule profile allows.
    error OrderTermWrong(Time until, Time latest);
    /// @notice At most sixteen orders wait on one scope.
    error OrderQueueFull(SubjectId subject);
    /// @notice This order was entered before.
    error OrderExists(SubjectId subject, OrderId order);
    /// @notice The order is not in force on this scope.
    error OrderNotRecorded(SubjectId subject, OrderId order);
    /// @notice The order changed since this was signed.
    error OrderVersionWrong(OrderId order, uint16 given, uint16 current);
    /// @notice An order that has run out is not extended: its effect ended by itself.
    error OrderRunOut(OrderId order, Time until);
    /// @notice Only the court or organ that gave an order, or one above it, lifts or extends it.
    error OrderAuthorityWrong(OrderId order, PartyId given, PartyId ordering);
    /// @notice Every other order of the scope must be named, ascending.
    error RemainingOrdersWrong(SubjectId subject, uint256 named, uint256 live);

    /// @notice Enter an order. Signers: two order clerks of the registry, two persons.
    function order(Order calldata terms, Signer[] calldata signers) external returns (OrderId);

    /// @notice Extend an order before its end, within what its rule profile allows from now on. Signers: two order clerks of
    /// the registry, two persons.
    function extend(Extension calldata terms, Signer[] calldata signers) external;

    /// @notice Lift an order. Signers: two order clerks of the registry, two persons.
    function lift(Lift calldata terms, Signer[] calldata signers) external;
}
