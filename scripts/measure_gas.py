"""Gas of whole transactions (receipts' gasUsed) on a real node, in steady state.

Starts anvil, founds a register of the committed bytes, runs every act at least once before the one
that is measured, and writes gas-snapshot.json. `--check` writes nothing and fails when a figure is
more than 2 % over the committed one. Times, keys and salts are fixed, so the figures are too.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from gas_disputes import disputes
from gas_ledger import DAY, ROOT, Ledger, node
from gas_story import Story
from gas_uses import batches, uses
from pledge_story import PledgeStory

from ledger.domain.acts import (
    Action,
    ActKind,
    Application,
    EndGround,
    Notice,
    OrderScope,
    PartyKind,
    Registration,
    Role,
    TitleId,
)
from ledger.domain.dossier import RawAct, parse_act

SNAPSHOT: Final = ROOT / "gas-snapshot.json"
STORY: Final = ROOT / "tests/vectors/story.json"
LIMIT_PERCENT: Final = 2
# decisions 0006, 0008, 0012, 0030, 0059: no new snapshot may be above these; issue and a title's
# freeze have their first aims
CEILINGS: Final = {
    "issue, one holder": 190_000,
    "issue, two holders": 215_000,
    "transfer to a holder": 104_000,
    "transfer to a newcomer": 127_000,
    "pledge": 146_000,
    "release, junior": 83_000,
    "release, the lot's last": 91_000,
    "freeze a title, both clerks": 120_000,
    "freeze a holder's share, the first": 147_000,
    "freeze a holder's share, both clerks": 127_500,
}
WHOLE: Final = 1_000_000

Figures = dict[str, int]


def measure(story: Story) -> Figures:
    """Every figure, in the order of the story; what is measured has run before."""
    figures: Figures = {}
    story.enrol("dora", PartyKind.ENTERPRISE)
    figures["enrol a party"] = story.ledger.gas
    alone: dict[bytes, tuple[int, int, int]] = {story.alice.id: (WHOLE, WHOLE, WHOLE)}
    shared: dict[bytes, tuple[int, int, int]] = {
        story.alice.id: (600_000, 600_000, 700_000),
        story.bob.id: (400_000, 400_000, 300_000),
    }
    title_of(story, "first", alone, {}, "")
    title_of(story, "one", alone, figures, "one holder")
    title = title_of(story, "two", shared, figures, "two holders")
    burdens(story, title, figures)
    ends(story, title, shared, figures)
    notices(story, alone, figures)
    figures |= dict(uses(story, title_of(story, "used", shared, {}, "")))
    pledged = title_of(story, "pledged", shared, {}, "")
    figures |= dict(batches(story))
    PledgeStory(story, pledged, lambda what: figures.update({what: story.ledger.gas})).play()
    figures |= dict(disputes(story, title_of(story, "disputed", shared, {}, "")))
    return figures


def ends(
    story: Story,
    title: TitleId,
    holders: Mapping[bytes, tuple[int, int, int]],
    figures: Figures,
) -> None:
    """A correction and an end before the term; both of a title with two holders."""
    story.put_right(title, (story.alice, story.bob, story.carol))
    content = story.application("ended", holders)
    story.submit(content)
    examine(story, content, {})
    other = story.issue(content)
    story.put_right(other, (story.alice, story.bob))
    figures["correct a title, two holders"] = story.ledger.gas
    story.end(other, content, EndGround.FRAUD)
    figures["revoke a title, two holders"] = story.ledger.gas
    requests(story, holders, figures)


def requests(story: Story, holders: Mapping[bytes, tuple[int, int, int]], figures: Figures) -> None:
    """What all holders apply for: a change, then the end of their title."""
    first = story.application("asked", holders)
    story.submit(first)
    examine(story, first, {})
    title = story.issue(first)
    named = {
        Registration.CHANGE: "change a title as its two holders ask",
        Registration.CANCELLATION: "cancel a title as its two holders ask",
    }
    for registration, name in named.items():
        asked = story.asked(title, first, registration)
        story.submit(asked)
        examine(story, asked, {})
        story.fulfil(asked, first)
        figures[name] = story.ledger.gas
    again = replace(story.application("again", holders), fingerprint=first.fingerprint)
    story.submit(again)
    examine(story, again, {})
    story.succeed(story.issue(again), title, (story.alice, story.bob))
    figures["name the predecessor of a title, two holders"] = story.ledger.gas
    story.recover(story.carol)
    figures["file the recovery of an account"] = story.ledger.gas
    gone = story.enrol("absorbed", PartyKind.ENTERPRISE)
    story.absorb(gone, story.alice)
    figures["absorb a party"] = story.ledger.gas


def title_of(
    story: Story,
    name: str,
    holders: Mapping[bytes, tuple[int, int, int]],
    figures: Figures,
    suffix: str,
) -> TitleId:
    """A title from its filing to its issue."""
    ledger = story.ledger
    content = story.application(name, holders)
    story.submit(content)
    figures[f"file an application, {suffix}"] = ledger.gas
    examine(story, content, figures if suffix == "one holder" else {})
    title = story.issue(content)
    figures[f"issue, {suffix}"] = ledger.gas
    return title


def examine(story: Story, content: Application, figures: Figures) -> None:
    """From the acceptance to the deposit."""
    clerk = (story.clerk, Role.ACCEPTANCE)
    story.step(content, Action.ACCEPT, clerk)
    figures["accept"] = story.ledger.gas
    story.step(content, Action.ASSIGN, (story.examiner, Role.EXAMINER))
    story.publish(content, b"x" * 512)
    figures["publish a notice of 512 bytes"] = story.ledger.gas
    story.ledger.now += 7 * DAY
    story.step(content, Action.CLOSE_NOTICE, clerk)
    story.step(content, Action.DEPOSIT, clerk)
    figures["enter the deposit"] = story.ledger.gas


def notices(story: Story, holders: Mapping[bytes, tuple[int, int, int]], figures: Figures) -> None:
    """What the public part of a record costs by its size; at last a real one."""
    real = real_notice()
    for clear, what in (
        (b"x" * 1_024, "publish a notice of 1,024 bytes"),
        (b"x" * 2_048, "publish a notice of 2,048 bytes"),
        (real, f"publish the demo's notice ({len(real):,} bytes, Chinese)"),
    ):
        content = story.application(what, holders)
        story.submit(content)
        story.step(content, Action.ACCEPT, (story.clerk, Role.ACCEPTANCE))
        story.step(content, Action.ASSIGN, (story.examiner, Role.EXAMINER))
        story.publish(content, clear)
        figures[what] = story.ledger.gas


def real_notice() -> bytes:
    """The notice of the demo's villages, as a recorded run published it."""
    recorded = json.loads(STORY.read_text(encoding="ascii"))["dossiers"]
    notices = [
        parse_act(
            RawAct(
                bytes.fromhex(subject), kind, bytes.fromhex(book), bytes.fromhex(data), block, time
            )
        ).terms
        for subject, acts in recorded.items()
        for kind, book, block, time, data in acts
        if kind == ActKind.NoticePublished
    ]
    return max((notice.clear for notice in notices if isinstance(notice, Notice)), key=len)


