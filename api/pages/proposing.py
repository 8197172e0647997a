"""Proposed acts as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api import judging
from api.pages.views import name_of
from api.proposals.errors import ProposalNotOwn
from api.proposals.proposal import SideState, lot_of_act
from api.proposals.shaping import names_in, waits_for
from api.texts import shown
from api.texts.findings import describe
from api.texts.terms import ACTS, described
from api.texts.words import word
from ledger.domain.acts import Licence, Pledge, Right, Tag, Transfer
from ledger.domain.numbers import written
from ledger.domain.verdict import Purpose, Result
from ledger.domain.words import (
    TAIL_BYTES,
    HoldingWord,
    LotWord,
    holding_key,
    lot_key,
    party_of_tail,
)
from ledger.queries.names import named
from ledger.queries.replay import load_dossier
from ledger.queries.title import title_page
from ledger.queries.verdict import Asked, Terms, verdicts
from notarization.verify.report import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.present import Names
    from api.proposals.fitting import Fitness
    from api.proposals.proposal import Proposal
    from api.wiring import Wiring
    from ledger.domain.verdict import Finding
    from ledger.queries.verdict import Verdicts
    from ledger.store.engine import ReadSession, Session
    from notarization.verify.report import Language

TONES: Final = {Result.VALID: "good", Result.INVALID: "bad", Result.UNKNOWN: "unsure"}
TITLES: Final = {
    "pledge": Message("质押", "Pledge"),
    "release": Message("质押的注销", "Release of a pledge"),
    "transfer": Message("份额转让", "Transfer of shares"),
}
WAITS: Final = {
    "FILING": Message("等待质权人填写动产担保登记", "waits for the pledgee to name the filing"),
    "SIGNATURES": Message("等待签署", "waits for signatures"),
    "SENDING": Message("已签齐，可提交上链", "signed by all, can be sent"),
    "NOTHING": Message("已上链", "on the register"),
}
STATES: Final = {
    SideState.MISSING: Message("尚未签署", "not signed yet"),
    SideState.OFFICER_MISSING: Message("首席数据官尚未签署", "its officer has not signed yet"),
    SideState.SIGNED: Message("已签署", "signed"),
}


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal in the list; `mine`: it waits for the reader."""

    digest: str
    title: str
    number: str
    other: str
    waits: str
    mine: bool
    time: int


@dataclass(frozen=True, slots=True)
class SideView:
    """A party that signs."""

    name: str
    party: str
    state: str
    signed: bool


