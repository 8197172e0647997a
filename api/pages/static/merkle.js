// The root of an RFC 9162 tree over hashes that come one by one, held in a stack as high as the tree.

export class Tree {
  #node;
  #stack = [];
  #size = 0;

  // `node` makes one hash of two.
  constructor(node) {
    this.#node = node;
  }

  push(leaf) {
    this.#size += 1;
    this.#stack.push(leaf);
    for (let whole = this.#size; whole % 2 === 0; whole /= 2) this.#join();
    return this;
  }

  // The root over all that came; null where nothing did.
  root() {
    while (this.#stack.length > 1) this.#join();
    return this.#stack[0] ?? null;
  }

  #join() {
    const right = this.#stack.pop();
    this.#stack.push(this.#node(this.#stack.pop(), right));
  }
}
