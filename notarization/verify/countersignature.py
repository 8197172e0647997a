"""`manifest.sm2`: SM2 signatures of a registry or operator, beside the manifest that they are over.

    {"manifest": {"sha256": "0x…", "sm3": "0x…"}, "schema": "datadeed/countersignature/1",
     "signatures": [{"key": "0x04…", "signature": "0x…", "time": 1780000000}, …]}

Each signs the canonical JSON of `manifest`, `schema` and its own `time` (seconds since 1970), which
is the signer's word. Keys ascend, so that none stands twice. A key that the reader does not trust,
or not at that time, is named and counts for nothing; a signature that is false refuses the package.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError, JsonInput
from ledger.domain.crypto_policy import Use
from notarization.verify import sm2
from notarization.verify.algorithms import ANY, COUNTERSIGNATURE, AlgorithmNotAccepted, Algorithms
from notarization.verify.beliefs import Countersigner
from notarization.verify.digests import sha256, sm3
from notarization.verify.errors import VerificationError
from notarization.verify.fields import FieldError, Fields, shown
from notarization.verify.report import Message
from notarization.verify.wording import beijing

SCHEMA: Final = "datadeed/countersignature/1"
COUNTERSIGNATURE_NAME: Final = "manifest.sm2"
MOST: Final = 16
MOST_BYTES: Final = 2**14
_DIGEST: Final = 32


class CountersignatureMalformed(FieldError):
    """The file of the countersignatures is not of its format."""

    code: ClassVar[str] = "SM2_MALFORMED"


@dataclass(eq=False)
class CountersignatureElsewhere(VerificationError):
    """The countersignatures are over another package's manifest."""

    digest: str
    expected: str
    found: str
    code: ClassVar[str] = "SM2_MANIFEST_MISMATCH"


@dataclass(eq=False)
class CountersignatureWrong(VerificationError):
    """A signature is not the key's that it names."""

    found: bytes
    code: ClassVar[str] = "SM2_SIGNATURE_WRONG"


@dataclass(eq=False)
class CountersignedTooEarly(VerificationError):
    """A signature says that it is older than the block that it covers."""

    expected: str
    found: str
    code: ClassVar[str] = "SM2_BEFORE_BLOCK"


@dataclass(eq=False)
class CountersignerUntrusted(VerificationError):
    """The reader trusts no such key."""

    found: bytes
    code: ClassVar[str] = "SM2_UNTRUSTED"


@dataclass(eq=False)
class CountersignerNotThen(VerificationError):
    """The reader trusts the key for another time."""

    countersigner: str
    expected: str
    found: str
    code: ClassVar[str] = "SM2_OUTSIDE_WINDOW"


NOT_COUNTED: Final = (CountersignerUntrusted, CountersignerNotThen, AlgorithmNotAccepted)


@dataclass(frozen=True, slots=True)
class Countersignature:
    """A signature (r, s) by a key (04, x, y), and the time that it says."""

    key: bytes
    time: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class Countersigned:
    """A signature that holds: whose, and when by the signer's own word."""

    countersigner: str
    time: int

    @property
    def words(self) -> Message:
        """Whose it is, and when it says that it was made."""
        time = beijing(self.time)
        return Message(
            f"{self.countersigner}，自称签于北京时间 {time}",
            f"{self.countersigner}, by its own word at {time} Beijing time",
        )


@dataclass(frozen=True, slots=True)
class Countersigners:
    """Whom the reader trusts, and since when what they signed exists; `tolerance` in seconds."""

    known: Sequence[Countersigner]
    since: int
    tolerance: int = 0
    algorithms: Algorithms = ANY


def message(manifest: bytes, time: int) -> bytes:
    """What is signed of a package with this manifest."""
    return canonical.encode({"manifest": _digests(manifest), "schema": SCHEMA, "time": time})


def write_countersignatures(manifest: bytes, found: Sequence[Countersignature]) -> bytes:
    """The file over this manifest."""
    listed: list[JsonInput] = [
        {"key": shown(each.key), "signature": shown(each.signature), "time": each.time}
        for each in sorted(found, key=lambda each: each.key)
    ]
    return canonical.encode(
        {"manifest": _digests(manifest), "schema": SCHEMA, "signatures": listed}
    )


def read_countersignatures(data: bytes, manifest: bytes) -> tuple[Countersignature, ...]:
    """The signatures of a file that is over this manifest; none of them is verified.

    Raises CountersignatureMalformed, CountersignatureElsewhere.
    """
    if len(data) > MOST_BYTES:
        raise CountersignatureMalformed(COUNTERSIGNATURE_NAME, "", f"has {len(data)} bytes")
    try:
        value = canonical.parse_canonical(data)
    except CanonicalJsonError as fault:
        raise CountersignatureMalformed(COUNTERSIGNATURE_NAME, "", fault.code) from fault
    fields = Fields(value, COUNTERSIGNATURE_NAME, error=CountersignatureMalformed)
    fields.schema(SCHEMA)
    covered, listed = fields.inner("manifest"), fields.each("signatures")
    fields.end()
    named = {name: covered.data(name, _DIGEST) for name in ("sha256", "sm3")}
    covered.end()
    found = tuple(map(_countersignature, listed))
    keys = [each.key for each in found]
    if not 0 < len(keys) <= MOST or keys != sorted(set(keys)):
        fields.refuse("signatures", f"are none, more than {MOST}, or not in the order of the keys")
    for name, expected in _digests(manifest).items():
        if shown(named[name]) != expected:
            raise CountersignatureElsewhere(name, expected, shown(named[name]))
    return found


def judge(
    found: Countersignature, signed: bytes, trust: Countersigners
) -> Countersigned | VerificationError:
    """What a signature over `signed` is worth: who signed, or why it does not count (NOT_COUNTED).

    Raises CountersignatureWrong, CountersignedTooEarly.
    """
    if not sm2.verifies(found.key, signed, found.signature):
        raise CountersignatureWrong(found.key)
    if found.time + trust.tolerance < trust.since:
        raise CountersignedTooEarly(str(trust.since), str(found.time))
    by = next((each for each in trust.known if each.key == found.key), None)
    if by is None:
        return CountersignerUntrusted(found.key)
    if not by.since <= found.time < by.until:
        return CountersignerNotThen(by.name, f"{by.since} to {by.until}", str(found.time))
    unfit = trust.algorithms.fault(Use.COUNTERSIGNATURE, COUNTERSIGNATURE, found.time)
    return unfit or Countersigned(by.name, found.time)


def judged(
    data: bytes, manifest: bytes, trust: Countersigners
) -> Iterator[Countersigned | VerificationError]:
    """Each signature of a file over this manifest. Raises the errors of this module."""
    for each in read_countersignatures(data, manifest):
        yield judge(each, message(manifest, each.time), trust)


def _digests(manifest: bytes) -> dict[str, str]:
    return {"sha256": shown(sha256(manifest)), "sm3": shown(sm3(manifest))}


def _countersignature(fields: Fields) -> Countersignature:
    found = Countersignature(
        key=fields.data("key", sm2.PUBLIC),
        time=fields.natural("time"),
        signature=fields.data("signature", sm2.SIGNATURE),
    )
    fields.end()
    return found
