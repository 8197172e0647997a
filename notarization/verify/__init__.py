"""The offline verifier: no chain, no database, no network; of ours only `ledger.domain`."""
