/** Orders of courts and other organs: freezes, holds, insolvency. */

import { any, ascend, same } from "../bytes.js";
import { kindBit } from "../burdens.js";
import { RIGHTS } from "../enums.js";
import { require } from "../errors.js";
import { outcome } from "../outcome.js";
import { structHash } from "../structs.js";
import { holdingKey, NOBODY, orderKey, RECORD_KEY, scopeKey, untilsOf } from "../words.js";

const ALL_RIGHTS = (1 << RIGHTS.length) - 1;
const NO_BARS = { untils: [0, 0, 0], kinds: 0 };

/** The holder whose shares an order is limited to; 32 zero bytes for the other scopes. */
export function holderOf(terms) {
  return terms.scope === "HOLDER" ? terms.party : NOBODY;
}

/** An order bars its scope until its end. */
export function recorded(state, act, terms) {
  const target = terms.scope === "PARTY" ? terms.party : terms.title;
  require("order is the dossier's", same(target, state.subject));
  const whole = terms.scope !== "HOLDER";
  require("kind and instrument are named", terms.kind !== "NONE" && any(terms.instrument));
  requireScope(state, terms);
  const { rights } = terms;
  const fitting = rights > 0 && rights <= ALL_RIGHTS && (!whole || rights === ALL_RIGHTS);
  require("rights fit the scope", fitting, rights);
  require("the order ends later", terms.until > act.raw.time, terms.until);
  const holder = holderOf(terms);
  const key = orderKey(holder, structHash(terms));
  require("order is new", !state.words.has(key));
  const { court, until, registry, kind } = terms;
  const word = { layout: "OrderWord", court, until, state: "RECORDED", rights, version: 1, registry, kind };
  const [scope, ...record] = counted(state, holder, barsOf(word), 1);
  return outcome([scope, [key, word], ...record], { [key]: terms });
}

/** What a scope does not need is left open; what it hits is there. */
function requireScope(state, terms) {
  if (terms.scope === "PARTY") {
    require("an order on a party names no title", !any(terms.title));
    require("the party is enrolled", state.seq > 0);
    return;
  }
  require("the title is the registry's", state.record("TitleRecord").registry === terms.registry);
  if (terms.scope === "TITLE") require("an order on a title names no party", !any(terms.party));
  else require("the party held some of it", state.words.has(holdingKey(terms.party)));
}

/** An order that runs bars its scope for longer; those that wait behind it wait on. */
export function extended(state, act, terms) {
  const [key, word] = standing(state, terms);
  require("the order runs", act.raw.time < word.until, word.until);
  require("the order ends later than before", word.until < terms.until, terms.until);
  require("the instrument is named", any(terms.instrument));
  const after = { ...word, until: terms.until, version: word.version + 1 };
  return outcome([...counted(state, terms.holder, barsOf(after), 0), [key, after]]);
}

/** An order is lifted; the others of its scope go on. */
export function lifted(state, act, terms) {
  const [key, word] = standing(state, terms);
  const named = any(terms.court) && any(terms.instrument);
  const over = act.raw.time >= word.until && !any(terms.court);
  require("court and instrument are named", named || over);
  require("the others ascend", ascend(terms.remaining));
  const bars = terms.remaining.reduce((left, other) => later(left, barsOf(remaining(state, terms, other))), NO_BARS);
  const after = { ...word, state: "LIFTED", version: word.version + 1 };
  const [scope, ...record] = counted(state, terms.holder, bars, -1);
  require("all others are named", scope[1].liveOrders === terms.remaining.length);
  return outcome([scope, [key, after], ...record]);
}

function remaining(state, terms, other) {
  const stays = state.read(orderKey(terms.holder, other), "OrderWord");
  require("the others stand", stays.state === "RECORDED" && !same(other, terms.order));
  return stays;
}

/** The order that terms are about, which stands at their version. */
function standing(state, terms) {
  require("order is the dossier's", same(terms.subject, state.subject));
  const key = orderKey(terms.holder, terms.order);
  const word = state.read(key, "OrderWord");
  require("order stands", word.state === "RECORDED");
  require("order's version", word.version === terms.version, word.version);
  return [key, word];
}

function barsOf(word) {
  const untils = RIGHTS.map((_, right) => ((word.rights >> right) & 1 ? word.until : 0));
  return { untils, kinds: kindBit(word.kind) };
}

function later(left, right) {
  const untils = left.untils.map((until, at) => Math.max(until, right.untils[at]));
  return { untils, kinds: left.kinds | right.kinds };
}

/**
 * The words that count the scope's orders: first the one that says what they bar.
 * @param {number} change one more, none, or one fewer; then `bars` is all that is left
 */
function counted(state, holder, bars, change) {
  if (any(holder)) return countedInScope(state, holder, bars, change);
  const record = state.record();
  const { untils, kinds } =
    change < 0 ? bars : later({ untils: [record.barredUntil, 0, 0], kinds: record.orderKinds }, bars);
  const liveOrders = record.liveOrders + change;
  return [[RECORD_KEY, { ...record, liveOrders, barredUntil: untils[0], orderKinds: kinds }]];
}

/** A holder's scope; with its first and without its last order the count of frozen holders. */
function countedInScope(state, holder, bars, change) {
  const scope = state.read(scopeKey(holder), "ScopeWord");
  const { untils, kinds } = change < 0 ? bars : later({ untils: untilsOf(scope), kinds: scope.kinds }, bars);
  const [untilHold, untilUse, untilOper] = untils;
  const liveOrders = scope.liveOrders + change;
  const after = { ...scope, liveOrders, untilHold, untilUse, untilOper, version: scope.version + 1, kinds };
  if (scope.liveOrders !== 0 && liveOrders !== 0) return [[scopeKey(holder), after]];
  const record = state.record("TitleRecord");
  const frozen = { ...record, frozenHolders: record.frozenHolders + change };
  return [
    [scopeKey(holder), after],
    [RECORD_KEY, frozen],
  ];
}
