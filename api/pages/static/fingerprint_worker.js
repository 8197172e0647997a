// Fingerprints beside the page, so that it stays alive: it is sent files, and tells how far it is and what it found.

import { Fault } from "./fault.js";
import { fingerprintFile, fingerprintFolder, publicId } from "./fingerprint.js";

onmessage = async ({ data }) => {
  let read = 0;
  const report = (bytes) => postMessage({ read: (read += bytes) });
  try {
    const found = data.entries
      ? await fingerprintFolder(data.entries, report)
      : await fingerprintFile(data.file, report);
    postMessage({ found: { ...found, fingerprint: publicId(found) } });
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    postMessage({ fault: { code: fault.code, told: fault.told } });
  }
};
