/** Gives a package to the browser's verifier, and says what that took: hostile.js GOOD PACKAGE TRUST. */

import { readFileSync } from "node:fs";
import { verify } from "../../notarization/browser/verifier.js";

const [good, packed, trust] = process.argv.slice(2);
const file = (path) => {
  const held = readFileSync(path);
  return new Uint8Array(held.buffer, held.byteOffset, held.length);
};
const peak = () => 1_024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "ascii"))[1]);

verify(file(good), file(trust));
const [before, begin] = [peak(), process.cpuUsage()];
const report = verify(file(packed), file(trust));
const { user, system } = process.cpuUsage(begin);
const codes = report.checks.filter(({ status }) => status === "failed").map(({ code }) => code);
const row = { grade: report.grade, codes: codes.slice(0, 3), seconds: Math.round((user + system) / 1e4) / 100 };
process.stdout.write(JSON.stringify({ ...row, mb: Math.round((peak() - before) / 1e6) }));
