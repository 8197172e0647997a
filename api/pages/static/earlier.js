// A form filled in from an application that led to nothing: its fields by their places, its proofs as files.

const PLACES = 4;
const NONE = "无";
const HOLDERS = ["applicants", "contacts", "rights"];
const SHARE = /^rights\.\d+\.(hold|use|oper)$/;

// The inputs' values by their places in the record; who reads stands first among the holders.
export function draftFrom(earlier) {
  const draft = {};
  for (const [name, value] of Object.entries(earlier.fields)) {
    if (name === "proofs" || value === NONE) continue;
    const own = HOLDERS.includes(name) && Array.isArray(value) ? readerFirst(value, earlier.party) : value;
    place(draft, name, own);
  }
  return draft;
}

// Puts the proofs that the registry still keeps into the form, one for each kind.
export async function fillProofs(form, earlier) {
  const kept = new Set(earlier.proofs);
  for (const { kind, sha256 } of earlier.fields.proofs ?? []) {
    const input = form.querySelector(`[data-proof="${kind}"]`);
    if (!input || input.files.length || !kept.has(sha256)) continue;
    const answer = await fetch(`/applications/${earlier.application}/proofs/${sha256}`);
    if (!answer.ok) continue;
    const chosen = new DataTransfer();
    chosen.items.add(new File([await answer.blob()], kind));
    input.files = chosen.files;
  }
}

function readerFirst(entries, party) {
  return [...entries].sort((one, other) => (other.party === party) - (one.party === party));
}

function place(draft, path, value) {
  if (Array.isArray(value) && value.some((each) => typeof each === "object")) {
    value.forEach((each, at) => place(draft, `${path}.${at}`, each));
  } else if (Array.isArray(value)) {
    draft[path] = value;
  } else if (typeof value === "object") {
    for (const [member, each] of Object.entries(value)) place(draft, `${path}.${member}`, each);
  } else {
    draft[path] = [SHARE.test(path) ? percent(value) : unlimited(path, value) ? "" : String(value)];
  }
}

// A restriction that says none stands empty in the form.
function unlimited(path, value) {
  return path.startsWith("restrictions.") && value === NONE;
}

// Parts per million as a percentage, exactly.
function percent(ppm) {
  const text = String(ppm).padStart(PLACES + 1, "0");
  return `${text.slice(0, -PLACES)}.${text.slice(-PLACES)}`.replace(/\.?0+$/, "");
}
