// An application that somebody else began: opened here, held against its commitments, signed, sent when all have.

import { joined, missing, offer, ordered, read, signersOf, written } from "./act_file.js";
import { Fault, worded } from "./fault.js";
import { fingerprintOf } from "./fingerprinting.js";
import { leave } from "./leaving.js";
import { textsOf } from "./page.js";
import { applicantsOf, nameOf as called, told } from "./record_words.js";
import { checkFile, prepare } from "./server.js";
import { chosen, officersOf, partyOf } from "./signing.js";
import { connect, signer } from "./wallet.js";

const PPM = 10_000;

const form = document.querySelector("#cosign");
const texts = textsOf(document);
const words = JSON.parse(document.querySelector("#words").textContent);
const status = form.querySelector("#progress");
const buttons = form.querySelectorAll("button");
let act = null;
let prepared = null;
let officers = new Map();

form.elements.act.addEventListener("change", () => guarded(open));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  guarded(sign);
});
form.querySelector("#file").addEventListener("click", () => guarded(file));

async function guarded(work) {
  for (const button of buttons) button.disabled = true;
  try {
    await work();
  } catch (fault) {
    say(worded(texts, fault), "bad");
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

// What the file says is what the register's own terms are, and its record opens to them; nothing of it is believed.
async function open() {
  say("");
  [act, prepared] = [null, null];
  show();
  const found = read(await Promise.all(Array.from(form.elements.act.files, (each) => each.text())));
  const made = await prepare("application", found.terms);
  const same = JSON.stringify(sorted(made.typed_data.message)) === JSON.stringify(sorted(found.terms));
  if (made.digest !== found.digest || !same) throw new Fault("TERMS_DIFFER");
  officers = await officersOf(signersOf(found.terms, form.dataset.fused));
  [act, prepared] = [found, made];
  show();
}

async function sign() {
  if (!act) throw new Fault("ACT_UNREADABLE");
  const provider = await chosen(form, () => say(texts.KEYSTORE_OPENS));
  say(texts.WALLET_ASKED);
  const account = await connect(provider);
  const party = "0x" + (await partyOf(account));
  if (!signersOf(act.terms, form.dataset.fused).includes(party))
    throw new Fault("NOT_ASKED", { party: party.slice(2) });
  // an officer's signature would go behind one that is not there yet: known before anything is signed
  joined(act.signers, { party, account, signature: "" }, officers);
  const signature = await signer(provider, account, party, prepared);
  act.signers = joined(act.signers, signature, officers);
  offer(form.querySelector("#act"), written(prepared, act, act.signers), `act-${prepared.digest.slice(2, 18)}.json`);
  show();
  say(texts.SIGNED, "good");
}

async function file() {
  say(texts.PROOFS_READ);
  const files = Array.from(form.elements.proofs.files);
  for (const each of files) await requireListed(each);
  const signers = ordered(act.terms, act.signers, form.dataset.fused);
  const application = await leave({ ...act, signers, files }, say, texts, Number(form.dataset.patience));
  location.assign(`/applications/${application}`);
}

async function requireListed(proof) {
  if (proof.size > Number(form.dataset.mostProof)) throw new Fault("PROOF_LARGE", { name: proof.name });
  const { sha256 } = await fingerprintOf([proof]);
  const listed = (act.record.proofs ?? []).filter((each) => each.sha256 === sha256);
  if (!listed.length) throw new Fault("PROOF_UNLISTED", { name: proof.name });
  for (const each of listed) await checkFile(each.kind, proof);
}

function show() {
  const left = act ? missing(act.terms, act.signers, form.dataset.fused, officers) : [];
  form.querySelector("#terms").hidden = !act;
  form.querySelector("#sign").hidden = !left.length;
  form.querySelector("#send").hidden = !act || left.length > 0;
  const holders = form.querySelector("[data-holders]");
  const record = form.querySelector("[data-record]");
  holders.replaceChildren();
  record.replaceChildren();
  if (!act) return;
  for (const split of act.terms.splits) {
    const shares = [split.hold, split.use, split.oper].map(percent);
    holders.append(row(nameOf(split.holder), ...shares, mark(left, split.holder)));
  }
  for (const party of act.terms.participants) holders.append(row(party.slice(2), "–", "–", "–", mark(left, party)));
  const parties = applicantsOf(act.record);
  for (const [name, value] of Object.entries(act.record)) {
    record.append(element("dt", called(words, name)), element("dd", told(words, name, value, parties)));
  }
}

function nameOf(party) {
  const own = (act.record.applicants ?? []).find((each) => "0x" + each.party === party);
  return `${own?.name ?? ""} ${party.slice(2)}`.trim();
}

function mark(left, party) {
  const asked = signersOf(act.terms, form.dataset.fused).includes(party);
  if (!asked) return "–";
  if (!left.includes(party)) return "✓";
  return act.signers.some((each) => each.party === party) ? texts.OFFICER_NOT_YET : texts.NOT_YET;
}

function percent(ppm) {
  return `${Number(ppm) / PPM}%`;
}

function row(...cells) {
  const made = document.createElement("tr");
  made.append(...cells.map((each) => element("td", each)));
  // on a small screen each cell stands under the others, behind its column's name
  form.querySelectorAll("#terms th").forEach((each, place) => (made.cells[place].dataset.label = each.textContent));
  return made;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  if (name === "dd") made.className = "pre";
  return made;
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  );
}

function say(text, tone = "") {
  status.className = tone;
  status.textContent = text;
}
