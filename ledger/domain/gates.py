"""What origin, class and grade of data open and shut (NAT-2026 Arts. 15, 21; DSL Art. 21).

The same gates as contracts/libraries/Gates.sol; tests/vectors/gates.json holds both to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ledger.domain.acts import Application, DataClass, DataGrade, Origin, PartyKind
from ledger.domain.pledgors import PUBLIC_POWERS

MOST_PARTICIPANTS: Final = 16
# the gates that shut, by the errors' own names in contracts/interfaces/IFilingDesk.sol
UNCLASSIFIED: Final = "ClassificationMissing"
CORE: Final = "CoreDataRefused"
PERSONAL: Final = "PersonalConsentsMissing"
ENTRUSTED: Final = "EntrustmentBasisMissing"
AUTHORISED: Final = "PublicDataCodeMissing"
SCRAPED: Final = "ProductOpinionMissing"
PARTICIPANTS: Final = "ParticipantsWrong"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gates go by: `founded` with a basis, `operates` with the operating right."""

    origin: Origin
    data_class: DataClass
    grade: DataGrade
    founded: bool
    operates: bool

    @property
    def shut(self) -> str | None:
        """The gate that keeps such an application out, None where all are open.

        Art. 21: scraped data operates with an opinion only, an entrusted processor registers with
        its basis only, an authorised product with its public-data code only (Art. 15). DSL Art. 21:
        core data never. PIPL Arts. 13, 23: personal data with consents only.
        """
        if not (self.origin and self.data_class and self.grade):
            return UNCLASSIFIED
        if self.grade is DataGrade.CORE:
            return CORE
        return None if self.founded else self._unfounded()

    def _unfounded(self) -> str | None:
        if self.data_class is DataClass.PERSONAL:
            return PERSONAL
        match self.origin:
            case Origin.ENTRUSTED:
                return ENTRUSTED
            case Origin.AUTHORISED:
                return AUTHORISED
            case Origin.SCRAPED_PUBLIC if self.operates:
                return SCRAPED
            case _:
                return None


def of_government(origin: Origin, data_class: DataClass, kinds: Iterable[PartyKind]) -> bool:
    """Whether an organ or a court applies for public data that is no product of an authorisation.

    What it collected in its duties is not registered (Art. 15). No contract knows what a party
    means by its data: who accepts and examines must.
    """
    own = data_class is DataClass.PUBLIC and origin is not Origin.AUTHORISED
    return own and any(kind in PUBLIC_POWERS for kind in kinds)


def shut(terms: Application) -> str | None:
    """The gate that keeps an application out, None where all are open."""
    facts = Facts(
        terms.origin, terms.data_class, terms.grade, any(terms.basis), _asks_operating(terms)
    )
    return facts.shut or (None if _participants_right(terms) else PARTICIPANTS)


def needs_consents(terms: Application) -> bool:
    """Whether every participant must sign: the operating right over fused data (Art. 21)."""
    return terms.origin is Origin.FUSED and _asks_operating(terms)


def involves(terms: Application, party: bytes) -> bool:
    """Whether a party applies or took part: it never acts on the file as staff."""
    return party in terms.participants or any(split.holder == party for split in terms.splits)


def _participants_right(terms: Application) -> bool:
    """Only a fusion has participants, and at least two take part; none is named twice."""
    others = list(terms.participants)
    if terms.origin is not Origin.FUSED:
        return not others
    holders = {split.holder for split in terms.splits}
    ascending = sorted(set(others)) == others and not holders & set(others)
    few = len(others) <= MOST_PARTICIPANTS
    return ascending and few and len(holders) + len(others) > 1 and bytes(32) not in others


def _asks_operating(terms: Application) -> bool:
    return any(split.oper for split in terms.splits)
