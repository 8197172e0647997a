"""The movables register beside a stage, and the watch that asks it for what a mirror names."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from ledger.chain.records import Tag
from ledger.domain.acts import Pledge
from ledger.domain.movables import Body, filing_word
from ledger.domain.movables_filing import Filing
from ledger.movables.client import HttpMovables
from ledger.movables.keeping import Pace
from ledger.movables.watch import Round, Watch
from ledger.outside import Patience
from ledger.queries.names import named
from tests.cast import Player, Stage
from tests.factories import a_uscc
from tests.mirrors import Mirror
from tests.simulators.movables import Movables, serving

QUICK: Final = Patience(connect=10.0, answer=10.0, tries=1, pause=0.0)
BANKS: Final = {
    "LB": Body("蓝湾银行青岛分行", a_uscc(801)),
    "JB": Body("嘉禾银行", a_uscc(802)),
}


@dataclass(frozen=True, slots=True)
class Watched:
    """The register, the watch, and the mirror that says what is asked for."""

    stage: Stage
    mirror: Mirror
    movables: Movables
    watch: Watch

    def look(self, *, anew: bool = False) -> Round:
        """Read the chain, then ask what is due: or everything, however new its answer."""
        self.mirror.catch_up()
        if anew:
            self.watch.keeping.at_once()
        return self.watch.run_once()

    def debtor(self, player: Player) -> Body:
        """A holder as its notice names it."""
        with self.mirror.reading() as session:
            found = named(session, (player.party,))[player.party]
        return Body(found.name, found.uscc)

    def filed(
        self, terms: Pledge, debtor: Body, secured: Body, number: str, *, months: int = 13
    ) -> tuple[Pledge, str]:
        """A pledge that was filed first, at the time that it names; its amendment code."""
        filing = Filing(
            debtor=debtor,
            secured=secured,
            amount=terms.amount,
            maximum=terms.maximum,
            months=months,
            collateral=(f"数据经营权 {terms.ppm / 10_000:g}%，登记凭证 {number}",),
        )
        made, code = self.movables.filed(filing, at=terms.filed_at)
        return replace(terms, filing=filing_word(made)), code


@contextmanager
def watching(stage: Stage, mirror: Mirror) -> Iterator[Watched]:
    """A register with the chain's time, and a watch that asks at once what it is told to ask."""
    with serving(lambda: stage.node.chain.block(Tag.LATEST).timestamp) as movables:
        register = HttpMovables(movables.url, QUICK)
        clock = stage.register.time
        watch = Watch(mirror.engine, register, Pace(every=6 * 3_600), clock=clock)
        yield Watched(stage, mirror, movables, watch)
