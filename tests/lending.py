"""海蓝渔业's certificates of 2026-09-30 until 2031-09-30 and who lends on them (domain: 7).

A chain of its own under the national rules, from September 2026 on; time goes forward only.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any, Final, cast

from api.alerts import alerts_of
from ledger.chain.keystore import Keystore
from ledger.domain import profiles
from ledger.domain.acts import Action, Application, ApplicationId, Pledge, RecordRoot, Role, Time
from ledger.domain.numbers import written
from ledger.domain.record import commit, notice_of, public_fields
from ledger.domain.words import ProfileWord
from ledger.domain.workdays import calendar, deadline
from ledger.indexer.alerting import Alerter
from ledger.registrar import application, pledge
from tests.cast import ALL, WHOLE, IssuedTitle, Player, Stage, deployed_stage, running_node
from tests.factories import a_record, a_uscc
from tests.mirrors import now, require_agreement
from tests.moments import beijing
from tests.sessions import opened
from tests.site import Site, site_over
from tests.watches import BANKS, Watched, watching

RULES: Final = profiles.load()
START: Final = beijing("2026-09-16T08:00")
REGISTERED: Final = beijing("2026-09-30T09:00")
END: Final = beijing("2031-09-30T23:59:59")
LATEST: Final = beijing("2032-12-31T00:00")
HL: Final = "海蓝渔业数据（山东）有限公司"
AMOUNT: Final = 800_000_000  # fen: RMB 8,000,000
VALUE: Final = 1_620_000_000  # fen: RMB 16,200,000
CERTIFICATES: Final = 6

Filed = tuple[ApplicationId, Application]


@dataclass(frozen=True, slots=True)
class Lending:
    """HL with its certificates, the site that answers on them, the movables register beside it."""

    site: Site
    watched: Watched
    holder: Player
    issued: tuple[IssuedTitle, ...]

    @property
    def stage(self) -> Stage:
        """Who there is."""
        return self.site.stage

    def at(self, moment: str) -> int:
        """Let the chain's clock come to a moment in China."""
        to = beijing(moment)
        self.stage.node.move_clock(to, wall=LATEST)
        return to

    def number(self, which: int = 0) -> str:
        """Of one of HL's certificates."""
        return written(self.issued[which].issued.numbers[self.holder.party])

    def get(self, path: str, **query: str) -> Any:
        """An answer of the API once all is read."""
        self.site.mirror.catch_up()
        return self.site.get(path, **query)

    def presented(self, which: int = 0, **given: str) -> dict[str, Any]:
        """A bank's twenty questions on one of them."""
        found: dict[str, Any] = self.get(
            "/v1/presentations", number=self.number(which), purpose="pledge", **given
        )
        return found

    def terms(self, which: int, bank: Player, filed_at: str, **other: Any) -> Pledge:
        """HL's pledge of the whole operating right for RMB 8,000,000."""
        made = self.stage.pledge_terms(self.issued[which].title, self.holder, bank, WHOLE)
        told = {"filed_at": Time(beijing(filed_at)), "amount": AMOUNT}
        return replace(made, **(told | other))

    def noted(self, terms: Pledge, bank: Player) -> None:
        """The pledge on record."""
        hands = (self.holder.signs(), bank.signs())
        pledge.pledge(self.stage.register, terms, hands)

    def lent(
        self, which: int, bank: Player, name: str, filed_at: str, **other: Any
    ) -> tuple[Pledge, str]:
        """A pledge that was filed under a bank's name and noted; the filing's amendment code."""
        debtor = self.watched.debtor(self.holder)
        terms = self.terms(which, bank, filed_at, **other)
        terms, code = self.watched.filed(terms, debtor, BANKS[name], self.number(which), months=60)
        self.noted(terms, bank)
        return terms, code

    def page(self, path: str, who: Player | None = None) -> str:
        """A page, as somebody reads it."""
        self.site.mirror.catch_up()
        session = f"session={opened(self.site, who.key)['token']}" if who else ""
        answer = self.site.client.get(path, headers={"cookie": session} if who else {})
        assert answer.status_code == 200, answer.text
        return str(answer.text)

    def alerts(self, who: Player, kind: str) -> list[dict[str, Any]]:
        """What a party is told, of one kind."""
        self.site.mirror.catch_up()
        Alerter(self.site.mirror.engine, clock=now).catch_up()
        with self.site.mirror.reading() as session:
            told = alerts_of(session, who.party, 0, 200).alerts
        return [each.model_dump() for each in told if each.kind == kind]


