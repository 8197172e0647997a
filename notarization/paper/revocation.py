"""Revocation lists of a signer's certificates: given as files, or had where they name them."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final

import httpx

from ledger.outside import AnswerTooLong, NoAnswer, Patience, answered, patiently
from notarization.paper.certificates import read_list
from notarization.paper.errors import RevocationListUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asn1crypto import crl, x509

MOST: Final = 2**24
OK: Final = 200


def lists_of(
    certificates: Sequence[x509.Certificate],
    given: Sequence[crl.CertificateList],
    patience: Patience | None = None,
    *,
    wait: Callable[[float], None] = time.sleep,
) -> tuple[crl.CertificateList, ...]:
    """Those given, and for each issuer without one the first that a certificate names.

    A certificate that names none has none: whether that is enough is not decided here.
    Raises RevocationListUnreachable, CertificatesUnreadable.
    """
    patience = patience or Patience()
    found = list(given)
    known = {each.issuer.hashable for each in given}
    for certificate in certificates:
        if certificate.issuer.hashable in known:
            continue
        for url in _addresses(certificate):
            ask = partial(_fetched, url, patience)
            found.append(patiently(ask, (RevocationListUnreachable,), patience, wait))
            known.add(certificate.issuer.hashable)
            break
    return tuple(found)


def _addresses(certificate: x509.Certificate) -> Iterator[str]:
    for point in certificate.crl_distribution_points:
        if point.url and point.url.startswith(("http://", "https://")):
            yield point.url


def _fetched(url: str, patience: Patience) -> crl.CertificateList:
    try:
        status, data = answered(httpx.Request("GET", url), patience, MOST)
    except NoAnswer as fault:
        raise RevocationListUnreachable(url, fault.fault) from fault
    except AnswerTooLong as fault:
        raise RevocationListUnreachable(url, f"more than {fault.most} bytes") from fault
    if status != OK:
        raise RevocationListUnreachable(url, f"HTTP status {status}")
    return read_list(data, url)