def burdens(story: Story, title: TitleId, figures: Figures) -> None:
    """Transfers, pledges and orders, each twice; the second is measured."""
    ledger = story.ledger
    for _ in range(2):
        story.transfer(title, story.alice, story.bob)
    figures["transfer to a holder"] = ledger.gas
    story.transfer(title, story.alice, story.carol)
    figures["transfer to a newcomer"] = ledger.gas
    lots = [story.pledge(title) for _ in range(2)]
    figures["pledge"] = ledger.gas
    junior = story.pledge(title, lots[1])
    figures["pledge, junior"] = ledger.gas
    story.release(title, lots[1], junior)
    figures["release, junior"] = ledger.gas
    for lot in lots:
        story.release(title, lot, lot)
    figures["release, the lot's last"] = ledger.gas
    orders = [story.freeze(title, OrderScope.TITLE) for _ in range(2)]
    figures["freeze a title, both clerks"] = ledger.gas
    story.lift(title, orders[0], orders[1])
    figures["lift one of two freezes"] = ledger.gas
    story.extend(title, orders[1])
    figures["extend a freeze, both clerks"] = ledger.gas
    for what in ("freeze a holder's share, the first", "freeze a holder's share, both clerks"):
        story.freeze(title, OrderScope.HOLDER, story.alice)
        figures[what] = ledger.gas


def faults(figures: Figures, committed: Figures) -> list[str]:
    """One line for each figure that rose too far, is new or is gone."""
    lines = [f"{name}: not in both" for name in sorted(figures.keys() ^ committed.keys())]
    risen = (
        name
        for name in figures.keys() & committed.keys()
        if figures[name] * 100 > committed[name] * (100 + LIMIT_PERCENT)
    )
    return lines + [f"{name}: {figures[name]:,}, committed {committed[name]:,}" for name in risen]


def above_ceilings(figures: Figures) -> list[str]:
    """One line for each figure above the ceiling that was decided."""
    return [
        f"{name}: {figures[name]:,}, ceiling {most:,}"
        for name, most in CEILINGS.items()
        if figures[name] > most
    ]


def main() -> None:
    """Measures, then writes or checks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a rise")
    arguments = parser.parse_args()
    with node() as web3:
        figures = measure(Story(Ledger(web3)))
    for name, gas in figures.items():
        print(f"  {name:40} {gas:9,}")
    if found := above_ceilings(figures):
        raise SystemExit("\n".join(found))
    if not arguments.check:
        SNAPSHOT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    elif found := faults(figures, json.loads(SNAPSHOT.read_text(encoding="utf-8"))):
        raise SystemExit("\n".join(found))


if __name__ == "__main__":
    main()
