// Signing tombstones with the wallet of the account that is signed in: it shows each as the text that is signed.

import { Fault, worded } from "./fault.js";
import { pressed, textsOf } from "./page.js";
import { connect, injected, signText } from "./wallet.js";

const form = document.querySelector("[data-erase]");
const prepared = JSON.parse(document.querySelector("#prepared").textContent);

pressed(form.querySelector("button[type=button]"), async () => {
  const told = form.querySelector("[role=alert]");
  told.hidden = true;
  if (!form.reportValidity()) return false;
  try {
    const wallet = injected();
    const account = await connect(wallet);
    if (account !== prepared.account) throw new Fault("ACCOUNT_DIFFERS", { account: prepared.account });
    const signatures = [];
    for (const statement of prepared.statements) {
      const { application, account: signer } = JSON.parse(statement);
      if (application !== prepared.application || "0x" + signer !== account) throw new Fault("TERMS_DIFFER");
      signatures.push(await signText(wallet, account, statement));
    }
    form.elements.signatures.value = signatures.join(" ");
    form.submit();
    return true;
  } catch (fault) {
    told.textContent = worded(textsOf(document), fault);
    told.hidden = false;
    return false;
  }
});
