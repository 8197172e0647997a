// An application on its way from hand to hand: the file that docs/act-file.md describes, for several who sign.

import { recordRoot } from "./commitments.js";
import { Fault } from "./fault.js";

const SCHEMA = "datadeed/act/1";

// Whose signatures an application needs, in their order: holders, then whose consent the operating right over fused
// data needs. The register asks for the same.
export function signersOf(terms, fused) {
  const operates = terms.splits.some((split) => Number(split.oper) > 0);
  const consents = Number(terms.origin) === Number(fused) && operates ? terms.participants : [];
  return [...terms.splits.map((split) => split.holder), ...consents];
}

export function missing(terms, signers, fused) {
  const signed = new Set(signers.map((each) => each.party));
  return signersOf(terms, fused).filter((party) => !signed.has(party));
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
  const signers = new Map(files.flatMap((each) => each.signers).map((each) => [each.party, each]));
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
