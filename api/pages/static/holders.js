// Several holders in one form: each has inputs of its own among applicants, contacts and rights.

const GROUPS = ["applicants", "contacts", "rights"];
const MOST = 16;

export function count(form) {
  return groupsOf(form, GROUPS[0]).length;
}

// One more holder, whose party is typed in; who signs on the page is always the first.
export function add(form, texts) {
  const place = count(form);
  if (place === MOST) return;
  for (const name of GROUPS) {
    const groups = groupsOf(form, name);
    const made = groups[0].cloneNode(true);
    if (name === GROUPS[0]) made.prepend(form.ownerDocument.querySelector("#holder").content.cloneNode(true));
    made.dataset.holder = place;
    made.setAttribute("aria-label", texts.HOLDER.replace("{place}", place + 1));
    for (const heading of made.querySelectorAll("[data-holder-name]"))
      heading.textContent = made.getAttribute("aria-label");
    for (const input of made.querySelectorAll("[data-path]")) {
      input.dataset.path = input.dataset.path.replace(".0.", `.${place}.`);
      input.value = input.dataset.kind === "share" ? "0" : "";
    }
    groups.at(-1).after(made);
  }
  shown(form);
}

export function remove(form) {
  if (count(form) === 1) return;
  for (const name of GROUPS) groupsOf(form, name).at(-1).remove();
  shown(form);
}

// As many as there are.
export function resize(form, texts, wanted) {
  while (count(form) < Math.min(wanted, MOST)) add(form, texts);
  while (count(form) > Math.max(wanted, 1)) remove(form);
}

function shown(form) {
  form.querySelector("#fewer-holders").hidden = count(form) === 1;
}

function groupsOf(form, name) {
  return Array.from(form.querySelectorAll(`[data-field="${name}"] [data-holder]`));
}
