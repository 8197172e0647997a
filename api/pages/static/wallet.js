// Signing by the one before the screen: with a wallet (EIP-1193), or with what answers as one (keystore.js).
// A wallet shows the terms of the act and signs them (eth_signTypedData_v4); it needs no coins and sends nothing.

import { digestOf } from "./eip712.js";
import { Fault } from "./fault.js";

const DENIED = 4001;
const UNKNOWN_CHAIN = 4902;

// The wallet of this browser.
export function injected() {
  if (!globalThis.ethereum) throw new Fault("WALLET_MISSING");
  return globalThis.ethereum;
}

// The account that its owner lets this page use, in small letters.
export async function connect(provider) {
  const accounts = await ask(provider, "eth_requestAccounts");
  if (!accounts.length) throw new Fault("WALLET_DENIED");
  return accounts[0].toLowerCase();
}

// The wallet stands on the register's chain, or goes there.
export async function requireChain(provider, chainId) {
  if ((await chainOf(provider)) === BigInt(chainId)) return;
  try {
    await ask(provider, "wallet_switchEthereumChain", [{ chainId: "0x" + BigInt(chainId).toString(16) }]);
  } catch (fault) {
    throw fault.code === "WALLET_DENIED" ? fault : new Fault("WALLET_CHAIN", { chain: chainId });
  }
  if ((await chainOf(provider)) !== BigInt(chainId)) throw new Fault("WALLET_CHAIN", { chain: chainId });
}

// A signature under a prepared act ({digest, typed_data} as POST /v1/acts/{kind}:prepare answers), r, s and v.
export async function sign(provider, account, prepared) {
  if (digestOf(prepared.typed_data) !== prepared.digest) throw new Fault("DIGEST_DIFFERS");
  await requireChain(provider, prepared.typed_data.domain.chainId);
  const found = await ask(provider, "eth_signTypedData_v4", [account, JSON.stringify(prepared.typed_data)]);
  return withParity(found.toLowerCase());
}

// A signature under a text (EIP-191): what signs an account in to this site.
export async function signText(provider, account, text) {
  const bytes = new TextEncoder().encode(text);
  const hex = "0x" + Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
  return withParity((await ask(provider, "personal_sign", [hex, account])).toLowerCase());
}

// What the API takes: the signature with whose it is. `role` is a number, 0 for the party itself.
export async function signer(provider, account, party, prepared, role = 0) {
  return { party, account, role, signature: await sign(provider, account, prepared) };
}

async function chainOf(provider) {
  return BigInt(await ask(provider, "eth_chainId"));
}

async function ask(provider, method, params = []) {
  try {
    return await provider.request({ method, params });
  } catch (fault) {
    if (fault instanceof Fault) throw fault;
    if (fault?.code === DENIED) throw new Fault("WALLET_DENIED");
    if (fault?.code === UNKNOWN_CHAIN) throw new Fault("WALLET_CHAIN");
    throw new Fault("WALLET_FAILED", { method, fault: String(fault?.message ?? fault).slice(0, 200) });
  }
}

// Some devices end a signature with 0 or 1 where the register wants 27 or 28.
function withParity(signature) {
  const last = signature.slice(-2);
  return { "00": signature.slice(0, -2) + "1b", "01": signature.slice(0, -2) + "1c" }[last] ?? signature;
}
