/** Who acted, and with what mandate: every actor of an act held against his party's own dossier. */

import { any, hex, same, ZERO } from "./bytes.js";
import { GOVERNANCE } from "./closure.js";
import { OWN, SECONDARY } from "./data/tables.js";
import { disownedSignature } from "./disowned.js";
import { ordinal } from "./enums.js";
import { DomainError } from "./errors.js";
import { recover as recoverOne } from "./recover.js";
import { registryOf, neededSigners } from "./signatories.js";
import { digest712 } from "./signing.js";
import * as words from "./words.js";

// r, s and v; an officer's stands behind it
export const ONE_SIGNATURE = 65;
const JOINING = ["AccountChanged", "OfficerNamed"];

function wrong(code, act, detail) {
  return new DomainError(code, { subject: hex(act.raw.subject), seq: act.seq, detail });
}

/**
 * Checks every actor of an act. Raises the code that says what is wrong.
 * @param {import("./dossier.js").Anchor} anchor
 * @param {import("./index.js").Act} act
 * @param {import("./state.js").Dossier} before its dossier just before it
 * @param {import("./index.js").Histories} histories
 * @param {(digest: Uint8Array, signature: Uint8Array) => Uint8Array} recover
 * @returns {{actor: object, offline: boolean, disowned: object|null}[]} offline: false where the register alone vouches
 */
export function checkMandates(anchor, act, before, histories, recover = recoverOne) {
  if (OWN.includes(act.kind)) {
    requireRegister(anchor, act);
    return act.actors.map((actor) => ({ actor, offline: false, disowned: null }));
  }
  requireBook(act, histories);
  if (SECONDARY.includes(act.kind)) return [];
  requireNeeded(act, neededSigners(act, before, histories), histories);
  requireStrangers(act, before, histories);
  const expected = digest712(anchor.chainId, act.raw.book, act.terms);
  if (act.actors.length && !same(act.digest, expected)) {
    throw wrong("DIGEST_WRONG", act, `${hex(act.digest)} instead of ${hex(expected)}`);
  }
  return act.actors.map((actor) => checkActor(act, actor, histories, recover));
}

/** Only the register itself performs its own acts: one sender, no party, nothing signed. */
function requireRegister(anchor, act) {
  const alone = act.actors.every(
    ({ party, role, mode, partySeq, signature }) =>
      !any(words.tail(party)) && role === "PARTY" && mode === "SENDER" && !partySeq && !signature.length,
  );
  if (!alone || act.actors.length !== 1 || any(act.digest) || !same(act.raw.book, anchor.register)) {
    throw wrong("BOOK_NOT_ADMITTED", act, "only the register itself performs this act");
  }
}

function requireBook(act, histories) {
  const { book, block, time } = act.raw;
  const governance = histories.get(hex(GOVERNANCE));
  if (!governance) throw wrong("CLOSURE_MISSING", act, "GOVERNANCE");
  const kind = BigInt(ordinal("ActKind", act.kind));
  // which came first within a block, an act or its book's end, GOVERNANCE does not tell
  const admitted = governance.during(block).some((state) => {
    const code = state.words.get(words.codeKey(book)) ?? ZERO;
    const word = state.read(words.bookKey(book, code), "BookWord");
    return word.since <= time && time < word.until && (word.kinds >> kind) & 1n;
  });
  if (!admitted) {
    throw wrong("BOOK_NOT_ADMITTED", act, `${hex(book)} for ${act.kind}`);
  }
}

/** Roles in their order, and the party where one is named. */
function named({ roles, party }) {
  const ordered = [...roles].sort((one, other) => ordinal("Role", one) - ordinal("Role", other));
  return ordered.join(" or ") + (party?.length ? ` ${hex(party)}` : "");
}

