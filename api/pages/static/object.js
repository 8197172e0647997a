// An objection to a notice: signed by who objects, sent once, its files sealed for the registry.

import { Fault, worded } from "./fault.js";
import { fingerprintOf } from "./fingerprinting.js";
import { staying } from "./leaving.js";
import { textsOf } from "./page.js";
import { call, checkFile, enter, upload } from "./server.js";
import { chosen, partyOf } from "./signing.js";
import { sha256 } from "./vendor/noble-hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "./vendor/noble-hashes/utils.js";
import { connect, signer } from "./wallet.js";

const SALT = 16;
const LOOK = 1_000;

const form = document.querySelector("#objection");
const texts = textsOf(document);
const status = form.querySelector("#progress");
const button = form.querySelector("button[type=submit]");
const { application, action } = form.dataset;
let sent = null;

form.addEventListener("input", () => (sent = null));
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

// before there was a listener a press would have sent the form away
button.disabled = false;

// What was signed is kept, so that a second try sends the same act.
async function file() {
  if (!sent) sent = await signed();
  // what is typed meanwhile is none of it
  const { body, digest, files } = sent;
  await staying(async () => {
    say(texts.SENDING);
    await enter(`/v1/applications/${application}/objections`, body);
    say(texts.PAPERS_GO);
    const door = `/v1/applications/${application}/objections/${digest}/materials`;
    for (const each of files) await upload(door, "material", each);
  });
  say(texts.MIRROR_WAITS);
  await mirrored();
  location.assign(`/applications/${application}`);
}

async function signed() {
  const files = Array.from(form.elements.materials.files);
  say(texts.PROOFS_READ);
  const materials = await Promise.all(files.map(material));
  for (const each of files) await checkFile("material", each);
  const provider = await chosen(form, () => say(texts.KEYSTORE_OPENS));
  say(texts.WALLET_ASKED);
  const account = await connect(provider);
  const party = "0x" + (await partyOf(account));
  const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(SALT)));
  const [interest, reasons, ground] = ["interest", "reasons", "ground"].map((name) => form.elements[name].value);
  const wish = { party, ground, interest, reasons, materials, salt };
  const draft = await call(`/v1/applications/${application}/objections:draft`, wish);
  const digest = requireOwn(draft, wish);
  const signature = await signer(provider, account, party, draft);
  return { body: { ...wish, terms: draft.typed_data.message, signers: [signature] }, digest, files };
}

// What is signed is this objection to this application, whatever the server says.
function requireOwn({ document: text, typed_data: { primaryType, message } }, { salt, reasons, materials }) {
  const digest = bytesToHex(sha256(concatBytes(hexToBytes(salt), utf8ToBytes(text))));
  const whole = [reasons.trim().replaceAll("\r\n", "\n"), ...materials.map((each) => each.sha256)];
  const same =
    message.document === "0x" + digest &&
    message.application === "0x" + application &&
    Number(message.action) === Number(action) &&
    Number(message.ground) === Number(form.elements.ground.selectedOptions[0].dataset.number) &&
    whole.every((each) => text.includes(each));
  if (primaryType !== "Step" || !same) throw new Fault("TERMS_DIFFER");
  return digest;
}

async function material(given) {
  if (given.size > Number(form.dataset.mostProof)) throw new Fault("PROOF_LARGE", { name: given.name });
  const { sha256: first, sm3, size } = await fingerprintOf([given]);
  return { sha256: first, sm3, size };
}

async function mirrored() {
  for (let turn = 0; turn < Number(form.dataset.patience); turn += 1) {
    const { application: found } = await call(`/v1/applications/${application}`);
    if (found.state !== "NOTICE") return;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

function say(text, tone = "") {
  status.className = tone;
  status.textContent = text;
}
