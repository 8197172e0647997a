// Who signs on a page: the wallet or the key file that the form's reader chose, and the party behind its account.

import { Fault } from "./fault.js";
import { unlock } from "./keystore.js";
import { call } from "./server.js";
import { injected } from "./wallet.js";

// The wallet, or what a key file and its password open (templates/parts/signing.html). `opening` is told the wait.
export async function chosen(form, opening) {
  if (form.elements.signing.value === "wallet") return injected();
  const [keyFile] = form.elements.keyfile.files;
  if (!keyFile) throw new Fault("KEYSTORE_MISSING");
  opening();
  return unlock(await keyFile.text(), form.elements.password.value, form.dataset.chain);
}

// The party that an account acts for.
export async function partyOf(account) {
  const { parties } = await call(`/v1/parties?account=${account}`);
  if (!parties.length) throw new Fault("PARTY_UNKNOWN", { account });
  return parties[0];
}

// The officers that sign beside parties (0x…): their accounts, by party; nothing of a party that has none.
export async function officersOf(parties) {
  const found = await Promise.all(parties.map((each) => call(`/v1/parties/${each.slice(2)}`)));
  const named = parties.map((each, place) => [each, found[place].officer?.toLowerCase()]);
  return new Map(named.filter(([, account]) => account));
}
