// Subsquid's processor on a plain node (no gateway), rows to PostgreSQL through its own store. What a
// user of it would keep: every act, and the last one of each dossier. Nothing is replayed, no head is
// computed, no rule is checked.
const { EvmBatchProcessor } = require('@subsquid/evm-processor')
const { TypeormDatabase } = require('@subsquid/typeorm-store')
const evm = require('@subsquid/evm-abi')
const p = require('@subsquid/evm-codec')
const { In } = require('typeorm')
const { Act, Dossier } = require('./model')

const Acted = evm.event(process.env.BENCH_TOPIC, 'Acted(bytes32,uint8,address,bytes)', {
  subject: evm.indexed(p.bytes32),
  kind: evm.indexed(p.uint8),
  book: evm.indexed(p.address),
  data: p.bytes,
})

const rpc = { url: process.env.BENCH_RPC }
if (process.env.BENCH_RATE) rpc.rateLimit = Number(process.env.BENCH_RATE)

const processor = new EvmBatchProcessor()
  .setRpcEndpoint(rpc)
  .setFinalityConfirmation(64)
  .setBlockRange({ from: Number(process.env.BENCH_START) })
  .setFields({ log: { topics: true, data: true, transactionHash: true }, block: { timestamp: true } })
  .addLog({ address: [process.env.BENCH_REGISTER], topic0: [process.env.BENCH_TOPIC] })

// its store takes so many parameters in one statement
const AT_ONCE = 1000

processor.run(new TypeormDatabase({ supportHotBlocks: true }), async (ctx) => {
  const acts = []
  for (const block of ctx.blocks) {
    for (const log of block.logs) {
      const { subject, kind, book, data } = Acted.decode(log)
      acts.push(new Act({
        id: log.id,
        subject,
        kind,
        book,
        data,
        blockNumber: block.header.height,
        blockTime: Math.floor(block.header.timestamp / 1000),
        logIndex: log.logIndex,
        txHash: log.transactionHash,
      }))
    }
  }
  const dossiers = await known(ctx.store, [...new Set(acts.map((act) => act.subject))])
  for (const act of acts) {
    const before = dossiers.get(act.subject)
    dossiers.set(act.subject, new Dossier({
      id: act.subject,
      acts: (before ? before.acts : 0) + 1,
      lastKind: act.kind,
      lastData: act.data,
      lastBlock: act.blockNumber,
    }))
  }
  await ctx.store.insert(acts)
  await ctx.store.upsert([...dossiers.values()])
})

async function known(store, subjects) {
  const found = new Map()
  for (let first = 0; first < subjects.length; first += AT_ONCE) {
    const part = subjects.slice(first, first + AT_ONCE)
    for (const each of await store.findBy(Dossier, { id: In(part) })) found.set(each.id, each)
  }
  return found
}
