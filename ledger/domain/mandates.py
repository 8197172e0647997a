"""Who acted, and with what mandate: every actor of an act held against his party's own dossier.

The register checks all this when it writes. An offline reader checks it again, from the dossiers
alone: the signature over the very terms that the log carries, the account's life and the role at
the party's count that the act names, the two persons, and that nobody else should have signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain import eip712
from ledger.domain.acts import ActKind, ActorMode, Application, Fulfilment, Role, Tag
from ledger.domain.disowned import Disowned, disowned_signature
from ledger.domain.dossier import Actor
from ledger.domain.errors import DomainError
from ledger.domain.party_words import AgentWord, agent_key, heir_of
from ledger.domain.signatories import needed_signers, registry_of
from ledger.domain.words import (
    CONTENT_KEY,
    WORD_BYTES,
    AccountWord,
    BookWord,
    PartyRecord,
    account_key,
    book_key,
    code_key,
    hash_key,
    party_of_tail,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ledger.domain.dossier import Act, Anchor
    from ledger.domain.history import Histories, History
    from ledger.domain.needs import Need
    from ledger.domain.state import Dossier

    Recover = Callable[[bytes, bytes], bytes]

# r, s and v; an officer's stands behind it
ONE_SIGNATURE: Final = 65
SECONDARY: Final = frozenset(
    {
        ActKind.ApplicationCertified,
        ActKind.ObjectFiled,
        ActKind.ObjectFilingEnded,
        ActKind.ObjectTitled,
        ActKind.ObjectTitleClosed,
        ActKind.RenewalFiled,
        ActKind.RenewalEnded,
        ActKind.RequestFiled,
        ActKind.RequestEnded,
        ActKind.TitleSucceeded,
    }
)
OWN: Final = frozenset(
    {ActKind.Founded, ActKind.BookAdmitted, ActKind.BookEnded, ActKind.IntakePaused}
)


@dataclass(eq=False)
class Unrecoverable(DomainError):
    """A signature has no signer that can be named; `reason` is the code of why."""

    code: ClassVar[str] = "SIGNATURE_UNRECOVERABLE"

    reason: str


@dataclass(eq=False)
class MandateError(DomainError):
    """An actor had no mandate for the act, or is not who the act says."""

    code: ClassVar[str] = "MANDATE"

    subject: str
    seq: int
    detail: str


class SignatureWrong(MandateError):
    """The signature is not the account's over the terms in the log."""

    code = "SIGNATURE_WRONG"


class DigestWrong(MandateError):
    """What was signed is not what the log carries, or it was signed for another book or chain."""

    code = "DIGEST_WRONG"


class AccountNotLive(MandateError):
    """The account did not act for the party at that time."""

    code = "ACCOUNT_NOT_LIVE"


class RoleNotHeld(MandateError):
    """The party did not hold the role at that time."""

    code = "ROLE_NOT_HELD"


class SignerMissing(MandateError):
    """The act needs another signature than the log carries."""

    code = "SIGNER_MISSING"


class PartySeqWrong(MandateError):
    """The act names a count of the party's dossier that it did not have at that time."""

    code = "PARTY_SEQ_WRONG"


class ConsentRevoked(MandateError):
    """The party had withdrawn this consent."""

    code = "CONSENT_REVOKED"


class BookNotAdmitted(MandateError):
    """The contract that performed the act was not admitted for it at that time."""

    code = "BOOK_NOT_ADMITTED"


class StaffIsAgent(MandateError):
    """A clerk took part in the file of an applicant whose agent he is or was."""

    code = "STAFF_IS_AGENT"


class OfficerMissing(MandateError):
    """The party has an officer, who did not sign beside it."""

    code = "OFFICER_MISSING"


class OfficerAlone(MandateError):
    """An officer's account signed alone."""

    code = "OFFICER_ALONE"


class PartyMissing(MandateError):
    """The dossier of a party that acted is not at hand: nothing can be said of its mandate."""

    code = "CLOSURE_MISSING"


