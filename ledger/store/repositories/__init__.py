"""All SQL of the ledger, one file a feature: rows in, rows out."""
