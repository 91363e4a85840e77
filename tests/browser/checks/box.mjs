// The search box on a newsletter's own site.
import { gzipSync } from "node:zlib";

import { DESK, PHONE, assert, asking, check, equal, withReader } from "../harness.mjs";

const QUESTION = "What did Sessions say about public safety?";
const WORDS = "Protecting criminal aliens from federal immigration authorities";

// Types a question into the box of a page, and waits for what it says.
const ask = async (page, question, { within = "pullquote-box" } = {}) => {
  const box = page.locator(within);
  await box.getByRole("searchbox").fill(asking(question));
  await box.getByRole("searchbox").press("Enter");
  await box.locator(".answer:not([aria-busy]) > *").first().waitFor();
  return box;
};

export const checkBox = async ({ archive, site, other, picture }) => {
  const script = `<script src="${archive.origin}/box.js" async></script>`;
  const strict = `default-src 'none'; script-src ${archive.origin}; connect-src ${archive.origin}; require-trusted-types-for 'script'; trusted-types 'none'`;
  const plain = site.page("/plain", `<p>Before</p>${script}<p>After</p>`);

  await check("box: where the script stands, a question is answered with quotation, citation and link", () =>
    withReader({}, async (page) => {
      await page.goto(plain);
      const box = await ask(page, QUESTION);
      assert((await box.locator("blockquote").innerText()).includes(WORDS), "the quotation");
      assert((await box.locator("figcaption").innerText()).includes("Common Dreams"), "the citation");
      const link = await box.locator("cite a").getAttribute("href");
      assert(link.startsWith("https://www.commondreams.org/") && link.includes("#:~:text="), link);
      assert((await box.locator("a[href*='/r/']").getAttribute("href")).startsWith(`${archive.origin}/r/`), "its permanent link");
      equal(await page.locator("main > *").evaluateAll((all) => all.map((own) => own.localName)), ["h1", "p", "script", "pullquote-box", "p"], "the page");
      await picture(page, "box-desk-light");
    }));

  await check("box: more is on the archive's page, in a tab of its own, and the question in no address", () =>
    withReader({}, async (page, context) => {
      await page.goto(plain);
      const box = await ask(page, QUESTION);
      const [opened] = await Promise.all([context.waitForEvent("page"), box.getByRole("button", { name: "More on" }).click()]);
      await opened.waitForLoadState();
      equal(opened.url(), `${archive.origin}/ask`, "the address");
      equal(await opened.evaluate(() => window.opener), null, "its opener");
      assert((await opened.locator("body").innerText()).includes(WORDS), "the same answer");
    }));

  await check("box: a site that the settings do not name gets no answer", () =>
    withReader({ complaints: [/CORS/, /Failed to load resource/] }, async (page) => {
      await page.goto(other.page("/plain", script));
      const box = await ask(page, QUESTION);
      const text = await box.locator(".answer").innerText();
      assert(text.includes("No answer came") && !text.includes("aliens"), text);
    }));

  await check("box: under a strict policy, with Trusted Types and no styles allowed, it works and is styled", () =>
    withReader({}, async (page) => {
      await page.goto(site.page("/strict", script, { policy: strict }));
      const box = await ask(page, QUESTION);
      assert((await box.locator("blockquote").innerText()).includes(WORDS), "the quotation");
      equal(await box.evaluate((own) => getComputedStyle(own).display), "block", "its display");
      equal(await box.locator("button").first().evaluate((own) => getComputedStyle(own).backgroundColor), "rgb(10, 88, 202)", "its colour");
    }));

  await check("box: a form is upgraded, and works as a form where no scripts run", async () => {
    const body = `<form data-pullquote action="${archive.origin}/ask" method="post" target="_blank"><label>Ask <input name="question"></label><button>Go</button></form>${script}`;
    const address = site.page("/form", body);
    await withReader({}, async (page) => {
      await page.goto(address);
      const box = await ask(page, QUESTION);
      assert((await box.locator("blockquote").innerText()).includes(WORDS), "the quotation");
      equal(await page.locator("form[data-pullquote]").count(), 0, "forms that are left");
    });
    await withReader({ javaScriptEnabled: false }, async (page, context) => {
      await page.goto(address);
      await page.getByRole("textbox").fill(asking(QUESTION));
      const [opened] = await Promise.all([context.waitForEvent("page"), page.getByRole("button").click()]);
      await opened.waitForLoadState();
      assert((await opened.locator("body").innerText()).includes(WORDS), "the answer");
    });
  });

  await check("box: in a frame, which tells the page how tall it is", () =>
    withReader({}, async (page) => {
      const body = `<iframe src="${archive.origin}/box" title="Ask" width="320" height="200"></iframe>`;
      await page.addInitScript(() => addEventListener("message", ({ data }) => (window.told ??= []).push(data)));
      await page.goto(site.page("/frame", body, { policy: `default-src 'none'; frame-src ${archive.origin}` }));
      const frame = page.frameLocator("iframe");
      await frame.getByRole("searchbox").fill(asking(QUESTION));
      await frame.getByRole("button", { name: "Ask" }).click();
      assert((await frame.locator("blockquote").innerText()).includes(WORDS), "the quotation");
      await page.waitForFunction(() => window.told.at(-1).pullquote > window.told[0].pullquote);
      const told = await page.evaluate(() => window.told);
      equal(Object.keys(told[0]), ["pullquote"], "what is told");
      await page.locator("iframe").evaluate((own) => own.setAttribute("height", window.told.at(-1).pullquote));
      await picture(page, "box-frame");
    }));

  await check("box: no frame on a site that the settings do not name", () =>
    withReader({ complaints: [/frame-ancestors/] }, async (page) => {
      await page.goto(other.page("/frame", `<iframe src="${archive.origin}/box" title="Ask"></iframe>`));
      await page.waitForTimeout(300);
      equal(await page.frameLocator("iframe").getByRole("searchbox").count(), 0, "boxes");
    }));

  await check("box: the frame's form works where no scripts run", () =>
    withReader({ javaScriptEnabled: false }, async (page, context) => {
      await page.goto(`${archive.origin}/box`);
      await page.getByRole("searchbox").fill(asking(QUESTION));
      const [opened] = await Promise.all([context.waitForEvent("page"), page.getByRole("button").click()]);
      await opened.waitForLoadState();
      assert((await opened.locator("body").innerText()).includes(WORDS), "the answer");
    }));

  await check("box: colours, corners and letters are the page's, by variables", () =>
    withReader({}, async (page) => {
      const head = "<style>pullquote-box { --pullquote-accent: rgb(120, 0, 60); --pullquote-background: rgb(255, 250, 240); --pullquote-text: rgb(30, 20, 10); --pullquote-font: Georgia, serif; --pullquote-radius: 2px }</style>";
      await page.goto(site.page("/themed", script, { head }));
      const box = await ask(page, QUESTION);
      const style = await box.evaluate((own) => {
        const { backgroundColor, color, fontFamily, borderRadius } = getComputedStyle(own);
        return [backgroundColor, color, fontFamily, borderRadius];
      });
      equal(style, ["rgb(255, 250, 240)", "rgb(30, 20, 10)", "Georgia, serif", "2px"], "its style");
      equal(await box.locator("button").first().evaluate((own) => getComputedStyle(own).backgroundColor), "rgb(120, 0, 60)", "its button");
      await picture(page, "box-themed");
    }));

  await check("box: the page's own styles do not reach into it", () =>
    withReader({}, async (page) => {
      const head = "<style>input, button, p, blockquote { display: none !important; color: red !important }</style>";
      await page.goto(site.page("/loud", script, { head }));
      const box = await ask(page, QUESTION);
      assert(await box.locator("blockquote p").isVisible(), "the quotation");
    }));

  await check("box: two places are a choice, picked by the keyboard alone", () =>
    withReader({}, async (page) => {
      await page.goto(plain);
      await page.keyboard.press("Tab");
      await page.keyboard.type(asking("Did Albany receive the letter?"));
      await page.keyboard.press("Enter");
      const choice = page.getByRole("button", { name: "Albany, N.Y." });
      await choice.waitFor();
      await picture(page, "box-choice");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      assert(await choice.evaluate((own) => own.getRootNode().activeElement === own), "the first choice has the focus");
      await page.keyboard.press("Enter");
      await page.locator("pullquote-box blockquote").first().waitFor();
      assert((await page.locator("pullquote-box .verdict").innerText()).startsWith("Yes"), "the verdict");
      equal(await page.locator("pullquote-box").evaluate((own) => own.shadowRoot.activeElement?.className), "answer", "where the focus is");
    }));

  await check("box: what answers last is of the last question", () =>
    withReader({}, async (page) => {
      await page.goto(plain);
      let first = true;
      await page.route("**/box", async (route) => {
        const late = first;
        first = false;
        if (late) await new Promise((later) => setTimeout(later, 600));
        await route.continue();
      });
      const input = page.locator("pullquote-box").getByRole("searchbox");
      await input.fill(asking("Which places received the letter?"));
      await input.press("Enter");
      await input.fill(asking(QUESTION));
      await input.press("Enter");
      await page.waitForTimeout(1200);
      assert((await page.locator("pullquote-box blockquote").innerText()).includes(WORDS), "the last answer");
    }));

  await check("box: an archive that does not answer is said", () =>
    withReader({ complaints: [/Failed to load resource/, /ERR_FAILED/] }, async (page) => {
      await page.goto(plain);
      await page.route("**/box", (route) => route.abort());
      const box = await ask(page, QUESTION);
      assert((await box.locator(".answer").innerText()).includes("No answer came"), "what is said");
    }));

  await check("box: nothing but our own elements, whatever comes as an answer, and nothing of it runs or loads", () =>
    withReader({}, async (page) => {
      await page.goto(plain);
      const evil = `<div onclick="__hit=1"><p class="verdict" style="position:fixed" onmouseover="__hit=1">kept</p><script>window.__hit=1</script><img src="https://evil.example/x.png" onerror="window.__hit=1"><svg onload="window.__hit=1"><a href="javascript:__hit=1">x</a></svg><iframe srcdoc="<script>parent.__hit=1</script>"></iframe><a href="javascript:window.__hit=1">link</a><a href=" java\nscript:window.__hit=1">link</a><a href="data:text/html,x">link</a><form action="https://evil.example"><input name="x"></form><style>*{display:none}</style><template><b>x</b></template><math><mtext><img src=x onerror=__hit=1></mtext></math></div>`;
      await page.route("**/box", (route) =>
        route.fulfill({ body: evil, contentType: "text/html", headers: { "access-control-allow-origin": site.origin } }));
      const box = await ask(page, QUESTION);
      await page.waitForTimeout(200);
      const names = await box.locator(".answer *").evaluateAll((all) => all.map((own) => own.localName));
      equal(names, ["div", "p", "a", "a", "a", "form", "input", "button"], "elements");
      const attributes = await box.locator(".answer > div *, .answer > div").evaluateAll((all) => all.flatMap((own) => own.getAttributeNames()));
      equal(attributes, ["class"], "attributes");
      for (const link of await box.locator(".answer > div a").all()) await link.click({ force: true });
      equal(await page.evaluate(() => window.__hit), undefined, "what ran");
    }));

  for (const colorScheme of ["light", "dark"]) {
    for (const [where, viewport] of [["phone", PHONE], ["desk", DESK]]) {
      await check(`box: axe-core finds nothing, ${colorScheme}, ${where}`, () =>
        withReader({ colorScheme, viewport, complaints: [/./] }, async (page) => {
          const head = "<style>:root { color-scheme: light dark }</style>";
          await page.goto(site.page("/axe", script, { head }));
          await ask(page, QUESTION);
          await axe(page);
          await ask(page, "Did Albany receive the letter?");
          await axe(page);
          await picture(page, `box-choice-${where}-${colorScheme}`);
          await ask(page, "Who won the world cup in 1998?");
          assert((await page.locator("pullquote-box .answer").innerText()).includes("not an answer"), "how the closest are called");
          await axe(page);
          await picture(page, `box-closest-${where}-${colorScheme}`);
          await page.goto(`${archive.origin}/box`);
          await ask(page, QUESTION);
          await axe(page);
          await picture(page, `box-framed-${where}-${colorScheme}`);
        }));
    }
  }

  for (const width of [280, 320, 768]) {
    await check(`box: no horizontal scrolling at ${width} pixels`, () =>
      withReader({ viewport: { width, height: 700 } }, async (page) => {
        await page.goto(plain);
        for (const question of [QUESTION, "Did Albany receive the letter?", "x".repeat(400)]) {
          await ask(page, question);
          const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
          assert(scroll <= client, `${scroll} of ${client} pixels: ${question}`);
        }
        await ask(page, QUESTION);
        await picture(page, `box-${width}`);
      }));
  }

  await check("box: script, style and frame under 30 KB", async () => {
    const texts = await Promise.all(["/box.js", "/box.css", "/box"].map(async (path) => (await fetch(archive.origin + path)).text()));
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    assert(bytes < 30_000, `${bytes} bytes`);
    return `${bytes} bytes, ${gzipSync(texts.join("")).length} compressed`;
  });
};

export const axe = async (page) => {
  const { default: core } = await import("axe-core");
  // By evaluation and not as an element of the page, whose policy would refuse it.
  await page.evaluate(core.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`);
  equal(found, [], `what axe-core finds on ${page.url()}`);
};
