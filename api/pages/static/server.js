// The doors of the API, as a page of the same site knocks at them.

import { Fault } from "./fault.js";

// The answer of a door, or a Fault with the server's own code and sentence.
export async function call(path, body = undefined) {
  const asked = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  let answer;
  try {
    answer = await fetch(path, { headers: { "content-type": "application/json" }, ...asked });
  } catch {
    throw new Fault("SERVER_UNREACHABLE");
  }
  const found = await answer.json().catch(() => null);
  if (answer.ok && found !== null) return found;
  throw new Fault(found?.code ?? "SERVER_FAILED", {
    title: found?.title,
    status: answer.status,
    fields: found?.fields,
  });
}

// The digest and the typed data of an act. Nothing is sent to the chain.
export function prepare(kind, terms, content = undefined) {
  return call(`/v1/acts/${kind}:prepare`, { terms, content });
}

// A signed act sent to the chain; the same act sent twice is entered once.
export function relay(kind, terms, signers, content = undefined) {
  return call(`/v1/acts/${kind}:relay`, { terms, content, signers });
}