@dataclass(frozen=True, slots=True)
class JudgedView:
    """A verdict for a purpose, in words: (code, sentence) each."""

    number: str
    purpose: str
    purpose_text: str
    result: str
    tone: str
    against: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProceedsView:
    """What of a price is deposited: with whom, how much, by which receipt and contract."""

    depositary: str
    amount: str
    pledges: tuple[str, ...]
    contract: str
    receipt: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposed act: what it says, what stands against it, what the reader can do now."""

    digest: str
    title: str
    about: str
    number: str
    terms: tuple[tuple[str, str], ...]
    signed_digest: str
    proposer: str
    proceeds: ProceedsView | None
    sides: tuple[SideView, ...]
    waits: str
    judged: JudgedView | None
    refusal: str
    names_filing: bool
    filed: bool
    signs: bool
    sends: bool
    withdraws: bool
    block: int


@dataclass(frozen=True, slots=True)
class LotView:
    """A share that is pledged already, on which a junior pledge can rest."""

    lot: str
    share: str
    pledges: int


@dataclass(frozen=True, slots=True)
class NoteView:
    """An open pledge of the certificate, whose release can be asked for."""

    pledge: str
    what: str
    pledgee: str
    amount: str


@dataclass(frozen=True, slots=True)
class FormView:
    """What the form rests on; `fit`: nothing stands against proposing. `shares` by Right."""

    number: str
    name: str
    judged: JudgedView
    fit: bool
    free: str
    shares: tuple[str, ...]
    valid_until: int
    lots: tuple[LotView, ...]
    notes: tuple[NoteView, ...]


def title_of_act(found: Proposal, language: Language) -> str:
    """What is proposed, in words."""
    if found.act.kind in TITLES:
        return TITLES[found.act.kind].text(language)
    return word(found.act.prepared.door.kind, language)


def line_view(
    session: Session, found: Proposal, own: tuple[bytes, ...], names: Names, language: Language
) -> ProposalLine:
    """A proposal in the list."""
    waits = waits_for(found)
    own_turn = {
        "FILING": isinstance(found.terms, Pledge) and found.terms.pledgee in own,
        "SIGNATURES": found.side_of(own) is not None,
        "SENDING": True,
        "NOTHING": False,
    }
    others = [each for each in found.sees if each not in own]
    return ProposalLine(
        digest=found.row.digest.hex(),
        title=title_of_act(found, language),
        number=_number(session, found),
        other=name_of(names, others[0], language) if others else "",
        waits=WAITS[waits].text(language),
        mine=own_turn[waits],
        time=found.row.time,
    )


def proposal_view(
    session: ReadSession,
    proposed: tuple[Proposal, Fitness],
    own: tuple[bytes, ...],
    language: Language,
) -> ProposalView:
    """A proposed act, for one of its sides."""
    found, fit = proposed
    names, terms, open_ = names_in(session, [found]), found.terms, not found.row.block
    whole = open_ and not found.waits_for_filing
    return ProposalView(
        digest=found.row.digest.hex(),
        title=title_of_act(found, language),
        about=ACTS[found.act.kind].text(language),
        number=_number(session, found),
        terms=tuple(described(terms, language)),
        signed_digest="0x" + found.act.prepared.digest.hex(),
        proposer=name_of(names, found.row.party, language),
        proceeds=_proceeds(found),
        sides=tuple(
            SideView(
                name_of(names, each.party, language),
                each.party.hex(),
                STATES[each.state].text(language),
                each.state is SideState.SIGNED,
            )
            for each in found.sides
        ),
        waits=WAITS[waits_for(found)].text(language),
        judged=_judged(session, fit.verdicts, language) if fit.verdicts and open_ else None,
        refusal=_refusal(fit, language) if open_ else "",
        names_filing=open_ and isinstance(terms, Pledge) and terms.pledgee in own,
        filed=whole,
        signs=whole and fit.fit and found.side_of(own) is not None,
        sends=whole and found.signed,
        withdraws=open_,
        block=found.row.block,
    )


def form_view(
    wiring: Wiring,
    session: ReadSession,
    which: tuple[int, tuple[bytes, ...]],
    language: Language,
    purpose: Purpose = Purpose.PLEDGE,
) -> FormView:
    """The form of a pledge or a transfer of one's own certificate."""
    number, own = which
    found = title_page(session, number)
    holder = next(each.party for each in found.certificates if each.number == number)
    if holder not in own:
        raise ProposalNotOwn(holder)
    given = Terms(wiring.settings.lag_blocks, recent=wiring.recent)
    told = verdicts(session, [Asked(number, purpose)], given)
    judged = _judged(session, told, language)
    holding = load_dossier(session, found.title).read(holding_key(holder), HoldingWord)
    notes = [each for each in found.at.pledges if each.holder == holder]
    names = named(session, {each.terms.pledgee for each in notes})
    lots = {each.lot: each for each in notes}
    return FormView(
        number=written(number),
        name=found.notice.data_name if found.notice else "",
        judged=judged,
        fit=told.answers[0].verdict.result is Result.VALID,
        free=shown.share(holding.shares[Right.OPER] - holding.pledged[Right.OPER]),
        shares=tuple(map(shown.share, holding.shares)),
        valid_until=found.at.record.valid_until,
        lots=tuple(
            LotView(lot.hex(), shown.share(each.ppm), sum(one.lot == lot for one in notes))
            for lot, each in lots.items()
        ),
        notes=tuple(
            NoteView(
                each.pledge.hex(),
                f"{word(each.right, language)} {shown.share(each.ppm)}",
                name_of(names, each.terms.pledgee, language),
                shown.yuan(each.terms.amount),
            )
            for each in notes
        ),
    )


def _proceeds(found: Proposal) -> ProceedsView | None:
    told = found.proceeds
    if told is None:
        return None
    return ProceedsView(
        depositary=told.deposit.depositary,
        amount=shown.yuan(told.deposit.amount),
        pledges=tuple(each.hex() for each in told.pledges),
        contract=told.contract.hex(),
        receipt=told.deposit.receipt.hex(),
    )


def _judged(session: ReadSession, found: Verdicts, language: Language) -> JudgedView:
    spoken = judging.called(judging.names_of(session, found), language)
    [answer] = found.answers
    verdict = answer.verdict

    def told(findings: tuple[Finding, ...]) -> Iterator[tuple[str, str]]:
        for each in findings:
            yield each.code, describe(each.code, each.values, language, spoken)

    return JudgedView(
        number=written(answer.asked.number),
        purpose=verdict.purpose.value,
        purpose_text=word(verdict.purpose, language),
        result=word(verdict.result, language),
        tone=TONES[verdict.result],
        against=tuple(told((*verdict.unknown, *verdict.blocks))),
        warnings=tuple(told(verdict.warnings)),
    )


def _refusal(fit: Fitness, language: Language) -> str:
    if fit.refusal is None:
        return ""
    return Message(fit.refusal.zh, fit.refusal.en).text(language)


def _number(session: Session, found: Proposal) -> str:
    """The certificate of whoever's share the act is about."""
    title, holder = load_dossier(session, found.title), _holder(session, found)
    return written(title.read(holding_key(holder), HoldingWord).number)


def _holder(session: Session, found: Proposal) -> bytes:
    """Whose share an act is about: its pledgor or giver, else the holder of its lot."""
    match found.terms:
        case Pledge() as terms:
            return terms.pledgor
        case Transfer() as terms:
            return terms.giver
        case Licence() as terms:
            return terms.licensor
        case terms if any(lot := lot_of_act(terms)):
            return load_dossier(session, found.title).read(lot_key(lot), LotWord).holder
        case _:
            # an act on the title as such: by its first holder
            held = load_dossier(session, found.title).under(Tag.HOLDING)
            living = (key for key, word in held if not HoldingWord.parse(word).ended)
            return party_of_tail(next(living)[-TAIL_BYTES:])
