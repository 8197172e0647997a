"""Stories: numbers into acts that follow each other, whatever the numbers are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from ledger.domain.acts import (
    Action,
    Application,
    ApplicationState,
    PartyId,
    Pledge,
    TitleId,
    struct_hash,
)
from ledger.domain.dossier import RawAct
from ledger.domain.numbers import shanghai_month
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.rules.pledge import lot_of
from ledger.domain.words import (
    ApplicationRecord,
    HoldingWord,
    TitleRecord,
    holding_key,
    pledge_key,
)
from tests import forge
from tests.forge import Forge, Terms
from tests.simulators.chain import SimulatedChain

CLEAR: Final = b"{}"
NEXT: Final = {
    ApplicationState.SUBMITTED: Action.ACCEPT,
    ApplicationState.ACCEPTED: Action.ASSIGN,
    ApplicationState.NOTICE: Action.CLOSE_NOTICE,
    ApplicationState.READY: Action.DEPOSIT,
}


@dataclass
class Story:
    """One branch: what its dossiers are, and how many of each thing it has."""

    forge: Forge = field(default_factory=Forge)
    parties: int = 0
    applications: list[Application] = field(default_factory=list)
    titles: list[tuple[bytes, Application]] = field(default_factory=list)
    pledges: list[Pledge] = field(default_factory=list)
    serial: int = 0

    def branch(self) -> "Story":
        """Another branch from here."""
        return Story(
            self.forge.copy(),
            self.parties,
            list(self.applications),
            list(self.titles),
            list(self.pledges),
            self.serial,
        )

    def play(self, chain: SimulatedChain, choices: Sequence[Sequence[int]]) -> None:
        """A block for each sequence, an act or more for each number."""
        for block in choices:
            number, time = len(chain.blocks), chain.next_time()
            chain.mine([act for choice in block for act in self._acts(choice, number, time)])

    def _acts(self, choice: int, block: int, time: int) -> list[RawAct]:
        moves: list[Callable[[int, int], list[Terms]]] = [
            self._enrol,
            self._change_account,
            self._file,
            self._go_on,
            self._go_on,
            self._go_on,
            self._pledge,
            self._release,
            self._transfer,
            self._freeze,
        ]
        kind, which = choice % len(moves), choice // len(moves)
        return [self.forge.act(terms, block, time) for terms in moves[kind](which, time)]

    def _enrol(self, _: int, __: int) -> list[Terms]:
        self.parties += 1
        return [forge.enrolment(self.parties)]

    def _change_account(self, which: int, time: int) -> list[Terms]:
        if not self.parties:
            return self._enrol(which, time)
        return [forge.account_change(self.forge, 1 + which % self.parties)]

    def _file(self, which: int, time: int) -> list[Terms]:
        if self.parties < 3:
            return self._enrol(which, time)
        self.serial += 1
        holders = range(1, 2 + which % 3)
        terms = forge.content(self.serial, holders)
        self.applications.append(terms)
        return list(forge.filing(terms))

    def _go_on(self, which: int, time: int) -> list[Terms]:
        if not self.applications:
            return self._file(which, time)
        terms = self.applications[which % len(self.applications)]
        record = self._application(terms)
        if record.state is ApplicationState.EXAMINING:
            return [forge.notice(self.forge, terms, CLEAR)]
        if record.state is ApplicationState.REGISTERED:
            return self._issue(terms, time)
        action = NEXT.get(record.state)
        return [forge.step(self.forge, terms, action)] if action else []

    def _issue(self, terms: Application, time: int) -> list[Terms]:
        if any(of == terms for _, of in self.titles):
            return []
        self.serial += len(terms.splits)
        body, issued = forge.issue(terms, self.serial, time)
        self.titles.append((forge.title_id(body), terms))
        return [issued]

    def _pledge(self, which: int, time: int) -> list[Terms]:
        if not self.titles:
            return self._go_on(which, time)
        titled, terms = self.titles[which % len(self.titles)]
        holder = terms.splits[0].holder
        word = self.forge.state(titled).read(holding_key(holder), HoldingWord)
        if self._frozen(titled) or word.oper - word.pledged_oper < 1_000:
            return []
        self.serial += 1
        made = forge.pledge(TitleId(titled), holder, self.serial, 1_000)
        self.pledges.append(made.body)
        return [made]

    def _release(self, which: int, time: int) -> list[Terms]:
        if not self.pledges:
            return self._pledge(which, time)
        made = self.pledges[which % len(self.pledges)]
        key = pledge_key(lot_of(made), struct_hash(made))
        word = self.forge.state(made.title).read(key, PledgeWord)
        if not word.open:
            return []
        return [forge.release(self.forge, made)]

    def _transfer(self, which: int, time: int) -> list[Terms]:
        if not self.titles:
            return self._go_on(which, time)
        titled, terms = self.titles[which % len(self.titles)]
        giver = terms.splits[0].holder
        taker = forge.party(1 + which % (self.parties + 3))
        word = self.forge.state(titled).read(holding_key(giver), HoldingWord)
        if self._frozen(titled) or taker == giver or word.hold < 1_000:
            return []
        self.serial += 1
        month = int(forge.REGISTRY) * 10**6 + shanghai_month(time)
        number = month * 10**4 + self.serial
        ids = TitleId(titled), PartyId(giver), taker
        return [forge.transfer(self.forge, *ids, number)]

    def _freeze(self, which: int, time: int) -> list[Terms]:
        if not self.titles or which % 4:
            return self._go_on(which, time)
        self.serial += 1
        return [forge.freeze(TitleId(self.titles[which % len(self.titles)][0]), self.serial)]

    def _application(self, terms: Application) -> ApplicationRecord:
        return self.forge.state(forge.application_id(terms)).record(ApplicationRecord)

    def _frozen(self, titled: bytes) -> bool:
        return self.forge.state(titled).record(TitleRecord).barred_until > 0
