/** What a reader wants of block and time: (qbft AND tsa) OR (checkpoint>=3-of-5 AND tsa>=2). AND binds tighter. */

import { lengthOf, SPACE } from "./bytes.js";
import { Fault, quoted } from "./errors.js";

const MOST_TEXT = 500;
const MOST_DEPTH = 16;
const VOICES = ["pin", "qbft", "checkpoint", "tsa", "sm2"];
const COUNTED = ["checkpoint", "tsa", "sm2"];
const TOKEN = new RegExp(
  `${SPACE}*(\\(|\\)|AND(?![\\p{L}\\p{N}_])|OR(?![\\p{L}\\p{N}_])|[a-z][a-z0-9]*(?:>=[0-9]{1,2}(?:-of-[0-9]{1,2})?)?)`,
  "uy",
);
const ATOM = /^([a-z][a-z0-9]*)(?:>=([0-9]+)(?:-of-([0-9]+))?)?$/;

const malformed = (fault) => new Fault("POLICY_MALFORMED", { fault });

/** @param {string} text @returns {{text: string, meets: (held: Record<string, number>) => boolean, of: Record<string, number>}} */
export function parsePolicy(text) {
  if (lengthOf(text) > MOST_TEXT) throw malformed(`has ${lengthOf(text)} characters`);
  const reader = new Reader(text);
  const meets = reader.either(0);
  if (reader.next !== null) throw malformed(`${quoted(reader.next)} has no place there`);
  return { text, meets, of: reader.of };
}

/** `held` is how many of each voice vouch. Throws POLICY_UNMET. */
export function requireMet(policy, held) {
  if (policy.meets(held)) return;
  const found = VOICES.map((name) => `${name}=${held[name] ?? 0}`).join(" ");
  throw new Fault("POLICY_UNMET", { expected: policy.text, found });
}

class Reader {
  constructor(text) {
    this.text = text;
    this.end = text.replace(new RegExp(`${SPACE}+$`, "u"), "").length;
    this.place = 0;
    this.of = {};
    this.next = this.token();
  }

  token() {
    if (this.place >= this.end) return null;
    TOKEN.lastIndex = this.place;
    const found = TOKEN.exec(this.text);
    if (!found) throw malformed(`${quoted(this.text.slice(this.place, this.place + 20))} is not understood`);
    this.place = TOKEN.lastIndex;
    return found[1];
  }

  take() {
    const found = this.next;
    if (found === null) throw malformed("ends too early");
    this.next = this.token();
    return found;
  }

  either(depth) {
    const parts = [this.both(depth)];
    while (this.next === "OR") {
      this.take();
      parts.push(this.both(depth));
    }
    return (held) => parts.some((part) => part(held));
  }

  both(depth) {
    const parts = [this.one(depth)];
    while (this.next === "AND") {
      this.take();
      parts.push(this.one(depth));
    }
    return (held) => parts.every((part) => part(held));
  }

  one(depth) {
    const word = this.take();
    if (word !== "(") return this.voice(word);
    if (depth === MOST_DEPTH) throw malformed("is nested too deep");
    const inner = this.either(depth + 1);
    if (this.take() !== ")") throw malformed("a bracket is not closed");
    return inner;
  }

  voice(word) {
    const [, name = word, counted, of] = ATOM.exec(word) ?? [];
    if (!ATOM.test(word) || !VOICES.includes(name)) {
      throw malformed(`${quoted(word)} is none of ${VOICES.join(", ")}`);
    }
    const least = Number(counted ?? 1);
    if ((counted && !COUNTED.includes(name)) || !least || (of && least > Number(of))) {
      throw malformed(`${quoted(word)} cannot be counted so`);
    }
    if (of && (this.of[name] ??= Number(of)) !== Number(of)) {
      throw malformed(`${quoted(word)} names another number than before`);
    }
    return (held) => (held[name] ?? 0) >= least;
  }
}