def record_fields(holder: Player, name: str, serial: int) -> dict[str, Any]:
    """A record of one company that holds all rights."""
    fields, party = a_record(), holder.party.hex()
    company = {"name": name, "kind": "legal_person", "uscc": a_uscc(serial), "party": party}
    return fields | {
        "applicants": [company],
        "contacts": [{**fields["contacts"][0], "party": party}],
        "rights": [{**fields["rights"][0], "party": party, "oper": WHOLE}],
    }


def end_of(stage: Stage, clock: str) -> int:
    """The end of a period of the rules that begins now."""
    return deadline(stage.register.time(), RULES.clock(clock), calendar()).time


def noticed(stage: Stage, holder: Player, fields: dict[str, Any]) -> Filed:
    """An application under public notice, every period as the rules have it."""
    record = commit(fields, {name: secrets.token_bytes(16) for name in fields})
    drafted = replace(stage.content({holder: ALL}), record=RecordRoot(record.root))
    content = replace(drafted, due=Time(end_of(stage, "acceptance")))
    filed = (
        application.submit(stage.register, content, [holder.signs()]).application,
        content,
    )
    clerk, examiner, reviewer = clerks(stage)
    until = end_of(stage, "examination")
    stage.step(filed, Action.ACCEPT, clerk, until=until)
    stage.step(filed, Action.ASSIGN, examiner, until=until)
    clear = notice_of(record.disclose(public_fields(fields)))
    due = end_of(stage, "notice")
    terms = application.notice_terms(stage.register, filed[0], due=due, clear=clear)
    application.publish(stage.register, terms, content, (examiner, reviewer))
    return filed


def clerks(stage: Stage) -> tuple[Any, Any, Any]:
    """Acceptance clerk, examiner and reviewer, signing."""
    cast_ = stage.cast
    return (
        cast_.acceptance.signs(Role.ACCEPTANCE),
        cast_.examiner.signs(Role.EXAMINER),
        cast_.reviewer.signs(Role.REVIEWER),
    )


def certified(stage: Stage, filed: Filed, until: int | None = END) -> IssuedTitle:
    """The title of an application whose notice is over."""
    return stage.titled(stage.deposited(stage.closed(filed)), valid_until=until)


def signing(site: Site) -> None:
    """Let the registry sign the site's verdicts."""
    key, app = site.stage.cast.institution.key, cast("Any", site.client.app)
    Keystore(site.settings.keys).keep_plain(key)
    wiring = app.state.wiring
    wiring.settings = replace(wiring.settings, verdict_key="0x" + key.account.hex())


@contextmanager
def lending(folder: Path) -> Iterator[Lending]:
    """HL, certified on 2026-09-30, and everybody else."""
    with running_node(folder / "node", start=START) as node:
        stage = deployed_stage(node, folder / "stage")
        stage.latest = LATEST
        holder = stage.cast.registrant
        stage.adopt_profile(RULES.digest, ProfileWord(*astuple(RULES.enforced())))
        stage.profile_digest = RULES.digest
        node.move_clock(beijing("2026-09-21T09:00"), wall=LATEST)
        fields = record_fields(holder, HL, 1)
        filed = [noticed(stage, holder, fields) for _ in range(CERTIFICATES)]
        node.move_clock(REGISTERED, wall=LATEST)
        issued = tuple(certified(stage, each) for each in filed)
        with (
            site_over(stage, folder / "site", issued[0], (holder, holder)) as site,
            watching(stage, site.mirror) as watched,
        ):
            signing(site)
            yield Lending(site, watched, holder, issued)
        require_agreement(node.chain, stage.register.profile, folder / "mirror.db")
