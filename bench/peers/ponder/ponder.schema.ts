import { index, onchainTable } from "ponder";

export const act = onchainTable(
  "act",
  (t) => ({
    id: t.text().primaryKey(),
    subject: t.hex().notNull(),
    kind: t.integer().notNull(),
    book: t.hex().notNull(),
    data: t.hex().notNull(),
    blockNumber: t.bigint().notNull(),
    blockTime: t.bigint().notNull(),
    logIndex: t.integer().notNull(),
    txHash: t.hex().notNull(),
  }),
  (t) => ({ subjectIdx: index().on(t.subject) }),
);

export const dossier = onchainTable("dossier", (t) => ({
  subject: t.hex().primaryKey(),
  acts: t.integer().notNull(),
  lastKind: t.integer().notNull(),
  lastData: t.hex().notNull(),
  lastBlock: t.bigint().notNull(),
}));
