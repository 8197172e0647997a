"""Signing in the browser: typed data, wallets and key files, against eth-account and our own keys.

The wallets here are simulated: outside programs that this project does not hold.
"""

import json
import re
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_keys.datatypes import Signature
from hypothesis import Phase, given, settings

from api import typed
from api.doors import DOORS
from api.texts.scripts import FAULTS
from ledger.chain.keystore import Keystore
from ledger.chain.signer import Key
from ledger.domain import acts, eip712
from ledger.domain.keccak import keccak256
from ledger.registrar.acting import Prepared
from tests.factories import a_profile
from tests.modules import STATIC, run_module
from tests.values import values

PROFILE: Final = a_profile()
ROUNDS: Final = 1 << 10
TERMS: Final = acts.Revocation(acts.PartyId(b"\x03" * 32), b"\x01" * 32, 1, 2)
WALLET: Final = """
const asked = [];
const wallet = (answers) => ({ request: async ({ method, params }) => {
  asked.push([method, ...params]);
  const answer = answers[method];
  if (answer?.fault) throw answer.fault;
  return Array.isArray(answer) && answer.turns ? answer.shift() : answer;
}});
const outcome = async (work) => {
  try { return await work(); } catch (fault) { return [fault.code, fault.told]; }
};
"""


def prepared(kind: str, terms: Any) -> dict[str, Any]:
    """What the prepare door answers, as JSON carries it."""
    door = DOORS[kind]
    digest = eip712.digest(PROFILE.chain_id, PROFILE.book(door.book).address, terms)
    data = typed.typed_data(PROFILE, Prepared(door, terms, None, digest))
    answer = {"digest": "0x" + digest.hex(), "typed_data": data}
    found: dict[str, Any] = json.loads(json.dumps(answer))
    return found


def samples(kind: str) -> list[dict[str, Any]]:
    """Some acts of a kind, with any values."""
    found: list[dict[str, Any]] = []

    @settings(max_examples=12, deadline=None, database=None, phases=[Phase.generate])
    @given(values(acts.record_of(DOORS[kind].terms)))
    def collect(terms: Any) -> None:
        found.append(prepared(kind, terms))

    collect()
    return found


@pytest.fixture(scope="module")
def hashed() -> dict[str, list[tuple[dict[str, Any], str]]]:
    """Of each kind some acts, each with the digest that the browser works out."""
    shown = {kind: samples(kind) for kind in DOORS}
    given_ = {kind: [each["typed_data"] for each in few] for kind, few in shown.items()}
    body = "return Object.fromEntries(Object.entries(given).map(([k, v]) => [k, v.map(digestOf)]));"
    ours = run_module({"digestOf": "eip712.js"}, body, given_)
    return {kind: list(zip(shown[kind], ours[kind], strict=True)) for kind in DOORS}


@pytest.mark.parametrize("kind", DOORS)
def test_the_typed_data_of_every_act_hashes_to_the_digest_of_the_contracts(
    hashed: dict[str, list[tuple[dict[str, Any], str]]], kind: str
) -> None:
    assert hashed[kind]
    for each, ours in hashed[kind]:
        message = encode_typed_data(full_message=each["typed_data"])
        digest = keccak256(b"\x19" + message.version + message.header + message.body)
        assert "0x" + digest.hex() == each["digest"] == ours


@pytest.mark.parametrize(
    ("members", "value", "type_"),
    [
        ([{"type": "int256", "name": "a"}], 1, "int256"),
        ([{"type": "bytes4", "name": "a"}], "0x010203", "bytes4"),
        ([{"type": "uint8", "name": "a"}], -1, "uint256"),
    ],
)
def test_typed_data_that_is_not_understood_is_not_hashed(
    members: list[dict[str, str]], value: object, type_: str
) -> None:
    body = WALLET + "return outcome(() => digestOf(given));"
    data = prepared("revocation", TERMS)["typed_data"]
    data |= {"types": {**data["types"], "Revocation": members}, "message": {"a": value}}
    assert run_module({"digestOf": "eip712.js"}, body, data) == ["TYPE_UNKNOWN", {"type": type_}]


