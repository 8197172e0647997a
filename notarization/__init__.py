"""Fingerprints, content, time, batches, evidence; `notarization.verify` checks it all offline."""
