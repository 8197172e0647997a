// SM3 (GB/T 32905-2016) over bytes that come piece by piece.

const BLOCK = 64;
const START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
const CONSTANTS = Int32Array.from({ length: 64 }, (_, round) => rotated(round < 16 ? 0x79cc4519 : 0x7a879d8a, round));

function rotated(word, by) {
  const bits = by & 31;
  return (word << bits) | (word >>> (32 - bits));
}

export class Sm3 {
  #state = Int32Array.from(START);
  #words = new Int32Array(68);
  #rest = new Uint8Array(BLOCK);
  #kept = 0;
  #size = 0;

  update(bytes) {
    this.#size += bytes.length;
    let at = 0;
    if (this.#kept) {
      at = Math.min(BLOCK - this.#kept, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#kept);
      this.#kept += at;
      if (this.#kept < BLOCK) return this;
      this.#compress(this.#rest, 0);
      this.#kept = 0;
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.#compress(bytes, at);
    this.#rest.set(bytes.subarray(at));
    this.#kept = bytes.length - at;
    return this;
  }

  // The 32 bytes; nothing can be added after.
  digest() {
    const bits = BigInt(this.#size) * 8n;
    const zeros = (BLOCK + 55 - (this.#size % BLOCK)) % BLOCK;
    const end = new Uint8Array(1 + zeros + 8);
    end[0] = 0x80;
    new DataView(end.buffer).setBigUint64(1 + zeros, bits);
    this.update(end);
    const found = new Uint8Array(32);
    const view = new DataView(found.buffer);
    this.#state.forEach((word, place) => view.setInt32(4 * place, word));
    return found;
  }

  #compress(bytes, at) {
    const words = this.#words;
    for (let i = 0; i < 16; i++, at += 4) {
      words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    for (let i = 16; i < 68; i++) {
      const third = words[i - 3];
      const mixed = words[i - 16] ^ words[i - 9] ^ ((third << 15) | (third >>> 17));
      const spread = mixed ^ ((mixed << 15) | (mixed >>> 17)) ^ ((mixed << 23) | (mixed >>> 9));
      words[i] = spread ^ ((words[i - 13] << 7) | (words[i - 13] >>> 25)) ^ words[i - 6];
    }
    rounds(this.#state, words);
  }
}

function rounds(state, words) {
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; i++) {
    const turned = (a << 12) | (a >>> 20);
    const sum = (turned + e + CONSTANTS[i]) | 0;
    const first = (sum << 7) | (sum >>> 25);
    const either = i < 16 ? a ^ b ^ c : (a & (b | c)) | (b & c);
    const chosen = i < 16 ? e ^ f ^ g : ((f ^ g) & e) ^ g;
    const left = (either + d + (first ^ turned) + (words[i] ^ words[i + 4])) | 0;
    const right = (chosen + h + first + words[i]) | 0;
    d = c;
    c = (b << 9) | (b >>> 23);
    b = a;
    a = left;
    h = g;
    g = (f << 19) | (f >>> 13);
    f = e;
    e = right ^ ((right << 9) | (right >>> 23)) ^ ((right << 17) | (right >>> 15));
  }
  state[0] ^= a;
  state[1] ^= b;
  state[2] ^= c;
  state[3] ^= d;
  state[4] ^= e;
  state[5] ^= f;
  state[6] ^= g;
  state[7] ^= h;
}
