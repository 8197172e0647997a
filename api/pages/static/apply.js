// The application form: looked over as it is filled in, signed in the browser, sent once, followed to its page.

import { joined, missing, offer, signersOf, written } from "./act_file.js";
import { freshSalts, recordRoot } from "./commitments.js";
import { draftFrom, fillProofs } from "./earlier.js";
import { Fault, worded } from "./fault.js";
import { fingerprintField, fingerprintOf } from "./fingerprinting.js";
import { add, count, remove, resize } from "./holders.js";
import { leave } from "./leaving.js";
import { textsOf } from "./page.js";
import { draftOf, fill, inputs, recordOf } from "./record_form.js";
import { call, checkFile } from "./server.js";
import { chosen, officersOf, partyOf } from "./signing.js";
import { connect, signer } from "./wallet.js";

const DRAFT = "datadeed.draft";
const QUIET = 400;
// what goes with the record and is none of it
const BESIDE = ["registry", "participants"];

const form = document.querySelector("#application");
const texts = textsOf(document);
const status = form.querySelector("#progress");
const button = form.querySelector("button[type=submit]");
const known = { mark: null, party: null, proofs: [], unfit: null, looks: 0 };
const touched = new Set();
let sent = null;
let waiting = 0;

fingerprintField(form.querySelector("[data-fingerprint]"), texts, (mark) => {
  known.mark = mark;
  if (mark) tell("data", null);
});
const earlier = document.querySelector("#earlier");
if (earlier) refile(JSON.parse(earlier.textContent));
else restore();

form.addEventListener("input", () => {
  keep();
  fusion();
  // what was signed is not what stands in the form any more
  sent = null;
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
    .catch((fault) => {
      if (fault.refused) sent = null;
      say(worded(texts, fault), "bad");
    })
    .finally(() => (button.disabled = false));
});
form.querySelector("#more-holders").addEventListener("click", () => held(() => add(form, texts)));
form.addEventListener("change", ({ target }) => {
  if (target.matches("[data-proof]")) known.unfit = null;
});
form.querySelector("#fewer-holders").addEventListener("click", () => held(() => remove(form)));
form.querySelector("#forget").addEventListener("click", () => {
  localStorage.removeItem(DRAFT);
  resize(form, texts, 1);
  form.reset();
  fusion();
  touched.clear();
  for (const field of form.querySelectorAll("[data-field]")) tell(field.dataset.field, null);
  [sent, known.mark] = [null, null];
  form.querySelector("[data-fingerprint] dl").hidden = true;
  form.querySelector("[data-fingerprint] [role=status]").textContent = "";
  say(texts.DRAFT_FORGOTTEN);
});
// before there were listeners a press would have sent the form away
button.disabled = false;

// From the form to the application's page. What was signed is kept, so that a second try sends the same act.
async function file() {
  if (!sent) sent = await signed();
  const left = missing(sent.terms, sent.signers, form.dataset.fused, sent.officers);
  if (left.length) {
    handOn(left);
    return;
  }
  const application = await leave(sent, say, texts, Number(form.dataset.patience));
  localStorage.removeItem(DRAFT);
  location.assign(`/applications/${application}`);
}

// The others sign the very same act, each at home; whoever has all signatures sends it.
function handOn(left) {
  const others = form.querySelector("#others");
  others.hidden = false;
  others.querySelector("[data-missing]").replaceChildren(...left.map(listed));
  offer(form.querySelector("#act"), written(sent, sent, sent.signers), `act-${sent.digest.slice(2, 18)}.json`);
  say(texts.OTHERS_SIGN, "good");
}

function listed(party) {
  const made = document.createElement("li");
  made.className = "mono";
  const signed = sent.signers.some((each) => each.party === party);
  made.textContent = party.slice(2) + (signed ? ` ${texts.OFFICER_NOT_YET}` : "");
  return made;
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
  // what a door would refuse is refused before anything is signed or stands on the chain
  for (const [kind, proof] of files) await requireFit(kind, proof);
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
    participants: participants(),
  });
  requireOwn(draft.typed_data, { root: recordRoot(record, salts), record, fingerprint, registry });
  const terms = draft.typed_data.message;
  const officers = await officersOf(signersOf(terms, form.dataset.fused));
  joined([], { party: "0x" + known.party, account, signature: "" }, officers);
  // with others to sign, the file that goes to them holds record and salts too
  if (count(form) === 1 && !participants().length && !officers.size)
    offer(form.querySelector("#kit"), { record, salts }, `record-${draft.application}.json`);
  const signature = await signer(provider, account, "0x" + known.party, draft);
  return {
    digest: draft.digest,
    typed_data: draft.typed_data,
    terms,
    signers: [signature],
    officers,
    record,
    salts,
    files: files.map(([, proof]) => proof),
  };
}

