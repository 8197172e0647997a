"""Parties who propose acts to each other over the API of a site."""

from dataclasses import dataclass
from typing import Any, Final

from api.texts.shown import iso
from ledger.domain.numbers import written
from tests.cast import YEAR, IssuedTitle, Player
from tests.sessions import held, opened
from tests.site import Site

FILING: Final = "11223344556677889900"
MILLIONS: Final = "800000000"


@dataclass
class Dealer:
    """A party that is signed in."""

    site: Site
    player: Player
    token: str

    @classmethod
    def at(cls, site: Site, player: Player) -> "Dealer":
        return cls(site, player, str(opened(site, player.key)["token"]))

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Any answer."""
        return self.site.client.request(method, path, json=body, headers=held(self.token))

    def done(self, method: str, path: str, body: Any = None) -> Any:
        """An answer that must be a good one."""
        answer = self.ask(method, path, body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def on(self, proposal: Any, door: str, body: Any = None) -> Any:
        return self.done("POST", f"{place(proposal)}/{door}", body)

    def shown(self, proposal: Any) -> Any:
        return self.done("GET", place(proposal))

    def signature(self, proposal: Any) -> dict[str, str]:
        digest = bytes.fromhex(self.shown(proposal)["digest"][2:])
        return {"signature": "0x" + self.player.key.sign(digest).hex()}

    def signs(self, proposal: Any) -> Any:
        return self.on(proposal, "signatures", self.signature(proposal))


def place(proposal: Any) -> str:
    """The address of a proposal."""
    return f"/v1/proposals/{proposal['proposal'][2:]}"


def number_of(issued: IssuedTitle, player: Player) -> str:
    """The number of a holder's certificate."""
    return written(issued.issued.numbers[player.party])


def wish(site: Site, number: str, to: Player, **other: Any) -> dict[str, Any]:
    """A pledge of the whole operating right for eight million yuan, a year long."""
    return {
        "number": number,
        "pledgee": "0x" + to.party.hex(),
        "ppm": 1_000_000,
        "amount_fen": MILLIONS,
        "term_end": iso(site.stage.register.time() + YEAR),
        "document": "0x" + "c0" * 32,
    } | other


def filed(site: Site, seconds: int = 60) -> dict[str, str]:
    """A filing of a minute ago."""
    return {"filing": FILING, "filed_at": iso(site.stage.register.time() - seconds)}
