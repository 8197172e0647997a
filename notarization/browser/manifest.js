/** `manifest.json`: the list of files that a signature and a time stamp cover, with size, SHA-256 and SM3. */

import { compareText, fromHex, shown } from "./bytes.js";
import { parseCanonical, JsonFault } from "./canonical.js";
import { sha256, sm3 } from "./digests.js";
import { Fault, quoted, told } from "./errors.js";
import { PART_NAMES, REASONS } from "./inventory.js";

export const MANIFEST_NAME = "manifest.json";
const [FIRST, SECOND] = ["datadeed/evidence/1", "datadeed/evidence/2"];
const DETACHED_FILES = [MANIFEST_NAME, "manifest.sig", "manifest.sm2"];
const DETACHED_FOLDERS = ["batches/", "checkpoints/", "custody/", "timestamps/"];

const malformed = (where) => new Fault("MANIFEST_MALFORMED", { where });
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a file covers the manifest instead of being covered by it. @param {string} path */
export function isDetached(path) {
  return DETACHED_FILES.includes(path) || DETACHED_FOLDERS.some((folder) => path.startsWith(folder));
}

/** @param {Uint8Array} data @returns {{about: object, files: object[], parts: object[]|null}} */
export function readManifest(data) {
  const value = canonicalOf(data);
  const second = isObject(value) && value.schema === SECOND;
  const names = second ? ["about", "files", "parts", "schema"] : ["about", "files", "schema"];
  const members = objectOf(value, names, "manifest");
  if (![FIRST, SECOND].includes(members.schema)) {
    const found = typeof members.schema === "string" ? members.schema : quoted(members.schema);
    throw new Fault("MANIFEST_SCHEMA_UNKNOWN", { found: [...found].slice(0, 80).join("") });
  }
  const files = filesOf(members.files);
  const parts = second ? partsOf(members.parts) : null;
  return { about: aboutOf(members.about), files, parts };
}

function canonicalOf(data) {
  try {
    return parseCanonical(data);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw new Fault("MANIFEST_NOT_CANONICAL", { reason: told(fault) });
  }
}

/** Every file that is listed and missing, or held and not listed. @returns {Fault[]} */
export function compareNames(manifest, files) {
  const listed = new Set(manifest.files.map((file) => file.path));
  const held = new Set([...files.keys()].filter((path) => !isDetached(path)));
  const missing = [...listed].filter((path) => !held.has(path)).sort(compareText);
  const unlisted = [...held].filter((path) => !listed.has(path)).sort(compareText);
  return [
    ...missing.map((path) => new Fault("FILE_MISSING", { path })),
    ...unlisted.map((path) => new Fault("FILE_UNLISTED", { path })),
  ];
}

/** Every difference in size, SHA-256 or SM3. @returns {Fault[]} */
export function compareDigests(manifest, files) {
  return manifest.files
    .filter((file) => files.has(file.path))
    .flatMap((file) => differences(file, files.get(file.path)));
}

function differences(file, data) {
  const compared = [
    ["size", String(file.size), String(data.length)],
    ["sha256", shown(file.sha256), shown(sha256(data))],
    ["sm3", shown(file.sm3), shown(sm3(data))],
  ];
  return compared
    .filter(([, expected, computed]) => expected !== computed)
    .map(
      ([digest, expected, computed]) => new Fault("DIGEST_MISMATCH", { path: file.path, digest, expected, computed }),
    );
}

function objectOf(value, names, where) {
  if (!isObject(value) || Object.keys(value).sort().join() !== [...names].sort().join()) throw malformed(where);
  return value;
}

function aboutOf(value) {
  if (!isObject(value) || Object.values(value).some((text) => typeof text !== "string")) throw malformed("about");
  return value;
}

function filesOf(value) {
  if (!Array.isArray(value)) throw malformed("files");
  const files = value.map((item, index) => fileOf(item, `files[${index}]`));
  const inOrder = files.every(({ path }, place) => !place || compareText(files[place - 1].path, path) < 0);
  if (!inOrder) throw malformed("files: order");
  return files;
}

function fileOf(value, where) {
  const { path, size, sha256: first, sm3: other } = objectOf(value, ["path", "sha256", "size", "sm3"], where);
  if (typeof path !== "string" || isDetached(path)) throw malformed(`${where}.path`);
  if (typeof size !== "number" || size < 0) throw malformed(`${where}.size`);
  return { path, size, sha256: digestOf(first, `${where}.sha256`), sm3: digestOf(other, `${where}.sm3`) };
}

function digestOf(value, where) {
  if (typeof value !== "string" || !/^0x[0-9a-f]{64}$/.test(value) || value.length !== 66) throw malformed(where);
  return fromHex(value.slice(2));
}

function partsOf(value) {
  if (!Array.isArray(value) || value.length !== PART_NAMES.length) throw malformed("parts");
  return value.map((item, place) => partOf(item, PART_NAMES[place]));
}

function partOf(value, part) {
  const { part: named, held, absent } = objectOf(value, ["absent", "held", "part"], `parts.${part}`);
  if (named !== part || !Array.isArray(held)) throw malformed(`parts.${part}`);
  if (held.some((place) => typeof place !== "string")) throw malformed(`parts.${part}.held`);
  if (typeof absent !== "string" || (absent !== "" && !Object.hasOwn(REASONS, absent))) {
    throw malformed(`parts.${part}.absent`);
  }
  return { part, held, absent };
}

/** A file's bytes. Throws FILE_MISSING. */
export function bytesOf(files, name) {
  if (!files.has(name)) throw new Fault("FILE_MISSING", { path: name });
  return files.get(name);
}

/** A file's value. Throws FILE_MISSING, PART_NOT_CANONICAL. */
export function jsonOf(files, name) {
  const data = bytesOf(files, name);
  try {
    return parseCanonical(data);
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    throw new Fault("PART_NOT_CANONICAL", { file: name, fault: told(fault) });
  }
}
