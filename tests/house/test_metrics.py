"""What Prometheus reads: told of in docs/serving.md, and never counted where nobody scrapes."""

import re
from collections.abc import Iterable
from pathlib import Path

from ledger import metrics

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "serving.md"
# rooms that run in the follower's process too, which has no door for Prometheus
BESIDE = ("ledger", "notarization", "api/webhooks", "api/commands")


def counting(sources: Iterable[Path]) -> list[str]:
    """The files that raise or set a metric."""
    raised = re.compile(r"\bmetrics\.[A-Z]")
    return [each.name for each in sources if raised.search(each.read_text(encoding="utf-8"))]


def differing(page: str, source: str) -> set[str]:
    """The metrics that only a page tells of, or only a source declares."""
    told = set(re.findall(r"`(datadeed_[a-z_]+)", page))
    return told ^ set(re.findall(r'"(datadeed_[a-z_]+)"', source))


def test_nothing_is_counted_beside_the_follower() -> None:
    assert counting(each for room in BESIDE for each in (ROOT / room).rglob("*.py")) == []


def test_every_metric_is_told_of_and_no_other() -> None:
    source = Path(metrics.__file__).read_text(encoding="utf-8")
    assert differing(PAGE.read_text(encoding="utf-8"), source) == set()


def test_the_guards_bite(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("metrics.FALL_OVERS.inc()\n", encoding="utf-8")
    assert counting([planted]) == ["planted.py"]
    assert differing("| `datadeed_gone{for}` |", '"datadeed_new"') == {
        "datadeed_gone",
        "datadeed_new",
    }
