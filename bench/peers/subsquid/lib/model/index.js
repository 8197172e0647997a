// typeorm-config looks for the model here.
const { ActSchema, DossierSchema } = require('../../src/model')

module.exports = { ActSchema, DossierSchema }
