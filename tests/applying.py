"""Somebody before the form of an application: what is filled in, signed by a wallet, and sent.

The wallet is simulated: it is an outside program. It signs with eth-account, as wallets do, in a
process of its own beside the page.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from playwright.sync_api import Browser, Download, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

from ledger.domain.commitments import Opening, Record
from tests.browser import Look, Reader, reader
from tests.cast import Player
from tests.factories import a_uscc
from tests.site import Site

PATIENCE: Final = 60_000
KINDS: Final = ("identity", "acquisition", "sample")
WALLET: Final = """
window.ethereum = { request: async ({ method, params }) => {
  const answer = await window.simulatedWallet(method, params ?? []);
  if (answer?.fault) throw answer.fault;
  return answer;
} };
"""
TEXTS: Final = {
    "applicants.0.name": "青岛海测科技有限公司",
    "applicants.0.uscc": a_uscc(77),
    "contacts.0.person": "林某",
    "contacts.0.phone": "13800000000",
    "contacts.0.address": "青岛市某路 1 号",
    "contacts.0.business_status": "存续",
    "data_name": "2022年胶州湾盐度监测数据集",
    "summary": "浮标逐时盐度，经校验后汇总。",
    "region.code": "370000",
    "time_span.from": "2022-01-01",
    "time_span.to": "2022-12-31",
    "volume.records": "8760",
    "rights.0.term": "五年",
    "rights.0.limits": "无",
    "rights.0.proof": "自行采集",
}
CHOSEN: Final = {
    "applicants.0.kind": "legal_person",
    "industry": "A04",
    "origin": "self_generated",
    "data_class": "enterprise",
    "grade": "general",
    "region.level": "province",
    "update_frequency": "yearly",
    "form.structure": "structured",
}


@dataclass
class Wallet:
    """A wallet outside the page: what it was asked, and how it answers."""

    player: Player
    chain: int
    asked: list[str]
    denies: bool = False

    def answer(self, method: str, params: list[Any]) -> Any:
        self.asked.append(method)
        match method:
            case "eth_requestAccounts":
                return ["0x" + self.player.key.account.hex().upper()]
            case "eth_chainId":
                return hex(self.chain)
            case "eth_signTypedData_v4" if self.denies:
                return {"fault": {"code": 4001}}
            case "eth_signTypedData_v4":
                message = encode_typed_data(full_message=json.loads(params[1]))
                signed = Account.sign_message(message, self.player.key.reveal())
                return "0x" + signed.signature.hex()
        raise AssertionError(method)

    def join(self, page: Page) -> None:
        """Stand beside a page."""
        page.expose_function("simulatedWallet", self.answer)
        page.add_init_script(WALLET)


def wallet_of(site: Site, player: Player) -> Wallet:
    return Wallet(player, site.stage.register.profile.chain_id, [])


def enrolled(site: Site) -> Player:
    """A company that the mirror knows."""
    player = site.stage.enrolled()
    site.mirror.catch_up()
    return player


def at(page: Page, path: str) -> Any:
    return page.locator(f'[data-path="{path}"]')


def fill(page: Page, folder: Path, tmp: str = "data.csv") -> None:
    """Everything that the form asks, as somebody at the keyboard gives it."""
    folder.mkdir(exist_ok=True)
    (folder / tmp).write_text("day,salinity\n1,31.2\n" * 9, encoding="utf-8")
    page.locator("input[name=data_file]").set_input_files(folder / tmp)
    for path, value in CHOSEN.items():
        at(page, path).select_option(value)
    for path, value in TEXTS.items():
        at(page, path).fill(value)
    page.locator('[data-path="form.media"][value="table"]').check()
    for kind in KINDS:
        (folder / f"{kind}.txt").write_text(f"{kind} of {folder}", encoding="utf-8")
        page.locator(f'[data-proof="{kind}"]').set_input_files(folder / f"{kind}.txt")
    expect(page.locator("[data-fingerprint] dl")).to_be_visible()


def fault(page: Page, field: str) -> Any:
    return page.locator(f"#fault-{field}")


@dataclass
class Sent:
    """What a page sent while somebody filed."""

    requests: list[tuple[str, str, bytes | None]]
    kits: list[Download]

    def bodies(self, path: str) -> list[Any]:
        """The bodies that went to a door, as JSON."""
        return [
            json.loads(body or b"null")
            for method, address, body in self.requests
            if method == "POST" and urlsplit(address).path == path
        ]

    def kit(self) -> dict[str, Any]:
        """The record and salts that the registrant keeps."""
        (download,) = self.kits
        found: dict[str, Any] = json.loads(Path(download.path()).read_text(encoding="utf-8"))
        return found

    def watch(self, page: Page) -> None:
        """Look at a page from now on."""
        page.on("download", lambda each: self.kits.append(each))  # noqa: PLW0108 (a plain list's)
        page.on(
            "request",
            lambda each: self.requests.append((each.method, each.url, each.post_data_buffer)),
        )


@dataclass
class Filing:
    """Somebody before the form, with a wallet."""

    reader: Reader
    wallet: Wallet
    sent: Sent

    @property
    def page(self) -> Page:
        return self.reader.page

    def press(self, *, twice: bool = False) -> None:
        """Press the button that signs and sends."""
        button = self.page.locator("button[type=submit]")
        if twice:
            button.dblclick()
        else:
            button.click()

    def landed(self) -> str:
        """The application on whose page the form ends."""
        try:
            self.page.wait_for_url("**/applications/*", timeout=PATIENCE)
        except TookTooLong:
            said = self.page.locator("#progress").inner_text()
            pytest.fail(f"{said} {self.reader.faults} {self.wallet.asked}")
        return urlsplit(self.page.url).path.rpartition("/")[2]

    def says(self, text: str) -> None:
        """The progress line says this."""
        expect(self.page.locator("#progress")).to_contain_text(text, timeout=PATIENCE)


@contextmanager
def at_the_form(
    browser: Browser, url: str, site: Site, look: Look, player: Player | None = None
) -> Iterator[Filing]:
    with reader(browser, url, look) as visitor:
        wallet, sent = wallet_of(site, player or enrolled(site)), Sent([], [])
        wallet.join(visitor.page)
        sent.watch(visitor.page)
        visitor.open(f"/apply?lang={look.language}")
        yield Filing(visitor, wallet, sent)


def committed(kit: dict[str, Any]) -> Record:
    """The record of a kit with its commitments."""
    return Record.of(
        Opening.of(name, bytes.fromhex(kit["salts"][name]), value)
        for name, value in kit["record"].items()
    )
