/** Strict JSON in, canonical JSON out (RFC 8785), without floats. Objects have no prototype. */

import { equal, textOf, utf8 } from "./bytes.js";
import { Fault } from "./errors.js";

export const MAX_DEPTH = 64;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
// a run of letters that stand for themselves
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const WRITTEN = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** No single canonical form. */
export class JsonFault extends Fault {}

const malformed = (reason) => new JsonFault("JSON_MALFORMED", { reason });

/** The value of strict JSON bytes, in any white space and order of keys. Throws JsonFault. */
export function parse(data) {
  if (data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf) throw malformed("byte order mark");
  let text;
  try {
    text = textOf(data);
  } catch {
    throw malformed("not UTF-8");
  }
  return new Reader(text).whole();
}

/** The value of bytes that are exactly their own canonical form. Throws JsonFault. */
export function parseCanonical(data) {
  const value = parse(data);
  if (!equal(encode(value), data)) throw new JsonFault("JSON_NOT_CANONICAL");
  return value;
}

/** The canonical UTF-8 bytes of a value. Throws JsonFault. */
export const encode = (value) => utf8(write(value, MAX_DEPTH));

function write(value, depth) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return writeText(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new JsonFault("JSON_NUMBER_REFUSED", { text: String(value) });
    return String(value);
  }
  if (depth === 0) throw new JsonFault("JSON_TOO_DEEP", { limit: MAX_DEPTH });
  if (Array.isArray(value)) return `[${value.map((each) => write(each, depth - 1)).join(",")}]`;
  // JavaScript sorts by UTF-16 units, as RFC 8785 does (3.2.3)
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${writeText(name)}:${write(value[name], depth - 1)}`).join(",")}}`;
}

function writeText(text) {
  if (LONE.test(text)) throw new JsonFault("JSON_TEXT_REFUSED", { text: "a lone surrogate" });
  const spelled = text.replace(
    /["\\\u0000-\u001f]/g,
    (letter) => WRITTEN[letter] ?? `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${spelled}"`;
}

class Reader {
  constructor(text) {
    this.text = text;
    this.place = 0;
  }

  whole() {
    this.space();
    const value = this.value(MAX_DEPTH);
    this.space();
    if (this.place !== this.text.length) throw malformed("Extra data");
    return value;
  }

  space() {
    SPACE.lastIndex = this.place;
    this.place += SPACE.exec(this.text)[0].length;
  }

  take(letter) {
    if (this.text[this.place] !== letter) return false;
    this.place += 1;
    return true;
  }

  value(depth) {
    const first = this.text[this.place];
    if (first === '"') return this.string();
    if (first === "{" || first === "[") {
      if (depth === 0) throw new JsonFault("JSON_TOO_DEEP", { limit: MAX_DEPTH });
      this.place += 1;
      return first === "{" ? this.object(depth - 1) : this.array(depth - 1);
    }
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ]) {
      if (!this.text.startsWith(word, this.place)) continue;
      this.place += word.length;
      return value;
    }
    return this.number();
  }

  number() {
    NUMBER.lastIndex = this.place;
    const found = NUMBER.exec(this.text);
    if (!found) throw this.noNumber();
    this.place += found[0].length;
    const value = Number(found[0]);
    if (/[.eE]/.test(found[0]) || !Number.isSafeInteger(value)) {
      throw new JsonFault("JSON_NUMBER_REFUSED", { text: found[0].slice(0, 32) });
    }
    return value || 0;
  }

  /** What other readers take for a number is refused as one. */
  noNumber() {
    const word = ["NaN", "Infinity", "-Infinity"].find((each) => this.text.startsWith(each, this.place));
    return word ? new JsonFault("JSON_NUMBER_REFUSED", { text: word }) : malformed("Expecting value");
  }

  string() {
    let text = "";
    this.place += 1;
    for (;;) {
      PLAIN.lastIndex = this.place;
      const run = PLAIN.exec(this.text)[0];
      text += run;
      this.place += run.length;
      if (this.take('"')) break;
      if (!this.take("\\")) throw malformed("Unterminated string, or a control character in one");
      text += this.escape();
    }
    if (LONE.test(text)) throw new JsonFault("JSON_TEXT_REFUSED", { text: "a lone surrogate" });
    return text;
  }

  escape() {
    const letter = this.text[this.place];
    this.place += 1;
    if (letter !== "u") {
      if (!(letter in ESCAPES)) throw malformed("Invalid \\escape");
      return ESCAPES[letter];
    }
    const digits = this.text.slice(this.place, this.place + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw malformed("Invalid \\uXXXX escape");
    this.place += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  array(depth) {
    const items = [];
    this.space();
    if (this.take("]")) return items;
    for (;;) {
      items.push(this.value(depth));
      this.space();
      if (this.take("]")) return items;
      if (!this.take(",")) throw malformed("Expecting ',' delimiter");
      this.space();
    }
  }

  object(depth) {
    const members = Object.create(null);
    this.space();
    if (this.take("}")) return members;
    for (;;) {
      if (this.text[this.place] !== '"') throw malformed("Expecting property name enclosed in double quotes");
      const name = this.string();
      this.space();
      if (!this.take(":")) throw malformed("Expecting ':' delimiter");
      this.space();
      if (name in members) throw new JsonFault("JSON_DUPLICATE_KEY", { key: name });
      members[name] = this.value(depth);
      this.space();
      if (this.take("}")) return members;
      if (!this.take(",")) throw malformed("Expecting ',' delimiter");
      this.space();
    }
  }
}
