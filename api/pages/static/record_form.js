// A record from the form, and the form from a draft: every input has its place in the record as `data-path`.

const PLACES = 4;
const NOBODY = "00".repeat(32);
const NONE = "无";

// The record as far as it is filled in; `known` is what the page found out: party, mark, proofs.
export function recordOf(form, known) {
  const record = {};
  for (const input of inputs(form)) place(record, input.dataset.path.split("."), input);
  // the first is who signs on the page, the others' parties are typed in
  const typed = (record.applicants ?? []).map((each) => (each.party ?? "").replace(/^0x/, "").toLowerCase());
  const parties = [known.party ?? NOBODY, ...typed.slice(1)];
  for (const name of ["applicants", "contacts", "rights"]) {
    if (record[name]) record[name] = record[name].map((each, place) => ({ ...each, party: parties[place] }));
  }
  if (record.volume) record.volume.bytes = known.mark?.size ?? 0;
  if (record.restrictions) record.restrictions = restrictions(record.restrictions);
  record.proofs = known.proofs ?? [];
  return Object.fromEntries(Object.entries(record).filter(([name, value]) => !left(form, name, value)));
}

// What may be kept in this browser: the inputs by their places, but no file.
export function draftOf(form) {
  const several = Map.groupBy(inputs(form), (input) => input.dataset.path);
  return Object.fromEntries(Array.from(several, ([path, group]) => [path, group.map(kept)]));
}

// Fills the form from a draft.
export function fill(form, draft) {
  for (const input of inputs(form)) {
    const values = draft[input.dataset.path];
    if (!values) continue;
    if (input.type === "checkbox") input.checked = values.includes(input.value);
    else if (values.length) input.value = values[0];
  }
}

export function inputs(form) {
  return Array.from(form.querySelectorAll("[data-path]")).filter((input) => input.type !== "file");
}

function kept(input) {
  return input.type === "checkbox" && !input.checked ? null : input.value;
}

function place(record, path, input) {
  const value = valueOf(input);
  if (value === undefined) return;
  let at = record;
  path.slice(0, -1).forEach((step, depth) => {
    at[step] ??= /^\d+$/.test(path[depth + 1]) ? [] : {};
    at = at[step];
  });
  const last = path.at(-1);
  if (input.dataset.kind === "several") at[last] = [...(at[last] ?? []), ...value];
  else at[last] = value;
}

function valueOf(input) {
  const text = input.value.trim();
  switch (input.dataset.kind) {
    case "several":
      return input.checked ? [input.value] : [];
    case "share":
      return ppm(text);
    case "number":
      return /^\d{1,15}$/.test(text) ? Number(text) : text;
    default:
      return text;
  }
}

// A percentage of at most four places as parts per million, exactly; what is none stays as it is.
function ppm(text) {
  const found = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(text);
  return found ? Number(found[1] + (found[2] ?? "").padEnd(PLACES, "0")) : text;
}

// Nothing filled in means none, as the law's form has it.
function restrictions(given) {
  const members = Object.entries(given);
  if (members.every(([, text]) => text === "")) return NONE;
  return Object.fromEntries(members.map(([name, text]) => [name, text || NONE]));
}

// An empty field is left out: a mandatory one is then said to be missing.
function left(form, name, value) {
  const optional = form.querySelector(`[data-field="${name}"]`)?.dataset.optional !== undefined;
  return value === "" || (optional && Array.isArray(value) && value.length === 0);
}
