// The program on a data folder of our making.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { freePort } from "./sites.mjs";

const SAMPLE = join(dirname(fileURLToPath(import.meta.url)), "../../corpus");

export class Archive {
  // Starts the program on these files, by path in the corpus, beside the sample corpus where it is wanted.
  static async open(binary, { sample = false, files = {}, sites = [], settings = "", arguments: more = [] }) {
    const archive = new Archive();
    archive.folder = mkdtempSync(join(tmpdir(), "pullquote-browser-"));
    mkdirSync(join(archive.folder, "corpus/articles"), { recursive: true });
    if (sample) cpSync(SAMPLE, join(archive.folder, "corpus"), { recursive: true });
    for (const [path, text] of Object.entries(files)) archive.write(path, text);
    const port = await freePort();
    archive.origin = `http://127.0.0.1:${port}`;
    const own = `[publication]\ndoors = ["web"]\n\n[web]\nrequests_per_minute = 1000000\naddress = "${archive.origin}"\nsites = ${JSON.stringify(sites)}\n`;
    writeFileSync(join(archive.folder, "pullquote.toml"), own + settings);
    const child = spawn(binary, ["serve", "--web", `127.0.0.1:${port}`, ...more], {
      cwd: archive.folder,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, DISCORD_TOKEN: undefined },
    });
    archive.child = child;
    archive.said = [];
    await new Promise((serves, failed) => {
      createInterface({ input: child.stderr }).on("line", (line) => {
        archive.said.push(line);
        if (line.startsWith("Pages are served at")) serves();
      });
      child.on("exit", (code) => failed(new Error(`it ended (${code}): ${archive.said.join("\n")}`)));
    });
    return archive;
  }

  write(path, text) {
    const file = join(this.folder, "corpus", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  close() {
    this.child?.removeAllListeners("exit");
    this.child?.kill();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

// An article's file.
export const article = (id, body, fields = {}) => {
  const all = {
    id,
    title: `About ${id}`,
    publisher: "The Weir",
    date: new Plain("2024-03-01"),
    url: `https://weir.example/${id}`,
    licence: "CC BY 4.0",
    ...fields,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value instanceof Plain ? value : JSON.stringify(value)}`);
  return `+++\n${lines.join("\n")}\n+++\n\n${body}\n`;
};

// A value that stands in TOML as it is: a date.
export class Plain {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}
