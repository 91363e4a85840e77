// The articles beside the sample corpus.
import { article } from "./archive.mjs";

const GATES = Array.from({ length: 13 }, (_, number) => number + 1);

// What stands in articles that not everybody may read, or of which nobody may be shown the words.
export const SECRETS = ["quartzpaid", "quartzcite", "quartzwithheld"];

export const mill = (said) =>
  article("mill", `The mill on Canal Street was sold in the spring.\n\nThe new owner said that the wheel ${said}.\n\nNobody objected.`, {
    title: "The mill is sold",
  });

export const FILES = {
  ...Object.fromEntries(
    GATES.map((number) => [
      `articles/gate-${number}.md`,
      article(`gate-${number}`, `Sluice number ${number} of the weir at Ashford was repaired by the water board.\n\nIt had leaked since the winter.`, {
        title: `Sluice ${number} is repaired`,
      }),
    ]),
  ),
  "articles/mill.md": mill("turns once a week"),
  "articles/mill-old.md": mill("turns once a week").replaceAll("mill", "kiln").replace("wheel", "bellows"),
  "articles/quoted.md": article(
    "quoted",
    "The lighthouse keeper retires after forty winters.\n\nHis successor is not yet known. quartzwithheld is the name of the boat.\n\nThe lamp will be automatic.",
    { title: "The lighthouse", licence: "all rights reserved", show: "quote" },
  ),
  "articles/cited.md": article("cited", "The observatory dome is quartzcite and was closed.", { title: "The observatory", show: "cite" }),
  "articles/paid.md": article("paid", "The brewery vault is quartzpaid and was opened.", { title: "The brewery vault", audience: "paid" }),
};
