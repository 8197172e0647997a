"""Whom the reader believes about blocks and time, beside the blocks that he pins himself.

Parts of the trust file, each of which may be missing: validators who seal (`qbft`), a log and its
witnesses (`checkpoints`), authorities who stamp (`timeStamps`), who countersigns with SM2
(`countersigners`), which algorithms are accepted (`algorithms`).
"""

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import load_der_x509_certificate

from ledger.domain.canonical import JsonInput
from ledger.domain.crypto_policy import Use
from notarization.verify import sm2
from notarization.verify.certificate_paths import is_own_issuer
from notarization.verify.fields import Fields, shown
from notarization.verify.known_certificates import is_key_known
from notarization.verify.note import KeyType, NoteKey, NoteMalformed, parse_key

ADDRESS: Final = 20
# The end of what canonical JSON holds as a number: no end.
FOREVER: Final = 2**53 - 1
SECP256K1: Final = "secp256k1"
CURVES: Final = (SECP256K1, "secp256r1")


@dataclass(frozen=True, slots=True)
class Epoch:
    """The validators from a block on."""

    since: int
    validators: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Qbft:
    """The epochs of a chain's validators, ascending, and the curve of their keys."""

    epochs: tuple[Epoch, ...]
    curve: str = SECP256K1

    def epoch(self, number: int) -> Epoch | None:
        """The validators of a block, None before the first epoch."""
        return next((each for each in reversed(self.epochs) if each.since <= number), None)


@dataclass(frozen=True, slots=True)
class TimeAuthority:
    """A time-stamping authority (RFC 3161): its root certificates (DER), its policies (OIDs).

    It is believed for tokens from `since` until `until` (seconds since 1970, exclusive).
    """

    name: str
    roots: tuple[bytes, ...]
    policies: tuple[str, ...] = ()
    since: int = 0
    until: int = FOREVER


@dataclass(frozen=True, slots=True)
class TimeTrust:
    """Who is believed about time, and how many of them a package needs.

    `tolerance` (seconds) is how far the chain's clock may be ahead of an authority's.
    """

    authorities: tuple[TimeAuthority, ...] = ()
    needed: int = 0
    tolerance: int = 0


NO_TIME: Final = TimeTrust()


@dataclass(frozen=True, slots=True)
class CheckpointTrust:
    """A log of checkpoints, the witnesses that cosign it, and how many of them must have."""

    log: NoteKey
    witnesses: tuple[NoteKey, ...]
    quorum: int


@dataclass(frozen=True, slots=True)
class Countersigner:
    """Who signs beside the register, by an SM2 key (04, x, y).

    It is believed for what says that it was signed from `since` until `until` (exclusive).
    """

    name: str
    key: bytes
    since: int = 0
    until: int = FOREVER


@dataclass(frozen=True, slots=True)
class Accepted:
    """An algorithm that the reader accepts for a use: for what was made from `since` to `until`."""

    use: Use
    algorithm: str
    since: int
    until: int

    def covers(self, algorithm: str, time: int) -> bool:
        """Whether it is this algorithm, at a time within."""
        return algorithm == self.algorithm and self.since <= time < self.until


def qbft_json(qbft: Qbft) -> dict[str, JsonInput]:
    """The member `qbft`."""
    return {
        "curve": qbft.curve,
        "epochs": [
            {"from": each.since, "validators": list(map(shown, sorted(each.validators)))}
            for each in qbft.epochs
        ],
    }


def time_json(time: TimeTrust) -> dict[str, JsonInput]:
    """The member `timeStamps`."""
    return {
        "needed": time.needed,
        "tolerance": time.tolerance,
        "authorities": [
            {
                "name": each.name,
                "roots": list(map(shown, each.roots)),
                "policies": list(each.policies),
                "since": each.since,
                "until": each.until,
            }
            for each in time.authorities
        ],
    }


def checkpoints_json(trust: CheckpointTrust) -> dict[str, JsonInput]:
    """The member `checkpoints`."""
    return {
        "log": trust.log.text,
        "witnesses": [each.text for each in trust.witnesses],
        "quorum": trust.quorum,
    }


def countersigners_json(known: tuple[Countersigner, ...]) -> list[JsonInput]:
    """The member `countersigners`."""
    return [
        {"name": each.name, "key": shown(each.key), "since": each.since, "until": each.until}
        for each in known
    ]


def algorithms_json(accepted: tuple[Accepted, ...]) -> list[JsonInput]:
    """The member `algorithms`."""
    return [
        {
            "use": each.use.value,
            "algorithm": each.algorithm,
            "since": each.since,
            "until": each.until,
        }
        for each in accepted
    ]


