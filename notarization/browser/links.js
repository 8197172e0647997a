/** Step 17: dossiers that one act touched say the same of it. */

import { equal, fromHex, hex } from "./bytes.js";
import { CONTENT_KEY, filingKey, RECORD_KEY } from "./domain/index.js";
import { Fault } from "./errors.js";

/** The act in whose dossier the terms and signatures stand, for an act that has none of its own. */
const PRIMARIES = {
  ApplicationCertified: ["TitleIssued", "TitleRenewed", "TitleChanged", "TitleSurrendered"],
  ObjectTitled: ["TitleIssued"],
  ObjectFiled: ["ApplicationSubmitted"],
  ObjectFilingEnded: ["ApplicationStepped"],
  ObjectTitleClosed: ["TitleRevoked", "TitleCancelled", "TitleSurrendered"],
  RenewalFiled: ["ApplicationSubmitted"],
  RenewalEnded: ["ApplicationStepped"],
  TitleSucceeded: ["PredecessorNamed"],
  RequestFiled: ["ApplicationSubmitted"],
  RequestEnded: ["ApplicationStepped"],
};
const FILINGS = ["ObjectFiled", "ObjectFilingEnded"];

/** Every link between dossiers at hand is answered; how many. Throws LINK_DISAGREES. */
export function checkLinks(histories) {
  let links = 0;
  for (const [subject, { acts }] of [...histories].sort(([one], [other]) => (one < other ? -1 : 1))) {
    for (const act of acts) {
      for (const link of act.links) {
        const other = histories.get(hex(link.subject));
        if (!other) continue;
        checkLink(fromHex(subject), act, link, other);
        links += 1;
      }
    }
  }
  return links;
}

function checkLink(subject, act, link, history) {
  const disagree = (fault) => new Fault("LINK_DISAGREES", { subject, seq: act.seq, other: link.subject, fault });
  if (link.seq < 1 || link.seq > history.acts.length) throw disagree(`has no act ${link.seq}`);
  const other = history.acts[link.seq - 1];
  const answered = other.links.some((each) => each.seq === act.seq && equal(each.subject, subject));
  if (!answered) throw disagree(`act ${link.seq} does not name it`);
  const [here, there] = [act.raw, other.raw];
  if (!equal(here.book, there.book) || here.block !== there.block || here.time !== there.time) {
    throw disagree(`act ${link.seq} is of another moment`);
  }
  if (act.actors.length && other.actors.length) throw disagree("both carry actors");
  const first = link.seq === act.links[0].seq && equal(link.subject, act.links[0].subject);
  const primaries = PRIMARIES[act.kind];
  if (primaries && first && !primaries.includes(other.kind)) throw disagree(`act ${link.seq} is ${other.kind}`);
  if (FILINGS.includes(act.kind) && first) {
    checkFilings(act, history.states[link.seq].termsOf(CONTENT_KEY, "Application"), disagree);
  }
}

function checkFilings(act, content, disagree) {
  const asked = (content?.splits ?? []).map((split) => filingKey(split.holder));
  if (act.writes.map(([key]) => key).join() !== asked.join()) throw disagree("the filings are not the applicants'");
}

/** The end of a title ends the filings of its first applicants. Throws LINK_DISAGREES. */
export function checkClosings(histories) {
  for (const [subject, history] of histories) {
    for (const act of history.acts) {
      const link = act.links[0];
      const title = act.kind === "ObjectTitleClosed" && link ? histories.get(hex(link.subject)) : undefined;
      if (!title) continue;
      const issued = title.states[link.seq].termsOf(RECORD_KEY, "Issue");
      const content = issued && contentOf(issued, histories);
      checkFilings(act, content, (fault) => {
        const details = { subject: fromHex(subject), seq: act.seq, other: link.subject, fault };
        return new Fault("LINK_DISAGREES", details);
      });
    }
  }
}

/** What was on file when a title was issued, undefined where nothing was. */
export function contentOf(issue, histories) {
  const application = histories.get(hex(issue.application));
  return application?.states[Number(issue.seq)]?.termsOf(CONTENT_KEY, "Application");
}
