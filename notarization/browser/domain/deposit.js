/** The national deposit's receipt: what it must say of what was deposited (docs/deposits.md). */

import { encode, parse } from "../canonical.js";
import { hex } from "./bytes.js";
import { DomainError } from "./errors.js";
import { sha256 } from "./hashes.js";

const NUMBER = "[A-Za-z0-9-]{1,64}";
const IS_NUMBER = new RegExp(`^(?:${NUMBER})$`);

/**
 * What is deposited of an application: its canonical JSON, and SHA-256 over it.
 * @param {Uint8Array} application
 * @param {object} members
 */
export function depositOf(application, members) {
  const body = encode({ schema: "datadeed/deposit/1", application: hex(application), ...members });
  return { application, body, digest: sha256(body) };
}

/**
 * The receipt that these bytes are, for this deposit. Raises RECEIPT_WRONG.
 * @param {{application: Uint8Array, digest: Uint8Array}} deposit
 * @param {Uint8Array} data
 * @returns {{number: string, receivedAt: number, digest: Uint8Array}}
 */
export function receiptOf(deposit, data) {
  const found = parse(data);
  const told = found && typeof found === "object" && !Array.isArray(found) ? found : {};
  const expected = {
    schema: "datadeed/deposit-receipt/1",
    application: hex(deposit.application),
    digest: hex(deposit.digest),
  };
  for (const [member, value] of Object.entries(expected))
    requireMember(member, value, told[member], told[member] === value);
  const { number, received_at: receivedAt } = told;
  requireMember("number", NUMBER, number, typeof number === "string" && IS_NUMBER.test(number));
  requireMember("received_at", "seconds since 1970", receivedAt, Number.isSafeInteger(receivedAt) && receivedAt > 0);
  return { number, receivedAt, digest: sha256(data) };
}

function requireMember(member, expected, found, holds) {
  if (!holds) throw new DomainError("RECEIPT_WRONG", { member, expected, found: String(found).slice(0, 80) });
}
