"""Keys that sign documents: a PKCS#12 file, or a token behind a PKCS#11 module.

A password is a value that is passed on and kept nowhere; no error carries it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pkcs11.exceptions import PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import SimpleSigner

from notarization.paper.errors import SigningKeyUnusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asn1crypto import x509
    from pyhanko.sign.signers import Signer


def key_file(path: Path, password: str, others: Sequence[x509.Certificate]) -> Signer:
    """The key and certificates of a PKCS#12 file. Raises SigningKeyUnusable."""
    try:
        found: Signer = SimpleSigner.load_pkcs12_data(
            path.read_bytes(), list(others), password.encode()
        )
    except OSError as fault:
        raise SigningKeyUnusable(str(path), str(fault.strerror)) from fault
    except (ValueError, TypeError, AttributeError):
        # what is told by the library may quote what it was given
        raise SigningKeyUnusable(str(path), "no PKCS#12 key under this password") from None
    return found


@dataclass(frozen=True, slots=True)
class TokenKey:
    """Where a key is: the module that speaks to the token, the token's label, the key's."""

    module: Path
    token: str
    label: str


@contextmanager
def token(place: TokenKey, pin: str, others: Sequence[x509.Certificate]) -> Iterator[Signer]:
    """A key on a token, open until the end. Raises SigningKeyUnusable."""
    try:
        session = open_pkcs11_session(
            str(place.module), token_criteria=TokenCriteria(label=place.token), user_pin=pin
        )
    except (PKCS11Error, RuntimeError, OSError) as fault:
        # the module's errors are named by their class and quote nothing
        raise SigningKeyUnusable(f"{place.module} {place.token}", type(fault).__name__) from None
    with session:
        signer = PKCS11Signer(
            session, cert_label=place.label, key_label=place.label, ca_chain=list(others)
        )
        try:
            found = signer.signing_cert
        except PKCS11Error as fault:
            raise SigningKeyUnusable(f"{place.token} {place.label}", str(fault)) from fault
        if found is None:
            raise SigningKeyUnusable(f"{place.token} {place.label}", "no certificate of this label")
        yield signer
