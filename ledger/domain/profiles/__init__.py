"""Rule profiles: the law as data. A profile's digest is an act of GOVERNANCE; a title names it.

Each is a JSON file beside this one. What was not seen in an official text stands under
`unverified`; what is not known is null, and a profile without floors cannot be adopted. A profile
that was adopted once is never changed: a new edition is a new file with a digest of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import ClassVar, Final

from ledger.domain import canonical
from ledger.domain.acts import PartyId, ProfileAdoption
from ledger.domain.codes import tables
from ledger.domain.codes.tables import Crossed, Label
from ledger.domain.errors import DomainError
from ledger.domain.keccak import keccak256
from ledger.domain.shapes import shaped
from ledger.domain.workdays import A_DAY, start_before, years_after

NATIONAL: Final = "nat-2026"
SCHEMA: Final = "datadeed/profile/2"
FIRST: Final = "first"


@dataclass(eq=False)
class ProfileUnknown(DomainError):
    """No profile of this name comes with this version."""

    code: ClassVar[str] = "PROFILE_UNKNOWN"

    name: str


@dataclass(eq=False)
class ProfileNotKnown(DomainError):
    """A digest is none of the profiles that come with this version."""

    code: ClassVar[str] = "PROFILE_NOT_KNOWN"

    digest: str


@dataclass(eq=False)
class ProfileIncomplete(DomainError):
    """What is asked of a profile is not known: it can be read, and not applied."""

    code: ClassVar[str] = "PROFILE_INCOMPLETE"

    name: str
    missing: str


@dataclass(frozen=True, slots=True)
class InForce:
    """From this day until the day before `until`; None where open or not known."""

    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A period in working days and what silence means at its end; None where not known."""

    working_days: int | None
    article: str | None
    silence: str | None = None
    stopped_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counting:
    """How periods are counted."""

    first_day: str
    ends: str
    zone: str
    article: str


@dataclass(frozen=True, slots=True)
class Registration:
    """What a kind of registration is called here."""

    label: Label
    article: str | None


@dataclass(frozen=True, slots=True)
class Examination:
    """How deep the registry looks: `form`, `substance`, or both in turn."""

    depth: str
    article: str | None


@dataclass(frozen=True, slots=True)
class Validity:
    """The longest term in years, and the event from which it runs."""

    most_years: int
    since: str
    article: str | None


@dataclass(frozen=True, slots=True)
class Opening:
    """How long before the end of a term its renewal may be asked for: one of the two."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Renewal:
    """The window of a renewal, and what becomes of a title that was not renewed."""

    opens: Opening
    closes_days_before: int
    otherwise: str
    last_day_shifts: bool
    article: str | None


@dataclass(frozen=True, slots=True)
class CertificateKind:
    """The paper that is issued, and the form of its number."""

    kind: Label
    number: str | None
    article: str | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: its kind says how it is checked (ledger.domain.record)."""

    name: str
    kind: str
    public: bool = False
    optional: bool = False
    most: int = 0
    choices: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeededReport:
    """A report that a step rests on: of which kind, whether it stops without, by what law."""

    kind: str
    blocks: bool
    article: str


