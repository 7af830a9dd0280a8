"""Addresses and credentials of a platform, which the environment can replace."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, ClassVar, Final, Self

from pydantic import AfterValidator, ValidationError

from companion.domain.errors import SettingsError
from companion.i18n import _
from companion.settings.sections import Section

_REST: Final = r"://[^\s/?#]+(/[^\s?#]*)?"


def _beginning(schemes: str, text: Callable[[], str]) -> Callable[[str], str]:
    pattern = re.compile(f"(?:{schemes}){_REST}", re.IGNORECASE)

    def check(address: str) -> str:
        address = address.strip()
        if not pattern.fullmatch(address):
            raise ValueError(text())
        return address.rstrip("/")  # which does not matter

    return check


def _printable(text: str) -> str:
    text = text.strip()
    if text and not re.fullmatch(r"[!-~]{1,4096}", text):
        raise ValueError(_("a key or token has no spaces and no accents"))
    return text


Root = Annotated[
    str,
    AfterValidator(
        _beginning(
            "https?",
            lambda: _("not an address that begins with http:// or https://"),
        )
    ),
]
"""An address to which the platform's own paths are added."""

SocketAddress = Annotated[
    str,
    AfterValidator(
        _beginning("wss?", lambda: _("not an address that begins with ws:// or wss://"))
    ),
]
"""The whole address of a WebSocket."""

Credential = Annotated[str, AfterValidator(_printable)]
"""A key or token as it can stand in a header; give repr=False with the field."""


class Overridable(Section):
    """A section of the settings with fields that no file has.

    VARIABLES: environment variables by the field that they replace.
    """

    VARIABLES: ClassVar[Mapping[str, str]]

    def with_environment(self, environment: Mapping[str, str]) -> Self:
        """Return these settings with what the environment replaces.

        Raises SettingsError, which names the variable and never its value.
        """
        values = self.model_dump()
        for field, variable in self.VARIABLES.items():
            if value := environment.get(variable, "").strip():
                values[field] = value
        try:
            return type(self).model_validate(values)
        except ValidationError as error:
            wrong = error.errors(include_input=False)[0]
            name = self.VARIABLES.get(str(wrong["loc"][0]), str(wrong["loc"][0]))
            why = str(wrong["ctx"]["error"]) if "ctx" in wrong else wrong["msg"]
        # Raised outside: the caught error carries the value, which may be a token.
        text = _("{variable}: {why}.").format(variable=name, why=why)
        raise SettingsError(text, field=name)
