/** Signed notes (C2SP signed-note): a text and the signatures under it, by keys with names. */

import { base64, concat, equal, fromBase64, hex, SPACE, textOf, toBig, utf8 } from "./bytes.js";
import { sha256 } from "./digests.js";
import { Fault, quoted } from "./errors.js";
import { isEdwards } from "./public_keys.js";

const MOST_BYTES = 2 ** 16;
const MOST_SIGNATURES = 64;
const DASH = "— ";
/** Keys that sign the text, and those of witnesses, that sign it with the time at which they saw it. */
export const KeyType = { TEXT: 1, COSIGNATURE: 4 };
const BLANK = new RegExp(SPACE, "u");

export const noteMalformed = (fault) => new Fault("NOTE_MALFORMED", { fault });
const wrong = (found) => new Fault("NOTE_SIGNATURE_WRONG", { found });
const isName = (text) => text !== "" && !text.includes("+") && !BLANK.test(text);

/** A key of its text: name+id+base64(type and key). Throws NOTE_MALFORMED. */
export function parseKey(text) {
  const fault = noteMalformed(`${quoted([...text].slice(0, 60).join(""))} names no key`);
  const [name, id, ...rest] = text.split("+");
  const data = id === undefined || !rest.length ? null : fromBase64(rest.join("+"));
  if (!data?.length || !Object.values(KeyType).includes(data[0])) throw fault;
  const [type, key] = [data[0], data.slice(1)];
  const named = sha256(concat(utf8(name), Uint8Array.of(10, type), key)).slice(0, 4);
  const one = `${name}+${hex(named)}+${base64(data)}`;
  if (!isName(name) || key.length !== 32 || one !== text) throw fault;
  return { name, type, public: key, id: named };
}

/** A note out of its bytes; nothing is verified. @returns {{text: string, signatures: object[]}} */
export function parseNote(data) {
  const text = noteText(data);
  const blank = text.lastIndexOf("\n\n");
  if (blank < 0 || !text.slice(blank + 2).endsWith("\n")) {
    throw noteMalformed("has no signature lines behind an empty line");
  }
  const lines = text.slice(blank + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) throw noteMalformed(`has ${lines.length} signatures`);
  return { text: `${text.slice(0, blank)}\n`, signatures: lines.map(signatureLine) };
}

/** When a key signed a note (0n for keys that sign no time), null where it did not. */
export function verifiedTime(note, key) {
  const times = note.signatures
    .filter((each) => each.name === key.name && equal(each.id, key.id))
    .map((each) => verified(note.text, each, key));
  return times.length ? times.reduce((most, time) => (time > most ? time : most)) : null;
}

function verified(text, line, key) {
  let [time, signature, message] = [0n, line.signature, utf8(text)];
  if (key.type === KeyType.COSIGNATURE) {
    [time, signature] = [toBig(signature.slice(0, 8)), signature.slice(8)];
    message = utf8(`cosignature/v1\ntime ${time}\n${text}`);
  }
  if (signature.length !== 64 || !isEdwards({ point: key.public }, message, signature)) throw wrong(line.name);
  return time;
}

function noteText(data) {
  if (data.length > MOST_BYTES) throw noteMalformed(`has ${data.length} bytes`);
  let text;
  try {
    text = textOf(data);
  } catch {
    throw noteMalformed("is no UTF-8");
  }
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) throw noteMalformed("holds a control character");
  return text;
}

function signatureLine(line) {
  const [name, ...rest] = (line.startsWith(DASH) ? line.slice(DASH.length) : line).split(" ");
  const encoded = rest.join(" ");
  const data = fromBase64(encoded);
  if (!data || base64(data) !== encoded) throw noteMalformed("a signature is no base64 in its one form");
  if (!line.startsWith(DASH) || !isName(name) || data.length <= 4) {
    throw noteMalformed("a signature line has another form");
  }
  return { name, id: data.slice(0, 4), signature: data.slice(4) };
}
