/** What a burden does to an operation, and orders of some kinds: cells of the shared table. */

import { BURDENS, ORDER_BURDENS } from "./data/tables.js";
import { ordinal } from "./enums.js";

export const EVERY_KIND = (1 << Object.keys(ORDER_BURDENS).length) - 1;

/** The number of an effect: the stricter, the more. */
export const strictness = (effect) => ordinal("Effect", effect);
export const CONSENT = strictness("CONSENT");

/** What the burden does to the operation. */
export function effectOf(operation, burden) {
  return BURDENS[operation][burden];
}

/** The bit of one kind of order. */
export function kindBit(kind) {
  return 1 << (ordinal("OrderKind", kind) - 1);
}

/** What an order of a kind is to what it stands on. */
export function burdenOf(kind) {
  return ORDER_BURDENS[kind];
}

/** Which of the orders of these kinds does most to the operation; null for no order. */
export function strictest(operation, kinds) {
  let found = null;
  for (const [kind, burden] of Object.entries(ORDER_BURDENS)) {
    if (!(kinds & kindBit(kind))) continue;
    if (!found || strictness(effectOf(operation, burden)) > strictness(effectOf(operation, found))) found = burden;
  }
  return found;
}

/** What the strictest order of these kinds does to the operation. */
export function effectOfOrders(operation, kinds) {
  const burden = strictest(operation, kinds);
  return burden ? effectOf(operation, burden) : "ALLOWS";
}
