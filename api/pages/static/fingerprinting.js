// A field that takes a file or a folder and shows its fingerprint, made in a worker beside the page.

import { Fault, worded } from "./fault.js";

// The fingerprint of a file input's files; a folder's have their paths below it. `report` is told the bytes read.
export function fingerprintOf(files, report = () => {}) {
  const worker = new Worker(new URL("./fingerprint_worker.js", import.meta.url), { type: "module" });
  const [first] = files;
  const folder = first?.webkitRelativePath;
  const below = (file) => file.webkitRelativePath.slice(file.webkitRelativePath.indexOf("/") + 1);
  const asked = folder ? { entries: files.map((file) => ({ path: below(file), file })) } : { file: first };
  return new Promise((resolve, reject) => {
    worker.onerror = () => reject(new Fault("FINGERPRINT_FAILED"));
    worker.onmessage = ({ data }) => {
      if (data.read !== undefined) report(data.read);
      else if (data.found) resolve(data.found);
      else reject(new Fault(data.fault.code, data.fault.told));
    };
    worker.postMessage(asked);
  }).finally(() => worker.terminate());
}

// Wires the field `root` (templates/parts/fingerprint.html); `done` gets each fingerprint, and null when one begins.
export function fingerprintField(root, texts, done = () => {}) {
  const [progress, status, list] = ["progress", "[role=status]", "dl"].map((each) => root.querySelector(each));
  let turn = 0;
  for (const input of root.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => input.files.length && run(input, (turn += 1)));
  }

  async function run(input, mine) {
    const files = Array.from(input.files);
    done(null);
    list.hidden = true;
    progress.hidden = false;
    progress.value = 0;
    progress.max = Math.max(
      1,
      files.reduce((sum, file) => sum + file.size, 0),
    );
    status.textContent = texts.FINGERPRINT_RUNS;
    try {
      const found = await fingerprintOf(files, (read) => {
        if (mine === turn) progress.value = read;
      });
      if (mine === turn) show(found);
    } catch (fault) {
      if (mine === turn) status.textContent = worded(texts, fault);
    }
    if (mine === turn) progress.hidden = true;
  }

  function show(found) {
    for (const place of list.querySelectorAll("dd")) place.textContent = found[place.dataset.member];
    list.hidden = false;
    status.textContent = texts.FINGERPRINT_DONE;
    done(found);
  }
}
