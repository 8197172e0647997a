"""Codes of Chinese standards that a record uses: dated tables as data, and check digits."""
