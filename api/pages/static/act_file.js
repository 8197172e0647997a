// An application on its way from hand to hand: the file that docs/act-file.md describes, for several who sign.

import { recordRoot } from "./commitments.js";
import { Fault } from "./fault.js";

const SCHEMA = "datadeed/act/1";
// "0x" and the 65 bytes of one account's signature; an officer's stands behind it
const ONE = 2 + 2 * 65;

// Whose signatures an application needs, in their order: holders, then whose consent the operating right over fused
// data needs. The register asks for the same.
export function signersOf(terms, fused) {
  const operates = terms.splits.some((split) => Number(split.oper) > 0);
  const consents = Number(terms.origin) === Number(fused) && operates ? terms.participants : [];
  return [...terms.splits.map((split) => split.holder), ...consents];
}

// Who has yet to sign: parties, and those of which the officer has yet to sign. `officers`: accounts by party.
export function missing(terms, signers, fused, officers) {
  return signersOf(terms, fused).filter((party) => {
    const own = signers.find((each) => each.party === party);
    return !own || (officers.has(party) && own.signature.length === ONE);
  });
}

// A signature added to those that are there: an officer's goes behind its party's own.
export function joined(signers, added, officers) {
  const own = signers.find((each) => each.party === added.party);
  const others = signers.filter((each) => each !== own);
  if (officers.get(added.party) !== added.account) {
    const behind = own ? own.signature.slice(ONE) : "";
    return [...others, { ...added, signature: added.signature + behind }];
  }
  if (!own) throw new Fault("PARTY_SIGNS_FIRST", { party: added.party.slice(2) });
  return [...others, { ...own, signature: own.signature.slice(0, ONE) + added.signature.slice(2) }];
}

export function ordered(terms, signers, fused) {
  return signersOf(terms, fused).map((party) => signers.find((each) => each.party === party));
}

// The file of a prepared application ({digest, typed_data}) with its opened record.
export function written(prepared, { record, salts }, signers) {
  const fields = Object.keys(record).map((name) => ({ name, salt: "0x" + salts[name], value: record[name] }));
  return {
    schema: SCHEMA,
    kind: "application",
    terms: prepared.typed_data.message,
    content: null,
    digest: prepared.digest,
    typed_data: prepared.typed_data,
    opened: { uscc: "", fields },
    signers,
  };
}

// What files say: one application with all their signatures, its record opened to the root that the terms name.
export function read(texts) {
  const files = texts.map(parsed);
  const [first] = files;
  if (files.some((each) => each.digest !== first.digest)) throw new Fault("ACTS_DIFFER");
  const { fields } = first.opened;
  const record = Object.fromEntries(fields.map((each) => [each.name, each.value]));
  const salts = Object.fromEntries(fields.map((each) => [each.name, String(each.salt).replace(/^0x/, "")]));
  if (!fields.length || first.terms.record !== "0x" + recordRoot(record, salts))
    throw new Fault("ACT_OPENS_DIFFERENTLY");
  // of a party's signatures the one with its officer's behind it
  const every = files.flatMap((each) => each.signers).sort((a, b) => a.signature.length - b.signature.length);
  const signers = new Map(every.map((each) => [each.party, each]));
  return { terms: first.terms, digest: first.digest, record, salts, signers: [...signers.values()] };
}

function parsed(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Fault("ACT_UNREADABLE");
  }
  const fits =
    found?.schema === SCHEMA &&
    found.kind === "application" &&
    Array.isArray(found.terms?.splits) &&
    Array.isArray(found.terms.participants) &&
    Array.isArray(found.opened?.fields) &&
    Array.isArray(found.signers);
  if (!fits) throw new Fault("ACT_UNREADABLE");
  return found;
}

// Offers a file by a link, and begins its download.
export function offer(link, value, name) {
  link.href = URL.createObjectURL(new Blob([JSON.stringify(value, null, 1)], { type: "application/json" }));
  link.download = name;
  link.hidden = false;
  link.click();
}
