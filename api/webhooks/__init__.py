"""Webhooks: a party's alerts sent to an address of its own, at least once, in their order."""
