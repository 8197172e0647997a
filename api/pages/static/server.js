// The doors of the API, as a page of the same site knocks at them.

import { Fault } from "./fault.js";

const REFUSALS = [403, 404, 409, 422];

// The answer of a door, or a Fault with the server's own code and sentence.
export function call(path, body = undefined) {
  const headers = { "content-type": "application/json" };
  return answered(path, body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) });
}

// A file sent to a door, without its name.
export function upload(path, member, file) {
  const body = new FormData();
  body.append(member, file, member);
  return answered(path, { method: "POST", body });
}

// Whether a file may come in at all: it is looked through, and not kept.
export function checkFile(kind, file) {
  return upload(`/v1/proofs:check?kind=${kind}`, "proof", file);
}

// An act sent to the door that enters it. What the register refuses was not entered: it is signed anew, not sent again.
export async function enter(path, body) {
  try {
    return await call(path, body);
  } catch (fault) {
    fault.refused = REFUSALS.includes(fault.told?.status);
    throw fault;
  }
}

async function answered(path, asked) {
  let answer;
  try {
    answer = await fetch(path, asked);
  } catch {
    throw new Fault("SERVER_UNREACHABLE");
  }
  const text = await answer.text().catch(() => "");
  const found = parsed(text);
  if (answer.ok) return found;
  throw new Fault(found?.code ?? "SERVER_FAILED", {
    title: found?.title,
    status: answer.status,
    fields: found?.fields,
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// The digest and the typed data of an act. Nothing is sent to the chain.
export function prepare(kind, terms, content = undefined) {
  return call(`/v1/acts/${kind}:prepare`, { terms, content });
}

// A signed act sent to the chain; the same act sent twice is entered once.
export function relay(kind, terms, signers, content = undefined) {
  return call(`/v1/acts/${kind}:relay`, { terms, content, signers });
}