@dataclass(frozen=True, slots=True)
class Mandate:
    """One actor, checked; `offline` is false where only the register vouches for him.

    `disowned` says that the actor's registry revoked his key with effect from before the act.
    """

    actor: Actor
    offline: bool
    disowned: Disowned | None = None


def check_mandates(
    anchor: Anchor, act: Act, before: Dossier, histories: Histories, recover: Recover
) -> tuple[Mandate, ...]:
    """Check every actor of an act; `before` is its dossier just before it.

    `recover(digest, signature)` gives the 20 bytes of the signing account, or raises Unrecoverable.

    Raises:
        MandateError: a child that says what is wrong.
    """
    if act.kind in OWN:
        _require_register(anchor, act)
        return tuple(Mandate(actor, offline=False) for actor in act.actors)
    _require_book(act, histories)
    if act.kind in SECONDARY:
        return ()
    _require_needed(act, needed_signers(act, before, histories), histories)
    _require_strangers(act, before, histories)
    expected = eip712.digest(anchor.chain_id, act.raw.book, act.terms)
    if act.actors and act.digest != expected:
        raise DigestWrong(*_place(act), f"{act.digest.hex()} instead of {expected.hex()}")
    return tuple(_check_actor(act, actor, histories, recover) for actor in act.actors)


def _place(act: Act) -> tuple[str, int]:
    return act.raw.subject.hex(), act.seq


def _require_register(anchor: Anchor, act: Act) -> None:
    nobody = party_of_tail(bytes(20))
    alone = act.raw.book == anchor.register and not any(act.digest)
    for actor in act.actors:
        sender = Actor(nobody, actor.account, Role.PARTY, ActorMode.SENDER, 0, b"")
        alone = alone and actor == sender
    if not alone or len(act.actors) != 1:
        raise BookNotAdmitted(*_place(act), "only the register itself performs this act")


def _require_book(act: Act, histories: Histories) -> None:
    governance = histories.get(b"\x06" + bytes(31))
    if governance is None:
        raise PartyMissing(*_place(act), "GOVERNANCE")
    # which came first within a block, an act or its book's end, GOVERNANCE does not tell
    if not any(_admits(state, act) for state in governance.during(act.raw.block)):
        raise BookNotAdmitted(*_place(act), f"{act.raw.book.hex()} for {act.kind.name}")


def _admits(governance: Dossier, act: Act) -> bool:
    code = governance.words.get(code_key(act.raw.book), bytes(WORD_BYTES))
    word = governance.read(book_key(act.raw.book, code), BookWord)
    return word.since <= act.raw.time < word.until and word.kinds >> act.kind & 1 == 1


def _require_needed(act: Act, needs: tuple[Need, ...], histories: Histories) -> None:
    """One signature a need in its order; who signs for several holders signs once."""
    place, actors = 0, act.actors
    for need in needs:
        if place < len(actors) and _meets(act, need, actors[place], histories):
            place += 1
        elif not any(_stands_for(act, need, actor, histories) for actor in actors[:place]):
            found = actors[place].party.hex() if place < len(actors) else "nobody"
            raise SignerMissing(*_place(act), f"{need} instead of {found}")
    if place != len(actors):
        raise SignerMissing(*_place(act), f"{len(actors)} signers instead of {place}")
    parties = [actor.party for actor in actors]
    joining = act.kind in {ActKind.AccountChanged, ActKind.OfficerNamed}
    if len(set(parties)) != len(parties) and not joining:
        raise SignerMissing(*_place(act), "one party signed twice")


def _meets(act: Act, need: Need, actor: Actor, histories: Histories) -> bool:
    if actor.role not in need.roles:
        return False
    own = not need.party or actor.party == need.party
    return own or _is_agent(act, need, actor, histories)


