/** Time stamps over an anchored root, in the proof of a digest (`datadeed/batch-proof/2`). */

import { algorithmFault } from "./algorithms.js";
import { stampedOf } from "./batch.js";
import { judgeSeries, stampWords } from "./timestamps.js";

/** The authorities whose tokens hold, what they say, and what counts for nothing. Throws where a token is false. */
export function countStamps(name, proof, { time, algorithms }) {
  const counted = { authorities: new Set(), said: [], asides: [] };
  const over = stampedOf(proof.anchor);
  proof.stamps.forEach((tokens, number) => {
    const files = new Map(tokens.map((token, place) => [`${name} stamps[${number}][${place}]`, token]));
    for (const { stamp, fault } of judgeSeries(files, [...files.keys()], over, time, 0)) {
      const unfit = fault ?? algorithmFault(algorithms, "imprint", stamp.imprint, stamp.time);
      if (unfit) {
        counted.asides.push(unfit);
        continue;
      }
      counted.authorities.add(stamp.authority);
      counted.said.push(stampWords(stamp));
    }
  });
  return counted;
}
