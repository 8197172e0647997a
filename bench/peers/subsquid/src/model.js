// The tables: every act, and the last one of each dossier.
const { EntitySchema } = require('typeorm')

class Act {
  constructor(members) { Object.assign(this, members) }
}
class Dossier {
  constructor(members) { Object.assign(this, members) }
}

const text = (name) => ({ type: 'text', name })
const int = (name) => ({ type: 'int4', name })
const id = { type: 'varchar', primary: true }

const ActSchema = new EntitySchema({
  name: 'act',
  target: Act,
  tableName: 'act',
  columns: {
    id,
    subject: text('subject'),
    kind: int('kind'),
    book: text('book'),
    data: text('data'),
    blockNumber: int('block_number'),
    blockTime: { type: 'int8', name: 'block_time' },
    logIndex: int('log_index'),
    txHash: text('tx_hash'),
  },
  indices: [{ columns: ['subject'] }],
})

const DossierSchema = new EntitySchema({
  name: 'dossier',
  target: Dossier,
  tableName: 'dossier',
  columns: {
    id,
    acts: int('acts'),
    lastKind: int('last_kind'),
    lastData: text('last_data'),
    lastBlock: int('last_block'),
  },
})

module.exports = { Act, Dossier, ActSchema, DossierSchema }
