"""The trust file: what the verifying party itself holds to be true. It is never in a package.

    {"schema": "datadeed/trust/1", "chainId": 20260, "development": false, "maximumAge": 0,
     "register": {"address", "codeHash"}, "books": [{"name", "address", "codeHash"}, …],
     "pins": [{"number", "hash"}, …],
     "qbft": {"curve": "secp256k1", "epochs": [{"from": 0, "validators": ["0x…", …]}, …]},
     "checkpoints": {"log": "example.org/log+…", "witnesses": ["…", …], "quorum": 2},
     "signers": ["0x…", …],
     "algorithms": [{"use": "imprint", "algorithm": "sm3", "since": 0, "until": 4102444800}, …],
     "countersigners": [{"name", "key": "0x04…", "since": 0, "until": 4102444800}, …],
     "policy": "(qbft AND tsa) OR (checkpoint>=3-of-5 AND tsa)",
     "timeStamps": {"needed": 1, "tolerance": 0, "authorities": [{"name", "roots": ["0x…", …],
                    "policies": ["1.2.3.4.1", …], "since": 0, "until": 4102444800}, …]}}

A pin says: on this chain, the block of this number has this hash. Whoever verifies got it from a
source of his own (his node, a newspaper, another register's minutes), not from the package.

`qbft` may be missing: it names who seals the chain's blocks, from a block on until the next epoch;
a block that enough of them sealed needs no pin. So does one in a checkpoint of the `log` that at
least `quorum` of the `witnesses` cosigned. `timeStamps` may be missing: then no time stamp is
trusted and none is needed. `signers` may be missing: roots of those who sign documents on paper;
they are nothing to a package. `countersigners` may be missing: SM2 keys of those who sign
beside the register. `algorithms` may be missing: for each use that it names, what alone is accepted
of what the crypto policy of this version accepts. Roots are X.509 certificates (DER); no policy
listed is any policy; `since` and `until` bound what is believed.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError, JsonInput
from notarization.verify.beliefs import (
    ADDRESS,
    NO_TIME,
    Accepted,
    CheckpointTrust,
    Countersigner,
    Qbft,
    TimeTrust,
    algorithms_json,
    checkpoints_json,
    countersigners_json,
    qbft_json,
    read_algorithms,
    read_checkpoints,
    read_countersigners,
    read_qbft,
    read_roots,
    read_time,
    time_json,
)
from notarization.verify.errors import VerificationError
from notarization.verify.fields import FieldError, Fields, shown
from notarization.verify.policy import Policy, PolicyMalformed, parse_policy

SCHEMA: Final = "datadeed/trust/1"
HASH: Final = 32


class TrustMalformed(FieldError):
    """The trust file cannot be read, so nothing can be held against it."""

    code: ClassVar[str] = "TRUST_MALFORMED"


@dataclass(eq=False)
class PinsDisagree(VerificationError):
    """The trust file pins two hashes for one block."""

    number: int
    code: ClassVar[str] = "PINS_DISAGREE"


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract's address and the hash of its runtime code; the name is for people only."""

    address: bytes
    code_hash: bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """A block that is trusted, by number and hash."""

    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Trust:
    """The register that is meant, the code it may run, the blocks that are known.

    `maximum_age` (seconds) is how much older than the moment asked for a block may be. On a
    `development` chain a leaf that holds zero counts as absent.
    """

    chain_id: int
    register: Contract
    books: tuple[Contract, ...]
    pins: tuple[Pin, ...]
    development: bool = False
    maximum_age: int = 0
    time: TimeTrust = NO_TIME
    qbft: Qbft | None = None
    checkpoints: CheckpointTrust | None = None
    policy: Policy | None = None
    signers: tuple[bytes, ...] = ()
    countersigners: tuple[Countersigner, ...] = ()
    algorithms: tuple[Accepted, ...] = ()

    def pin(self, number: int) -> bytes | None:
        """The trusted hash of a block, None where this party trusts none."""
        return next((pin.hash for pin in self.pins if pin.number == number), None)


