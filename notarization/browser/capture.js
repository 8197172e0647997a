/** A log kept while data are collected: each line names the one before by its digest (docs/capture.md). */

import { fromHex, hex, shown } from "./bytes.js";
import { JsonFault, parseCanonical } from "./canonical.js";
import { sha256 } from "./digests.js";
import { Fault, quoted, told } from "./errors.js";
import { MAX_VALUES, valuesIn } from "./limits.js";

const SCHEMA = "datadeed/capture/1";
const MOST_LINES = 20_000;
const MOST_BYTES = 16 * 2 ** 20;
const MEMBERS = {
  opened: ["schema", "source", "method", "device", "tools"],
  files: ["files"],
  run: ["command", "began", "exit", "files"],
  note: ["text"],
  closed: [],
};
const COMMON = ["entry", "kind", "previous", "time"];
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string";
const TYPES = {
  source: isText,
  method: isText,
  device: isObject,
  tools: Array.isArray,
  files: Array.isArray,
  command: Array.isArray,
  began: isText,
  exit: (value) => typeof value === "number",
  text: isText,
};
const DIGESTS = ["fingerprint", "sha256", "sm3", "merkle"];
const FILE_MEMBERS = ["path", "size", ...DIGESTS];

export const broken = (line, fault) => new Fault("CAPTURE_BROKEN", { line, fault });

/** The lines of a log file, which ends with a line feed. @param {Uint8Array} data @returns {Uint8Array[]|null} */
export function linesOf(data) {
  if (data.at(-1) !== 10) return null;
  const lines = [];
  let begin = 0;
  data.forEach((byte, place) => {
    if (byte !== 10) return;
    lines.push(data.subarray(begin, place));
    begin = place + 1;
  });
  return lines;
}

export const lineFeeds = (data) => data.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);

/** A whole log. Throws CAPTURE_BROKEN with the first line that does not hold. */
export function readCapture(data) {
  if (data.length > MOST_BYTES) throw broken(0, `more than ${MOST_BYTES} bytes`);
  if (valuesIn(data) > MAX_VALUES) throw broken(0, `more than ${MAX_VALUES} values`);
  const lines = linesOf(data);
  if (!lines) throw broken(lineFeeds(data) + 1, "the line has no end");
  if (lines.length > MOST_LINES) throw broken(0, `more than ${MOST_LINES} lines`);
  const entries = [];
  let previous = `0x${"00".repeat(32)}`;
  lines.forEach((line, place) => {
    const entry = entryOf(place + 1, line);
    const fault = faultOf(entry, place, previous, entries.at(-1));
    if (fault) throw broken(place + 1, fault);
    entries.push(entry);
    previous = shown(sha256(line));
  });
  const last = entries.at(-1).time;
  return { entries, head: fromHex(previous.slice(2)), last, seconds: secondsOf(last) };
}

function entryOf(number, line) {
  let entry;
  try {
    entry = parseCanonical(line);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw broken(number, told(fault));
  }
  if (!isObject(entry)) throw broken(number, "the line is no JSON object");
  return entry;
}

function faultOf(entry, place, previous, before) {
  const { kind, time } = entry;
  if (!isText(kind) || !Object.hasOwn(MEMBERS, kind))
    return `kind: ${kind === undefined ? "None" : quoted(kind)} is none`;
  const members = [...COMMON, ...MEMBERS[kind]];
  const names = Object.keys(entry);
  const odd = [...members.filter((name) => !names.includes(name)), ...names.filter((name) => !members.includes(name))];
  if (odd.length) return `members: ${odd.sort().join(", ")}`;
  if (before?.kind === "closed") return "the log was closed before";
  if ((place === 0) !== (kind === "opened") || (entry.schema ?? SCHEMA) !== SCHEMA) {
    return `the first line, and no other, opens a log of ${SCHEMA}`;
  }
  if (entry.entry !== place) return `entry: ${quoted(entry.entry)}, expected ${place}`;
  if (entry.previous !== previous) return "previous: not the digest of the line before";
  if (!isText(time) || !isTime(time)) return `time: ${quoted(time)} is no time in UTC`;
  if (before && time < before.time) return `time: ${time} is before ${before.time}`;
  const wrong = Object.keys(TYPES).find((name) => name in entry && !TYPES[name](entry[name]));
  return wrong ? `${wrong}: not of its type` : fileFault(entry.files ?? []);
}

/** Whether a text is a time in UTC to the second, as this project writes it, from the year 1000 on. @param {string} text */
export function isTime(text) {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/.test(text) || text.startsWith("0")) return false;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === `${text.slice(0, -1)}.000Z`;
}

/** @param {string} time */
export const secondsOf = (time) => Math.floor(new Date(time).getTime() / 1000);

function isBelow(path) {
  return isText(path) && path.split("/").every((part) => !["", ".", ".."].includes(part));
}

function fileFault(files) {
  for (const each of files) {
    if (!isObject(each) || Object.keys(each).sort().join() !== [...FILE_MEMBERS].sort().join()) {
      return `files: a file has ${[...FILE_MEMBERS].sort().join(", ")}`;
    }
    if (!isBelow(each.path) || typeof each.size !== "number") {
      return "files: a path leads down from the log, a size is a number";
    }
    if (!DIGESTS.every((name) => isText(each[name]) && /^0x[0-9a-f]{64}$/.test(each[name]))) {
      return `files: a digest of ${quoted(each.path)} is none`;
    }
  }
  return "";
}

/** When a log entered the object of this fingerprint last; empty where it never did. */
export function entered(log, fingerprint) {
  const asked = `0x${hex(fingerprint)}`;
  return log.entries.findLast((entry) => (entry.files ?? []).some((each) => each.fingerprint === asked))?.time ?? "";
}
