/** SM2 signatures (GB/T 32918.2) on sm2p256v1 (GB/T 32918.5), over SM3. */

import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { concat, fromBig, toBig, utf8 } from "./bytes.js";
import { sm3 } from "./digests.js";

const CURVE = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};
const Point = weierstrass(CURVE);
/** What GM/T 0009 gives for signers who agreed on no other name. */
const IDENTITY = utf8("1234567812345678");
export const [PUBLIC, SIGNATURE] = [65, 64];

/** The point of the 65 bytes 04, x, y; null where they are none of the curve. @param {Uint8Array} key */
function pointOf(key) {
  if (key.length !== PUBLIC || key[0] !== 4) return null;
  try {
    return Point.fromBytes(key);
  } catch {
    return null;
  }
}

/** @param {Uint8Array} key */
export const isKey = (key) => pointOf(key) !== null;

/** Whether a signature (r, s, 32 bytes each) is the key's. @param {Uint8Array} key @param {Uint8Array} message @param {Uint8Array} signature */
export function verifies(key, message, signature) {
  const point = pointOf(key);
  if (!point || signature.length !== SIGNATURE) return false;
  const [r, s] = [toBig(signature.slice(0, 32)), toBig(signature.slice(32))];
  const t = (r + s) % CURVE.n;
  if (!r || r >= CURVE.n || !s || s >= CURVE.n || !t) return false;
  const sum = Point.BASE.multiplyUnsafe(s).add(point.multiplyUnsafe(t));
  return !sum.is0() && (digestOf(key, message) + sum.toAffine().x) % CURVE.n === r;
}

/** What is signed: SM3 over Z, which names identity, curve and key, and the message (5.5). */
export function digestOf(key, message) {
  const bits = fromBig(8 * IDENTITY.length, 2);
  const curve = [CURVE.a, CURVE.b, CURVE.Gx, CURVE.Gy].map((each) => fromBig(each, 32));
  return toBig(sm3(concat(sm3(concat(bits, IDENTITY, ...curve, key.slice(1))), message)));
}