def dump_trust(trust: Trust) -> bytes:
    """The trust file's canonical JSON."""
    return canonical.encode(
        {
            "schema": SCHEMA,
            "chainId": trust.chain_id,
            "development": trust.development,
            "maximumAge": trust.maximum_age,
            "register": {
                "address": shown(trust.register.address),
                "codeHash": shown(trust.register.code_hash),
            },
            "books": [
                {
                    "name": book.name,
                    "address": shown(book.address),
                    "codeHash": shown(book.code_hash),
                }
                for book in sorted(trust.books, key=lambda book: book.address)
            ],
            "pins": [
                {"number": pin.number, "hash": shown(pin.hash)}
                for pin in sorted(trust.pins, key=lambda pin: pin.number)
            ],
            **_believed(trust),
        }
    )


def _believed(trust: Trust) -> dict[str, JsonInput]:
    """The members that may be missing, where they say something."""
    found: dict[str, JsonInput] = {}
    if trust.qbft:
        found["qbft"] = qbft_json(trust.qbft)
    if trust.checkpoints:
        found["checkpoints"] = checkpoints_json(trust.checkpoints)
    if trust.policy:
        found["policy"] = trust.policy.text
    if trust.signers:
        found["signers"] = list(map(shown, trust.signers))
    if trust.algorithms:
        found["algorithms"] = algorithms_json(trust.algorithms)
    if trust.countersigners:
        found["countersigners"] = countersigners_json(trust.countersigners)
    if trust.time != NO_TIME:
        found["timeStamps"] = time_json(trust.time)
    return found


def parse_trust(data: bytes) -> Trust:
    """Read a trust file; white space and order of members are free.

    Raises TrustMalformed, PinsDisagree.
    """
    try:
        value = canonical.parse(data)
    except CanonicalJsonError as fault:
        raise TrustMalformed("trust", "", str(fault)) from fault
    fields = Fields(value, "trust", error=TrustMalformed)
    fields.schema(SCHEMA)
    trust = Trust(
        chain_id=fields.natural("chainId"),
        register=_contract(fields.inner("register")),
        books=tuple(_named(book) for book in fields.each("books")),
        pins=tuple(_pin(pin) for pin in fields.each("pins")),
        development=fields.take("development", bool),
        maximum_age=fields.natural("maximumAge"),
        qbft=read_qbft(fields.inner("qbft")) if fields.has("qbft") else None,
        checkpoints=(
            read_checkpoints(fields.inner("checkpoints")) if fields.has("checkpoints") else None
        ),
        policy=_policy(fields) if fields.has("policy") else None,
        signers=read_roots(fields, "signers") if fields.has("signers") else (),
        countersigners=(
            read_countersigners(fields.each("countersigners"))
            if fields.has("countersigners")
            else ()
        ),
        algorithms=(read_algorithms(fields.each("algorithms")) if fields.has("algorithms") else ()),
        time=read_time(fields.inner("timeStamps")) if fields.has("timeStamps") else NO_TIME,
    )
    fields.end()
    _require_thought_of(fields, trust)
    addresses = [each.address for each in (trust.register, *trust.books)]
    if len(set(addresses)) != len(addresses):
        fields.refuse("books", "name one address twice, or the register's")
    for pin in trust.pins:
        if trust.pin(pin.number) != pin.hash:
            raise PinsDisagree(pin.number)
    return trust


def _policy(fields: Fields) -> Policy:
    try:
        return parse_policy(fields.text("policy"))
    except PolicyMalformed as fault:
        fields.refuse("policy", fault.fault)


def _require_thought_of(fields: Fields, trust: Trust) -> None:
    """A policy's `-of-m` is the number that the same file lists."""
    listed = {
        "checkpoint": len(trust.checkpoints.witnesses) if trust.checkpoints else 0,
        "tsa": len(trust.time.authorities),
        "sm2": len({each.name for each in trust.countersigners}),
    }
    for name, of in trust.policy.of.items() if trust.policy else ():
        if listed[name] != of:
            fields.refuse("policy", f"thinks of {of} for {name}, {listed[name]} are listed")


def _contract(fields: Fields, name: str = "") -> Contract:
    contract = Contract(fields.data("address", ADDRESS), fields.data("codeHash", HASH), name)
    fields.end()
    return contract


def _named(fields: Fields) -> Contract:
    return _contract(fields, fields.text("name"))


def _pin(fields: Fields) -> Pin:
    pin = Pin(fields.natural("number"), fields.data("hash", HASH))
    fields.end()
    return pin
