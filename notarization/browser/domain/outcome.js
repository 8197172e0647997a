/** What a rule answers: the words that an act must leave, in their order, and the terms to remember by key. */

import { require } from "./errors.js";

/**
 * @param {[string, object|Uint8Array][]} writes  keys in hex; a record's seq is filled in later
 * @param {Object<string, object>} terms
 */
export function outcome(writes, terms = {}) {
  return { writes, terms: new Map(Object.entries(terms)) };
}

/** The act is the other end of one in another dossier, which says who acted. */
export function requireSecondary(act) {
  const secondary = act.actors.length === 0 && act.links.length > 0;
  require("the act's first dossier carries its actors", secondary);
}
