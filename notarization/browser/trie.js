/**
 * Strict proofs in a Merkle Patricia trie (Yellow Paper, appendix D): the nodes from the root down, each once, in
 * order, none embedded in another, none after the answer.
 */

import { equal } from "./bytes.js";
import { keccak256 } from "./digests.js";
import { Fault } from "./errors.js";
import * as rlp from "./rlp.js";

const HASH = 32;
/** A branch of sixteen hashes has 532 bytes, a leaf of the longest account below 200. */
const MAX_NODE = 1_024;
const EMPTY_NODE = Uint8Array.of(0x80);
export const EMPTY_ROOT = keccak256(EMPTY_NODE);
const [ODD, LEAF] = [1, 2];

const malformed = (reason) => new Fault("PROOF_NODE_MALFORMED", { reason });

/**
 * The value that the trie under `root` holds at `key`, null for a proven absence.
 * @param {Uint8Array} root @param {Uint8Array} key @param {Uint8Array[]} nodes @returns {Uint8Array|null}
 */
export function prove(root, key, nodes) {
  if (equal(root, EMPTY_ROOT)) {
    // nodes differ in how they show the empty trie: no node at all, or the empty one
    requireAllUsed(nodes.length === 1 && equal(nodes[0], EMPTY_NODE) ? 1 : 0, nodes);
    return null;
  }
  const path = nibbles(key);
  let step = { child: root, position: 0, mustBranch: false };
  let used = 0;
  while (step.child !== undefined) {
    const node = Array.isArray(step.child) ? step.child : readNode(step.child, used++, nodes);
    step = follow(node, path, step);
  }
  requireAllUsed(used, nodes);
  return step.value;
}

function requireAllUsed(used, nodes) {
  if (used !== nodes.length) throw new Fault("PROOF_TRAILING_NODES", { used, nodes: nodes.length });
}

function readNode(expected, index, nodes) {
  if (index === nodes.length) throw new Fault("PROOF_TRUNCATED", { nodes: nodes.length, expected });
  if (nodes[index].length > MAX_NODE) throw malformed("node longer than any of such a trie");
  const computed = keccak256(nodes[index]);
  if (!equal(computed, expected)) throw new Fault("PROOF_NODE_HASH", { index, expected, computed });
  if (index > 0 && nodes[index].length < HASH) throw malformed("node shorter than a hash is not embedded");
  let node;
  try {
    node = rlp.decode(nodes[index]);
  } catch (fault) {
    if (!(fault instanceof rlp.RlpMalformed)) throw fault;
    throw malformed(fault.message);
  }
  if (!Array.isArray(node)) throw malformed("node is no list");
  return node;
}

const found = (value) => ({ value });
const below = (child, position, mustBranch) => ({ child, position, mustBranch });

function follow(node, path, came) {
  if (node.length === 17) return branch(node, path, came.position);
  if (came.mustBranch) throw malformed("extension without a branch");
  if (node.length === 2) return pathNode(node, path, came.position);
  throw malformed("node of neither 2 nor 17 items");
}

function branch(node, path, position) {
  const value = node[16];
  if (Array.isArray(value)) throw malformed("value is no byte string");
  for (const child of node.slice(0, 16)) requireReference(child, true);
  if (node.filter((item) => item.length).length < 2) throw malformed("branch with fewer than two ways");
  if (position === path.length) return found(value.length ? value : null);
  const child = node[path[position]];
  return child.length ? below(child, position + 1, false) : found(null);
}

function pathNode([encoded, content], path, position) {
  const { leaf, part } = hexPrefix(encoded);
  const rest = path.slice(position);
  if (leaf) {
    if (Array.isArray(content) || !content.length) throw malformed("leaf without a value");
    return found(equal(rest, part) ? content : null);
  }
  if (!part.length) throw malformed("extension without a path");
  requireReference(content, false);
  if (!equal(rest.slice(0, part.length), part)) return found(null);
  return below(content, position + part.length, true);
}

/** Whether the node is a leaf, and its part of the path in nibbles (appendix C). */
function hexPrefix(encoded) {
  if (Array.isArray(encoded) || !encoded.length) throw malformed("path is no byte string");
  const [flag, ...part] = nibbles(encoded);
  if (flag > (ODD | LEAF)) throw malformed("unknown hex-prefix flag");
  if (!(flag & ODD) && part.shift() !== 0) throw malformed("hex-prefix padding is not zero");
  return { leaf: Boolean(flag & LEAF), part: Uint8Array.from(part) };
}

function requireReference(child, mayBeEmpty) {
  if (Array.isArray(child)) {
    if (![2, 17].includes(child.length)) throw malformed("embedded node of neither 2 nor 17 items");
    if (rlp.encode(child).length >= HASH) throw malformed("embedded node as long as a hash");
  } else if (child.length !== HASH && !(mayBeEmpty && !child.length)) {
    throw malformed("reference is no hash");
  }
}

const nibbles = (data) => Uint8Array.from([...data].flatMap((byte) => [byte >> 4, byte & 15]));
