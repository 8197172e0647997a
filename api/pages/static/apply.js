// The application form: looked over as it is filled in, signed in the browser, sent once, followed to its page.

import { freshSalts, recordRoot } from "./commitments.js";
import { Fault, worded } from "./fault.js";
import { fingerprintField, fingerprintOf } from "./fingerprinting.js";
import { textsOf } from "./page.js";
import { draftOf, fill, inputs, recordOf } from "./record_form.js";
import { call, upload } from "./server.js";
import { chosen, partyOf } from "./signing.js";
import { connect, signer } from "./wallet.js";

const DRAFT = "datadeed.draft";
const QUIET = 400;
const LOOK = 1_000;

const form = document.querySelector("#application");
const texts = textsOf(document);
const status = form.querySelector("#progress");
const button = form.querySelector("button[type=submit]");
const known = { mark: null, party: null, proofs: [] };
const touched = new Set();
let sent = null;
let waiting = 0;

fingerprintField(form.querySelector("[data-fingerprint]"), texts, (mark) => {
  known.mark = mark;
  if (mark) tell("data", null);
});
restore();

form.addEventListener("input", () => {
  keep();
  if (!button.disabled) say("");
  clearTimeout(waiting);
  waiting = setTimeout(() => look().catch(() => {}), QUIET);
});
form.addEventListener("focusout", (event) => {
  const field = event.target.closest("[data-field]");
  if (!field || field.contains(event.relatedTarget)) return;
  touched.add(field.dataset.field);
  look().catch(() => {});
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (button.disabled) return;
  button.disabled = true;
  file()
    .catch((fault) => say(worded(texts, fault), "bad"))
    .finally(() => (button.disabled = false));
});
form.querySelector("#forget").addEventListener("click", () => {
  localStorage.removeItem(DRAFT);
  form.reset();
  touched.clear();
  for (const field of form.querySelectorAll("[data-field]")) tell(field.dataset.field, null);
  say(texts.DRAFT_FORGOTTEN);
});

// From the form to the application's page. What was signed is kept, so that a second try sends the same act.
async function file() {
  if (!sent) sent = await signed();
  say(texts.SENDING);
  const { terms, signers } = sent;
  await call("/v1/applications", { terms, signers });
  say(texts.MIRROR_WAITS);
  await mirrored(sent.application);
  say(texts.RECORD_GOES);
  const { record, salts } = sent;
  const fields = Object.keys(record).map((name) => ({ name, salt: salts[name], value: record[name] }));
  await call(`/v1/applications/${sent.application}/record`, { fields });
  for (const proof of sent.files) await upload(`/v1/applications/${sent.application}/proofs`, "proof", proof);
  localStorage.removeItem(DRAFT);
  location.assign(`/applications/${sent.application}`);
}

async function signed() {
  if (!known.mark) {
    tell("data", texts.DATA_MISSING);
    throw new Fault("FORM_FAULTS");
  }
  say(texts.PROOFS_READ);
  const files = proofFiles();
  known.proofs = await Promise.all(files.map(proofOf));
  await complete();
  const provider = await chosen(form, () => say(texts.KEYSTORE_OPENS));
  say(texts.WALLET_ASKED);
  const account = await connect(provider);
  known.party = await partyOf(account);
  const record = recordOf(form, known);
  const salts = freshSalts(record);
  const { sha256, sm3, merkle, size, fingerprint } = known.mark;
  const registry = Number(form.elements.registry.value);
  const draft = await call("/v1/applications:draft", {
    record,
    salts,
    mark: { sha256, sm3, merkle, size },
    registry,
  });
  requireOwn(draft.typed_data, { record: recordRoot(record, salts), fingerprint });
  offer(draft.application, { record, salts });
  const signature = await signer(provider, account, "0x" + known.party, draft);
  const terms = draft.typed_data.message;
  return {
    application: draft.application,
    terms,
    signers: [signature],
    record,
    salts,
    files: files.map(([, proof]) => proof),
  };
}

// What is signed is this record over this data, whatever the server says.
function requireOwn({ primaryType, message }, own) {
  const same = message.record === "0x" + own.record && message.fingerprint === "0x" + own.fingerprint;
  const alone = message.splits.length === 1 && message.splits[0].holder === "0x" + known.party;
  if (primaryType !== "Application" || !same || !alone) throw new Fault("TERMS_DIFFER");
}

async function complete() {
  for (const field of form.querySelectorAll("[data-field]")) touched.add(field.dataset.field);
  const faults = await look();
  if (!faults.length) return;
  const [first] = faults;
  form.querySelector(`[data-field="${first.field}"] :is(input, select, textarea)`)?.focus();
  throw new Fault("FORM_FAULTS");
}

// What the rules say of the form as it stands, beside each field that was left.
async function look() {
  const { faults } = await call("/v1/records:check", { record: recordOf(form, known) });
  const shown = new Map(faults.map((each) => [each.field, each[document.documentElement.lang === "en" ? "en" : "zh"]]));
  for (const name of touched) if (name !== "data") tell(name, shown.get(name) ?? null);
  return faults;
}

function tell(name, text) {
  const field = form.querySelector(`[data-field="${name}"]`);
  const place = field?.querySelector("[data-fault]");
  if (!place) return;
  // unchanged words are not read out again
  if (place.textContent !== (text ?? "")) place.textContent = text ?? "";
  for (const input of field.querySelectorAll("input, select, textarea")) {
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

function proofFiles() {
  return Array.from(form.querySelectorAll("[data-proof]"))
    .filter((input) => input.files.length)
    .map((input) => [input.dataset.proof, input.files[0]]);
}

async function proofOf([kind, proof]) {
  if (proof.size > Number(form.dataset.mostProof)) throw new Fault("PROOF_LARGE", { name: proof.name });
  const { sha256, sm3, size } = await fingerprintOf([proof]);
  return { kind, sha256, sm3, size };
}

// The record and its salts as a file: without it nobody can open the commitments again.
function offer(application, kit) {
  const link = form.querySelector("#kit");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(kit, null, 1)], { type: "application/json" }));
  link.download = `record-${application}.json`;
  link.hidden = false;
  link.click();
}

async function mirrored(application) {
  for (let turn = 0; ; turn += 1) {
    try {
      return await call(`/v1/applications/${application}`);
    } catch (fault) {
      if (fault.told?.status !== 404 || turn >= Number(form.dataset.patience)) throw fault;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

function say(text, tone = "") {
  status.className = tone;
  status.textContent = text;
}

function keep() {
  localStorage.setItem(DRAFT, JSON.stringify(draftOf(form)));
}

function restore() {
  try {
    fill(form, JSON.parse(localStorage.getItem(DRAFT) ?? "{}"));
  } catch {
    localStorage.removeItem(DRAFT);
  }
  for (const input of inputs(form)) input.setAttribute("autocomplete", "off");
}