def signed_by(wallet: str, changes: dict[str, Any] | None = None) -> Any:
    """What becomes of a revocation that a wallet with these answers is given."""
    body = f"""{WALLET}
    const found = await outcome(() => sign(wallet({wallet}), "0xaa", given));
    return {{ found, asked }};"""
    return run_module({"sign": "wallet.js"}, body, prepared("revocation", TERMS) | (changes or {}))


CHAIN: Final = f'eth_chainId: "{PROFILE.chain_id:#x}"'


def test_a_wallet_is_asked_for_the_typed_data_under_the_account() -> None:
    told = signed_by(f'{{ {CHAIN}, eth_signTypedData_v4: "0xABCD1c" }}')
    assert told["found"] == "0xabcd1c"
    (method, account, data) = told["asked"][-1]
    assert (method, account) == ("eth_signTypedData_v4", "0xaa")
    assert json.loads(data) == prepared("revocation", TERMS)["typed_data"]


@pytest.mark.parametrize(("last", "known"), [("00", "1b"), ("01", "1c"), ("1b", "1b")])
def test_a_parity_of_other_devices_is_written_as_the_register_wants_it(
    last: str, known: str
) -> None:
    told = signed_by(f'{{ {CHAIN}, eth_signTypedData_v4: "0xabcd{last}" }}')
    assert told["found"] == "0xabcd" + known


def test_a_digest_that_is_not_of_the_terms_is_never_signed() -> None:
    told = signed_by(f"{{ {CHAIN} }}", {"digest": "0x" + "11" * 32})
    assert told == {"found": ["DIGEST_DIFFERS", {}], "asked": []}


def test_a_wallet_on_another_chain_is_led_to_the_right_one() -> None:
    turns = f'Object.assign(["0x1", "{PROFILE.chain_id:#x}"], {{ turns: true }})'
    told = signed_by(f'{{ eth_chainId: {turns}, eth_signTypedData_v4: "0x1b" }}')
    assert told["found"] == "0x1b"
    assert told["asked"][1] == [
        "wallet_switchEthereumChain",
        {"chainId": f"{PROFILE.chain_id:#x}"},
    ]


@pytest.mark.parametrize(
    ("wallet", "code"),
    [
        ("{ eth_chainId: '0x1' }", "WALLET_CHAIN"),
        (
            "{ eth_chainId: '0x1', wallet_switchEthereumChain: {fault: {code: 4902}} }",
            "WALLET_CHAIN",
        ),
        (
            "{ eth_chainId: '0x1', wallet_switchEthereumChain: {fault: {code: 4001}} }",
            "WALLET_DENIED",
        ),
        (f"{{ {CHAIN}, eth_signTypedData_v4: {{fault: {{code: 4001}}}} }}", "WALLET_DENIED"),
        (
            f"{{ {CHAIN}, eth_signTypedData_v4: {{fault: new Error('out of power')}} }}",
            "WALLET_FAILED",
        ),
    ],
)
def test_what_a_wallet_does_not_do_is_told_by_a_code(wallet: str, code: str) -> None:
    (found, told) = signed_by(wallet)["found"]
    assert found == code
    if code == "WALLET_FAILED":
        assert told == {"method": "eth_signTypedData_v4", "fault": "out of power"}
    if code == "WALLET_CHAIN":
        assert told == {"chain": PROFILE.chain_id}


def test_a_browser_without_a_wallet_or_without_an_account_says_so() -> None:
    body = WALLET + "return [await outcome(injected), await outcome(() => connect(wallet(given)))];"
    given_: dict[str, list[str]] = {"eth_requestAccounts": []}
    assert run_module({"injected, connect": "wallet.js"}, body, given_) == [
        ["WALLET_MISSING", {}],
        ["WALLET_DENIED", {}],
    ]


UNLOCK: Final = (
    WALLET
    + """
return outcome(async () => {
  const key = await unlock(given.text, given.password, given.chain);
  const account = await connect(key);
  return [account, await sign(key, account, given.act)];
});"""
)


def unlocked(text: str, password: str) -> Any:
    """What a key file signs a revocation with."""
    act = prepared("revocation", TERMS)
    given_ = {"text": text, "password": password, "chain": PROFILE.chain_id, "act": act}
    names = {"unlock": "keystore.js", "connect, sign": "wallet.js"}
    return run_module(names, UNLOCK, given_)


