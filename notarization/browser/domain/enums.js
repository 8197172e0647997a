/** The enums of the contracts, by the names of their members. */

import { ENUMS } from "./data/acts.js";
import { NUMBERS, SETS } from "./data/tables.js";

const ORDINALS = Object.fromEntries(
  Object.entries(ENUMS).map(([name, members]) => [name, new Map(members.map((member, at) => [member, at]))]),
);

/** The number of a member. */
export function ordinal(name, member) {
  const found = ORDINALS[name].get(member);
  if (found === undefined) throw new TypeError(`${name} has no ${member}`);
  return found;
}

/** The member of a number; undefined where there is none. */
export function nameOf(name, number) {
  return ENUMS[name][number];
}

/** Whether a member is one of a set of the domain's. */
export function isIn(set, member) {
  return SETS[set].includes(member);
}

export const RIGHTS = ENUMS.Right;
export { ENUMS, NUMBERS };
