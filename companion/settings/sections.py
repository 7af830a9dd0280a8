"""The kinds of values that settings are made of, and the frozen section they sit in.

Texts of titles and descriptions are English, marked for translation: whoever shows
one passes it through `_` at that moment.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict

from companion.i18n import _


class Section(BaseModel):
    """A table of settings.toml: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _exact(value: object) -> Decimal:
    """Return a number as it was written; text and truth values are no numbers."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    raise ValueError(_("not a number"))


def _seconds(value: object) -> float:
    return float(_exact(value))


Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Text = Annotated[str, Strict()]

Exact = Annotated[
    Decimal, BeforeValidator(_exact), Field(decimal_places=3, allow_inf_nan=False)
]
"""A decimal number with at most three decimals; never a float, so it adds up."""

Worth = Annotated[Exact, Field(ge=0, le=1_000_000)]
"""Points for one of something."""

Factor = Annotated[Exact, Field(ge=0, le=1_000)]
"""What points are multiplied by; 1 changes nothing."""

Seconds = Annotated[float, BeforeValidator(_seconds), Field(allow_inf_nan=False)]
"""A stretch of time; give ge and le with the field."""
