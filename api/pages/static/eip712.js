// The digest of EIP-712 typed data, worked out in the browser: nobody signs a digest that the server alone made.

import { Fault } from "./fault.js";
import { keccak_256 } from "./vendor/noble-hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "./vendor/noble-hashes/utils.js";

const WORD = 32;

// The 32 bytes that are signed, as 0x…
export function digestOf(typed) {
  const domain = structHash("EIP712Domain", typed.domain, typed.types);
  const message = structHash(typed.primaryType, typed.message, typed.types);
  return "0x" + bytesToHex(keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), domain, message)));
}

function structHash(name, value, types) {
  const members = types[name].map((member) => encoded(member.type, value[member.name], types));
  return keccak_256(concatBytes(keccak_256(utf8ToBytes(typeText(name, types))), ...members));
}

function typeText(name, types) {
  const inner = [...dependencies(name, types)].filter((each) => each !== name).sort();
  return [name, ...inner]
    .map((each) => `${each}(${types[each].map((member) => `${member.type} ${member.name}`).join(",")})`)
    .join("");
}

function dependencies(name, types, found = new Set()) {
  if (found.has(name) || !types[name]) return found;
  found.add(name);
  for (const member of types[name]) dependencies(member.type.replace(/\[.*$/, ""), types, found);
  return found;
}

function encoded(type, value, types) {
  const array = /^(.*)\[\d*\]$/.exec(type);
  if (array) return keccak_256(concatBytes(...value.map((each) => encoded(array[1], each, types))));
  if (types[type]) return structHash(type, value, types);
  if (type === "string") return keccak_256(utf8ToBytes(value));
  if (type === "bytes") return keccak_256(octets(value));
  if (type === "bool") return number(value ? 1 : 0);
  if (type === "address") return placed(octets(value), WORD - 20, 20);
  const fixed = /^bytes(\d+)$/.exec(type);
  if (fixed) return placed(octets(value), 0, Number(fixed[1]));
  if (/^uint\d+$/.test(type)) return number(value);
  throw new Fault("TYPE_UNKNOWN", { type });
}

function number(value) {
  const whole = BigInt(value);
  if (whole < 0n || whole >> 256n) throw new Fault("TYPE_UNKNOWN", { type: "uint256" });
  return hexToBytes(whole.toString(16).padStart(2 * WORD, "0"));
}

function octets(text) {
  return hexToBytes(text.slice(2));
}

function placed(bytes, start, size) {
  if (bytes.length !== size) throw new Fault("TYPE_UNKNOWN", { type: `bytes${size}` });
  const word = new Uint8Array(WORD);
  word.set(bytes, start);
  return word;
}
