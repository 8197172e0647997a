/** Takes the members of a JSON object one by one; whatever else stands in it is refused. */

import { fromHex, lengthOf, shown } from "./bytes.js";
import { FieldFault, quoted } from "./errors.js";

export const MOST_TEXT = 2000;
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const KINDS = {
  str: (value) => typeof value === "string",
  int: (value) => typeof value === "number",
  bool: (value) => typeof value === "boolean",
  dict: isObject,
  list: Array.isArray,
};

export class Fields {
  /** @param {unknown} value @param {string} file @param {string} [where] @param {string} [code] of its faults */
  constructor(value, file, where = "", code = "PART_MALFORMED") {
    Object.assign(this, { file, where, code });
    if (!isObject(value)) this.refuse("", "is no object");
    this.left = new Map(Object.entries(value));
  }

  /** @returns {never} */
  refuse(name, fault) {
    throw new FieldFault(this.code, this.file, this.where + name, fault);
  }

  any(name) {
    if (!this.left.has(name)) this.refuse(name, "is missing");
    const value = this.left.get(name);
    this.left.delete(name);
    return value;
  }

  take(name, kind) {
    const value = this.any(name);
    if (!KINDS[kind](value)) this.refuse(name, `is no ${kind}`);
    return value;
  }

  has(name) {
    return this.left.has(name);
  }

  schema(...expected) {
    const found = this.take("schema", "str");
    if (!expected.includes(found)) {
      this.refuse("schema", `is ${quoted([...found].slice(0, 60).join(""))}, not ${expected.join(" or ")}`);
    }
    return found;
  }

  text(name, most = MOST_TEXT) {
    const value = this.take(name, "str");
    if (lengthOf(value) > most) this.refuse(name, `has ${lengthOf(value)} characters`);
    return value;
  }

  natural(name, most = Number.MAX_SAFE_INTEGER) {
    const value = this.take(name, "int");
    if (value < 0 || value > most) this.refuse(name, `is ${value}`);
    return value;
  }

  data(name, size) {
    return this.parseData(this.take(name, "str"), name, size);
  }

  parseData(text, name, size) {
    if (typeof text !== "string" || !text.startsWith("0x")) this.refuse(name, "is no 0x text");
    const value = fromHex(text.slice(2));
    if (!value) this.refuse(name, "is not hexadecimal");
    if (shown(value) !== text) this.refuse(name, "is not in small hex digits");
    if (size !== undefined && value.length !== size) this.refuse(name, `has ${value.length} bytes, not ${size}`);
    return value;
  }

  items(name) {
    return this.take(name, "list");
  }

  texts(name) {
    const values = this.items(name);
    if (!values.every((each) => typeof each === "string" && lengthOf(each) <= MOST_TEXT)) {
      this.refuse(name, "is no list of texts");
    }
    return values;
  }

  /** A member of a closed set of texts. @param {string} name @param {readonly string[]} kinds */
  member(name, kinds) {
    const value = this.text(name);
    if (!kinds.includes(value)) this.refuse(name, `is ${quoted([...value].slice(0, 40).join(""))}`);
    return value;
  }

  inner(name) {
    return new Fields(this.take(name, "dict"), this.file, `${this.where}${name}.`, this.code);
  }

  each(name) {
    return this.items(name).map(
      (value, index) => new Fields(value, this.file, `${this.where}${name}[${index}].`, this.code),
    );
  }

  end() {
    for (const name of this.left.keys()) this.refuse([...name].slice(0, 60).join(""), "is unknown");
  }
}
