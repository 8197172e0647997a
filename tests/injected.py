"""A wallet in a browser of a test (EIP-1193): it signs with a key that the test holds outside."""

import json
from typing import Any

from eth_account.messages import _hash_eip191_message, encode_typed_data
from playwright.sync_api import Page

from api.sessions import message
from ledger.chain.signer import Key

PROVIDER = "window.ethereum = {request: (asked) => window.askWallet(JSON.stringify(asked))}"


def inject(page: Page, key: Key, chain_id: int) -> None:
    """Give a page's browser the wallet of a key, on a chain."""

    def answer(asked: str) -> Any:
        given = json.loads(asked)
        params = given.get("params", [])
        match given["method"]:
            case "eth_requestAccounts":
                return ["0x" + key.account.hex()]
            case "eth_chainId":
                return hex(chain_id)
            case "personal_sign":
                text = bytes.fromhex(params[0][2:]).decode()
                return "0x" + key.sign(message.digest(text)).hex()
            case "eth_signTypedData_v4":
                typed = encode_typed_data(full_message=json.loads(params[1]))
                return "0x" + key.sign(bytes(_hash_eip191_message(typed))).hex()
            case other:
                raise AssertionError(other)

    page.expose_function("askWallet", answer)
    page.add_init_script(PROVIDER)
