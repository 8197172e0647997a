/** Step 26: time stamps over the manifest, and over checkpoints of logs that vouch for the block. */

import { algorithmFault } from "./algorithms.js";
import { Step } from "./codes.js";
import { Fault } from "./errors.js";
import { MANIFEST_NAME } from "./manifest.js";
import { judgeSeries, malformed, MOST_TOKENS, seriesOf, stampWords } from "./timestamps.js";
import { noteOf, requireWhole, tokenFiles } from "./tlog.js";
import { beijing } from "./wording.js";

/**
 * Every series; it counts for each authority of whom a token in it holds. `made` is when the cover says that the package
 * was made: not after a stamp over its manifest. Throws where a token is false.
 */
export function checkStamps(notes, files, trust, blockTime, made) {
  notes.begin(Step.TIME_STAMPS);
  const manifest = files.get(MANIFEST_NAME);
  const own = [...seriesOf(files).values()].map((names) => ({ names, over: manifest, of: "" }));
  const before = own.flatMap(({ names }) => names).length;
  const beside = trust.checkpoints ? overCheckpoints(notes, files, before) : [];
  const counted = countedIn(notes, files, own, trust, blockTime);
  const witnessed = countedIn(notes, files, beside, trust, blockTime);
  const authorities = new Set(counted.map(({ authority }) => authority));
  notes.held.tsa = new Set([...counted, ...witnessed].map(({ authority }) => authority)).size;
  const { needed, tolerance } = trust.time;
  if (counted.some(({ time, accuracy }) => time + accuracy + tolerance < made)) {
    notes.aside("MADE_AFTER_STAMP", beijing(made));
  }
  if (authorities.size < needed) {
    notes.open(new Fault("TSA_MISSING", { expected: needed, found: authorities.size }));
  } else if (!own.length && !beside.length) {
    notes.counted("无", "none");
  }
}

/** The tokens over checkpoints that do not vouch for the block. Throws CHECKPOINT_MALFORMED. */
export const unjudged = (notes, files) =>
  tokenFiles(files).flatMap(({ proof, names }) => (notes.checkpoints.includes(proof) ? [] : names));

function overCheckpoints(notes, files, before) {
  const found = [];
  let count = before;
  for (const { proof, names } of tokenFiles(files)) {
    requireWhole(names);
    if (!notes.checkpoints.includes(proof)) continue;
    found.push({ proof, names });
    count += names.length;
    if (count > MOST_TOKENS) throw malformed(names.at(-1), `is one of more than ${MOST_TOKENS}`);
  }
  return found.map(({ proof, names }) => ({ names, over: noteOf(files.get(proof)), of: "检查点，" }));
}

/**
 * The tokens that hold; each is told, or why it counts for nothing. What renews one that counts for nothing is named,
 * and not examined.
 */
function countedIn(notes, files, series, { time, algorithms }, blockTime) {
  const counted = [];
  for (const { names, over, of } of series) {
    let judged = 0;
    for (const { stamp, fault: own } of judgeSeries(files, names, over, time, blockTime)) {
      judged += 1;
      const fault = own ?? algorithmFault(algorithms, "imprint", stamp.imprint, stamp.time);
      if (fault) {
        notes.asideOf(fault);
        continue;
      }
      counted.push(stamp);
      const said = stampWords(stamp);
      notes.counted(of + said.zh, `${said.en}, ${stamp.file}`);
    }
    for (const name of names.slice(judged)) notes.aside("NOT_EXAMINED", name);
  }
  return counted;
}
