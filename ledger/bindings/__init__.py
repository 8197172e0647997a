"""What the contracts are to Python: typed errors (generated) and compiled artifacts."""
