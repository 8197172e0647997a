"""A document's face set as PDF/A-3b with its record attached: same input, same bytes.

The fonts come from a package, so that the bytes do not depend on the machine. What the program and
the template are is told by `typesetter`: bytes of two documents are to be compared only where it
is the same.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import manimgx_fonts_cjk
import typst

from notarization.paper.glyphs import legible

if TYPE_CHECKING:
    from collections.abc import Mapping

STANDARD: Final = "a-3b"
RECORD_NAME: Final = "record.json"
# a change of it is a new version of papers (decision 0058)
TEMPLATE: Final = "document.typ"
# what papers of the first version were set with; never changed
FIRST_TEMPLATE: Final = "document-1.typ"
DIGITS: Final = 16


@cache
def typesetter(template: str = TEMPLATE) -> str:
    """The program and its version, with the digest of template and font."""
    found = hashlib.sha256(_template(template))
    found.update(version("manimgx-fonts-cjk").encode())
    return f"typst {version('typst')} {found.hexdigest()[:DIGITS]}"


def typeset(face: Mapping[str, Any], record: bytes, template: str = TEMPLATE) -> bytes:
    """The PDF of a face (see document.typ for its members) with a record attached to it.

    A letter that the font lacks is shown by its number.
    """
    shown = legible(json.dumps(face, ensure_ascii=False))
    inputs = {"face": shown, "record": record.decode()}
    return typst.compile(
        _template(template), font_paths=_fonts(), sys_inputs=inputs, pdf_standards=[STANDARD]
    )


@cache
def _template(name: str) -> bytes:
    return resources.files("notarization.paper").joinpath(name).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """The fonts of a package and nobody else's."""
    folder = str(Path(manimgx_fonts_cjk.__file__).parent)
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])