// What is signed is a first registration of this record over this data at this registry, whatever the server says.
function requireOwn({ primaryType, message }, own) {
  const same =
    message.record === "0x" + own.root &&
    message.fingerprint === "0x" + own.fingerprint &&
    Number(message.registry) === own.registry &&
    Number(message.registration) === Number(form.dataset.first) &&
    [message.title, message.previous].every((each) => /^0x0{64}$/.test(each));
  const asked = own.record.rights.map((each) => ["0x" + each.party, each.hold, each.use, each.oper].join());
  const given = message.splits.map((each) => [each.holder, each.hold, each.use, each.oper].join());
  const shared = asked.sort().join(";") === given.sort().join(";");
  const others = participants().sort().join() === [...message.participants].sort().join();
  if (primaryType !== "Application" || !same || !shared || !others) throw new Fault("TERMS_DIFFER");
}

// Who took part in a fusion and holds nothing.
function participants() {
  if (form.querySelector('[data-path="origin"]').value !== "fused") return [];
  const typed = form.elements.participants.value.split(/\s+/).filter(Boolean);
  return typed.map((each) => "0x" + each.replace(/^0x/, "").toLowerCase());
}

function fusion() {
  form.querySelector("[data-participants]").hidden = form.querySelector('[data-path="origin"]').value !== "fused";
}

// A change of who holds changes the draft, and what the rules say of it.
function held(change) {
  change();
  form.dispatchEvent(new Event("input"));
}

async function complete() {
  for (const field of form.querySelectorAll("[data-field]")) touched.add(field.dataset.field);
  const faults = await look();
  if (!faults.length) return;
  const [first] = faults;
  form.querySelector(`[data-field="${first.field}"] :is(input, select, textarea)`)?.focus();
  throw new Fault("FORM_FAULTS");
}

// What the rules say of the form as it stands, beside each field that was left. Answers come in any order: the
// latest question's is shown.
async function look() {
  const turn = ++known.looks;
  const others = participants();
  const malformed = others.some((each) => !/^0x03[0-9a-f]{62}$/.test(each));
  const asked = { record: recordOf(form, known), participants: malformed ? [] : others };
  const answer = await call("/v1/records:check", asked);
  const wrong = (field, text) => ({ field, zh: text, en: text });
  const faults = malformed
    ? [wrong("origin", texts.PARTICIPANTS_FORM), ...answer.faults.filter((each) => each.field !== "origin")]
    : answer.faults;
  if (!/^\d{3}$/.test(form.elements.registry.value.trim())) faults.push(wrong("registry", texts.REGISTRY_FORM));
  if (turn !== known.looks) return faults;
  const shown = new Map(faults.map((each) => [each.field, each[document.documentElement.lang === "en" ? "en" : "zh"]]));
  // what a door refused stands until other files are chosen, however late a look comes back
  if (known.unfit && !shown.has("proofs")) shown.set("proofs", known.unfit);
  for (const name of touched) if (name !== "data") tell(name, shown.get(name) ?? null);
  return faults;
}

async function requireFit(kind, proof) {
  try {
    await checkFile(kind, proof);
  } catch (fault) {
    known.unfit = worded(texts, fault);
    tell("proofs", known.unfit);
    form.querySelector(`[data-proof="${kind}"]`).focus();
    throw fault;
  }
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

function say(text, tone = "") {
  status.className = tone;
  status.textContent = text;
}

function keep() {
  const beside = Object.fromEntries(BESIDE.map((name) => [name, form.elements[name].value]));
  localStorage.setItem(DRAFT, JSON.stringify({ ...draftOf(form), ...beside }));
}

function restore() {
  try {
    fillIn(JSON.parse(localStorage.getItem(DRAFT) ?? "{}"));
  } catch {
    localStorage.removeItem(DRAFT);
  }
}

// What was filed before and led to nothing, in the place of a draft.
function refile(told) {
  fillIn(draftFrom(told));
  form.elements.participants.value = told.participants.map((each) => each.party).join("\n");
  keep();
  fillProofs(form, told).catch(() => say(texts.PROOFS_MISSING));
}

function fillIn(draft) {
  const places = Object.keys(draft).map((path) => Number(/^applicants\.(\d+)\./.exec(path)?.[1] ?? 0));
  resize(form, texts, Math.max(0, ...places) + 1);
  fill(form, draft);
  for (const name of BESIDE) form.elements[name].value = draft[name] ?? form.elements[name].value;
  fusion();
  for (const input of inputs(form)) input.setAttribute("autocomplete", "off");
}
