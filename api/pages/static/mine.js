// The way to one's own page by the wallet's account. Nothing is signed.

import { worded } from "./fault.js";
import { textsOf } from "./page.js";
import { connect, injected } from "./wallet.js";

const form = document.querySelector("#mine");
const button = form.querySelector("#connect");

button.hidden = false;
button.addEventListener("click", async () => {
  try {
    form.elements.account.value = await connect(injected());
    form.submit();
  } catch (fault) {
    form.querySelector("#progress").textContent = worded(textsOf(document), fault);
  }
});
