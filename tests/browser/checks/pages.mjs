// The pages as a reader uses them: all of it with scripts, and all of it again without.
import { DESK, PHONE, assert, asking, check, equal, withReader } from "../harness.mjs";
import { SECRETS, mill } from "../corpus.mjs";
import { axe } from "./box.mjs";

const QUESTION = "What did Sessions say about public safety?";
const WORDS = "Protecting criminal aliens from federal immigration authorities";
const SAMPLE = "2018-01-24-renewing-racist-assault";

// Fills in the form of a command, and sends it.
export const send = async (page, archive, command, fields) => {
  await page.goto(`${archive.origin}/${command}`);
  for (const [name, value] of Object.entries(fields)) await page.locator(`#${command}-${name}`).fill(asking(value));
  await page.locator("form.ask button[type=submit]").click();
  await page.locator("section.answer, .error").first().waitFor();
};

const heading = (page) => page.locator("h1").innerText();
const text = (page) => page.locator("main").innerText();

// Loads a page again until it says this.
const until = async (page, address, says) => {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(address);
    if (says(await text(page))) return;
    await new Promise((later) => setTimeout(later, 500));
  }
  throw new Error(`after 30 seconds it still says: ${await text(page)}`);
};

export const checkPages = async ({ archive, picture }) => {
  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? "with scripts" : "without scripts";
    const reader = { javaScriptEnabled };

    await check(`pages: a question on the first page, ${how}`, () =>
      withReader(reader, async (page) => {
        await page.goto(archive.origin);
        await page.locator("form.ask").first().getByRole("textbox").first().fill(asking(QUESTION));
        await page.locator("form.ask button[type=submit]").first().click();
        await page.locator("section.answer").waitFor();
        equal(page.url(), `${archive.origin}/ask`, "the address");
        assert((await heading(page)).startsWith("What Jeff Sessions said"), await heading(page));
        const figure = page.locator("section.answer figure").first();
        assert((await figure.locator("blockquote").first().innerText()).includes(WORDS), "the quotation");
        assert((await figure.locator("figcaption").innerText()).includes("Common Dreams"), "the citation");
        assert((await figure.locator("cite a").getAttribute("href")).includes("#:~:text="), "the link to the sentence");
        equal(await figure.getAttribute("data-article"), SAMPLE, "the article");
        assert(!(await page.title()).includes("Sessions"), "the title holds the question");
        equal(await page.locator("#ask-question").inputValue(), QUESTION, "the form");
      }));

    await check(`pages: an example of the first page, ${how}`, () =>
      withReader(reader, async (page) => {
        await page.goto(archive.origin);
        await page.locator(".examples button").first().click();
        await page.locator("section.answer").waitFor();
        assert((await page.locator("section.answer figure").count()) > 0, "an answer");
      }));

    await check(`pages: results page by page, ${how}`, () =>
      withReader(reader, async (page) => {
        await send(page, archive, "search", { query: "sluice" });
        const seen = new Set();
        const range = page.locator(".paging span");
        const collect = async () => {
          for (const own of await page.locator("section.answer > figure").all()) seen.add(await own.getAttribute("data-article"));
        };
        await collect();
        assert((await range.innerText()).startsWith("1–"), await range.innerText());
        for (let pages = 1; await page.getByRole("button", { name: "Next" }).count(); pages += 1) {
          assert(pages < 9, "no end");
          const before = await range.innerText();
          await page.getByRole("button", { name: "Next" }).click();
          await page.locator(".paging span", { hasNotText: before }).waitFor();
          await collect();
        }
        equal(seen.size, 13, "articles");
        const last = await range.innerText();
        await page.getByRole("button", { name: "Previous" }).click();
        await page.locator(".paging span", { hasNotText: last }).waitFor();
        equal(page.url(), `${archive.origin}/search`, "the address");
      }));

    await check(`pages: two places are a choice, ${how}`, () =>
      withReader(reader, async (page) => {
        await send(page, archive, "ask", { question: "Did Albany receive the letter?" });
        await page.getByRole("button", { name: "Albany, N.Y." }).click();
        await page.locator("h1", { hasText: "Yes" }).waitFor();
        assert((await page.locator("mark").first().innerText()).includes("Albany"), "what is marked");
      }));

    await check(`pages: a list with its map, its table and its file, ${how}`, () =>
      withReader(reader, async (page) => {
        await page.goto(archive.origin);
        await page.getByRole("link", { name: /Justice Department letters/ }).click();
        await page.locator("table").waitFor();
        assert((await page.locator("tbody tr").count()) >= 23, "rows");
        equal(await page.locator("thead th").evaluateAll((all) => all.map((own) => own.scope)), ["col", "col", "col", "col"], "heads");
        const map = page.locator("img.map");
        await map.scrollIntoViewIfNeeded();
        assert((await map.getAttribute("alt")).length > 40, "what the map shows, in words");
        await page.waitForFunction(() => document.querySelector("img.map").naturalWidth > 400);
        const csv = await (await page.request.get(`${page.url()}/table.csv`)).text();
        assert(csv.includes("3651000") && csv.trim().split("\n").length >= 23, csv);
      }));

    await check(`pages: an article, from an answer to its paragraph, ${how}`, () =>
      withReader(reader, async (page) => {
        await send(page, archive, "ask", { question: QUESTION });
        await page.locator(`a[href^='/a/${SAMPLE}']`).first().click();
        equal(page.url(), `${archive.origin}/a/${SAMPLE}#p-4`, "the address");
        assert((await page.locator("#p-4").innerText()).includes(WORDS), "the paragraph");
        assert((await page.locator("link[rel=canonical]").getAttribute("href")).startsWith("https://www.commondreams.org/"), "where it belongs");
        const told = JSON.parse(await page.locator("script[type='application/ld+json']").textContent());
        equal(told["@type"], "NewsArticle", "its kind");
      }));

    await check(`pages: of a quote-only article the excerpt alone, ${how}`, () =>
      withReader(reader, async (page) => {
        await send(page, archive, "ask", { question: "When does the lighthouse keeper retire?" });
        assert((await text(page)).includes("after forty winters"), "the quotation");
        await page.goto(`${archive.origin}/a/quoted`);
        const shown = await page.content();
        assert(shown.includes("The lighthouse") && !shown.includes("automatic") && !shown.includes("quartz"), shown);
      }));

    await check(`pages: nothing of what is paid or only cited, ${how}`, () =>
      withReader({ ...reader, complaints: [/404|410/] }, async (page) => {
        const pages = [];
        for (const [command, field] of [["ask", "question"], ["search", "query"], ["source", "text"], ["said", "who"]]) {
          for (const about of ["the brewery vault", "the observatory dome", ...SECRETS.map((secret) => secret.slice(0, 6))]) {
            await send(page, archive, command, { [field]: about });
            pages.push(await page.locator("section.answer, .error").first().innerHTML());
          }
        }
        for (const path of ["a/paid", "a/cited", "", "articles"]) {
          await page.goto(`${archive.origin}/${path}`);
          pages.push(await page.content());
        }
        for (const secret of SECRETS) assert(!pages.some((own) => own.includes(secret)), secret);
        assert(!pages.some((own) => own.includes("brewery vault is")), "paid words");
      }));

    await check(`pages: who said it, and whether they did, ${how}`, () =>
      withReader(reader, async (page) => {
        await send(page, archive, "said", { who: "Sessions" });
        assert((await text(page)).includes(WORDS), await text(page));
        await send(page, archive, "source", { text: 'Sessions said "enough is too much"' });
        assert((await page.locator("ins, del, figure").count()) > 0, await text(page));
      }));

    await check(`pages: what the archive does not know is not answered, ${how}`, () =>
      withReader(reader, async (page) => {
        await send(page, archive, "ask", { question: "Who won the world cup in 1998?" });
        assert((await text(page)).includes("The archive does not know."), await text(page));
        assert((await page.locator("h2").first().innerText()).includes("not an answer"), "how the closest are called");
        assert((await page.locator("figure").count()) <= 3, "the closest");
      }));

    await check(`pages: a receipt before and after an edit, ${how}`, () =>
      withReader(reader, async (page) => {
        const [id, thing] = javaScriptEnabled ? ["mill", "wheel"] : ["kiln", "bellows"];
        await send(page, archive, "search", { query: `"the ${thing} turns once a week"` });
        const address = await page.locator(`figure[data-article=${id}] a.share`).getAttribute("href");
        await page.goto(address);
        equal(await heading(page), "These words stand in the archive", "before");
        await picture(page, `receipt-stands-${id}`);
        const edited = mill("has stopped for good").replaceAll("mill", id).replace("wheel", thing);
        archive.write(`articles/${javaScriptEnabled ? "mill" : "mill-old"}.md`, edited);
        await until(page, address, (says) => says.includes("has stopped for good"));
        assert((await page.locator("del").allInnerTexts()).join(" ").includes("turns once a week"), await text(page));
        assert((await page.locator("ins").allInnerTexts()).join(" ").includes("has stopped for good"), await text(page));
        await picture(page, `receipt-corrected-${id}`);
      }));

    await check(`pages: an address that leads nowhere, ${how}`, () =>
      withReader({ ...reader, complaints: [/404/] }, async (page) => {
        for (const path of ["nonsense", "a/none", "r/none", "list/none", "x/y/z"]) {
          const answer = await page.goto(`${archive.origin}/${path}`);
          equal(answer.status(), 404, path);
          assert((await heading(page)).length > 5, path);
        }
      }));
  }

  await check("pages: a place is completed by the keyboard alone", () =>
    withReader({}, async (page) => {
      await page.goto(`${archive.origin}/letter`);
      const field = page.getByRole("combobox").first();
      // From the top of the page: what a reader without a mouse passes on the way.
      for (let tabs = 0; tabs < 40 && !(await field.evaluate((own) => own === document.activeElement)); tabs += 1) await page.keyboard.press("Tab");
      await page.keyboard.type("new orl");
      await page.getByRole("option").first().waitFor();
      equal(await field.getAttribute("aria-expanded"), "true", "it is said to be open");
      await picture(page, "complete");
      await page.keyboard.press("ArrowDown");
      const active = await field.getAttribute("aria-activedescendant");
      equal(await page.locator(`#${active}`).getAttribute("aria-selected"), "true", "what is said to be picked");
      await page.keyboard.press("Enter");
      equal(await page.getByRole("listbox").count(), 0, "it is closed");
      assert((await field.inputValue()).startsWith("New Orleans"), await field.inputValue());
      await page.keyboard.press("Enter");
      await page.locator("h1", { hasText: "No" }).waitFor();
    }));

  await check("pages: Escape closes the suggestions and keeps what was typed", () =>
    withReader({}, async (page) => {
      await page.goto(`${archive.origin}/letter`);
      const field = page.getByRole("combobox").first();
      await field.pressSequentially("alb");
      await page.getByRole("option").first().waitFor();
      await page.keyboard.press("Escape");
      equal(await page.getByRole("option").count(), 0, "suggestions");
      equal(await field.inputValue(), "alb", "the field");
    }));

  await check("pages: the address of an excerpt is copied", () =>
    withReader({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      await send(page, archive, "ask", { question: QUESTION });
      await page.getByRole("button", { name: "Copy link" }).first().click();
      await page.getByRole("button", { name: "Copied" }).waitFor();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert(copied.startsWith(`${archive.origin}/r/`), copied);
      equal((await page.goto(copied)).status(), 200, "its page");
    }));

  for (const [locale, javaScriptEnabled] of [["en", true], ["en", false], ["es", true], ["es", false]]) {
    await check(`pages: on a phone, what can be done with an excerpt is one line, in ${locale}, ${javaScriptEnabled ? "with" : "without"} scripts`, () =>
      withReader({ viewport: PHONE, locale, javaScriptEnabled }, async (page) => {
        await send(page, archive, "ask", { question: QUESTION });
        const actions = await page.locator(".actions").first().locator("a:visible, button:visible").all();
        const boxes = await Promise.all(actions.map((own) => own.boundingBox()));
        equal(boxes.length, 3, "ways on");
        equal(new Set(boxes.map(({ y, height }) => Math.round(y + height / 2))).size, 1, "lines");
        assert(boxes.every(({ height }) => height >= 40), "high enough for a finger");
      }));
  }

  await check("pages: in the reader's language", () =>
    withReader({ locale: "es-MX" }, async (page) => {
      await send(page, archive, "ask", { question: "Who won the world cup in 1998?" });
      equal(await page.locator("html").getAttribute("lang"), "es", "the language");
      assert(!(await text(page)).includes("The archive does not know"), await text(page));
    }));

  await check("pages: the skip link leads to the content", () =>
    withReader({}, async (page) => {
      await page.goto(archive.origin);
      await page.keyboard.press("Tab");
      equal(await page.evaluate(() => document.activeElement.className), "skip", "the first stop");
      await page.keyboard.press("Enter");
      equal(await page.evaluate(() => document.activeElement.id), "main", "where it leads");
    }));

  await check("pages: behind a form, the skip link leads to the answer", () =>
    withReader({}, async (page) => {
      await send(page, archive, "ask", { question: QUESTION });
      await page.locator("a.skip").focus();
      await page.keyboard.press("Enter");
      equal(await page.evaluate(() => document.activeElement.id), "outcome", "where it leads");
    }));

  await check("pages: everything a page needs under 60 KB", async () => {
    const weights = [];
    await withReader({}, async (page) => {
      for (const [name, path] of [["home", ""], ["form", "said"], ["article", `a/${SAMPLE}`], ["answer", null], ["list", "list/doj-letter-2018-01-24"]]) {
        // Read once the page is quiet: what a page loaded is gone when it is left.
        let answers = [];
        const note = (answer) => {
          if (!answer.url().endsWith(".png")) answers.push(answer);
        };
        page.on("response", note);
        if (path === null) {
          await page.goto(`${archive.origin}/ask`, { waitUntil: "networkidle" });
          await page.locator("#ask-question").fill(asking(QUESTION));
          answers = [];
          await page.locator("form.ask button[type=submit]").click();
          await page.locator("section.answer").waitFor();
          await page.waitForLoadState("networkidle");
        } else await page.goto(`${archive.origin}/${path}`, { waitUntil: "networkidle" });
        const bodies = await Promise.all(answers.map((answer) => answer.body()));
        const bytes = bodies.reduce((all, body) => all + body.length, 0);
        page.off("response", note);
        weights.push([name, bytes]);
      }
    });
    for (const [name, bytes] of weights) assert(bytes < 60_000, `${name}: ${bytes} bytes`);
    return weights.map(([name, bytes]) => `${name} ${bytes}`).join(", ");
  });
};

