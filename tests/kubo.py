"""A real IPFS node on this machine: no peers, no gateway, nothing heard from outside."""

import json
import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.chain.devnode import free_port
from notarization.content.cid import cid_of
from notarization.content.errors import ContentError
from notarization.content.node import Node
from tests.parts import require_kubo

PATIENCE = 120


@dataclass
class Kubo:
    """The daemon over a repository below `home`."""

    home: Path
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def node(self) -> Node:
        return Node(f"http://127.0.0.1:{self.port}")

    @property
    def blocks(self) -> list[Path]:
        """The files in which the repository keeps blocks."""
        return [each for each in (self.home / "blocks").rglob("*.data") if each.is_file()]

    def start(self) -> None:
        if not (self.home / "config").exists():
            self._run("init", "--empty-repo", "--profile", "test")
            self._configure()
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [require_kubo(), "daemon", "--offline"],
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, (self.home / "log").read_text(encoding="utf-8")
            assert time.monotonic() < until, "the node did not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        """End it at once, as a failing machine does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def unblock(self, cid: str) -> None:
        """Lose a pinned block, as a failing disk does: without the node's knowledge."""
        self._run("pin", "rm", cid)
        self._run("block", "rm", cid)

    def _answers(self) -> bool:
        with suppress(ContentError):
            self.node.pinned(cid_of(b""))
            return True
        return False

    def _configure(self) -> None:
        path = self.home / "config"
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        api = f"/ip4/127.0.0.1/tcp/{self.port}"
        config["Addresses"] |= {"API": api, "Gateway": [], "Swarm": []}
        config |= {"Bootstrap": [], "AutoConf": {"Enabled": False}}
        path.write_text(json.dumps(config), encoding="utf-8")

    def _run(self, *command: str) -> None:
        subprocess.run(
            [require_kubo(), *command], env=self._environment, check=True, capture_output=True
        )

    @property
    def _environment(self) -> dict[str, str]:
        settings = {"IPFS_PATH": str(self.home), "IPFS_TELEMETRY": "off", "HOME": str(self.home)}
        return {**os.environ, **settings}
