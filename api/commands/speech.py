"""The language that the console speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OPTION: Final = "--lang"
VARIABLES: Final = ("DATADEED_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Speech:
    """Says a sentence in the language of the console."""

    language: Language

    def __call__(self, chinese: str, english: str) -> str:
        """Choose between the two."""
        return Message(chinese, english).text(self.language)


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language that `--lang` names, else that of the environment: Chinese for zh."""
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == OPTION:
            given = value if equals else "".join(arguments[place + 1 : place + 2])
            return Language.ZH if given == Language.ZH else Language.EN
    found = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return Language.ZH if found.lower().startswith("zh") else Language.EN