def read_algorithms(listed: list[Fields]) -> tuple[Accepted, ...]:
    """The member `algorithms`. Raises the error of its file."""
    return tuple(map(_accepted, listed))


def _accepted(fields: Fields) -> Accepted:
    found = Accepted(
        use=fields.member("use", Use),
        algorithm=fields.text("algorithm"),
        since=fields.natural("since"),
        until=fields.natural("until"),
    )
    fields.end()
    return found


def read_qbft(fields: Fields) -> Qbft:
    """The member `qbft`. Raises the error of its file."""
    curve = fields.text("curve")
    if curve not in CURVES:
        fields.refuse("curve", f"is none of {', '.join(CURVES)}")
    epochs = tuple(map(_epoch, fields.each("epochs")))
    since = [each.since for each in epochs]
    if not epochs or since != sorted(set(since)):
        fields.refuse("epochs", "are none, or not ascending")
    fields.end()
    return Qbft(epochs, curve)


def _epoch(fields: Fields) -> Epoch:
    since, named = fields.natural("from"), fields.texts("validators")
    found = [fields.parse_data(each, "validators", ADDRESS) for each in named]
    if not found or len(found) != len(set(found)):
        fields.refuse("validators", "are none, or one is named twice")
    fields.end()
    return Epoch(since, frozenset(found))


def read_time(fields: Fields) -> TimeTrust:
    """The member `timeStamps`. Raises the error of its file."""
    time = TimeTrust(
        authorities=tuple(map(_authority, fields.each("authorities"))),
        needed=fields.natural("needed"),
        tolerance=fields.natural("tolerance"),
    )
    fields.end()
    return time


def _authority(fields: Fields) -> TimeAuthority:
    authority = TimeAuthority(
        name=fields.text("name"),
        roots=_own_issuers(fields, read_roots(fields, "roots")),
        policies=fields.texts("policies"),
        since=fields.natural("since"),
        until=fields.natural("until"),
    )
    fields.end()
    return authority


def _own_issuers(fields: Fields, roots: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Each is the end of its path: one below another would refuse what it issued itself."""
    for place, root in enumerate(roots):
        if not is_own_issuer(load_der_x509_certificate(root)):
            fields.refuse(f"roots[{place}]", "is no root: it names another issuer")
    return roots


def read_countersigners(listed: list[Fields]) -> tuple[Countersigner, ...]:
    """The member `countersigners`. Raises the error of its file."""
    known = tuple(map(_countersigner, listed))
    for place, each in enumerate(known):
        if each.key in {other.key for other in known[:place]}:
            listed[place].refuse("key", "is named twice")
    return known


def _countersigner(fields: Fields) -> Countersigner:
    found = Countersigner(
        name=fields.text("name"),
        key=fields.data("key", sm2.PUBLIC),
        since=fields.natural("since"),
        until=fields.natural("until"),
    )
    fields.end()
    if not sm2.is_key(found.key):
        fields.refuse("key", "is no point of the curve sm2p256v1")
    return found


def read_roots(fields: Fields, name: str) -> tuple[bytes, ...]:
    """A member that lists certificates (DER). Raises the error of its file."""
    named = enumerate(fields.texts(name))
    return tuple(_root(fields, each, f"{name}[{place}]") for place, each in named)


def _root(fields: Fields, text: str, name: str) -> bytes:
    root = fields.parse_data(text, name)
    try:
        known = is_key_known(load_der_x509_certificate(root))
    except (ValueError, UnsupportedAlgorithm):
        known = False
    if not known:
        fields.refuse(name, "is no X.509 certificate with a key that is known here")
    return root


def read_checkpoints(fields: Fields) -> CheckpointTrust:
    """The member `checkpoints`. Raises the error of its file."""
    log = _key(fields, fields.text("log"), "log", KeyType.TEXT)
    named = fields.texts("witnesses")
    witnesses = tuple(_key(fields, each, "witnesses", KeyType.COSIGNATURE) for each in named)
    if len({each.public for each in witnesses}) != len(witnesses):
        fields.refuse("witnesses", "name one key twice")
    trust = CheckpointTrust(log, witnesses, fields.natural("quorum", len(witnesses)))
    fields.end()
    return trust


def _key(fields: Fields, text: str, name: str, kind: KeyType) -> NoteKey:
    try:
        key = parse_key(text)
    except NoteMalformed as fault:
        fields.refuse(name, fault.fault)
    if key.type is not kind:
        fields.refuse(name, f"is a key of type {key.type}, not {kind}")
    return key