def _stands_for(act: Act, need: Need, actor: Actor, histories: Histories) -> bool:
    """Whether one who signed before, for another or himself, is this holder or his agent."""
    own = need.power is not None and actor.party == need.party
    return own or _is_agent(act, need, actor, histories)


def _is_agent(act: Act, need: Need, actor: Actor, histories: Histories) -> bool:
    """Whether a written authority in the principal's dossier covered the act.

    Which came first within a block, that dossier does not tell: either is taken.
    """
    if need.power is None:
        return False
    power, key = need.power, agent_key(actor.party)
    states = _known(act, need.party, histories).during(act.raw.block)
    ended = _known(act, actor.party, histories).during(act.raw.block)[0]
    return ended.record(PartyRecord).succeeded is False and any(
        state.read(key, AgentWord).may(power, act.raw.time)
        for state in states
        if not state.record(PartyRecord).succeeded
    )


def _require_strangers(act: Act, before: Dossier, histories: Histories) -> None:
    """No clerk decides on the file of a party whose agent he is or was before this block."""
    content = _content(act, before, histories)
    if not isinstance(content, Application):
        return
    clerks = [actor.party for actor in act.actors if actor.role is not Role.PARTY]
    for split in content.splits if clerks else ():
        earlier = _known(act, split.holder, histories).during(act.raw.block)[0]
        heir = heir_of(earlier)
        concerned = [earlier, *_heirs(act, heir, histories)]
        for clerk in clerks:
            if clerk == heir or any(agent_key(clerk) in each.words for each in concerned):
                raise StaffIsAgent(*_place(act), f"{clerk.hex()} of {split.holder.hex()}")


def _heirs(act: Act, heir: bytes | None, histories: Histories) -> tuple[Dossier, ...]:
    """The dossier of whoever absorbed a party, before the act's block."""
    return () if heir is None else _known(act, heir, histories).during(act.raw.block)[:1]


def _content(act: Act, before: Dossier, histories: Histories) -> object:
    """What the act decides on: the dossier's application, or the one that it fulfils."""
    if not isinstance(act.terms, Fulfilment):
        return before.terms.get(CONTENT_KEY)
    application, seq = histories.get(act.terms.application), act.terms.seq
    if application is None or seq >= len(application.states):
        raise PartyMissing(*_place(act), f"application {act.terms.application.hex()}")
    return application.states[seq].terms.get(CONTENT_KEY)


def _known(act: Act, party: bytes, histories: Histories) -> History:
    found = histories.get(party)
    if found is None:
        raise PartyMissing(*_place(act), f"party {party.hex()}")
    return found


def _check_actor(act: Act, actor: Actor, histories: Histories, recover: Recover) -> Mandate:
    party = _known(act, actor.party, histories)
    state = _state_at(act, actor, party)
    owners = _require_account(act, actor, state, histories)
    _require_role(act, actor, state, histories)
    revoked = hash_key(Tag.REVOCATION, act.digest) in state.words
    if revoked:
        raise ConsentRevoked(*_place(act), actor.party.hex())
    disowned = disowned_signature(act, actor, party.last)
    if actor.mode is ActorMode.CONTRACT:
        return Mandate(actor, offline=False, disowned=disowned)
    if actor.mode is not ActorMode.SIGNED:
        raise SignatureWrong(*_place(act), f"mode {actor.mode.name}")
    _require_signatures(act, actor, owners, recover)
    return Mandate(actor, offline=True, disowned=disowned)


def _require_signatures(
    act: Act, actor: Actor, owners: tuple[Dossier, ...], recover: Recover
) -> None:
    """The account's own signature; where the owner has an officer, that one's behind it."""
    own, beside = actor.signature[:ONE_SIGNATURE], actor.signature[ONE_SIGNATURE:]
    officered = [each for each in owners if each.record(PartyRecord).officer]
    asked = officered if actor.role is Role.PARTY else []
    signer = _signer(act, own if asked else actor.signature, recover)
    if signer != actor.account:
        raise SignatureWrong(*_place(act), f"{signer.hex()} instead of {actor.account.hex()}")
    if not asked or (not beside and len(asked) < len(owners)):
        return
    if not beside:
        raise OfficerMissing(*_place(act), actor.party.hex())
    key = account_key(_signer(act, beside, recover))
    words = (each.read(key, AccountWord) for each in asked)
    if not any(word.officer and word.live(act.raw.time) for word in words):
        raise OfficerMissing(*_place(act), f"{actor.party.hex()} beside {key[-20:].hex()}")


