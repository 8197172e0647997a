"""Our scripts for browsers run by node, with no page around them: what they work out, they say."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
STATIC: Final = ROOT / "api" / "pages" / "static"
BROWSER: Final = ROOT / "notarization" / "browser"
FRAME: Final = """
import {{ readFileSync }} from "node:fs";
{imports}
const given = JSON.parse(readFileSync(0, "utf8"));
const answer = await (async () => {{ {body} }})();
process.stdout.write(JSON.stringify(answer ?? null));
"""


def run_module(
    names: dict[str, str], body: str, given: Any = None, *, folder: Path = STATIC
) -> Any:
    """What a piece of JavaScript returns; `names` says what it imports from which file."""
    imports = "\n".join(
        f'import {{ {what} }} from "{(folder / path).as_uri()}";' for what, path in names.items()
    )
    program = shutil.which("node")
    assert program is not None, "node comes with the environment"
    done = subprocess.run(
        [program, "--input-type=module", "--eval", FRAME.format(imports=imports, body=body)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
