// What every page with scripts is given by its template.

// The page's own sentences, by code.
export function textsOf(page) {
  return JSON.parse(page.querySelector("#texts").textContent);
}
