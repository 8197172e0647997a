import { ponder } from "ponder:registry";
import { act, dossier } from "ponder:schema";

// What a user of Ponder would keep: every act, and the last one of each dossier. Nothing is replayed,
// no head is computed, no rule is checked.
ponder.on("Register:Acted", async ({ event, context }) => {
  const { subject, kind, book, data } = event.args;
  await context.db.insert(act).values({
    id: event.id,
    subject,
    kind,
    book,
    data,
    blockNumber: event.block.number,
    blockTime: event.block.timestamp,
    logIndex: event.log.logIndex,
    txHash: event.transaction.hash,
  });
  const last = { lastKind: kind, lastData: data, lastBlock: event.block.number };
  await context.db
    .insert(dossier)
    .values({ subject, acts: 1, ...last })
    .onConflictDoUpdate((row) => ({ acts: row.acts + 1, ...last }));
});
