/** A dossier with all its acts and the state after each: what mandates and as-of answers need. */

import { parseAct } from "./dossier.js";
import { evolve, openDossier } from "./evolve.js";

/** How many of ascending numbers are at most (or below) a limit. */
function countTo(numbers, limit, below = false) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below ? numbers[middle] < limit : numbers[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `states[n]` is the dossier after its first n acts; `acts[n - 1]` is the n-th act. */
export class History {
  /**
   * @param {Uint8Array} subject
   * @param {import("./index.js").Act[]} acts
   * @param {import("./state.js").Dossier[]} states
   */
  constructor(subject, acts, states) {
    this.subject = subject;
    this.acts = acts;
    this.states = states;
    this.blocks = acts.map((act) => act.raw.block);
    this.times = acts.map((act) => act.raw.time);
  }

  /** The state after every act. */
  get last() {
    return this.states[this.states.length - 1];
  }

  /** The state after the last act of this block or an earlier one. */
  atBlock(block) {
    return this.states[countTo(this.blocks, block)];
  }

  /** The state before this block, then the state after each act in it. */
  during(block) {
    return this.states.slice(countTo(this.blocks, block, true), countTo(this.blocks, block) + 1);
  }

  /** The state after the last act up to this time. */
  atTime(time) {
    return this.states[countTo(this.times, time)];
  }
}

/**
 * Replays a dossier. Raises as parseAct and evolve do.
 * @param {import("./dossier.js").Anchor} anchor
 * @param {Uint8Array} subject
 * @param {import("./index.js").RawAct[]} raws whose subject is this one where they name none
 */
export function replay(anchor, subject, raws) {
  const states = [openDossier(anchor, subject)];
  const acts = [];
  for (const raw of raws) {
    const act = parseAct({ subject, ...raw });
    states.push(evolve(anchor, states[states.length - 1], act));
    acts.push(act);
  }
  return new History(subject, acts, states);
}

/** The state of a dossier after the last act up to a time. */
export function stateAt(history, time) {
  return history.atTime(time);
}
