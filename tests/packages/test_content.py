"""What only the register vouches for is said so; notices and certificates that do not fit."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from forgeries import open_package

from ledger.domain.acts import (
    ActKind,
    ActorMode,
    Application,
    Correction,
    DocumentDigest,
    FieldGroup,
    Notice,
    PartyId,
    RecordRoot,
    TitleId,
)
from ledger.domain.closure import object_subject
from ledger.domain.dossier import Anchor, Link
from ledger.domain.errors import DomainError
from ledger.domain.history import History, history_of
from ledger.domain.record import notice_of, parse_notice
from ledger.domain.words import CONTENT_KEY, filing_key
from notarization.verify.certificate import CertificateAbsent, certificate_of
from notarization.verify.content_checks import (
    LinkDisagrees,
    NoticeMismatch,
    Notices,
    check_closings,
    check_notices,
)
from notarization.verify.report import Grade
from tests.packages.both import verify
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


def corrected(clear: bytes, record: bytes) -> History:
    """The title with a correction that publishes these fields of this record."""
    title = history(open_package(PACKAGE).certificate.title)
    nobody = PartyId(bytes(32))
    terms = Correction(
        title=TitleId(title.subject),
        seq=1,
        group=FieldGroup.DESCRIPTION,
        record=RecordRoot(record),
        clear=clear,
        holders=(),
        lots=(),
        pledges=(),
        court=nobody,
        instrument=DocumentDigest(bytes(32)),
        deadline=0,
    )
    act = replace(title.acts[0], kind=ActKind.TitleCorrected, terms=terms)
    return replace(title, acts=(act,), states=title.states[:2])


def test_what_a_correction_publishes_opens_its_own_record_and_no_other() -> None:
    own = open_package(PACKAGE).certificate.record
    assert check_notices(corrected(published(), own)) == Notices(1, ())
    assert check_notices(corrected(b"", own)) == Notices(0, ())
    with pytest.raises(NoticeMismatch) as caught:
        check_notices(corrected(published(), bytes(32)))
    assert (caught.value.expected, caught.value.computed) == (bytes(32), own)


def closed(keys: Iterable[bytes]) -> dict[bytes, History]:
    """The dossiers with an end of the title in the object's, over these filings."""
    certificate = open_package(PACKAGE).certificate
    title, application = history(certificate.title), history(certificate.application)
    over = history(object_subject(certificate.fingerprint))
    last = over.acts[-1]
    ended = replace(
        last,
        kind=ActKind.ObjectTitleClosed,
        links=(Link(title.subject, 1),),
        writes=tuple((key, bytes(32)) for key in keys),
    )
    over = replace(over, acts=(*over.acts[:-1], ended))
    return {each.subject: each for each in (title, application, over)}


def test_an_end_lets_the_first_applicants_file_again_and_nobody_else() -> None:
    application = history(open_package(PACKAGE).certificate.application)
    content = application.last.terms[CONTENT_KEY]
    assert isinstance(content, Application)
    keys = [filing_key(split.holder) for split in content.splits]
    check_closings(closed(keys))
    for wrong in (keys[:-1], [*keys, filing_key(bytes(32))]):
        with pytest.raises(LinkDisagrees) as caught:
            check_closings(closed(wrong))
        assert caught.value.fault == "the filings are not the applicants'"


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