def _signer(act: Act, signature: bytes, recover: Recover) -> bytes:
    try:
        return recover(act.digest, signature)
    except Unrecoverable as fault:
        raise SignatureWrong(*_place(act), fault.reason) from fault


def _state_at(act: Act, actor: Actor, party: History) -> Dossier:
    """The party's state at the count that the act names; the count must be that of its moment."""
    count = actor.party_seq
    # In its own dossier the act itself is what comes next.
    if act.raw.subject == actor.party and count != act.seq - 1:
        raise PartySeqWrong(*_place(act), f"{count} before its act {act.seq}")
    if count >= len(party.states):
        raise PartySeqWrong(*_place(act), f"{count} of {len(party.acts)}")
    later = party.acts[count].raw.block if count < len(party.acts) else None
    early = party.acts[count - 1].raw.block if count else 0
    if early > act.raw.block or (later is not None and later < act.raw.block):
        raise PartySeqWrong(*_place(act), f"{count} at block {act.raw.block}")
    return party.states[count]


def _require_account(
    act: Act, actor: Actor, state: Dossier, histories: Histories
) -> tuple[Dossier, ...]:
    """Whose account it is: the party's, or once it was absorbed its successor's; of none yet: ().

    Which came first within a block, the successor's dossier does not tell: either is taken.
    """
    key, time, heir = account_key(actor.account), act.raw.time, heir_of(state)
    held = (state,) if heir is None else _known(act, heir, histories).during(act.raw.block)
    owners = tuple(
        each
        for each in held
        if each.read(key, AccountWord).live(time)
        and (heir is None or not each.record(PartyRecord).succeeded)
    )
    if owners and all(each.read(key, AccountWord).officer for each in owners):
        raise OfficerAlone(*_place(act), actor.account.hex())
    # Only a new party is spoken for by an account that joins it; later a live one goes before.
    joins = (
        (act.seq == 1 or actor != act.actors[0])
        and actor.role is Role.PARTY
        and act.raw.subject == state.subject
        and heir is None
        and act.seq == actor.party_seq + 1
        and key not in state.words
        and key in dict(act.writes)
    )
    if not owners and not joins:
        raise AccountNotLive(*_place(act), actor.account.hex())
    return owners


def _require_role(act: Act, actor: Actor, state: Dossier, histories: Histories) -> None:
    if actor.role is Role.PARTY:
        return
    record = state.record(PartyRecord)
    if not record.roles >> actor.role & 1 or act.raw.time >= record.roles_until:
        raise RoleNotHeld(*_place(act), f"{actor.role.name} of {actor.party.hex()}")
    registry = _registry_of(act, histories)
    if registry is not None and actor.role is not Role.GOVERNOR and record.registry != registry:
        raise RoleNotHeld(*_place(act), f"{actor.role.name} at registry {registry}")


def _registry_of(act: Act, histories: Histories) -> int | None:
    history = histories.get(act.raw.subject)
    return None if history is None else registry_of(act, history.states[act.seq - 1])


def check_all(
    anchor: Anchor, histories: Mapping[bytes, History], recover: Recover
) -> tuple[Mandate, ...]:
    """Check every act of every dossier. Raises MandateError at the first that fails."""
    return tuple(
        mandate
        for history in histories.values()
        for act, before in zip(history.acts, history.states, strict=False)
        for mandate in check_mandates(anchor, act, before, histories, recover)
    )
