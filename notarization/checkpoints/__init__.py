"""A log of blocks that only grows (C2SP): its keeper, its witnesses, and asking them to cosign."""
