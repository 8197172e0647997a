"""An evidence package, checked by somebody who has only the package and a trust file of his own."""

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from demo_cast import Cast
from demo_filing import Filing
from demo_world import POLL_SECONDS, ROOT, WAIT_SECONDS, World
from forgeries import FORGERIES

from ledger.domain.verdict import Purpose
from notarization.chain_source import read_chain
from notarization.enclosing import Handed
from notarization.evidence import Made, PackageRequest, build, save
from notarization.fingerprint import fingerprint
from notarization.verify.object_file import ObjectDigests
from notarization.verify.report import Status
from notarization.verify.verifier import verify

VERIFIED: Final = 0
# With a user namespace nobody needs to be root; where those are closed, root may do without.
CUTS: Final = ("-rn", "-n")


def cut_off() -> list[str]:
    """What takes the network away from the command after it; empty where this machine does not."""
    unshare = shutil.which("unshare")
    for cut in CUTS if unshare else ():
        tried = [str(unshare), cut]
        if subprocess.run([*tried, "true"], capture_output=True, check=False).returncode == 0:
            return tried
    return []


class Proofs:
    """The court's part of the story."""

    def __init__(self, world: World, cast: Cast, filing: Filing, signed: Path) -> None:
        self.signed = signed
        self.world = world
        self.cast = cast
        self.filing = filing
        self.screen = world.screen
        self.trust = world.home / "trust.json"

    def play(self) -> None:
        """Trust file first, then the package, then the check without a network, then forgeries."""
        self.screen.title("证据包与离线核验", "an evidence package, verified offline")
        # A package outlives the demo: its block must not be one that a kill takes away.
        self.world.node.save()
        block = self._write_trust()
        made = self._build(block)
        path = save(made, self.world.home / "packages")
        self.screen.say(f"{path.name}  {len(made.data):,} 字节", f"block {made.block}")
        self._verify(path)
        self._verify_signed(path)
        self._await_stored()
        self.screen.find(path)
        self._forge(made)

    def _await_stored(self) -> None:
        """The mirror's own process has proven every title at finality, without being asked."""
        patience = time.monotonic() + WAIT_SECONDS
        proofs = self.world.ask("/v1/status")["proofs"]
        while (proofs is None or proofs["lacking"]) and time.monotonic() < patience:
            time.sleep(POLL_SECONDS)
            proofs = self.world.ask("/v1/status")["proofs"]
        kept = proofs["kept"] if proofs else 0
        holds = proofs is not None and kept > 0 and not proofs["lacking"]
        self.screen.check(f"终局证明已存放 {kept} 份，无一缺失 stored at finality", holds=holds)

    def _write_trust(self) -> int:
        """Another process, before the package exists."""
        script = str(ROOT / "scripts/demo_trust.py")
        arguments = ["--rpc", self.world.node.url, "--profile", str(self.world.profile_path)]
        done = subprocess.run(
            [sys.executable, script, *arguments, "--out", str(self.trust)],
            capture_output=True,
            text=True,
            check=True,
        )
        block = int(done.stdout)
        self.screen.say(f"核验方先写信任文件，固定区块 {block}", str(self.trust.name))
        return block

    def _build(self, block: int) -> Made:
        chain, profile = self.world.register.chain, self.world.register.profile
        request = PackageRequest(
            title=self.filing.title,
            holder=self.cast.party("registrant"),
            purpose=Purpose.DISPUTE,
            requester="青岛某区法院",
            case_ref="演示案件",
            prepared_at=int(time.time()),
            object=ObjectDigests(fingerprint(self.filing.item.path).fingerprint),
            handed=Handed(maker="演示登记平台", repeat="make demo"),
        )
        return build(request, read_chain(chain, profile, block), block)

    def _verify_signed(self, path: Path) -> None:
        """The verdict that the bank kept, against this package of a later block."""
        answer = self._run([*cut_off()], path, "--verdict", str(self.signed))
        held = answer.returncode == VERIFIED and "SIGNED_VERDICT" in answer.stdout
        self.screen.check(
            "银行留存的结论按其区块重算一致 the verdict that the bank kept", holds=held
        )

    def _run(self, cut: list[str], path: Path, *more: str) -> subprocess.CompletedProcess[str]:
        verifier = [sys.executable, "-m", "notarization.verify", str(path)]
        arguments = ["--trust", str(self.trust), *more]
        return subprocess.run(
            [*cut, *verifier, *arguments], capture_output=True, text=True, check=False, cwd=ROOT
        )

    def _verify(self, path: Path) -> None:
        cut = cut_off()
        answer = self._run(cut, path)
        for line in answer.stdout.strip().splitlines()[:1]:
            self.screen.say(line)
        verified = answer.returncode == VERIFIED
        if cut:
            self.screen.check("独立进程断网核验 offline: VERIFIED", holds=verified)
            return
        if not verified:
            self.screen.fail("独立进程核验未通过 the verifier did not answer VERIFIED")
        self.screen.warn(
            "核验结果为 VERIFIED，但本机不允许断网：本步未断网，不算离线核验",
            "VERIFIED, but this machine lets nobody take the network away:"
            " the verifier was NOT cut off from it, so this is no offline check",
        )

    def _forge(self, made: Made) -> None:
        self.screen.title("伪造件逐一被识别", "forgeries fail, each by its own code")
        trust = self.trust.read_bytes()
        for forgery in FORGERIES.values():
            report = verify(forgery.mutate(made.data), trust)
            wrong = [check.code for check in report.checks if check.status is not Status.PASSED]
            held = report.grade is forgery.grade and forgery.code in wrong
            self.screen.check(f"{forgery.zh}  {forgery.en} → {forgery.code}", holds=held)
        self.screen.look("/packages/check")
