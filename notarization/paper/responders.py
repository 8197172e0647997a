"""Answers of OCSP responders (RFC 6960), had where certificates name them.

An answer is only had here: whether it proves anything is what the check of the document says.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import httpx
from asn1crypto import ocsp
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.fetchers.common_utils import format_ocsp_request

from ledger.outside import AnswerTooLong, NoAnswer, Patience, answered, patiently
from notarization.paper.errors import ResponderUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asn1crypto import x509

QUERY: Final = "application/ocsp-request"
REPLY: Final = "application/ocsp-response"
MOST: Final = 2**18
OK: Final = 200
SUCCESSFUL: Final = "successful"
# what responders of every age understand (RFC 5019, 2.1.1); it names a certificate, no more
NAMED_BY: Final = "sha1"


def answer_for(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    patience: Patience,
    wait: Callable[[float], None],
) -> ocsp.OCSPResponse | None:
    """The answer of the first responder that gives one; None where the certificate names none.

    Raises ResponderUnreachable: none of those that it names gives one.
    """
    issuer = next((each for each in others if each.subject == certificate.issuer), None)
    fault: ResponderUnreachable | None = None
    for url in _addresses(certificate) if issuer else ():
        ask = partial(_asked, url, certificate, issuer, patience)
        try:
            return patiently(ask, (ResponderUnreachable,), patience, wait)
        except ResponderUnreachable as found:
            fault = found
    if fault:
        raise fault
    return None


def _addresses(certificate: x509.Certificate) -> Iterator[str]:
    for url in certificate.ocsp_urls:
        if url.startswith(("http://", "https://")):
            yield url


def _asked(
    url: str, certificate: x509.Certificate, issuer: x509.Certificate, patience: Patience
) -> ocsp.OCSPResponse:
    question = format_ocsp_request(
        certificate,
        AuthorityWithCert(issuer),
        certid_hash_algo=NAMED_BY,
        request_nonces=True,
    )
    headers = {"Content-Type": QUERY, "Accept": REPLY}
    asked = httpx.Request("POST", url, content=question.dump(), headers=headers)
    try:
        status, data = answered(asked, patience, MOST)
    except NoAnswer as fault:
        raise ResponderUnreachable(url, fault.fault) from fault
    except AnswerTooLong as fault:
        raise ResponderUnreachable(url, f"more than {fault.most} bytes") from fault
    if status != OK:
        raise ResponderUnreachable(url, f"HTTP status {status}")
    return _read(url, data, question)


def _read(url: str, data: bytes, question: ocsp.OCSPRequest) -> ocsp.OCSPResponse:
    try:
        found: ocsp.OCSPResponse = ocsp.OCSPResponse.load(data, strict=True)
        found.native  # noqa: B018 (reads what load leaves for later)
        said = found["response_status"].native
        nonce = found.nonce_value if said == SUCCESSFUL else None
    except (ValueError, TypeError, KeyError) as fault:
        raise ResponderUnreachable(url, "no OCSP response") from fault
    if said != SUCCESSFUL:
        raise ResponderUnreachable(url, said)
    # a responder may leave the nonce out (RFC 5019), but not give back another
    if nonce is not None and nonce.native != question.nonce_value.native:
        raise ResponderUnreachable(url, "another nonce")
    return found
