// A key file (version 3, as `datadeed key new` writes it) opened in the browser: it answers as a wallet does.
// File, password and key stay in this page's memory and end with it; nothing of them is sent or kept.

import { digestOf } from "./eip712.js";
import { Fault } from "./fault.js";
import { pbkdf2Async } from "./vendor/noble-hashes/pbkdf2.js";
import { scryptAsync } from "./vendor/noble-hashes/scrypt.js";
import { sha256 } from "./vendor/noble-hashes/sha2.js";
import { keccak_256 } from "./vendor/noble-hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "./vendor/noble-hashes/utils.js";
import { getPublicKey, signAsync } from "./vendor/noble-secp256k1/index.js";

const KEY_BYTES = 32;
const IV_BYTES = 16;
// 256 MiB: what geth and eth-account ask for. A file that asks for more is not obeyed.
const MOST_WORK = 2 ** 21;
const MOST_ROUNDS = 2 ** 24;
const PARITY = 27;

// Opens the text of a key file; `chainId` is the register's. The answer has `request`, as EIP-1193 wants it.
export async function unlock(text, password, chainId) {
  const secret = await opened(sealedIn(text), password);
  const account = "0x" + bytesToHex(keccak_256(getPublicKey(secret, false).slice(1)).slice(12));
  const answers = {
    eth_requestAccounts: () => [account],
    eth_chainId: () => "0x" + BigInt(chainId).toString(16),
    eth_signTypedData_v4: ([, typed]) => signed(secret, digestOf(JSON.parse(typed))),
  };
  return {
    async request({ method, params }) {
      if (!answers[method]) throw new Fault("WALLET_FAILED", { method, fault: "4200" });
      return answers[method](params);
    },
  };
}

function sealedIn(text) {
  try {
    const { version, crypto } = JSON.parse(text);
    if (version === 3 && crypto.cipher === "aes-128-ctr" && crypto.kdfparams.dklen === KEY_BYTES) return crypto;
  } catch {
    // told below
  }
  throw new Fault("KEYSTORE_UNREADABLE");
}

async function opened(sealed, password) {
  const stretched = await stretch(sealed, utf8ToBytes(password));
  const cipher = octets(sealed.ciphertext);
  if (bytesToHex(keccak_256(concatBytes(stretched.slice(16), cipher))) !== sealed.mac.toLowerCase()) {
    throw new Fault("KEYSTORE_PASSWORD");
  }
  const key = await crypto.subtle.importKey("raw", stretched.slice(0, 16), "AES-CTR", false, ["decrypt"]);
  // some writers leave out the leading zeros of the counter
  const counter = octets(sealed.cipherparams.iv.padStart(2 * IV_BYTES, "0"));
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CTR", counter, length: 128 }, key, cipher));
}

async function stretch({ kdf, kdfparams }, password) {
  const salt = octets(kdfparams.salt);
  const { n, r, p, c } = kdfparams;
  if (kdf === "scrypt" && n * r <= MOST_WORK && p * r <= 2 ** 10) {
    return scryptAsync(password, salt, { N: n, r, p, dkLen: KEY_BYTES });
  }
  if (kdf === "pbkdf2" && kdfparams.prf === "hmac-sha256" && c <= MOST_ROUNDS) {
    return pbkdf2Async(sha256, password, salt, { c, dkLen: KEY_BYTES });
  }
  throw new Fault("KEYSTORE_UNREADABLE");
}

function octets(text) {
  try {
    return hexToBytes(text);
  } catch {
    throw new Fault("KEYSTORE_UNREADABLE");
  }
}

async function signed(secret, digest) {
  const [parity, ...rest] = await signAsync(hexToBytes(digest.slice(2)), secret, {
    prehash: false,
    format: "recovered",
  });
  return "0x" + bytesToHex(Uint8Array.from([...rest, parity + PARITY]));
}
