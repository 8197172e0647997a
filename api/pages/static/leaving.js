// From signatures to the application's page: sent once, followed, record and proofs left sealed for the registry.

import { Fault } from "./fault.js";
import { call, enter, upload } from "./server.js";

const LOOK = 1_000;

// `sent` is what was signed: {application, terms, signers, record, salts, files}; a second try sends the same act.
export function leave(sent, say, texts, patience) {
  return staying(() => left(sent, say, texts, patience));
}

// Who closes the page meanwhile leaves an act whose papers nobody has: the browser asks first.
export async function staying(work) {
  const asks = (event) => event.preventDefault();
  addEventListener("beforeunload", asks);
  try {
    return await work();
  } finally {
    removeEventListener("beforeunload", asks);
  }
}

async function left(sent, say, texts, patience) {
  say(texts.SENDING);
  const { terms, signers, record, salts } = sent;
  const { subject } = await enter("/v1/applications", { terms, signers });
  const application = subject.replace(/^0x/, "");
  say(texts.MIRROR_WAITS);
  await mirrored(application, patience);
  say(texts.RECORD_GOES);
  const fields = Object.keys(record).map((name) => ({ name, salt: salts[name], value: record[name] }));
  await call(`/v1/applications/${application}/record`, { fields });
  for (const proof of sent.files) await upload(`/v1/applications/${application}/proofs`, "proof", proof);
  return application;
}

async function mirrored(application, patience) {
  for (let turn = 0; ; turn += 1) {
    try {
      return await call(`/v1/applications/${application}`);
    } catch (fault) {
      if (fault.told?.status !== 404) throw fault;
      if (turn >= patience) throw new Fault("MIRROR_LATE");
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}
