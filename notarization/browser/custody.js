/** `custody/log.jsonl`: through whose hands a package went, since it was made. */

import { equal, lengthOf } from "./bytes.js";
import { JsonFault, parseCanonical } from "./canonical.js";
import { isTime, lineFeeds, linesOf, secondsOf } from "./capture.js";
import { sha256 } from "./digests.js";
import { Fault, FieldFault, told } from "./errors.js";
import { Fields } from "./fields.js";
import { beijing } from "./wording.js";

export const CUSTODY_NAME = "custody/log.jsonl";
const MOST_LINES = 10_000;
const MOST_TEXT = 200;
const HANDLINGS = {
  made: { zh: "制作", en: "made" },
  handed_over: { zh: "移交", en: "handed over" },
  stored: { zh: "封存", en: "stored" },
  checked: { zh: "核验", en: "checked" },
};

const broken = (line, fault) => new Fault("CUSTODY_BROKEN", { line, fault });

/** The lines of a log that belongs to this manifest. Throws CUSTODY_BROKEN. */
export function readCustody(data, manifest) {
  const lines = linesOf(data);
  if (!lines) throw broken(lineFeeds(data) + 1, "the line has no end");
  if (lines.length > MOST_LINES) throw broken(0, `more than ${MOST_LINES} lines`);
  let previous = sha256(manifest);
  const found = [];
  const takers = new Set();
  lines.forEach((line, place) => {
    const each = lineOf(line, place, previous);
    const fault = faultOf(each, found.at(-1), takers);
    if (fault) throw broken(place + 1, fault);
    found.push(each);
    takers.add(each.taker);
    previous = sha256(line);
  });
  return found;
}

function lineOf(line, place, previous) {
  try {
    return handOver(new Fields(parseCanonical(line), CUSTODY_NAME), place, previous);
  } catch (fault) {
    if (!(fault instanceof JsonFault) && !(fault instanceof FieldFault)) throw fault;
    throw broken(place + 1, told(fault));
  }
}

function handOver(fields, place, previous) {
  if (fields.natural("entry") !== place) fields.refuse("entry", `is not ${place}`);
  if (!equal(fields.data("previous", previous.length), previous)) {
    fields.refuse("previous", `is not the digest of ${place ? "the line before" : "the package's manifest"}`);
  }
  const kind = fields.member("kind", Object.keys(HANDLINGS));
  const [time, giver, taker, note] = ["time", "from", "to", "note"].map((name) => fields.text(name));
  fields.end();
  return { kind, time, giver, taker, note, seconds: secondsOf(time) };
}

/** What is wrong with a line after the one before; empty where nothing is. */
function faultOf({ kind, time, giver, taker }, before, takers) {
  if (!isTime(time)) return "the time is no UTC time to the second";
  if (![giver, taker].every((name) => name && lengthOf(name) <= MOST_TEXT)) {
    return "it does not say who gave and who took";
  }
  if ((kind === "made") === Boolean(before)) return "the first line, and no other, says who made it";
  if (before && time < before.time) return "the time lies before the last line's";
  if (before && !takers.has(giver)) return "it was given by somebody who never held it";
  return "";
}

/** A line in words. */
export function wordsOf({ kind, seconds, giver, taker, note }) {
  const [done, when] = [HANDLINGS[kind], beijing(seconds)];
  const way = giver === taker ? giver : `${giver} → ${taker}`;
  const said = note ? ` · ${note}` : "";
  return { zh: `${when} ${done.zh} ${way}${said}`, en: `${when} ${done.en} ${way}${said}` };
}
