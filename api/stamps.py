"""What this installation makes and has stamped: put into the queue, and out of it with its tokens.

No door waits for an authority, and none fails because the queue does: what could not be put in is
put in when it is fetched.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from api.allowed import require_allowed
from ledger.domain.crypto_policy import Use
from ledger.settings import PREFIX, SettingWrong
from notarization.checkpoints import attaching
from notarization.timestamps.authorities import read_authorities
from notarization.timestamps.errors import StampQueueFailed, TimestampError
from notarization.timestamps.queue import QUEUE, RENEW, Kind, StampQueue, key_of
from notarization.timestamps.stamping import manifest_of, with_tokens
from notarization.timestamps.standing import DAY, Standing, Standings
from notarization.timestamps.working import Work
from notarization.verify.note import parse_note
from notarization.verify.tlog import parse_checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ledger.settings import Settings
    from notarization.verify.batch import AnchoredRoot

LOG: Final = logging.getLogger("datadeed.api")
State = Literal["off", "waiting", "stamped"]


@dataclass(frozen=True, slots=True)
class Stamps:
    """Whether something is stamped, by whom, and why it waits."""

    state: State = "off"
    authorities: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class StampBacklog:
    """What waits for a token, since when the oldest does (0: nothing), and what has none any more.

    `checked` is when the tokens were last looked through (0: never), `code` why nothing is known;
    `asked` is the moment all this is of.
    """

    on: bool = False
    waiting: int = 0
    renewing: int = 0
    since: int = 0
    held: int = 0
    lapsed: int = 0
    checked: int = 0
    asked: int = 0
    code: str = ""
    authorities: tuple[Standing, ...] = ()


def is_on(settings: Settings) -> bool:
    """Whether authorities are named."""
    return settings.time_authorities != "-"


def work_of(settings: Settings, environment: Mapping[str, str], now: Callable[[], int]) -> Work:
    """The work of a server. Raises AuthoritiesMalformed, SettingWrong, AlgorithmNotAllowed."""
    authorities = read_authorities(Path(settings.time_authorities), environment)
    if len(authorities) < settings.stamps_needed:
        fault = f"more than the {len(authorities)} authorities"
        raise SettingWrong(PREFIX + "STAMPS_NEEDED", fault)
    require_allowed(settings, Use.IMPRINT, *(each.digest for each in authorities), at=now())
    ahead = settings.stamp_renew_days * DAY
    return Work(StampQueue(settings.stamps), authorities, settings.stamps_needed, ahead, now)


def enter(settings: Settings, kind: Kind, name: str, data: bytes, now: int) -> None:
    """Let something be stamped, where authorities are named."""
    if not is_on(settings):
        return
    try:
        StampQueue(settings.stamps).put(kind, name, data, now)
    except TimestampError as fault:
        LOG.warning("not in the queue for time stamps: %s", fault)


def enter_package(settings: Settings, path: Path, now: int) -> None:
    """Let a package be stamped."""
    if is_on(settings):
        enter(settings, Kind.PACKAGE, path.name, manifest_of(path.read_bytes()), now)


def handed_out(settings: Settings, path: Path, now: int) -> bytes:
    """A package with the tokens that came so far; one that was never put in is put in now."""
    package = path.read_bytes()
    if not is_on(settings):
        return package
    manifest = manifest_of(package)
    try:
        tokens = StampQueue(settings.stamps).tokens(key_of(manifest))
    except TimestampError as fault:
        LOG.warning("no time stamps are handed out: %s", fault)
        return package
    if not tokens:
        enter(settings, Kind.PACKAGE, path.name, manifest, now)
    return with_checkpoint_tokens(settings, with_tokens(package, tokens), now)[0]


def with_checkpoint_tokens(settings: Settings, package: bytes, now: int) -> tuple[bytes, list[str]]:
    """A package with the tokens over its checkpoints so far, and the proofs that lack any.

    A checkpoint that was never put in is put in now. Raises PackageUnreadable.
    """

    def over(note: bytes) -> dict[str, list[bytes]]:
        return _tokens(settings, note, partial(enter_checkpoint, settings, note, now))

    return attaching.with_tokens(package, over)


def enter_checkpoint(settings: Settings, note: bytes, now: int) -> None:
    """Let a checkpoint be stamped: the signed note with all of its lines."""
    found = parse_checkpoint(parse_note(note).text)
    enter(settings, Kind.CHECKPOINT, f"{found.origin} {found.size}", note, now)


def batch_tokens(settings: Settings, anchor: AnchoredRoot, now: int) -> dict[str, list[bytes]]:
    """The tokens over a batch's root that came so far; one that was never put in is put in now."""
    return _tokens(settings, anchor.stamped, partial(enter_batch, settings, anchor, now))


def _tokens(settings: Settings, data: bytes, put_in: Callable[[], None]) -> dict[str, list[bytes]]:
    if not is_on(settings):
        return {}
    try:
        tokens = StampQueue(settings.stamps).tokens(key_of(data))
    except TimestampError as fault:
        LOG.warning("no time stamps are handed out: %s", fault)
        return {}
    if not tokens:
        put_in()
    return tokens


def enter_batch(settings: Settings, anchor: AnchoredRoot, now: int) -> None:
    """Let the root of a batch be stamped."""
    name = f"{anchor.registry}-{anchor.size}"
    enter(settings, Kind.BATCH, name, anchor.stamped, now)


def stamps_of(settings: Settings, path: Path, now: int) -> Stamps:
    """How far a package is."""
    if not is_on(settings):
        return Stamps()
    try:
        tokens = StampQueue(settings.stamps).tokens(key_of(manifest_of(path.read_bytes())))
        if len(tokens) >= settings.stamps_needed:
            return Stamps("stamped", tuple(sorted(tokens)))
        codes = [each.why_not(now) for each in Standings(settings.stamps).all(now)]
    except (TimestampError, OSError) as fault:
        LOG.warning("time stamps not read: %s", fault)
        return Stamps("waiting")
    return Stamps("waiting", tuple(sorted(tokens)), codes[0] if codes and all(codes) else "")


def backlog(settings: Settings, now: int) -> StampBacklog:
    """What waits, told by the folder alone: no authority is asked."""
    if not is_on(settings):
        return StampBacklog()
    queue = StampQueue(settings.stamps)
    try:
        noted = queue.noted()
        return StampBacklog(
            on=True,
            waiting=len(queue.names(QUEUE)),
            renewing=len(queue.names(RENEW)),
            since=queue.since(),
            held=noted.get("held", 0),
            lapsed=len(noted.get("lapsed", ())),
            checked=noted.get("checkedAt", 0),
            asked=now,
            code=StampQueueFailed.code if noted.get("unread") else "",
            authorities=Standings(settings.stamps).all(now),
        )
    except TimestampError as fault:
        LOG.warning("the queue for time stamps is not read: %s", fault)
        return StampBacklog(on=True, code=fault.code)