// Every kind of page, on a phone and on a desk, in both schemes.
export const checkLooks = async ({ archive, picture }) => {
  const kinds = {
    home: (page) => page.goto(archive.origin),
    ask: (page) => send(page, archive, "ask", { question: QUESTION }),
    choice: (page) => send(page, archive, "ask", { question: "Did Albany receive the letter?" }),
    "not-known": (page) => send(page, archive, "ask", { question: "Who won the world cup in 1998?" }),
    counted: (page) => send(page, archive, "ask", { question: "Which places received the letter?" }),
    search: (page) => send(page, archive, "search", { query: "sluice" }),
    said: (page) => send(page, archive, "said", { who: "Sessions" }),
    source: (page) => send(page, archive, "source", { text: 'Sessions said "enough is too much"' }),
    "said-form": (page) => page.goto(`${archive.origin}/said`),
    letter: (page) => send(page, archive, "letter", { place: "New Orleans" }),
    list: (page) => page.goto(`${archive.origin}/list/doj-letter-2018-01-24`),
    articles: (page) => send(page, archive, "articles", {}),
    people: (page) => send(page, archive, "people", {}),
    help: (page) => send(page, archive, "help", {}),
    about: (page) => send(page, archive, "about", {}),
    article: (page) => page.goto(`${archive.origin}/a/${SAMPLE}`),
    quoted: (page) => page.goto(`${archive.origin}/a/quoted`),
    nowhere: (page) => page.goto(`${archive.origin}/nonsense`),
    "no-receipt": (page) => page.goto(`${archive.origin}/r/none`),
    receipt: async (page) => {
      await send(page, archive, "ask", { question: QUESTION });
      await page.goto(await page.locator("a.share").first().getAttribute("href"));
    },
  };
  for (const colorScheme of ["light", "dark"]) {
    for (const [where, viewport] of [["phone", PHONE], ["desk", DESK]]) {
      for (const [kind, go] of Object.entries(kinds)) {
        await check(`looks: ${kind}, ${colorScheme}, ${where}: axe-core finds nothing, nothing scrolls sideways`, () =>
          withReader({ colorScheme, viewport, complaints: [/404/] }, async (page) => {
            await go(page);
            for (const details of await page.locator("details:not([open])").all()) await details.evaluate((own) => (own.open = true));
            await picture(page, `${kind}-${where}-${colorScheme}`);
            await axe(page);
            const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
            assert(scroll <= client, `${scroll} of ${client} pixels`);
          }));
      }
    }
  }
};
