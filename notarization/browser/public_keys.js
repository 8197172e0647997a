/** Signatures by keys of certificates: each says whether the key signed these bytes. `digest` is a function. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { concat, equal, fromBig, fromHex, toBig } from "./bytes.js";
import { sha256, sha384, sha512 } from "./digests.js";

/** DigestInfo of PKCS #1 without the digest, by its function. */
const INFOS = new Map([
  [sha256, fromHex("3031300d060960864801650304020105000420")],
  [sha384, fromHex("3041300d060960864801650304020205000430")],
  [sha512, fromHex("3051300d060960864801650304020305000440")],
]);

/** Of no more than 2^18: what is longer is no key, and to write it in digits takes long. @param {bigint} number */
export function lengthInBits(number) {
  return number < 0n || number >> 262_144n ? Infinity : number.toString(2).length;
}

/** ECDSA; either s is taken, as certificates have them. */
export function isEcdsa({ curve, point }, digest, data, signature) {
  try {
    return curve.verify(signature, digest(data), point, { prehash: false, lowS: false, format: "der" });
  } catch {
    return false;
  }
}

/** RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.2): the encoded message is made anew and compared. */
export function isRsa({ modulus, exponent }, digest, data, signature) {
  const size = Math.ceil(modulus.toString(2).length / 8);
  const value = toBig(signature);
  if (signature.length !== size || value >= modulus) return false;
  const message = concat(INFOS.get(digest), digest(data));
  const padding = new Uint8Array(size - message.length - 3).fill(255);
  const expected = concat(Uint8Array.of(0, 1), padding, Uint8Array.of(0), message);
  return equal(fromBig(powered(value, exponent, modulus), size), expected);
}

/**
 * Ed25519 (RFC 8032, 5.1.7). Of the two equations that may be asked, the one without the cofactor is, as OpenSSL asks
 * it: who holds a key can sign so that the other holds alone, and two readers would disagree.
 */
export function isEdwards({ point }, data, signature) {
  try {
    return ed25519.verify(signature, data, point, { zip215: false }) && isExact(point, data, signature);
  } catch {
    return false;
  }
}

function isExact(point, data, signature) {
  const { Point } = ed25519;
  const [first, last] = [signature.slice(0, 32), signature.slice(32)];
  const hash = fromLittle(sha512(concat(first, point, data))) % Point.Fn.ORDER;
  const right = Point.fromBytes(first).add(Point.fromBytes(point).multiplyUnsafe(hash));
  return Point.BASE.multiplyUnsafe(fromLittle(last)).equals(right);
}

const fromLittle = (data) => toBig(data.slice().reverse());

/** RSASSA-PSS (RFC 8017, 8.1.2 and 9.1.2). */
export function isPss({ modulus, exponent }, { digest, mask, salt }, data, signature) {
  const bits = lengthInBits(modulus);
  const [size, value] = [Math.ceil(bits / 8), toBig(signature)];
  if (signature.length !== size || value >= modulus) return false;
  const [length, found] = [Math.ceil((bits - 1) / 8), powered(value, exponent, modulus)];
  const own = digest(data);
  if (found >> BigInt(8 * length)) return false;
  const encoded = fromBig(found, length);
  const cut = length - own.length - 1;
  if (cut < salt + 1 || encoded.at(-1) !== 0xbc) return false;
  const [masked, hash] = [encoded.slice(0, cut), encoded.slice(cut, -1)];
  const spare = 8 * length - (bits - 1);
  if (masked[0] >> (8 - spare)) return false;
  const shown = generated(mask, hash, cut).map((byte, place) => byte ^ masked[place]);
  shown[0] &= 255 >> spare;
  const before = cut - salt - 1;
  if (shown.slice(0, before).some(Boolean) || shown[before] !== 1) return false;
  return equal(digest(concat(new Uint8Array(8), own, shown.slice(before + 1))), hash);
}

/** MGF1 (RFC 8017, B.2.1). */
function generated(digest, seed, length) {
  let made = new Uint8Array();
  for (let counter = 0; made.length < length; counter++) made = concat(made, digest(concat(seed, fromBig(counter, 4))));
  return made.slice(0, length);
}

function powered(base, exponent, modulus) {
  let [result, square] = [1n, base];
  for (let rest = exponent; rest; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