def require_signature(found: list[str], key: Key) -> None:
    """The signature is the key's own, of the very form in which it signs."""
    account, signature = found
    digest = bytes.fromhex(prepared("revocation", TERMS)["digest"][2:])
    assert account == "0x" + key.account.hex()
    raw = bytes.fromhex(signature[2:])
    assert raw == key.sign(digest)
    vrs = (raw[64] - 27, int.from_bytes(raw[:32]), int.from_bytes(raw[32:64]))
    signer = Signature(vrs=vrs).recover_public_key_from_msg_hash(digest)
    assert signer.to_canonical_address() == key.account


def test_a_key_file_of_the_command_line_signs_as_the_command_line_does(tmp_path: Path) -> None:
    key = Key.new()
    path = Keystore(tmp_path).keep(key, "口令 pass", rounds=ROUNDS)
    require_signature(unlocked(path.read_text(encoding="utf-8"), "口令 pass"), key)


@pytest.mark.parametrize("kdf", ["scrypt", "pbkdf2"])
def test_both_ways_to_stretch_a_password_open(kdf: Literal["scrypt", "pbkdf2"]) -> None:
    key = Key.new()
    sealed = Account.encrypt(key.reveal(), "p", kdf=kdf, iterations=ROUNDS)
    require_signature(unlocked(json.dumps(sealed), "p"), key)


def test_a_counter_without_its_leading_zeros_is_the_same_counter() -> None:
    sealed = Account.encrypt(Key.new().reveal(), "p", kdf="scrypt", iterations=ROUNDS)
    counter = sealed["crypto"]["cipherparams"]["iv"][2:]
    sealed["crypto"]["cipherparams"]["iv"] = "00" + counter
    key = Key(bytes(Account.decrypt(sealed, "p")))
    sealed["crypto"]["cipherparams"]["iv"] = counter
    require_signature(unlocked(json.dumps(sealed), "p"), key)


def test_a_wrong_password_opens_nothing(tmp_path: Path) -> None:
    path = Keystore(tmp_path).keep(Key.new(), "right", rounds=ROUNDS)
    assert unlocked(path.read_text(encoding="utf-8"), "wrong") == ["KEYSTORE_PASSWORD", {}]


def changed(path: Path, **changes: Any) -> str:
    """A key file with other members under `crypto`."""
    sealed = json.loads(path.read_text(encoding="utf-8"))
    return json.dumps({**sealed, "crypto": {**sealed["crypto"], **changes}})


@pytest.mark.parametrize(
    "changes",
    [
        {"cipher": "aes-256-ctr"},
        {"kdf": "argon2"},
        {"kdfparams": {"n": 2**24, "r": 8, "p": 1, "dklen": 32, "salt": "00"}},
        {"kdfparams": {"n": 2, "r": 8, "p": 1, "dklen": 16, "salt": "00"}},
        {"ciphertext": "zz"},
    ],
)
def test_a_file_that_is_none_or_asks_for_too_much_is_not_opened(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    path = Keystore(tmp_path).keep(Key.new(), "p", rounds=ROUNDS)
    assert unlocked(changed(path, **changes), "p") == ["KEYSTORE_UNREADABLE", {}]
    assert unlocked("no JSON", "p") == ["KEYSTORE_UNREADABLE", {}]


def test_every_fault_of_the_scripts_has_words_and_every_word_a_fault() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js"))
    assert set(re.findall(r'new Fault\(\s*(?:found\?\.code \?\? )?"([A-Z_]+)"', texts)) == set(
        FAULTS
    )


def test_words_take_the_values_of_their_fault_and_the_server_speaks_for_itself() -> None:
    body = """return [
      worded(given, new Fault("WALLET_CHAIN", { chain: 7 })),
      worded(given, new Fault("GONE", { title: "weg", status: 410 })),
      worded(given, new Fault("NEW_CODE")),
    ];"""
    words = {code: text.zh for code, text in FAULTS.items()}
    told = run_module({"Fault, worded": "fault.js"}, body, words)
    assert "（链号 7）" in told[0]
    assert told[1:] == ["weg", "NEW_CODE"]
