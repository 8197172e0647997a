// The fingerprint of a file or folder, as notarization/fingerprint.py makes it: SHA-256, SM3, a tree over 1 MiB chunks.
// Each byte is read once; nothing is kept of it and nothing leaves the browser.

import { encode } from "./canonical.js";
import { Fault } from "./fault.js";
import { Tree } from "./merkle.js";
import { Sm3 } from "./sm3.js";
import { sha256 } from "./vendor/noble-hashes/sha2.js";
import { keccak_256 } from "./vendor/noble-hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "./vendor/noble-hashes/utils.js";

export const CHUNK = 2 ** 20;
const TAG = utf8ToBytes("datadeed/fingerprint/1");
const FOLDER_SCHEMA = "datadeed/folder/1";

// Of one file (a Blob): {sha256, sm3, merkle, size}, digests in hex. `report` is told the bytes of each chunk.
export async function fingerprintFile(file, report = () => {}) {
  const digests = { sha256: sha256.create(), sm3: new Sm3(), tree: new Tree(node) };
  for (let at = 0; at < file.size; at += CHUNK) {
    const chunk = await read(file, at, Math.min(at + CHUNK, file.size));
    const leaf = leafOf(chunk);
    digests.sha256.update(chunk);
    digests.sm3.update(chunk);
    digests.tree.push(await leaf);
    report(chunk.length);
  }
  // A file that changed since it was chosen cannot be read any more: so it stood still until here.
  await read(file, 0, Math.min(1, file.size));
  return {
    sha256: bytesToHex(digests.sha256.digest()),
    sm3: bytesToHex(digests.sm3.digest()),
    merkle: bytesToHex(digests.tree.root() ?? sha256(new Uint8Array())),
    size: file.size,
  };
}

// Of a folder, as [{path, file}] with paths below it: the fingerprint of its manifest.
export async function fingerprintFolder(entries, report = () => {}) {
  if (!entries.length) throw new Fault("FOLDER_EMPTY");
  const files = [];
  for (const { path, file } of ordered(entries)) {
    const { sha256, sm3, merkle, size } = await fingerprintFile(file, report);
    files.push({ path, sha256: "0x" + sha256, sm3: "0x" + sm3, merkle: "0x" + merkle, size });
  }
  return fingerprintFile(new Blob([encode({ files, schema: FOLDER_SCHEMA })]));
}

// The 32 bytes that name the data on chain, in hex.
export function publicId({ sha256, sm3, merkle, size }) {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(size));
  const digests = [sha256, sm3, merkle].map(hexToBytes);
  return bytesToHex(keccak_256(concatBytes(Uint8Array.of(1), TAG, ...digests, length)));
}

async function read(file, start, end) {
  let bytes;
  try {
    bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
  } catch {
    throw new Fault("FILE_CHANGED");
  }
  if (bytes.length !== end - start) throw new Fault("FILE_CHANGED");
  return bytes;
}

// The browser's own SHA-256 works on the leaf while the other two digests are made here.
async function leafOf(chunk) {
  if (!globalThis.crypto?.subtle) throw new Fault("CONTEXT_INSECURE");
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concatBytes(Uint8Array.of(0), chunk)));
}

function node(left, right) {
  return sha256(concatBytes(Uint8Array.of(1), left, right));
}

// By the UTF-8 bytes of the paths, which is the order of their code points.
function ordered(entries) {
  return entries
    .map((entry) => ({ ...entry, points: Array.from(entry.path, (sign) => sign.codePointAt(0)) }))
    .sort((one, other) => compared(one.points, other.points));
}

function compared(one, other) {
  const at = one.findIndex((point, place) => point !== other[place]);
  if (at < 0) return one.length - other.length;
  return at < other.length ? one[at] - other[at] : 1;
}
