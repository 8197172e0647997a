/**
 * Asks the browser's verifier many questions in one process, for tests: one JSON line in, one report out.
 * A line is {"package", "trust", "verdict", "purpose", "time"}: base64 of the files, and the question.
 */

import { createInterface } from "node:readline";
import { encode } from "./canonical.js";
import { checkProof } from "./batch_checks.js";
import { isProof } from "./batch.js";
import { verify } from "./verifier.js";

const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));

function answered(line) {
  const { package: packed, trust, verdict, purpose, time } = JSON.parse(line);
  const question = { ...(purpose ? { purpose } : {}), ...(time === undefined || time === null ? {} : { time }) };
  try {
    const given = [bytes(packed), bytes(trust)];
    const report = isProof(given[0])
      ? checkProof(...given)
      : verify(...given, question, typeof verdict === "string" ? bytes(verdict) : null);
    return new TextDecoder().decode(encode(report));
  } catch (fault) {
    // the verifier never throws for what it reads: a test shows where it does
    return JSON.stringify({ thrown: String(fault?.stack ?? fault) });
  }
}

for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${answered(line)}\n`);
