"""Whoever countersigns: an SM2 key with no file around it."""

import gmssl_pyx

from notarization.countersigning import SmKey


def made_key() -> SmKey:
    """A new key."""
    public, secret = gmssl_pyx.sm2_key_generate()
    return SmKey(b"\x04" + public, secret)
