"""make demo: a register from nothing, with real transactions, every party with a key of its own.

The state is kept in the folder of --home; a second run goes on from it, also after a kill.
"""

import argparse
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Final

from demo_cast import Cast
from demo_filing import Filing, villages, weather
from demo_finance import Finance
from demo_proofs import Proofs
from demo_screen import Screen
from demo_world import CHAIN_PORT, ROOT, World

from ledger.errors import LedgerError

API_PORT: Final = 8000
SAVE_SECONDS: Final = 1.0
ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the story")
    parser.add_argument("--home", type=Path, default=ROOT / ".demo", help="where all is kept")
    parser.add_argument("--port", type=int, default=API_PORT, help="port of pages and API")
    parser.add_argument("--chain-port", type=int, default=CHAIN_PORT, help="port of the chain")
    return parser.parse_args()


def require_free(port: int, what: str) -> None:
    """Refuse to start where somebody else listens."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(
                f"端口 {port}（{what}）已被占用 / port {port} ({what}) is in use: "
                "stop what listens there, or choose another with --port / --chain-port"
            )


def story(world: World) -> None:
    """The main job, step by step."""
    screen = world.screen
    cast = Cast(world.register, world.keys, world.plan)
    cast.assemble(screen)
    screen.look(f"/parties/{cast.party('registrant').hex()}")
    world.start_desk()
    filings = [Filing(world, cast, item) for item in (villages(), weather())]
    screen.title("数据对象指纹、登记信息、签名", "fingerprint, record, sealed proofs, signatures")
    screen.say("以下文件代表登记主体自行采集的数据", "the files stand in for self-generated data")
    for filing in filings:
        filing.file()
        screen.look(filing.page)
    screen.title("受理、审查、复核、公示", "acceptance, examination, review, public notice")
    for filing in filings:
        filing.examine()
        screen.look(filing.page)
    screen.title("公示期满、存证、发证", "notice over, deposit, issue")
    for filing in filings:
        filing.close()
        screen.look(filing.page)
    finance = Finance(world, cast, filings[0])
    finance.play()
    Proofs(world, cast, filings[0], finance.signed).play()


def serve(world: World) -> None:
    """Keep the pages up until Ctrl-C; what is given in meanwhile is kept soon after."""
    world.screen.title("页面服务中，按 Ctrl-C 结束", "pages are served until Ctrl-C")
    world.screen.look("/")
    ended = threading.Event()
    for ending in ENDINGS:
        signal.signal(ending, lambda *_: ended.set())
    while not ended.wait(SAVE_SECONDS):
        world.save()


def main() -> None:
    """Play the story; exit 0 only if every step held."""
    given = arguments()
    screen = Screen(given.port)
    for ending in ENDINGS:
        signal.signal(ending, signal.default_int_handler)
    try:
        world = World(given.home.resolve(), screen, given.chain_port)
        with world.alone():
            require_free(given.port, "pages")
            require_free(given.chain_port, "chain")
            with world.running():
                story(world)
                screen.end_step()
                screen.console.print(
                    f"\n[bold green]全部成立 every step held[/bold green]: {screen.checks} checks"
                )
                if not given.once:
                    serve(world)
    except LedgerError as fault:
        screen.fail(f"{type(fault).__name__}: {fault}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
