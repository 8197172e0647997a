/** The page: takes files in, has them checked, shows the report. Nothing leaves it. */

import { isProof } from "./batch.js";
import { checkProof } from "./batch_checks.js";
import { encode } from "./canonical.js";
import { WORDS } from "./page_words.js";
import { MAX_BYTES, verify } from "./verifier.js";
import { PURPOSES } from "./wording.js";

const MOST = { package: MAX_BYTES, trust: 2 ** 24, verdict: 2 ** 20 };
const BEIJING = 8 * 3600;
/** How the canonical JSON of a digest's proof and of a log's growth begins. */
const PROOFS = ['{"algorithm":', '{"first":'];
const at = (id) => document.getElementById(id);
/** What was handed in, by its slot; and the report of it. */
const held = { package: null, trust: null, verdict: null };
const shown = { language: navigator.language.startsWith("zh") ? "zh" : "en", report: null, fault: "" };
const say = (name) => WORDS[name][shown.language];
const told = (message) => message[shown.language];

/** An element with text and children. */
function made(name, { text = "", kind = "", inside = [] } = {}) {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  element.append(...(text ? [text] : []), ...inside);
  return element;
}

function speak() {
  document.documentElement.lang = shown.language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  at("language").textContent = say("other");
  at("language").lang = shown.language === "zh" ? "en" : "zh-CN";
  const chosen = at("purpose").value;
  at("purpose").replaceChildren(new Option(say("asCover"), ""));
  for (const [purpose, message] of Object.entries(PURPOSES)) at("purpose").append(new Option(told(message), purpose));
  at("purpose").value = chosen;
  draw();
}

/** Which slot a file is for, by how it begins: a ZIP or a proof of a batch, a trust file, or else a signed verdict. */
function slotOf(data) {
  if (data[0] === 0x50 && data[1] === 0x4b) return "package";
  const begin = new TextDecoder().decode(data.subarray(0, 64)).trimStart();
  if (PROOFS.some((member) => begin.startsWith(member))) return "package";
  return begin.startsWith("{") && !begin.startsWith('{"payload":') ? "trust" : "verdict";
}

/** A file that was dropped stands in its field too. */
function fill(place, file) {
  const taken = new DataTransfer();
  taken.items.add(file);
  at(place).files = taken.files;
}

async function take(file, slot = null) {
  const most = slot ? MOST[slot] : MAX_BYTES;
  if (file.size > most) {
    shown.fault = `${file.name}: ${say("tooLarge")}`;
    return;
  }
  const data = new Uint8Array(await file.arrayBuffer());
  const place = slot ?? slotOf(data);
  held[place] = { name: file.name, data };
  if (!slot) fill(place, file);
  at(`${place}-held`).textContent = `${file.name} (${data.length})`;
}

/** Files that came in together; a check follows where both are there. */
async function receive(files, slot) {
  Object.assign(shown, { report: null, fault: "" });
  for (const file of files) await take(file, slot);
  draw();
  if (held.package && held.trust && !shown.fault) await check();
}

/** What the reader asks instead of what the cover does; times are Beijing's. */
function question() {
  const [purpose, time] = [at("purpose").value, at("time").value];
  const seconds = time ? Math.floor(Date.parse(`${time}Z`) / 1000) - BEIJING : null;
  return { ...(purpose ? { purpose } : {}), ...(seconds === null ? {} : { time: seconds }) };
}

async function check() {
  if (!held.package || !held.trust) {
    shown.fault = say("bothNeeded");
    draw();
    return;
  }
  at("check").disabled = true;
  at("report").replaceChildren(made("p", { text: say("checking") }));
  // let the browser show that before the work begins
  await new Promise((resolve) => setTimeout(resolve, 30));
  try {
    const { package: packed, trust, verdict } = held;
    shown.report = isProof(packed.data) ? checkProof(packed.data, trust.data) : verified(packed, trust, verdict);
    shown.fault = isProof(packed.data) && (verdict || Object.keys(question()).length) ? say("packagesOnly") : "";
  } catch (fault) {
    Object.assign(shown, { report: null, fault: `${say("broken")} ${fault?.message ?? fault}` });
  }
  at("check").disabled = false;
  draw();
  at("report").focus();
}

const verified = (packed, trust, verdict) => verify(packed.data, trust.data, question(), verdict?.data ?? null);

const LOOKS = { VERIFIED: "good", REJECTED: "bad", INCOMPLETE: "unsure", UNREADABLE: "bad" };
const STATES = { passed: "good", failed: "bad", not_checked: "unsure" };

function draw() {
  const parts = [];
  if (shown.fault) parts.push(made("p", { text: shown.fault, kind: "box bad" }));
  if (shown.report) parts.push(...reportOf(shown.report));
  at("report").replaceChildren(...parts);
}

function reportOf({ grade, exitCode, asOf, checks, notProven }) {
  const first = checks.find((each) => each.status === "failed" || (each.required && each.status !== "passed"));
  const answer = checks.find((each) => each.code === "VERDICT" && each.status === "passed");
  const lines = [first && `${first.number}. ${first.code}: ${told(first.message)}`, answer && told(answer.message)];
  const banner = made("div", {
    kind: `box ${LOOKS[grade]}`,
    inside: [
      made("strong", { text: say(grade) }),
      made("p", { text: `${grade} · ${exitCode}` }),
      ...[...lines, ...asOf.map(told)].filter(Boolean).map((text) => made("p", { text })),
    ],
  });
  const save = made("button", { text: say("save") });
  save.type = "button";
  save.addEventListener("click", saveReport);
  return [
    banner,
    save,
    made("h2", { text: say("steps") }),
    made("ol", { kind: "steps", inside: checks.map(lineOf) }),
    made("h2", { text: say("notProven") }),
    made("ul", { inside: notProven.map((message) => made("li", { text: told(message) })) }),
  ];
}

function lineOf({ number, code, status, required, message, expected, found }) {
  const values = [
    ["expected", expected],
    ["found", found],
  ].filter(([, value]) => value);
  const rows = values.flatMap(([name, value]) => [
    made("dt", { text: say(name) }),
    made("dd", { inside: [made("code", { text: value })] }),
  ]);
  const state = status === "not_checked" && !required ? "aside" : status;
  const what = [made("code", { text: code }), document.createTextNode(` ${told(message)}`)];
  return made("li", {
    kind: STATES[status],
    inside: [
      made("span", { text: String(number), kind: "number" }),
      made("span", { text: say(state), kind: "mark" }),
      made("div", { kind: "what", inside: rows.length ? [...what, made("dl", { inside: rows })] : what }),
    ],
  });
}

/** The whole report as the file that `datadeed verify --json` prints. */
function saveReport() {
  const link = made("a");
  link.href = URL.createObjectURL(new Blob([encode(shown.report), "\n"], { type: "application/json" }));
  link.download = `${held.package.name}.report.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

for (const slot of Object.keys(held)) {
  at(slot).addEventListener("change", (event) => receive([...event.target.files], slot));
}
at("check").addEventListener("click", check);
at("language").addEventListener("click", () => {
  shown.language = shown.language === "zh" ? "en" : "zh";
  speak();
});
addEventListener("dragover", (event) => {
  event.preventDefault();
  at("drop").classList.add("over");
});
addEventListener("dragleave", () => at("drop").classList.remove("over"));
addEventListener("drop", (event) => {
  event.preventDefault();
  at("drop").classList.remove("over");
  receive([...event.dataTransfer.files], null);
});
speak();
