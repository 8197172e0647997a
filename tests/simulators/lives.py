"""The life of a title, made of a number: two companies, a filing, an issue, pledges, a transfer.

Whatever the number is, the lives differ in bytes only, never in shape: each act of one is as long
as that of another. `values` are the bytes in which they differ.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from ledger.domain.acts import (
    AccountChange,
    Action,
    ActKind,
    ActorMode,
    Address,
    Application,
    ApplicationId,
    Enrolment,
    FingerprintId,
    Issue,
    PartyId,
    PartyKind,
    Pledge,
    RecordRoot,
    RegistryCode,
    Role,
    Share,
    Split,
    Time,
    TitleId,
    struct_hash,
)
from ledger.domain.codes.uscc import uscc_check_digit
from ledger.domain.commitments import Record
from ledger.domain.dossier import Actor
from ledger.domain.examined import HALF
from ledger.domain.numbers import shanghai_month
from ledger.domain.record import commit, notice_of
from ledger.domain.words import WHOLE, lot_key, party_of_tail, pledge_key
from tests import forge
from tests.forge import FAR, Forge, Terms

STAGES: Final = 14
ACTS: Final = 17
DOSSIERS: Final = 5
SIGNATURE: Final = 65
CITIES: Final = ("青岛", "烟台", "威海", "日照", "潍坊", "东营", "滨州", "济南")
THEMES: Final = ("水温盐度", "港口吞吐", "渔船航迹", "风浪观测", "电网负荷", "公交客流")
STEPS: Final = {4: Action.ACCEPT, 5: Action.ASSIGN, 7: Action.CLOSE_NOTICE, 8: Action.DEPOSIT}
OPENED: Final = ("applicants", "data_name", "industry", "region")


@dataclass(frozen=True)
class Life:
    """One of them. `registry` gives its certificates' numbers."""

    seed: int
    number: int
    registry: RegistryCode

    @cached_property
    def noise(self) -> bytes:
        """Bytes that nothing else has, the same for the same number."""
        name = self.seed.to_bytes(8) + self.number.to_bytes(8)
        return hashlib.shake_128(name).digest(32 * 32)

    def random(self, place: int) -> bytes:
        """32 of them."""
        return self.noise[32 * place : 32 * place + 32]

    @cached_property
    def companies(self) -> tuple[tuple[Enrolment, PartyId], ...]:
        """Two, the one with the lower id first."""
        made = []
        for place in (0, 3):
            tag, record = self.random(place), RecordRoot(self.random(place + 1))
            first = Address(self.random(place + 2)[:20])
            terms = Enrolment(PartyKind.ENTERPRISE, tag, record, first, FAR)
            made.append((terms, PartyId(party_of_tail(struct_hash(terms)[:20]))))
        return tuple(sorted(made, key=lambda each: each[1]))

    @property
    def parties(self) -> tuple[PartyId, PartyId]:
        """Their ids."""
        (_, one), (_, other) = self.companies
        return one, other

    @cached_property
    def fields(self) -> dict[str, Any]:
        """What the application says in clear and behind commitments."""
        city, theme = CITIES[self.number % 8], THEMES[self.number // 8 % 6]
        return {
            "applicants": [
                {
                    "name": f"{city}{theme}数据第{self.number:08d}{mark}有限公司",
                    "kind": "legal_person",
                    "uscc": self._uscc(place),
                    "party": party.hex(),
                }
                for place, (mark, party) in enumerate(zip("甲乙", self.parties, strict=True))
            ],
            "data_name": f"{city}{theme}监测数据集{self.number:08d}号",
            "industry": "A04",
            "region": {"level": "province", "code": "370000"},
            "summary": f"{city}{theme}，逐时。",
        }

    def _uscc(self, place: int) -> str:
        first = f"91370200M{2 * self.number + place:08d}"[:17]
        return first + uscc_check_digit(first)

    @cached_property
    def record(self) -> Record:
        """The record's committed form."""
        salts = {name: self.random(8 + place)[:16] for place, name in enumerate(self.fields)}
        return commit(self.fields, salts)

    @cached_property
    def application(self) -> Application:
        """The filing of both."""
        one, other = self.parties
        rest = WHOLE - 300_000
        return replace(
            MODEL,
            registry=self.registry,
            fingerprint=FingerprintId(self.random(6)[:31] + b"\x01"),
            record=RecordRoot(self.record.root),
            splits=tuple(
                Split(party, *(Share(ppm),) * 3)
                for party, ppm in ((one, rest), (other, WHOLE - rest))
            ),
        )

    def issue(self, time: int) -> Issue:
        """The title's terms, registered at a time."""
        return replace(
            ISSUE,
            application=self.filed,
            registry=self.registry,
            fingerprint=self.application.fingerprint,
            record=self.application.record,
            registered_at=Time(time),
        )

    @cached_property
    def filed(self) -> ApplicationId:
        """The application's id."""
        return forge.application_id(self.application)

    def pledges(self, titled: TitleId) -> tuple[Pledge, Pledge]:
        """Two of the first holder's."""
        one, _ = self.parties
        first, second = (
            replace(PLEDGE, title=titled, pledgor=one, filing=self.random(place))
            for place in (14, 15)
        )
        return first, second

    def values(self, times: tuple[int, ...]) -> list[bytes]:
        """All bytes in which this life differs from another but its numbers.

        `times` are those of the blocks of its stages.
        """
        content = struct_hash(self.application)
        titled = forge.title_id(self.issue(times[9]))
        found = [self.signature(stage) for stage in range(STAGES)]
        found += [self.signature(stage)[:32] for stage in range(STAGES)]
        for terms, party in self.companies:
            tag = terms.identity_tag
            # who examined stands in a word by the half of an id
            half = party[-HALF:]
            found += [tag, tag[:31], terms.identity, terms.account, party[12:], half]
        found += [self.random(14), self.random(15), self.random(6)[:31], self.random(7)[:20]]
        found += [content, content[:31], self.application.record, titled[1:]]
        for each in self.pledges(titled):
            # a first pledge is named as the lot that it carves
            its = struct_hash(each)
            found += [its, lot_key(its)[1:], pledge_key(its, its)[1:]]
        shown = self.record.disclose(OPENED)
        found += [opening.salt.hex().encode() for opening in shown.openings]
        found += [each.leaf.hex().encode() for each in shown.withheld]
        found += [self.fields["data_name"].encode()]
        for each in self.fields["applicants"]:
            found += [each[name].encode() for name in ("name", "uscc", "party")]
        return [*found, *(time.to_bytes(5) for time in times)]

    def numbers(self, times: Sequence[int]) -> tuple[int, int, int]:
        """Those of its certificates: two of the issue, the newcomer's."""
        serial = 1 + 3 * (self.number % 3_333)
        first, last = (
            (int(self.registry) * 10**6 + shanghai_month(times[stage])) * 10**4 + serial
            for stage in (9, 13)
        )
        return first, first + 1, last + 2

    def signature(self, stage: int) -> bytes:
        """What stands where a signature would: the mirror keeps it, and reads no one's hand."""
        return (self.random(16 + stage) * 3)[:SIGNATURE]

    def acts(self, book: Forge, stage: int, block: int, time: int, titled: bytes) -> list[Any]:
        """The raw acts of a stage, entered in a forge; `titled` is known from the issue on."""
        party = self.parties[stage == 1]
        actor = Actor(
            party,
            self.random(7)[:20],
            Role.PARTY,
            ActorMode.SIGNED,
            book.state(party).seq,
            self.signature(stage),
        )
        first, *others = self._terms(book, stage, time, TitleId(titled))
        actors = (actor, *first.actors[1:])
        signed = replace(first, actors=actors, digest=self.signature(stage)[:32])
        return [book.act(each, block, time) for each in (signed, *others)]

    def _terms(self, book: Forge, stage: int, time: int, titled: TitleId) -> list[Terms]:
        if stage in STEPS:
            return [forge.step(book, self.application, STEPS[stage])]
        one, _ = self.parties
        found: list[Terms]
        match stage:
            case 0 | 1:
                company, party = self.companies[stage]
                found = [Terms(party, ActKind.PartyEnrolled, company)]
            case 2:
                fresh = Address(self.random(7)[:20])
                change = AccountChange(one, fresh, Address(bytes(20)), 1, FAR)
                found = [Terms(one, ActKind.AccountChanged, change)]
            case 3:
                found = list(forge.filing(self.application))
            case 6:
                clear = notice_of(self.record.disclose(OPENED))
                found = [forge.notice(book, self.application, clear)]
            case 9:
                serial = self.numbers((time,) * STAGES)[0] % 10**4
                issued = forge.issue(self.application, serial, time)[1]
                found = [issued, *forge.certified(self.application, titled)]
            case 10 | 11:
                made = self.pledges(titled)[stage - 10]
                found = [Terms(titled, ActKind.PledgeRecorded, made)]
            case 12:
                found = [forge.release(book, self.pledges(titled)[0])]
            case _:
                number = self.numbers((time,) * STAGES)[-1]
                found = [forge.transfer(book, titled, one, TAKER, number)]
        return found


TAKER: Final = forge.party(92)
MODEL: Final = forge.content(0, [1])
ISSUE: Final = forge.issue(MODEL, 1, 0)[0]
PLEDGE: Final = forge.pledge(TitleId(bytes(32)), PartyId(bytes(32)), 0, 100_000).body
