/** Paths in trees of RFC 9162 over SHA-256; sizes and indices are BigInts. */

import { concat, equal } from "./bytes.js";
import { sha256 } from "./digests.js";
import { Fault } from "./errors.js";

const [LEAF, NODE] = [Uint8Array.of(0), Uint8Array.of(1)];

export const leafHash = (entry) => sha256(concat(LEAF, entry));
const nodeHash = (left, right) => sha256(concat(NODE, left, right));
const outOfRange = (index, size) => new Fault("MERKLE_INDEX_OUT_OF_RANGE", { index, size });
const wrongLength = (expected, found) => new Fault("MERKLE_PATH_LENGTH", { expected, found });

/** The root that a leaf and its path lead to (RFC 9162, 2.1.3.2). Throws MERKLE_… for an index or path of no such tree. */
export function rootFromPath(leaf, index, size, path) {
  if (index < 0n || index >= size) throw outOfRange(index, size);
  const sides = sidesOf(index, size);
  if (sides.length !== path.length) throw wrongLength(sides.length, path.length);
  return path.reduce(
    (node, sibling, height) => (sides[height] ? nodeHash(sibling, node) : nodeHash(node, sibling)),
    leaf,
  );
}

/** From the leaf up: whether its sibling stands on the left. @param {bigint} index */
function sidesOf(index, size) {
  const sides = [];
  let [place, leaves] = [index, size];
  while (leaves > 1n) {
    const left = splitOf(leaves);
    sides.push(place >= left);
    [place, leaves] = place < left ? [place, left] : [place - left, leaves - left];
  }
  return sides.reverse();
}

/** The largest power of two below a size. */
const splitOf = (size) => 1n << BigInt((size - 1n).toString(2).length - 1);

/**
 * The root of a tree that begins with another one (RFC 9162, 2.1.4.2), worked out from the top down: each step says
 * on which side the first tree ends. Throws MERKLE_….
 */
export function rootFromConsistency(first, firstRoot, size, path) {
  if (first < 1n || first > size) throw outOfRange(first - 1n, size);
  const steps = stepsOf(first, size);
  // where the first tree is a whole part of the other, its own root begins the path
  const known = steps.every(({ right }) => !right);
  const needed = steps.length + (known ? 0 : 1);
  if (needed !== path.length) throw wrongLength(needed, path.length);
  const [begin, ...siblings] = known ? [firstRoot, ...path] : path;
  let [old, made] = [begin, begin];
  steps.reverse().forEach(({ right }, place) => {
    const sibling = siblings[place];
    made = right ? nodeHash(sibling, made) : nodeHash(made, sibling);
    if (right) old = nodeHash(sibling, old);
  });
  if (!equal(old, firstRoot)) throw new Fault("MERKLE_ROOT_DIFFERS", { expected: firstRoot, found: old });
  return made;
}

/** From the root down to the part that the first tree ends with: whether that lies on the right. */
function stepsOf(first, size) {
  const steps = [];
  let [ended, leaves] = [first, size];
  while (ended < leaves) {
    const left = splitOf(leaves);
    const right = ended > left;
    steps.push({ right });
    [ended, leaves] = right ? [ended - left, leaves - left] : [ended, left];
  }
  return steps;
}
