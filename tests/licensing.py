"""Licences and reports on a stage, with terms that go through."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from ledger.domain.acts import (
    DocumentDigest,
    InstitutionKind,
    Licence,
    RecordRoot,
    Report,
    ReportKind,
    ReportPurpose,
    Right,
    Role,
    Time,
    TitleId,
)
from ledger.registrar import directory, licence, report
from tests.cast import DAY, YEAR, Player, Stage, digest32
from tests.console import console as run_console
from tests.site import Site, environment_of

VALUE: Final = 1_620_000_000  # 16,200,000 yuan, in fen


def licence_terms(
    stage: Stage, titled: TitleId, licensor: Player, licensee: Player, **changes: Any
) -> Licence:
    """A plain licence to operate, from now on for a year."""
    now = stage.register.time()
    terms = Licence(
        title=titled,
        licensor=licensor.party,
        licensee=licensee.party,
        right=Right.OPER,
        exclusive=False,
        entrusted=False,
        from_=Time(now),
        until=Time(now + YEAR),
        scope=RecordRoot(digest32()),
        document=DocumentDigest(digest32()),
        lots=(),
        pledges=(),
        deadline=stage.register.deadline(),
    )
    return replace(terms, **changes)


def licensed(
    stage: Stage, titled: TitleId, hands: Sequence[Player], **changes: Any
) -> licence.Granted:
    """A licence on record: licensor, licensee, then the pledgees who consent."""
    licensor, licensee = hands[:2]
    terms = licence_terms(stage, titled, licensor, licensee, **changes)
    return licence.grant(stage.register, terms, [each.signs() for each in hands])


def appraiser(stage: Stage, *kinds: InstitutionKind, days: int = 700) -> Player:
    """An institution in the directory, by default one that values."""
    made, now = stage.enrolled(), stage.register.time()
    terms = directory.listing(
        stage.register,
        made.party,
        kinds or (InstitutionKind.VALUATION,),
        licence=DocumentDigest(digest32()),
        window=(now - DAY, now + days * DAY),
    )
    hands = (stage.governor.signs(Role.GOVERNOR), made.signs())
    directory.list_institution(stage.register, terms, hands)
    return made


def suspended(stage: Stage, institution: Player) -> None:
    """The institution's listing is suspended."""
    ground = DocumentDigest(digest32())
    terms = directory.suspension(stage.register, institution.party, ground, suspended=True)
    hands = [stage.governor.signs(Role.GOVERNOR)]
    directory.change_suspension(stage.register, terms, hands)


def report_terms(
    stage: Stage, titled: TitleId, record: bytes, maker: Player, **changes: Any
) -> Report:
    """A valuation for a pledge: 16,200,000 yuan, good for a year from its base date."""
    now = stage.register.time()
    terms = Report(
        title=titled,
        institution=maker.party,
        kind=ReportKind.VALUATION,
        purpose=ReportPurpose.PLEDGE,
        record=RecordRoot(record),
        base_date=Time(now - 20 * DAY),
        valid_until=Time(now + YEAR - 20 * DAY),
        amount=VALUE,
        document=DocumentDigest(digest32()),
        independence=DocumentDigest(digest32()),
        deadline=stage.register.deadline(),
    )
    return replace(terms, **changes)


def reported(
    stage: Stage, titled: TitleId, record: bytes, maker: Player, **changes: Any
) -> report.Filed:
    """A report on record."""
    terms = report_terms(stage, titled, record, maker, **changes)
    return report.file(stage.register, terms, [maker.signs()])


def console(site: Site, *words: str) -> str:
    """What the console says in English, of a command that must end well."""
    said = run_console(environment_of(site.settings), "--lang", "en", *words)
    assert said.code == 0, said.err
    return said.out
