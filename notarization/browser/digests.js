/** The digests of the formats: SHA-256, Keccak-256 (the padding before FIPS 202), SM3; SHA-1 only where others name by it. */

import { sha1 } from "@noble/hashes/legacy.js";
import { sha256 as sha256Of, sha384, sha512 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";

/** @param {Uint8Array} data @returns {Uint8Array} */
export const sha256 = (data) => sha256Of(data);
/** @param {Uint8Array} data @returns {Uint8Array} */
export const keccak256 = (data) => keccak_256(data);
export { sha1, sha384, sha512 };

const rotated = (word, by) => (word << by) | (word >>> (32 - by));
const P0 = (word) => word ^ rotated(word, 9) ^ rotated(word, 17);
const P1 = (word) => word ^ rotated(word, 15) ^ rotated(word, 23);
const START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

/** GB/T 32905-2016. @param {Uint8Array} data @returns {Uint8Array} */
export function sm3(data) {
  // only the end is copied, where it is padded
  const whole = data.length - (data.length % 64);
  const end = new Uint8Array(data.length % 64 < 56 ? 64 : 128);
  end.set(data.subarray(whole));
  end[data.length - whole] = 0x80;
  const last = new DataView(end.buffer);
  last.setBigUint64(end.length - 8, BigInt(data.length) * 8n);
  const state = Int32Array.from(START);
  const words = new Int32Array(68);
  const view = new DataView(data.buffer, data.byteOffset, whole);
  for (let block = 0; block < whole; block += 64) compress(state, expand(words, view, block));
  for (let block = 0; block < end.length; block += 64) compress(state, expand(words, last, block));
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, place) => digest.setInt32(4 * place, word));
  return new Uint8Array(digest.buffer);
}

/** The message words of a block (5.3.2). */
function expand(words, view, block) {
  for (let j = 0; j < 16; j++) words[j] = view.getInt32(block + 4 * j);
  for (let j = 16; j < 68; j++) {
    const mixed = P1(words[j - 16] ^ words[j - 9] ^ rotated(words[j - 3], 15));
    words[j] = mixed ^ rotated(words[j - 13], 7) ^ words[j - 6];
  }
  return words;
}

/** The compression function (5.3.3). */
function compress(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let j = 0; j < 64; j++) {
    const early = j < 16;
    const ss1 = rotated((rotated(a, 12) + e + rotated(early ? 0x79cc4519 : 0x7a879d8a, j % 32)) | 0, 7);
    const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ rotated(a, 12)) + (words[j] ^ words[j + 4])) | 0;
    const tt2 = (gg + h + ss1 + words[j]) | 0;
    [d, c, b, a] = [c, rotated(b, 9), a, tt1];
    [h, g, f, e] = [g, rotated(f, 19), e, P0(tt2)];
  }
  [a, b, c, d, e, f, g, h].forEach((word, place) => (state[place] ^= word));
}