/** One signature a need in its order; who signs for several holders signs once. */
function requireNeeded(act, needs, histories) {
  const { actors } = act;
  let place = 0;
  for (const need of needs) {
    if (place < actors.length && meets(act, need, actors[place], histories)) place += 1;
    else if (!actors.slice(0, place).some((actor) => standsFor(act, need, actor, histories))) {
      const found = place < actors.length ? hex(actors[place].party) : "nobody";
      throw wrong("SIGNER_MISSING", act, `${named(need)} instead of ${found}`);
    }
  }
  if (place !== actors.length) throw wrong("SIGNER_MISSING", act, `${actors.length} signers instead of ${place}`);
  const parties = new Set(actors.map((actor) => hex(actor.party)));
  if (parties.size !== actors.length && !JOINING.includes(act.kind)) {
    throw wrong("SIGNER_MISSING", act, "one party signed twice");
  }
}

function meets(act, need, actor, histories) {
  if (!need.roles.includes(actor.role)) return false;
  return !need.party || same(actor.party, need.party) || isAgent(act, need, actor, histories);
}

/** Whether one who signed before, for another or himself, is this holder or his agent. */
function standsFor(act, need, actor, histories) {
  return (need.power !== null && same(actor.party, need.party)) || isAgent(act, need, actor, histories);
}

/** Whether a written authority in the principal's dossier covered the act; within a block either order is taken. */
function isAgent(act, need, actor, histories) {
  if (need.power === null) return false;
  const { block, time } = act.raw;
  const [key, power] = [words.agentKey(actor.party), ordinal("AgentPower", need.power)];
  const states = known(act, need.party, histories).during(block);
  const [agent] = known(act, actor.party, histories).during(block);
  if (agent.record("PartyRecord").succeeded) return false;
  return states.some((state) => {
    const word = state.read(key, "AgentWord");
    return !state.record("PartyRecord").succeeded && (word.powers >> power) & 1 && time < word.until;
  });
}

/** No clerk decides on the file of a party whose agent he is or was before this block. */
function requireStrangers(act, before, histories) {
  const content = contentOf(act, before, histories);
  const clerks = act.actors.filter((actor) => actor.role !== "PARTY").map((actor) => actor.party);
  if (content?.struct !== "Application" || !clerks.length) return;
  for (const { holder } of content.splits) {
    const [earlier] = known(act, holder, histories).during(act.raw.block);
    const heir = earlier.words.get(words.HEIR_KEY);
    const concerned = heir ? [earlier, known(act, heir, histories).during(act.raw.block)[0]] : [earlier];
    for (const clerk of clerks) {
      const agent = concerned.some((each) => each.words.has(words.agentKey(clerk)));
      if (agent || same(clerk, heir)) throw wrong("STAFF_IS_AGENT", act, `${hex(clerk)} of ${hex(holder)}`);
    }
  }
}

/** What the act decides on: the dossier's application, or the one that it fulfils. */
function contentOf(act, before, histories) {
  if (act.terms?.struct !== "Fulfilment") return before.terms.get(words.CONTENT_KEY);
  const { application, seq } = act.terms;
  const state = histories.get(hex(application))?.states[Number(seq)];
  if (!state) throw wrong("CLOSURE_MISSING", act, `application ${hex(application)}`);
  return state.terms.get(words.CONTENT_KEY);
}

function known(act, party, histories) {
  const found = histories.get(hex(party));
  if (!found) throw wrong("CLOSURE_MISSING", act, `party ${hex(party)}`);
  return found;
}

function checkActor(act, actor, histories, recover) {
  const party = known(act, actor.party, histories);
  const state = stateAtCount(act, actor, party);
  const owners = requireAccount(act, actor, state, histories);
  requireRole(act, actor, state, histories);
  if (state.words.has(words.hashKey("REVOCATION", act.digest))) {
    throw wrong("CONSENT_REVOKED", act, hex(actor.party));
  }
  const disowned = disownedSignature(act, actor, party.last);
  if (actor.mode === "CONTRACT") return { actor, offline: false, disowned };
  if (actor.mode !== "SIGNED") throw wrong("SIGNATURE_WRONG", act, `mode ${actor.mode}`);
  requireSignatures(act, actor, owners, recover);
  return { actor, offline: true, disowned };
}

