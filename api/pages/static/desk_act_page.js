// Signing a prepared act with the wallet of the account that is signed in; the digest is worked out anew.

import { Fault, worded } from "./fault.js";
import { textsOf } from "./page.js";
import { connect, injected, sign } from "./wallet.js";

const form = document.querySelector("[data-sign-act]");
const prepared = JSON.parse(document.querySelector("#prepared").textContent);

form?.querySelector("button[type=button]").addEventListener("click", async () => {
  const told = form.querySelector("[role=alert]");
  told.hidden = true;
  try {
    const wallet = injected();
    const account = await connect(wallet);
    if (account !== prepared.account) throw new Fault("ACCOUNT_DIFFERS", { account: prepared.account });
    form.elements.signature.value = await sign(wallet, account, prepared);
    form.submit();
  } catch (fault) {
    told.textContent = worded(textsOf(document), fault);
    told.hidden = false;
  }
});
