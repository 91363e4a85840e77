// Drives a running pullquote in a real browser: node run.mjs BINARY [--pictures DIR] [--only REGEX] [--browser PATH]
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { Archive } from "./archive.mjs";
import { checkBox } from "./checks/box.mjs";
import { chooseChecks, close, launch, summary } from "./harness.mjs";
import { Site } from "./sites.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pictures: { type: "string" }, only: { type: "string" }, browser: { type: "string", default: "/usr/bin/chromium" } },
});
const [binary] = positionals;
if (!binary) {
  console.error("usage: node run.mjs BINARY [--pictures DIR] [--only REGEX] [--browser PATH]");
  process.exit(2);
}
chooseChecks(values.only);
if (values.pictures) mkdirSync(values.pictures, { recursive: true });

const picture = async (page, name) => {
  if (values.pictures) await page.screenshot({ path: join(values.pictures, `${name}.png`), fullPage: true });
};

const open = [];
try {
  console.log(`Chromium ${await launch(values.browser)}`);
  const [site, other] = await Promise.all(["news.localhost", "other.localhost"].map((host) => Site.open(host)));
  open.push(site, other);
  const archive = await Archive.open(resolve(binary), { sample: true, sites: [site.origin] });
  open.push(archive);
  await checkBox({ archive, site, other, picture });
} finally {
  await close();
  for (const one of open) one.close();
}
process.exit(summary() ? 0 : 1);
