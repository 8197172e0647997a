// The domain of the browser's verifier for tests in Python: one JSON line asks, one answers (tests/browser_domain.py).

import { createInterface } from "node:readline";
import * as domain from "../notarization/browser/domain/index.js";
import { gateShut } from "../notarization/browser/domain/gates.js";

const { Anchor, DomainError, hex, History, parseAct, unhex } = domain;

let anchor = null;
/** @type {Map<string, History>} */
let histories = new Map();

const rawOf = ({ subject, kind, book, block, time, data }) => ({
  subject: unhex(subject),
  kind,
  book: unhex(book),
  block,
  time,
  data: unhex(data),
});

/** An answer as JSON: bytes in hex, bigints as text, Maps as objects. */
function plain(_, value) {
  if (value instanceof Uint8Array) return hex(value);
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Map) return Object.fromEntries(value);
  return value;
}

/** What an attempt gives, or how it is refused by its code; what has none is a fault of ours. */
function tried(attempt) {
  try {
    return { given: attempt() ?? null };
  } catch (fault) {
    if (typeof fault.code !== "string" || !fault.details) throw fault;
    return { code: fault.code, details: fault.details };
  }
}

const shown = ({ head, seq, words, terms }) => ({ head, seq, words, terms: [...terms.keys()] });
const historyOf = (subject) =>
  histories.get(subject) ?? new History(unhex(subject), [], [domain.openDossier(anchor, unhex(subject))]);

/** The histories without some of them. */
const without = (missing) => new Map([...histories].filter(([subject]) => !missing.includes(subject)));

/** What other dossiers and the signatures say of an act. */
function vouched(act, before, others) {
  const conditions = tried(() => domain.checkConditions(act, before, others));
  return [conditions, tried(() => domain.checkMandates(anchor, act, before, others))];
}

const ASKED = {
  /** Another register: nothing is known of it yet. */
  register: ({ chainId, address }) => {
    anchor = new Anchor(chainId, unhex(address));
    histories = new Map();
  },
  /** One more act of a dossier, which goes on from it. */
  act: (raw) => {
    const before = historyOf(raw.subject);
    const act = parseAct(rawOf(raw));
    const after = domain.evolve(anchor, before.last, act);
    histories.set(raw.subject, new History(before.subject, [...before.acts, act], [...before.states, after]));
    return shown(after);
  },
  /** Acts that would come next after so many; the dossier stays as it is. */
  instead: ({ subject, after, acts }) => {
    const state = historyOf(subject).states[after];
    return acts.map((raw) => tried(() => shown(domain.evolve(anchor, state, parseAct(rawOf(raw))))));
  },
  /** One act by itself, with its digest in the chain of its dossier. */
  read: (given) => {
    const act = parseAct(rawOf(given));
    return { ...act, digest: domain.actDigest(anchor, act.raw, act.seq) };
  },
  next: ({ head, digest }) => domain.nextHead(unhex(head), unhex(digest)),
  /** What stands in other dossiers for or against acts that would come next, null for one that cannot be read. */
  vouched: ({ subject, after, acts, missing }) => {
    const [state, others] = [historyOf(subject).states[after], without(missing)];
    if (!missing.includes(subject)) others.set(subject, historyOf(subject));
    return acts.map((raw) => {
      const act = tried(() => parseAct(rawOf(raw)));
      return act.given ? vouched(act.given, state, others) : null;
    });
  },
  closure: ({ title, missing, signers }) =>
    domain.closureOf(
      unhex(title),
      without(missing),
      signers.map((each) => unhex(each)),
    ),
  judged: ({ title, holder, purpose, time, missing }) => {
    const others = without(missing);
    const at = (subject) => others.get(subject)?.atTime(time);
    const [state, owner] = [at(title), unhex(holder)];
    const known = new Map([...others.keys()].map((each) => [each, at(each)]));
    const needed = domain.neededDossiers(state, owner, known).map(hex);
    const dossiers = new Map(needed.filter((each) => known.has(each)).map((each) => [each, known.get(each)]));
    const verdict = domain.judge(state, owner, purpose, time, dossiers);
    const signed = domain.neededSignatures(state).map((each) => others.get(hex(each)));
    const found = signed.filter(Boolean).flatMap((each) => domain.disownedIn(each, others, time));
    return domain.withDisowned(verdict, found);
  },
  runs: ({ application, profile }) =>
    domain.clockRuns(histories.get(application), domain.profileOf(unhex(profile))).map((run) => ({
      ...run,
      late: run.late(run.stopped),
      agrees: run.agrees,
    })),
  window: ({ profile, until }) => domain.renewalWindow(domain.profileOf(unhex(profile)), until),
  gates: ({ facts }) => facts.map(gateShut),
  notice: ({ clear }) => {
    const { root, openings, withheld } = domain.parseNotice(unhex(clear));
    return { root, openings: openings.map(({ name, value }) => [name, value]), withheld };
  },
  tombstone: ({ stone }) => {
    const bytes = ["application", "leaf", "party", "account"].map((name) => [name, unhex(stone[name])]);
    return domain.tombstoneDigests({ ...stone, ...Object.fromEntries(bytes) });
  },
  receipt: ({ application, members, data }) =>
    domain.receiptOf(domain.depositOf(unhex(application), members), unhex(data)),
  fingerprint: ({ size, key, ...digests }) => {
    const bytes = Object.entries(digests).map(([name, digest]) => [name, unhex(digest)]);
    const fingerprint = { size: BigInt(size), ...Object.fromEntries(bytes) };
    return [domain.publicId(fingerprint), domain.keyedId(fingerprint, unhex(key))];
  },
  slots: ({ subject, key }) => [domain.headSlot(unhex(subject)), domain.wordSlot(unhex(subject), key)],
  kinds: () => Object.keys(domain.RULES),
  number: ({ text }) => domain.parseNumber(text),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...given } = JSON.parse(line);
  process.stdout.write(
    JSON.stringify(
      tried(() => ASKED[ask](given)),
      plain,
    ) + "\n",
  );
}
