"""From logs to the mirror: fetcher, follower, reorg, audit, projections."""
