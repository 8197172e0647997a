"""Signing in with a party's key (EIP-4361): challenges, sessions, and who stands behind them."""
