"""Commands, one file a feature: build, dry-run, sign, send, await finality."""