/** The account's own signature; where the owner has an officer, that one's behind it. */
function requireSignatures(act, actor, owners, recover) {
  const beside = actor.signature.subarray(ONE_SIGNATURE);
  const asked = actor.role === "PARTY" ? owners.filter((each) => each.record("PartyRecord").officer) : [];
  const own = asked.length ? actor.signature.subarray(0, ONE_SIGNATURE) : actor.signature;
  const signer = signerOf(act, own, recover);
  if (!same(signer, actor.account)) {
    throw wrong("SIGNATURE_WRONG", act, `${hex(signer)} instead of ${hex(actor.account)}`);
  }
  if (!asked.length || (!beside.length && asked.length < owners.length)) return;
  if (!beside.length) throw wrong("OFFICER_MISSING", act, hex(actor.party));
  const officer = signerOf(act, beside, recover);
  const signs = asked.some((each) => {
    const word = each.read(words.accountKey(officer), "AccountWord");
    return word.officer && words.accountLives(word, act.raw.time);
  });
  if (!signs) throw wrong("OFFICER_MISSING", act, `${hex(actor.party)} beside ${hex(officer)}`);
}

function signerOf(act, signature, recover) {
  try {
    return recover(act.digest, signature);
  } catch (fault) {
    if (!(fault instanceof DomainError)) throw fault;
    throw wrong("SIGNATURE_WRONG", act, fault.code);
  }
}

/** The party's state at the count that the act names; the count must be that of its moment. */
function stateAtCount(act, actor, party) {
  const count = actor.partySeq;
  // in its own dossier the act itself is what comes next
  if (same(act.raw.subject, actor.party) && count !== act.seq - 1) {
    throw wrong("PARTY_SEQ_WRONG", act, `${count} before its act ${act.seq}`);
  }
  if (count >= party.states.length) throw wrong("PARTY_SEQ_WRONG", act, `${count} of ${party.acts.length}`);
  const later = party.acts[count]?.raw.block ?? Infinity;
  const early = party.acts[count - 1]?.raw.block ?? 0;
  if (early > act.raw.block || later < act.raw.block) {
    throw wrong("PARTY_SEQ_WRONG", act, `${count} at block ${act.raw.block}`);
  }
  return party.states[count];
}

/**
 * Whose account it is: the party's, or once it was absorbed its successor's; of none yet: []. Which came first within
 * a block, the successor's dossier does not tell: either is taken.
 */
function requireAccount(act, actor, state, histories) {
  const [key, heir] = [words.accountKey(actor.account), state.words.get(words.HEIR_KEY)];
  const held = heir ? known(act, heir, histories).during(act.raw.block) : [state];
  const owners = held.filter((each) => {
    const lives = words.accountLives(each.read(key, "AccountWord"), act.raw.time);
    return lives && !(heir && each.record("PartyRecord").succeeded);
  });
  if (owners.length && owners.every((each) => each.read(key, "AccountWord").officer)) {
    throw wrong("OFFICER_ALONE", act, hex(actor.account));
  }
  if (!owners.length && (heir || !joins(act, actor, state, key))) {
    throw wrong("ACCOUNT_NOT_LIVE", act, hex(actor.account));
  }
  return owners;
}

/** Only a new party is spoken for by an account that joins it; later a live one goes before. */
function joins(act, actor, state, key) {
  const behind = act.seq === 1 || !sameActor(actor, act.actors[0]);
  const own = actor.role === "PARTY" && same(act.raw.subject, state.subject) && act.seq === actor.partySeq + 1;
  return behind && own && !state.words.has(key) && act.writes.some(([written]) => written === key);
}

function sameActor(one, other) {
  const bytes = ["party", "account", "signature"].every((name) => same(one[name], other[name]));
  return bytes && ["role", "mode", "partySeq"].every((name) => one[name] === other[name]);
}

function requireRole(act, actor, state, histories) {
  if (actor.role === "PARTY") return;
  const record = state.record("PartyRecord");
  const held = (record.roles >> ordinal("Role", actor.role)) & 1 && act.raw.time < record.rolesUntil;
  if (!held) throw wrong("ROLE_NOT_HELD", act, `${actor.role} of ${hex(actor.party)}`);
  const history = histories.get(hex(act.raw.subject));
  const registry = history ? registryOf(act, history.states[act.seq - 1]) : null;
  if (registry !== null && actor.role !== "GOVERNOR" && record.registry !== registry) {
    throw wrong("ROLE_NOT_HELD", act, `${actor.role} at registry ${registry}`);
  }
}
