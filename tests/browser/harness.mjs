// One check after another, each with a name: `N passed, N failed` at the end. And a browser whose every request is kept.
import { chromium } from "playwright-core";

const counts = { passed: 0, failed: 0 };
let only = /./;

export const chooseChecks = (pattern) => (only = new RegExp(pattern ?? "."));

export const check = async (name, act) => {
  if (!only.test(name)) return;
  const began = Date.now();
  try {
    const figure = await act();
    counts.passed += 1;
    console.log(`ok      ${name}${figure ? `: ${figure}` : ""} (${Date.now() - began} ms)`);
  } catch (error) {
    counts.failed += 1;
    const [why] = String(error?.message ?? error).split("Browser logs:");
    console.log(`FAILED  ${name}\n        ${why.slice(0, 2_000).trim().replaceAll("\n", "\n        ")}`);
  }
};

export const summary = () => {
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0 && counts.passed > 0;
};

export const assert = (holds, message) => {
  if (!holds) throw new Error(message);
};

export const equal = (found, wanted, about = "") => {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  assert(a === b, `${about} is ${a}, not ${b}`);
};

// What browsers ask for, and what is typed into them.
export const requests = [];
const typed = new Set();

export const asking = (question) => {
  typed.add(question);
  return question;
};

// The questions that a request's address or its referrer holds.
export const leaked = () => {
  const held = [];
  for (const { url, referrer } of requests) {
    for (const where of [url, referrer ?? ""]) {
      let plain = where.replaceAll("+", " ");
      try {
        plain = decodeURIComponent(plain);
      } catch {
        // As it stands.
      }
      for (const question of typed) if (plain.includes(question)) held.push(`${question} in ${where}`);
    }
  }
  return held;
};

let browser;

export const launch = async (executable) => {
  browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  return browser.version();
};

export const close = () => browser?.close();

export const PHONE = { width: 360, height: 800 };
export const DESK = { width: 1280, height: 900 };

// A reader with a browser of their own. The pages that `act` opens are closed after it; what they complained of fails it.
export const withReader = async (options, act) => {
  const { complaints = [], ...given } = options;
  const context = await browser.newContext({ viewport: DESK, locale: "en-US", ...given });
  context.setDefaultTimeout(10_000);
  const said = [];
  context.on("request", (request) => requests.push({ url: request.url(), referrer: request.headers().referer }));
  context.on("console", (message) => {
    if (message.type() === "error") said.push(message.text());
  });
  context.on("weberror", (error) => said.push(String(error.error())));
  try {
    const value = await act(await context.newPage(), context);
    const unexpected = said.filter((text) => !complaints.some((pattern) => pattern.test(text)));
    equal(unexpected, [], "what the browser complained of");
    return value;
  } finally {
    await context.close();
  }
};
