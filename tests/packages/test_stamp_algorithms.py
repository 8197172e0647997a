"""Keys and signatures of time-stamping authorities: both verifiers judge the same, and alike."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from notarization.verify.container import read_container
from notarization.verify.report import Grade
from tests.packages.stamps import FIRST, Server, stamped_by, told, with_files
from tests.packages.test_forgeries import PACKAGE
from tests.packages.tokens import FOR_STAMPS, MAKING, Holder, holder, resigned, rooted

pytestmark = pytest.mark.node
NOTHING = (Grade.INCOMPLETE, {"UNSUPPORTED_TSA_ALG", "TSA_MISSING"})
UNKNOWN = (Grade.INCOMPLETE, {"TSA_UNTRUSTED", "TSA_MISSING"})
GOOD = (Grade.VERIFIED, set[str]())


@pytest.fixture(scope="module")
def token(servers: tuple[Server, Server], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real one over the golden manifest."""
    servers[0].faults.clear()
    servers[0].certify()
    return read_container(stamped_by(tmp_path_factory.mktemp("t"), servers[0]).package)[FIRST]


def judged(package: bytes, root: Holder) -> tuple[Grade, set[str]]:
    return told(package, rooted(root))


@pytest.mark.parametrize(
    ("root", "leaf", "found"),
    [
        ("p256", "p256", GOOD),
        ("p384", "p521", GOOD),
        ("rsa", "p256", GOOD),
        ("p256", "rsa", GOOD),
        ("pss", "rsa", GOOD),
        ("pss384", "p384", GOOD),
        ("ed25519", "p256", GOOD),
        ("p256", "pss", NOTHING),
        ("p256", "ed25519", NOTHING),
        ("p256", "ed448", NOTHING),
        ("p256", "k1", NOTHING),
        ("p256", "sm2", NOTHING),
        ("ed448", "p256", (Grade.UNREADABLE, {"TRUST_MALFORMED"})),
        ("k1", "p256", (Grade.UNREADABLE, {"TRUST_MALFORMED"})),
    ],
)
def test_each_key_of_root_and_authority_is_judged(
    token: bytes, root: str, leaf: str, found: tuple[Grade, set[str]]
) -> None:
    above = holder(root, "root")
    own = holder(leaf, "authority", above, usages=FOR_STAMPS)
    grade, codes = judged(with_files(PACKAGE, **{FIRST: resigned(token, own)}), above)
    assert (grade, codes & found[1] or codes) == found


@pytest.mark.parametrize("middle", ["ed448", "k1", "pss_mask", "pss_trailer", "sm2"])
def test_a_chain_through_what_is_not_judged_leads_to_no_root(token: bytes, middle: str) -> None:
    root = holder("p256", "root")
    between = holder(middle, "between", root)
    own = holder("p256", "authority", between, usages=FOR_STAMPS)
    made = with_files(PACKAGE, **{FIRST: resigned(token, own, between)})
    assert judged(made, root) == UNKNOWN


@pytest.mark.parametrize("kind", ["ed25519", "pss", "p384"])
def test_a_root_of_the_same_name_that_did_not_sign_is_another(token: bytes, kind: str) -> None:
    root = holder(kind, "root")
    other = Holder(kind, rsa.generate_private_key(65_537, 2_048), root.certificate)
    other = other if kind == "pss" else holder(kind, "root")
    own = holder("p256", "authority", other, usages=FOR_STAMPS)
    made = with_files(PACKAGE, **{FIRST: resigned(token, own)})
    assert judged(made, root) == UNKNOWN


@pytest.mark.parametrize("leaf", ["p256", "rsa"])
def test_a_token_that_another_key_signed_is_false(token: bytes, leaf: str) -> None:
    root = holder("ed25519", "root")
    own = holder(leaf, "authority", root, usages=FOR_STAMPS)
    stranger = MAKING["p256"]() if leaf == "p256" else rsa.generate_private_key(65_537, 2_048)
    forged = resigned(token, Holder(leaf, stranger, own.certificate))
    assert judged(with_files(PACKAGE, **{FIRST: forged}), root) == (
        Grade.REJECTED,
        {"TSA_SIGNATURE_WRONG"},
    )


def test_the_root_and_the_signature_of_sm2_are_named_unsupported_too(token: bytes) -> None:
    """A trust file cannot bring such a root, and no known certificate lends it its name."""
    above = holder("p256", "root")
    own = holder("sm2", "authority", above, usages=FOR_STAMPS)
    made = with_files(PACKAGE, **{FIRST: resigned(token, own)})
    found = judged(made, holder("sm2", "root", above))
    assert found == (Grade.UNREADABLE, {"TRUST_MALFORMED"})
    plain = holder("p256", "authority", above, usages=FOR_STAMPS)
    lent = Holder("sm2", own.key, plain.certificate)
    assert judged(with_files(PACKAGE, **{FIRST: resigned(token, lent)}), above) == NOTHING
