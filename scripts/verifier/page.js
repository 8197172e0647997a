// Bundles the browser's verifier to one HTML file: `node scripts/verifier/page.js FILE`. The same sources give the
// same bytes. Its policy lets nothing run but the script and the style that stand in it, and nothing be fetched.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const BROWSER = resolve(ROOT, "notarization/browser");

/** What a policy calls an inline script or style. */
const digest = (text) => `sha256-${createHash("sha256").update(text).digest("base64")}`;

async function bundled() {
  const { outputFiles } = await build({
    entryPoints: [resolve(BROWSER, "page.js")],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "inline",
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

async function page() {
  const [code, css] = [await bundled(), readFileSync(resolve(BROWSER, "page.css"), "utf8")];
  if (/<\/script|<!--/i.test(code)) throw new Error("the script would end the element that it stands in");
  const parts = { SCRIPT: digest(code), STYLE: digest(css), CSS: css, CODE: code };
  return readFileSync(resolve(BROWSER, "page.html"), "utf8").replace(
    /%(SCRIPT|STYLE|CSS|CODE)%/g,
    (_, name) => parts[name],
  );
}

const file = process.argv[2];
mkdirSync(dirname(resolve(file)), { recursive: true });
writeFileSync(file, await page());
