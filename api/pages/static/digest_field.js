// A file's SHA-256 put into a text field of the same form; the file itself stays where it is.

import { worded } from "./fault.js";
import { fingerprintOf } from "./fingerprinting.js";
import { textsOf } from "./page.js";

for (const input of document.querySelectorAll("[data-digest-to]")) {
  input.addEventListener("change", () => input.files.length && digest(input));
}

async function digest(input) {
  const told = input.form.querySelector("[data-digest-fault]");
  told.hidden = true;
  try {
    const { sha256 } = await fingerprintOf(Array.from(input.files));
    input.form.elements[input.dataset.digestTo].value = "0x" + sha256;
  } catch (fault) {
    told.textContent = worded(textsOf(document), fault);
    told.hidden = false;
  }
}
