/** The files of an evidence package (docs/evidence-package.md) as parts. */

import { CERTIFICATE_NAME, readCertificate } from "./certificate.js";
import { ACCOUNT_NAME, CLAIM_NAME, headerName, HEADS_NAME, readAccount, readClaim, readHeads } from "./claim.js";
import { COVER_NAME, readCover, SHEET_NAME } from "./cover.js";
import { DOSSIERS, readDossier } from "./dossiers.js";
import { isPlaced, readEnclosures } from "./enclosures.js";
import { Fault } from "./errors.js";
import { bytesOf, isDetached, jsonOf } from "./manifest.js";
import { OBJECT_NAME, readObject } from "./object.js";
import { readTombstones, TOMBSTONES_NAME } from "./tombstones.js";

export const ATTACHMENTS = "attachments/";
const KNOWN = [
  COVER_NAME,
  SHEET_NAME,
  CERTIFICATE_NAME,
  CLAIM_NAME,
  ACCOUNT_NAME,
  HEADS_NAME,
  OBJECT_NAME,
  TOMBSTONES_NAME,
];

/**
 * The parts of files whose manifest was checked before; `parts` are the manifest's, null in version 1.
 * `dossiers` and `heads` are Maps by subject in hex.
 */
export function readPackage(files, { parts }) {
  const claim = readClaim(jsonOf(files, CLAIM_NAME));
  const header = headerName(claim.number);
  requireKnown(files, header, parts !== null);
  const account = readAccount(jsonOf(files, ACCOUNT_NAME));
  const heads = jsonOf(files, HEADS_NAME);
  const certificate = readCertificate(jsonOf(files, CERTIFICATE_NAME));
  return {
    cover: readCover(jsonOf(files, COVER_NAME)),
    certificate,
    claim,
    header: bytesOf(files, header),
    address: account.address,
    account: account.nodes,
    heads: readHeads(heads, files.get(HEADS_NAME)),
    dossiers: new Map(below(files, DOSSIERS).map((name) => readDossier(name, jsonOf(files, name)))),
    object: files.has(OBJECT_NAME) ? readObject(jsonOf(files, OBJECT_NAME)) : null,
    tombstones: files.has(TOMBSTONES_NAME)
      ? readTombstones(jsonOf(files, TOMBSTONES_NAME), certificate.application)
      : [],
    enclosures: parts ? readEnclosures(files) : null,
    absent: parts ? absentOf(parts) : null,
  };
}

const below = (files, folder) => [...files.keys()].filter((name) => name.startsWith(folder));
const absentOf = (parts) =>
  Object.fromEntries(parts.filter((each) => each.absent).map((each) => [each.part, each.absent]));

function requireKnown(files, header, second) {
  for (const name of files.keys()) {
    const placed = name.startsWith(DOSSIERS) || name.startsWith(ATTACHMENTS) || isDetached(name);
    if (KNOWN.includes(name) || name === header || placed || (second && isPlaced(name))) continue;
    throw new Fault("FILE_UNKNOWN", { file: name });
  }
}
