/** `record/tombstones.json`: what was erased of the opened record, by whom and why. It stands in for no commitment. */

import { compareBytes, compareText, equal, hex, shown, utf8 } from "./bytes.js";
import { accountKey, accountLives, ENUMS, recover, revocations, tombstoneDigests } from "./domain/index.js";
import { DomainError } from "./domain/errors.js";
import { Fault } from "./errors.js";
import { Fields } from "./fields.js";
import { beijing, GROUNDS } from "./wording.js";

export const TOMBSTONES_NAME = "record/tombstones.json";
const [PROOFS, OBJECTIONS] = ["proofs", "objections"];
const NAME = /^(?:[a-z_]{1,64}|proofs\/[0-9]{1,3}\/[a-z_]{1,32}|objections\/[0-9]{1,3}(?:\/[0-9]{1,3})?)$/;
/** Bits of the roles that make a member of staff. */
const STAFF = ENUMS.Role.reduce(
  (bits, role, place) => bits | (["PARTY", "GOVERNOR"].includes(role) ? 0 : 1 << place),
  0,
);

const unbound = (name, fault) => new Fault("TOMBSTONE_UNBOUND", { name, fault });
const unsigned = (name, fault) => new Fault("TOMBSTONE_UNSIGNED", { name, fault });
const fieldOf = ({ name }) => name.split("/")[0];

/** The tombstones of a parsed file, of this application's record. */
export function readTombstones(value, application) {
  const fields = new Fields(value, TOMBSTONES_NAME);
  fields.schema("datadeed/tombstones/1");
  const found = fields.each("tombstones").map((row) => readTombstone(row, application));
  const names = found.map(({ tombstone }) => tombstone.name);
  if (!names.length || names.some((name, place) => place && compareText(names[place - 1], name) >= 0)) {
    fields.refuse("tombstones", "are none, or not in the order of their names");
  }
  if (!names.every((name) => NAME.test(name))) {
    fields.refuse("tombstones", "name something else than fields and proofs");
  }
  fields.end();
  return found;
}

function readTombstone(row, application) {
  const tombstone = {
    application,
    name: row.text("name"),
    leaf: row.data("leaf", 32),
    ground: row.member("ground", Object.keys(GROUNDS)),
    time: row.natural("time", 2 ** 40),
    party: row.data("party", 32),
    account: row.data("account", 20),
  };
  const signature = row.data("signature", 65);
  row.end();
  return { tombstone, signature };
}

/** Name, time, signer; and the ground. */
export function wordsOf({ tombstone: { name, time, party, ground } }) {
  return { who: `${name} · ${beijing(time)} · ${shown(party)}`, ground: GROUNDS[ground] };
}

/** Every tombstone names what the record withholds, and was signed by its registry's staff. */
export function checkTombstones(signed, disclosure, histories, registry) {
  const fields = new Map();
  for (const each of signed) {
    const stone = each.tombstone;
    let fault = faultOf(stone, disclosure, histories);
    const leaf = hex(stone.leaf);
    if (!fields.has(leaf)) fields.set(leaf, fieldOf(stone));
    if (fields.get(leaf) !== fieldOf(stone)) fault = "one leaf has two names";
    if (fault) throw unbound(stone.name, fault);
    requireSigned(each);
    requireStaff(stone, histories, registry);
  }
}

function faultOf(stone, disclosure, histories) {
  if (fieldOf(stone) === OBJECTIONS) return objectionFault(stone, histories);
  return disclosure ? recordFault(stone, disclosure) : "no record is shown";
}

/** A withheld leaf tells no name, but fields stand in the order of theirs. */
function recordFault(stone, { openings, withheld }) {
  const own = fieldOf(stone);
  const opened = openings.find((each) => each.name === own);
  if (opened) {
    const file = own === PROOFS && stone.name !== PROOFS;
    return file && equal(opened.leaf, stone.leaf) ? null : "the field is opened";
  }
  const place = withheld.find((each) => equal(each.leaf, stone.leaf))?.position;
  if (place === undefined) return "no leaf of the record is this one";
  const before = place - withheld.filter((each) => each.position < place).length;
  const sides = openings.map((each) => Math.sign(compareBytes(utf8(each.name), utf8(own))));
  const fits = sides.every((side, at) => (at < before ? side < 0 : side > 0));
  return fits ? null : "the leaf stands in the place of another name";
}

function objectionFault(stone, histories) {
  const objections = (histories.get(hex(stone.application))?.acts ?? [])
    .map((act) => act.terms)
    .filter((terms) => terms?.struct === "Step" && terms.action === "OBJECT");
  const place = stone.name.split("/")[1];
  const document = place === undefined ? undefined : objections[Number(place)]?.document;
  return document && equal(document, stone.leaf) ? null : "no such objection names this document";
}

function requireSigned({ tombstone, signature }) {
  let accounts;
  try {
    accounts = tombstoneDigests(tombstone).map((digest) => recover(digest, signature));
  } catch (fault) {
    if (!(fault instanceof DomainError)) throw fault;
    throw unsigned(tombstone.name, fault.code);
  }
  if (!accounts.some((account) => equal(account, tombstone.account))) {
    throw unsigned(tombstone.name, `signed by ${shown(accounts[0])}`);
  }
}

function requireStaff(stone, histories, registry) {
  const history = histories.get(hex(stone.party));
  if (!history) throw unsigned(stone.name, `no dossier of ${shown(stone.party)}`);
  const state = history.atTime(stone.time);
  if (!accountLives(state.read(accountKey(stone.account), "AccountWord"), stone.time)) {
    throw unsigned(stone.name, `not an account of ${shown(stone.party)} then`);
  }
  const record = state.record("PartyRecord");
  const held = Number(record.roles) & STAFF && stone.time < record.rolesUntil;
  if (!held || record.registry !== registry) throw unsigned(stone.name, `no staff of registry ${registry} then`);
  if (revocations(history.last).some(([, word]) => stone.time >= word.since)) {
    throw unsigned(stone.name, "the key was revoked from an earlier date");
  }
}
