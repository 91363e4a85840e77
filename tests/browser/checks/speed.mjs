// How long a reader waits for the first byte of an answer, with the language model on.
import { request } from "node:http";

import { assert, check, asking } from "../harness.mjs";

const ALLOWED_MS = 60;
const WORDS = ["public safety", "the letters", "grant money", "sanctuary cities", "the mayors", "a subpoena", "immigration officers", "the lawsuits", "documents", "the White House"];
const SHAPES = ["What did Sessions say about {}?", "Who spoke about {}?", "Why were {} in the news?", "What happened with {}?", "Who objected to {}?"];

const firstByte = (origin, question) =>
  new Promise((came, failed) => {
    const body = new URLSearchParams({ question }).toString();
    const began = performance.now();
    const asked = request(`${origin}/ask`, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", "content-length": body.length } });
    asked.on("response", (answer) => {
      answer.once("data", () => came([performance.now() - began, answer.statusCode]));
      answer.resume();
    });
    asked.on("error", failed);
    asked.end(body);
  });

export const checkSpeed = ({ archive }) =>
  check(`speed: the first byte of an answer in ${ALLOWED_MS} ms, median of 50`, async () => {
    const questions = SHAPES.flatMap((shape) => WORDS.map((words) => asking(shape.replace("{}", words))));
    // The first answers read the index from the disk.
    for (const question of questions.slice(0, 5)) await firstByte(archive.origin, question);
    const times = [];
    for (const question of questions) {
      const [time, status] = await firstByte(archive.origin, question);
      assert(status === 200, `status ${status}`);
      times.push(time);
    }
    times.sort((one, other) => one - other);
    const [median, slow] = [times[25], times[47]];
    const said = `median ${median.toFixed(1)} ms, 95th percentile ${slow.toFixed(1)} ms`;
    assert(median < ALLOWED_MS, said);
    return said;
  });
