// Drives a running pullquote in a real browser: node run.mjs BINARY [--pictures DIR] [--only REGEX] [--browser PATH]
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { Archive } from "./archive.mjs";
import { checkBox } from "./checks/box.mjs";
import { checkHostile } from "./checks/hostile.mjs";
import { checkLooks, checkPages } from "./checks/pages.mjs";
import { checkSpeed } from "./checks/speed.mjs";
import { FILES } from "./corpus.mjs";
import { check, chooseChecks, close, equal, launch, leaked, requests, summary } from "./harness.mjs";
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
const opened = async (opening) => {
  const one = await opening;
  open.push(one);
  return one;
};
try {
  console.log(`Chromium ${await launch(values.browser)}`);
  const [site, other] = [await opened(Site.open("news.localhost")), await opened(Site.open("other.localhost"))];
  const archive = await opened(Archive.open(resolve(binary), { sample: true, files: FILES, sites: [site.origin] }));
  await checkSpeed({ archive });
  await checkPages({ archive, picture });
  await checkBox({ archive, site, other, picture });
  await checkLooks({ archive, picture });
  const hosts = [archive, site, other].map(({ origin }) => new URL(origin).host);
  hosts.push(...(await checkHostile({ binary: resolve(binary), site, opened })));
  await check("all of it: no request to anybody else", () => {
    const others = requests.map(({ url }) => new URL(url)).filter(({ protocol, host }) => /^(http|ws)s?:$/.test(protocol) && !hosts.includes(host));
    equal([...new Set(others.map(String))], [], `of ${requests.length} requests, those to others`);
    return `${requests.length} requests`;
  });
  await check("all of it: no question in an address or a referrer", () => equal(leaked(), [], "questions in addresses"));
} finally {
  await close();
  for (const one of open) one.close();
}
process.exit(summary() ? 0 : 1);
