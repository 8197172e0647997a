"""A moment on the command line: an ISO 8601 time, Beijing time where it names no offset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from click import Context, Parameter


class Moment(click.ParamType[int]):
    """Seconds since 1970."""

    name = "time"

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> int:
        """The moment of a text; a number is one already."""
        from notarization.verify.options import moment

        if isinstance(value, int):
            return value
        try:
            return moment(value)
        except ValueError as fault:
            self.fail(str(fault), param, ctx)


MOMENT: Final = Moment()
