/** Books, profiles, intake, registries; and the logs of digests. */

import { any, bytesOf, concat, same, ZERO } from "../bytes.js";
import { NUMBERS, ordinal } from "../enums.js";
import { require } from "../errors.js";
import { outcome } from "../outcome.js";
import * as words from "../words.js";

const { RECORD_KEY } = words;

function numbered(kind, registry) {
  return concat([ordinal("SubjectKind", kind)], bytesOf(registry, 31));
}

export function bookAdmitted(_, __, terms) {
  const key = words.bookKey(terms.book, terms.codeHash);
  const word = { layout: "BookWord", kinds: terms.kinds, since: terms.from, until: terms.until };
  const code = [words.codeKey(terms.book), terms.codeHash];
  return outcome([[key, word], code], { [key]: terms });
}

export function bookEnded(state, _, terms) {
  const key = words.bookKey(terms.book, state.words.get(words.codeKey(terms.book)) ?? ZERO);
  require("book is admitted", state.words.has(key));
  return outcome([[key, { ...state.read(key, "BookWord"), until: terms.until }]]);
}

export function intakePaused(_, __, terms) {
  return outcome([[RECORD_KEY, { layout: "GovernanceRecord", paused: terms.paused }]]);
}

/** The floors of a rule profile hold from now on. */
export function profileAdopted(state, act, terms) {
  require("profile names the count", BigInt(terms.seq) === BigInt(act.seq - 1), terms.seq);
  const key = words.hashKey("PROFILE", terms.profile);
  require("profile is new", !state.words.has(key));
  const { minimumNotice, minimumAcceptance, maximumTerm, maximumFreeze, renewalOpens, renewalCloses } = terms;
  const floors = { minimumNotice, minimumAcceptance, maximumTerm, maximumFreeze, renewalOpens, renewalCloses };
  return outcome([[key, { layout: "ProfileWord", ...floors }]], { [key]: terms });
}

export function registryOpened(state, _, terms) {
  const { registry, institution } = terms;
  require("registry is the dossier's", same(state.subject, numbered("REGISTRY", registry)), registry);
  const coded = registry >= NUMBERS.FIRST_REGISTRY && registry <= NUMBERS.LAST_REGISTRY;
  require("code has region and digit", coded, registry);
  const record = { layout: "RegistryRecord", institution, until: NUMBERS.FOREVER };
  return outcome([[RECORD_KEY, record]], { [RECORD_KEY]: terms });
}

/** A log's root with one more batch. That it only grew is for consistency proofs to show. */
export function anchored(state, _, terms) {
  require("log is the registry's", same(state.subject, numbered("LOG", terms.registry)), terms.registry);
  require("a root is named, the log has grown", any(terms.root) && terms.size > terms.previousSize, terms.size);
  const record = state.record();
  const root = state.words.get(words.batchKey(record.size)) ?? ZERO;
  const last = record.size === terms.previousSize && same(root, terms.previousRoot);
  require("the batch follows the last one", last, terms.previousSize);
  return outcome([
    [RECORD_KEY, { ...record, size: terms.size }],
    [words.batchKey(terms.size), terms.root],
  ]);
}
