"""The register: pure domain, chain, store, indexer, registrar and queries."""
