/** Who acts for a party: agents, recovered accounts; which signatures count no more; who stands above and is listed. */

import { any, bigOf, bytesOf, same } from "../bytes.js";
import { ENUMS, isIn, NUMBERS } from "../enums.js";
import { require } from "../errors.js";
import { outcome } from "../outcome.js";
import * as words from "../words.js";
import { requireLiving, requireOwn } from "./party.js";

const { LISTING_KEY, LOST_KEY, RECORD_KEY, RECOVERY_KEY, SUPERIOR_KEY } = words;
const allBits = (members) => (1 << members.length) - 1;
const POWERS = allBits(ENUMS.AgentPower);
const KINDS = allBits(ENUMS.InstitutionKind);

/** A written authority holds from now on (Civil Code Art. 165). */
export function agentAppointed(state, act, terms) {
  requireOwn(state, act, terms.principal, terms.seq);
  requireLiving(state);
  require("nobody is his own agent", !same(terms.agent, terms.principal));
  require("powers are known", terms.powers !== 0 && !(terms.powers & ~POWERS), terms.powers);
  require("authority ends later", terms.until > act.raw.time, terms.until);
  const key = words.agentKey(terms.agent);
  const word = { layout: "AgentWord", powers: terms.powers, since: act.raw.time, until: terms.until };
  return outcome([[key, word]], { [key]: terms });
}

export function agentEnded(state, act, terms) {
  requireOwn(state, act, terms.principal, terms.seq);
  require("principal or agent ends it", same(terms.by, terms.principal) || same(terms.by, terms.agent));
  const key = words.agentKey(terms.agent);
  const word = state.read(key, "AgentWord");
  require("authority holds", act.raw.time < word.until, word.until);
  return outcome([[key, { ...word, until: act.raw.time }]]);
}

/** A clerk's roles end, and what the clerk signed since a date is disowned. */
export function staffKeyRevoked(state, act, terms) {
  requireOwn(state, act, terms.staff, terms.seq);
  const before = state.record();
  require("the registry revokes its own clerk", before.registry === terms.registry, terms.registry);
  require("no effect in the future", terms.since <= act.raw.time, terms.since);
  require("a ground is named", terms.ground !== "NONE");
  const key = words.disownedKey(terms.seq);
  const { registry, since, ground } = terms;
  const writes = [
    [RECORD_KEY, { ...before, roles: 0, rolesUntil: act.raw.time }],
    [key, { layout: "DisownedWord", registry, since, ground }],
  ];
  return outcome(writes, { [key]: terms });
}

/** A new account begins later, and a lost one ends then, unless somebody objects. */
export function recoveryFiled(state, act, terms) {
  requireOwn(state, act, terms.party, terms.seq);
  requireLiving(state);
  const [record, time] = [state.record(), act.raw.time];
  require("staff is not recovered", record.roles === 0 || time >= record.rolesUntil, record.roles);
  const pending = state.read(RECOVERY_KEY, "RecoveryWord");
  require("no recovery is pending", time >= pending.since, pending.since);
  require("a document is named", any(terms.document) && any(terms.account));
  require("there is time to object", terms.from >= time + NUMBERS.RECOVERY_DELAY, terms.from);
  const key = words.accountKey(terms.account);
  require("the account is new", !state.words.has(key));
  const { from: since, registry } = terms;
  const lost = state.read(words.accountKey(terms.lost), "AccountWord");
  const writes = [
    // whoever takes the place of an officer is one
    [key, { layout: "AccountWord", since, officer: lost.officer }],
    [RECOVERY_KEY, { layout: "RecoveryWord", number: bigOf(terms.account), since, registry }],
    [LOST_KEY, { layout: "LostWord", number: bigOf(terms.lost), named: 1 }],
  ];
  if (any(terms.lost)) {
    const acts = words.accountLives(lost, time) && lost.until === 0;
    require("the lost account acts", acts);
    writes.push([words.accountKey(terms.lost), { ...lost, until: since }]);
  }
  return outcome(writes, { [RECOVERY_KEY]: terms });
}

/** The new account never acts, and the lost one acts on unless it was retired meanwhile. */
export function recoveryEnded(state, act, terms) {
  requireOwn(state, act, terms.party, terms.seq);
  const word = state.read(RECOVERY_KEY, "RecoveryWord");
  const pending = act.raw.time < word.since && word.number === bigOf(terms.account);
  require("the recovery is pending", pending, word.since);
  const writes = [
    [words.accountKey(terms.account), { layout: "AccountWord", since: word.since, until: word.since }],
    [RECOVERY_KEY, { ...word, since: 0 }],
  ];
  const lost = words.accountKey(bytesOf(state.read(LOST_KEY, "LostWord").number, 20));
  const old = state.read(lost, "AccountWord");
  if (old.until === word.since) writes.push([lost, { ...old, until: 0 }]);
  return outcome(writes);
}

/** An institution is listed, or its listing renewed; a suspension stays. */
export function listed(state, act, terms) {
  requireOwn(state, act, terms.institution, terms.seq);
  requireLiving(state);
  require("kinds are known", terms.kinds !== 0 && !(terms.kinds & ~KINDS), terms.kinds);
  const later = terms.from < terms.until && act.raw.time < terms.until;
  require("licence ends later", later, terms.until);
  require("a licence is named", any(terms.licence));
  const { suspended } = state.read(LISTING_KEY, "ListingWord");
  const word = { layout: "ListingWord", kinds: terms.kinds, since: terms.from, until: terms.until, suspended };
  return outcome([[LISTING_KEY, word]], { [LISTING_KEY]: terms });
}

export function suspensionChanged(state, act, terms) {
  requireOwn(state, act, terms.institution, terms.seq);
  require("the party is listed", state.words.has(LISTING_KEY));
  const before = state.read(LISTING_KEY, "ListingWord");
  require("the suspension changes", before.suspended !== terms.suspended);
  require("a ground is named", any(terms.ground));
  return outcome([[LISTING_KEY, { ...before, suspended: terms.suspended }]]);
}

/** A court or organ stands under another one. */
export function superiorNamed(state, act, terms) {
  requireOwn(state, act, terms.court, terms.seq);
  const { kind } = state.record();
  require("a court or organ is named", isIn("PUBLIC_POWERS", kind), kind);
  const another = !same(terms.superior, terms.court) && ENUMS.SubjectKind[terms.superior[0]] === "PARTY";
  require("another stands above it", another);
  require("a basis is named", any(terms.basis));
  return outcome([[SUPERIOR_KEY, terms.superior]]);
}