@dataclass(frozen=True, slots=True)
class Floors:
    """What the contracts enforce, in seconds: two floors, two ceilings, the window of a renewal.

    The window is never narrower than the profile's own months and days (Profile.renewal_window).
    """

    minimum_notice: int
    minimum_acceptance: int
    maximum_term: int
    maximum_freeze: int
    renewal_opens: int
    renewal_closes: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A rule profile as its file has it; `digest` is keccak256 of the file's canonical JSON.

    `reports` has, by purpose, those that the step must rest on (ledger.domain.uses).
    """

    schema: str
    id: str
    edition: int
    name: Label
    source: str
    jurisdiction: str
    in_force: InForce
    object_kinds: dict[str, Label]
    examination: Examination
    registrations: dict[str, Registration]
    counting: Counting
    clocks: dict[str, Clock]
    validity: Validity | None
    renewal: Renewal | None
    keep_years: int | None
    certificate: CertificateKind
    rights: str | None
    forms: dict[str, tuple[Field, ...]]
    reports: dict[str, tuple[NeededReport, ...]]
    floors: Floors | None
    unverified: tuple[str, ...]
    digest: bytes = b""

    def clock(self, name: str) -> int:
        """A clock's working days. Raises ProfileIncomplete."""
        clock = self.clocks.get(name)
        if clock is None or clock.working_days is None:
            raise ProfileIncomplete(self.id, f"clocks.{name}")
        return clock.working_days

    def form(self, name: str = FIRST) -> tuple[Field, ...]:
        """The fields of a form. Raises ProfileIncomplete."""
        if name not in self.forms:
            raise ProfileIncomplete(self.id, f"forms.{name}")
        return self.forms[name]

    def valid_until(self, since: int) -> int:
        """The end of a title's longest term: the last second of the day that ends it.

        From that second on the title has expired, as with every `until` here; a day later would be
        shown as another last day. Raises ProfileIncomplete.
        """
        if self.validity is None:
            raise ProfileIncomplete(self.id, "validity")
        return years_after(since, self.validity.most_years)

    def renewal_window(self, valid_until: int) -> tuple[int, int]:
        """The first and the last second in which a renewal may be filed. Raises ProfileIncomplete.

        The term's last day is the one that `valid_until` lies in; months end on the day that
        corresponds, or the last of a shorter month (NAT-2026 Art. 36; Civil Code Art. 202).
        """
        if self.renewal is None:
            raise ProfileIncomplete(self.id, "renewal")
        opens, closes = self.renewal.opens, self.renewal.closes_days_before
        first = start_before(valid_until, months=opens.months, days=opens.days)
        return first, start_before(valid_until, days=closes) + A_DAY - 1

    def enforced(self) -> Floors:
        """What the contracts enforce. Raises ProfileIncomplete."""
        if self.floors is None:
            raise ProfileIncomplete(self.id, "floors")
        return self.floors

    def adoption(self, governor: bytes, *, seq: int, deadline: int) -> ProfileAdoption:
        """The terms by which the governor puts the floors on chain. Raises ProfileIncomplete."""
        floors = self.enforced()
        return ProfileAdoption(
            profile=self.digest,
            minimum_notice=floors.minimum_notice,
            minimum_acceptance=floors.minimum_acceptance,
            maximum_term=floors.maximum_term,
            maximum_freeze=floors.maximum_freeze,
            renewal_opens=floors.renewal_opens,
            renewal_closes=floors.renewal_closes,
            governor=PartyId(governor),
            seq=seq,
            deadline=deadline,
        )


@cache
def load(name: str = NATIONAL) -> Profile:
    """The profile of this name. Raises ProfileUnknown."""
    path = files(__package__).joinpath(f"{name}.json")
    if name not in names():
        raise ProfileUnknown(name)
    value = canonical.parse(path.read_bytes())
    profile = shaped(Profile, value)
    return replace(profile, digest=keccak256(canonical.encode(value)))


@cache
def names() -> tuple[str, ...]:
    """The names of all profiles that come with this version, ascending."""
    found = (each.name for each in files(__package__).iterdir())
    return tuple(sorted(name[:-5] for name in found if name.endswith(".json")))


def by_digest(digest: bytes) -> Profile | None:
    """The profile that a title names, None for one that this version does not know."""
    return next((each for each in map(load, names()) if each.digest == digest), None)


@dataclass(frozen=True, slots=True)
class RightNames:
    """What the three rights are called under some rules: a code table, and its name.

    `crossed` says what they have become where a newer table crosses from it; no name is changed.
    """

    table: str
    labels: Mapping[str, Label]
    crossed: Mapping[str, Crossed]


def right_names(digest: bytes) -> RightNames:
    """The names under the rules that a title names: an old certificate is never relabelled.

    Those of the national profile where its own rules are not known here, or name no rights.
    """
    own = by_digest(digest)
    table = (own and own.rights) or load().rights
    if table is None:
        raise ProfileIncomplete(load().id, "rights")
    return RightNames(table, tables.load(table).entries, tables.crossed(table))


def of(digest: bytes) -> Profile:
    """The profile of this digest. Raises ProfileNotKnown."""
    found = by_digest(digest)
    if found is None:
        raise ProfileNotKnown(digest.hex())
    return found
