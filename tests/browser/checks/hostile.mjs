// Texts that want to be more than texts: 1,000 questions and 1,000 articles. The browser is told to obey no policy of the pages,
// so that whatever got through would run.
import { Archive, article } from "../archive.mjs";
import { assert, asking, check, equal, withReader } from "../harness.mjs";
import { PAYLOADS } from "../payloads.mjs";

const ASKED = [["ask", "question"], ["search", "query"], ["said", "who"], ["source", "text"]];
const AT_ONCE = 4;

// What a text may not make: whatever can run, load, send or leave. What our own pages have of these is known by its address.
const made = () => {
  const own = (element) => {
    const at = element.src ?? element.href?.baseVal ?? element.href;
    return typeof at === "string" && at.startsWith(location.origin);
  };
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    const runs = /^(iframe|object|embed|svg|math|video|audio|source|base|style|template|noscript|marquee|xss|image|frame|portal)$/.test(name);
    const loads = /^(script|img|link)$/.test(name) && !own(element) && element.type !== "application/ld+json" && element.rel !== "canonical";
    const sends = name === "form" && !element.action.startsWith(location.origin);
    const moves = name === "meta" && element.httpEquiv;
    const leads = name === "a" && !/^https?:$/.test(element.protocol);
    const acts = element.getAttributeNames().filter((attribute) => attribute.startsWith("on") || attribute === "style" || attribute === "autofocus");
    if (runs || loads || sends || moves || leads || acts.length) found.push(element.outerHTML.slice(0, 200));
  }
  return { found, hit: window.__hit };
};

const look = async (page, about) => {
  const { found, hit } = await page.evaluate(made);
  assert(hit === undefined, `${about} ran a script`);
  equal(found, [], about);
};

// Does this with each item, with a few pages at a time.
const each = (items, act) =>
  withReader({ bypassCSP: true, complaints: [/40[04]|410/] }, async (_, context) => {
    let next = 0;
    const worker = async () => {
      const page = await context.newPage();
      while (next < items.length) {
        next += 1;
        await act(page, items[next - 1], next - 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return `${items.length}`;
  });

export const checkHostile = async ({ binary, site, opened }) => {
  const legal = (text) => text.replaceAll("\u0000", "");
  const files = PAYLOADS.map((payload, number) => {
    const own = legal(payload);
    const body = `Mayor Ann ${own} said, "The weir ${own} is closed."\n\nNobody ${own} answered.`;
    const fields = { title: `Title ${number} ${own}`, byline: own, dek: own, publisher: `Weir ${own}`, licence: `terms ${own}`, caption: own, show: "whole" };
    return [`articles/h${number}.md`, article(`h${number}`, body, fields)];
  });
  const archive = await opened(Archive.open(binary, { files: Object.fromEntries(files), sites: [site.origin] }));
  const receipts = new Set();

  await check(`hostile: ${PAYLOADS.length} questions by forms, to every command in turn`, () =>
    each(PAYLOADS, async (page, payload, number) => {
      const [command, name] = ASKED[number % ASKED.length];
      await page.goto(`${archive.origin}/about`, { waitUntil: "domcontentloaded" });
      await Promise.all([
        page.waitForURL(`${archive.origin}/${command}`),
        page.evaluate(
          ([action, name, value]) => {
            const form = Object.assign(document.createElement("form"), { action, method: "post" });
            form.append(Object.assign(document.createElement("textarea"), { name, value }));
            document.body.append(form);
            form.submit();
          },
          [`/${command}`, name, asking(payload)],
        ),
      ]);
      await page.waitForLoadState("load");
      await look(page, `/${command} ${payload}`);
      for (const link of await page.locator("a.share").evaluateAll((all) => all.map(({ href }) => href))) receipts.add(link);
    }));

  await check(`hostile: ${PAYLOADS.length} articles, each as a page`, () =>
    each(PAYLOADS, async (page, payload, number) => {
      await page.goto(`${archive.origin}/a/h${number}`);
      await look(page, `/a/h${number} ${payload}`);
      const shown = (await page.locator("main").innerText()).replace(/\s+/g, " ");
      assert(shown.includes("Mayor Ann") && shown.includes("is closed."), shown);
      for (const data of await page.locator("script[type='application/ld+json']").allTextContents()) JSON.parse(data);
    }));

  await check("hostile: the receipts of what was shown", async () => {
    assert(receipts.size > 100, `${receipts.size} receipts`);
    return each([...receipts].slice(0, 400), async (page, address) => {
      await page.goto(address);
      await look(page, address);
      assert((await page.locator("blockquote").count()) > 0, `${address} shows nothing`);
    });
  });

  await check(`hostile: ${PAYLOADS.length} questions to the box of another site`, () =>
    each(PAYLOADS, async (page, payload) => {
      if (page.url() === "about:blank") {
        await page.goto(site.page("/hostile", `<script src="${archive.origin}/box.js"></script>`));
        await page.locator("pullquote-box").waitFor();
      }
      await page.evaluate((value) => {
        const root = document.querySelector("pullquote-box").shadowRoot;
        const input = Object.assign(root.querySelector("input"), { value });
        input.form.requestSubmit();
      }, asking(payload));
      await page.waitForFunction(() => document.querySelector("pullquote-box").shadowRoot.querySelector(".answer:not([aria-busy]) > *"));
      const { names, attributes, links, hit } = await page.evaluate(() => {
        const all = [...document.querySelector("pullquote-box").shadowRoot.querySelectorAll(".answer *")];
        return {
          names: all.map(({ localName }) => localName),
          attributes: all.flatMap((own) => own.getAttributeNames()),
          links: all.filter(({ localName }) => localName === "a").map(({ protocol }) => protocol),
          hit: window.__hit,
        };
      });
      assert(hit === undefined, `${payload} ran a script`);
      const strange = names.filter((name) => !/^(a|b|blockquote|button|cite|d[dlt]|del|details|div|fig(caption|ure)|form|input|ins|li|mark|p|span|summary|time|ul)$/.test(name));
      equal(strange, [], payload);
      equal(attributes.filter((name) => /^on|style|src/.test(name)), [], payload);
      equal(links.filter((protocol) => !/^https?:$/.test(protocol)), [], payload);
    }));

  return [new URL(archive.origin).host];
};
