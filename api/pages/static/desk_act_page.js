// Signing a prepared act with the account that is signed in, by its wallet or, where the page lets one choose, by its
// key file (templates/parts/signing.html, a form that is never sent); the digest is worked out anew.

import { Fault, worded } from "./fault.js";
import { pressed, textsOf } from "./page.js";
import { chosen } from "./signing.js";
import { sha256 } from "./vendor/noble-hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "./vendor/noble-hashes/utils.js";
import { connect, injected, sign } from "./wallet.js";

// What the page says of the price in deposit is what the terms name as their document.
function requireDocument({ document: text, typed_data: { message } }) {
  if (text && `0x${bytesToHex(sha256(utf8ToBytes(text)))}` !== message.document) throw new Fault("DOCUMENT_DIFFERS");
}

const form = document.querySelector("[data-sign-act]");
const chooser = document.querySelector("[data-chooser]");
const prepared = JSON.parse(document.querySelector("#prepared").textContent);

if (form) pressed(form.querySelector("button[type=button]"), signed);
// Enter in the password's field signs as well
chooser?.addEventListener("submit", (event) => {
  event.preventDefault();
  form.querySelector("button[type=button]").click();
});

async function signed() {
  const told = form.querySelector("[role=alert]");
  told.hidden = true;
  try {
    const wallet = chooser ? await chosen(chooser, () => {}) : injected();
    const account = await connect(wallet);
    if (account !== prepared.account) throw new Fault("ACCOUNT_DIFFERS", { account: prepared.account });
    requireDocument(prepared);
    form.elements.signature.value = await sign(wallet, account, prepared);
    form.submit();
    return true;
  } catch (fault) {
    told.textContent = worded(textsOf(document), fault);
    told.hidden = false;
    return false;
  }
}
