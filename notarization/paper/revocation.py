"""Whether certificates were revoked: lists given as files, lists and answers had where named."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final

import httpx
from asn1crypto import crl, ocsp

from ledger.outside import AnswerTooLong, NoAnswer, Patience, answered, patiently
from notarization.paper.certificates import read_list
from notarization.paper.errors import ResponderUnreachable, RevocationListUnreachable
from notarization.paper.responders import answer_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asn1crypto import x509

MOST: Final = 2**24
OK: Final = 200


Lists = tuple[crl.CertificateList, ...]
Answers = tuple[ocsp.OCSPResponse, ...]


def revocations_of(
    certificates: Sequence[x509.Certificate],
    given: Sequence[crl.CertificateList],
    patience: Patience | None = None,
    *,
    wait: Callable[[float], None] = time.sleep,
) -> tuple[Lists, Answers]:
    """Lists given or named by certificates, and answers of the responders that those name.

    A list is had for each issuer that has none among those given; roots are not asked for. Either
    stands for the other where that is not to be had. A certificate that names neither has neither:
    whether that is enough is not decided here.
    Raises RevocationListUnreachable, ResponderUnreachable, CertificatesUnreadable.
    """
    patience = patience or Patience()
    lists, known = list(given), {each.issuer.hashable for each in given}
    answers: list[ocsp.OCSPResponse] = []
    for certificate in certificates:
        if certificate.self_signed != "no":
            continue
        fault: ResponderUnreachable | None = None
        try:
            answer = answer_for(certificate, certificates, patience, wait)
        except ResponderUnreachable as found:
            answer, fault = None, found
        answers += [answer] if answer else []
        issuer = certificate.issuer.hashable
        if issuer not in known and (listed := _list_of(certificate, answer, patience, wait)):
            lists.append(listed)
            known.add(issuer)
        if fault and issuer not in known:
            raise fault
    return tuple(lists), tuple(answers)


def _list_of(
    certificate: x509.Certificate,
    answer: ocsp.OCSPResponse | None,
    patience: Patience,
    wait: Callable[[float], None],
) -> crl.CertificateList | None:
    url = next(_addresses(certificate), "")
    if not url:
        return None
    try:
        ask = partial(_fetched, url, patience)
        return patiently(ask, (RevocationListUnreachable,), patience, wait)
    except RevocationListUnreachable:
        if answer is None:
            raise
    return None


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
