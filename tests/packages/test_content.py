"""What only the register vouches for is said so; notices and certificates that do not fit."""

from dataclasses import replace

import pytest
from forgeries import open_package

from ledger.domain.acts import ActorMode, Notice
from ledger.domain.dossier import Anchor
from ledger.domain.errors import DomainError
from ledger.domain.history import History, history_of
from ledger.domain.record import notice_of, parse_notice
from notarization.verify.certificate import CertificateAbsent, certificate_of
from notarization.verify.content_checks import NoticeMismatch, Notices, check_notices
from notarization.verify.report import Grade
from notarization.verify.verifier import verify
from tests.packages.lies import BELIEVED, pledge, with_actor
from tests.packages.test_forgeries import PACKAGE
from tests.simulators.lying_register import lying

ANCHOR = Anchor(BELIEVED.chain_id, BELIEVED.register.address)


def history(subject: bytes) -> History:
    return history_of(ANCHOR, subject, open_package(PACKAGE).dossiers[subject])


def noticed(clear: bytes) -> History:
    """The application with another notice than was published."""
    application = history(open_package(PACKAGE).certificate.application)
    acts = tuple(
        replace(act, terms=replace(act.terms, clear=clear))
        if isinstance(act.terms, Notice)
        else act
        for act in application.acts
    )
    return replace(application, acts=acts)


def published() -> bytes:
    acts = history(open_package(PACKAGE).certificate.application).acts
    (clear,) = [act.terms.clear for act in acts if isinstance(act.terms, Notice)]
    return clear


def test_a_contract_signature_is_named_and_not_counted_as_checked() -> None:
    lied = pledge(open_package(PACKAGE), lambda act: with_actor(act, 0, mode=ActorMode.CONTRACT))
    report = verify(*lying(lied, BELIEVED))
    (line,) = [check for check in report.checks if check.code == "CONTRACT_SIGNATURE"]
    assert line.message.en.endswith(": 1")
    assert report.grade is Grade.VERIFIED


def test_the_published_notice_opens_the_record() -> None:
    assert check_notices(noticed(published())) == Notices(1, ())


def test_a_notice_of_other_fields_is_refused() -> None:
    disclosure = parse_notice(published())
    fewer = replace(disclosure, withheld=disclosure.withheld[:-1])
    with pytest.raises(NoticeMismatch) as caught:
        check_notices(noticed(notice_of(fewer)))
    assert caught.value.expected == open_package(PACKAGE).certificate.record


@pytest.mark.parametrize(
    "clear",
    [
        b"{}",
        b'{"fields":[],"schema":"datadeed/notice/1","withheld":[["0","0000000000000000000000000000000000000000000000000000000000000000"]]}',
        b'{"fields":[[1,"00",2]],"schema":"datadeed/notice/1","withheld":[]}',
    ],
)
def test_a_notice_that_is_none_is_named_and_opens_nothing(clear: bytes) -> None:
    with pytest.raises(DomainError):
        parse_notice(clear)
    application = noticed(clear)
    (seq,) = [act.seq for act in application.acts if isinstance(act.terms, Notice)]
    assert check_notices(application) == Notices(0, (seq,))


def test_a_party_without_shares_has_no_certificate() -> None:
    evidence = open_package(PACKAGE)
    stranger = next(each for each in evidence.dossiers if each[0] == 3)
    title = history(evidence.certificate.title)
    for party in evidence.dossiers:
        held = any(key[12:] == party[12:] for key, _ in title.last.under(9))
        if party[0] == 3 and not held:
            stranger = party
    with pytest.raises(CertificateAbsent):
        certificate_of(title, stranger, evidence.claim.time)
