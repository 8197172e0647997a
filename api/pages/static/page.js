// What every page with scripts is given by its template.

// A press whose work may lead to another page; until it is done, and once it leads there, another press does nothing.
// `work` answers whether it leads on. Whoever comes back to the page may press again.
export function pressed(button, work) {
  let busy = false;
  button.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    busy = await work();
  });
  addEventListener("pageshow", () => (busy = false));
}

// The page's own sentences, by code.
export function textsOf(page) {
  return JSON.parse(page.querySelector("#texts").textContent);
}
