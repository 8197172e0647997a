/** Rule profiles: the law as data, named by the digest of their canonical JSON. */

import { encode } from "../canonical.js";
import { hex } from "./bytes.js";
import { PROFILES } from "./data/rules.js";
import { DomainError } from "./errors.js";
import { keccak256 } from "./hashes.js";
import { startBefore } from "./workdays.js";

const NATIONAL = "nat-2026";
const A_DAY = 86_400;

const BY_DIGEST = new Map(
  Object.values(PROFILES).map((profile) => [hex(keccak256(encode(profile))), readable(profile)]),
);

/** Reports by purpose with their members' names, whether the file has them as rows or as objects. */
function readable(profile) {
  const named = (row) => (Array.isArray(row) ? { kind: row[0], blocks: row[1], article: row[2] } : row);
  const reports = Object.entries(profile.reports).map(([purpose, rows]) => [purpose, rows.map(named)]);
  return { ...profile, reports: Object.fromEntries(reports) };
}

/** The profile that a title names, null for one that this version does not know. */
export function profileOf(digest) {
  return BY_DIGEST.get(hex(digest)) ?? null;
}

export function nationalProfile() {
  return readable(PROFILES[NATIONAL]);
}

/** A clock's working days. Raises PROFILE_INCOMPLETE. */
export function clockOf(profile, name) {
  const days = profile.clocks[name]?.working_days ?? null;
  if (days === null) throw new DomainError("PROFILE_INCOMPLETE", { name: profile.id, missing: `clocks.${name}` });
  return days;
}

/** The first and the last second in which a renewal may be filed (NAT-2026 Art. 36). Raises PROFILE_INCOMPLETE. */
export function renewalWindow(profile, validUntil) {
  const { renewal } = profile;
  if (!renewal) throw new DomainError("PROFILE_INCOMPLETE", { name: profile.id, missing: "renewal" });
  const first = startBefore(validUntil, renewal.opens);
  return [first, startBefore(validUntil, { days: renewal.closes_days_before }) + A_DAY - 1];
}
