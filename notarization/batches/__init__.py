"""Batches of digests: a log on disk that only grows, anchored on the register, proven offline."""
