// Signing in with a wallet: the server's message, signed as text (personal_sign), goes back in a form.

import { worded } from "./fault.js";
import { pressed, textsOf } from "./page.js";
import { call } from "./server.js";
import { connect, injected, signText } from "./wallet.js";

const form = document.querySelector("[data-sign-in]");

if (form) pressed(form.querySelector("button"), signedIn);

async function signedIn() {
  const told = form.querySelector("[role=alert]");
  told.hidden = true;
  try {
    const wallet = injected();
    const account = await connect(wallet);
    const { message } = await call("/v1/sessions/challenge", { account });
    form.elements.signature.value = await signText(wallet, account, message);
    form.elements.message.value = message;
    form.submit();
    return true;
  } catch (fault) {
    told.textContent = worded(textsOf(document), fault);
    told.hidden = false;
    return false;
  }
}
