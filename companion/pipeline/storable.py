"""The last resort for an event that came past its platform's cleaning."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from companion.domain.events import AnyEvent
from companion.domain.text import clean_text


def storable(event: AnyEvent) -> AnyEvent:
    """Return the event with every text in it fit to be stored, ids included.

    Raises msgspec.ValidationError when it is no event at all.
    """
    plain = _cleaned(msgspec.to_builtins(event))
    return cast("AnyEvent", msgspec.convert(plain, AnyEvent))


def _cleaned(value: Any) -> Any:  # noqa: ANN401  # whatever JSON has for it
    if isinstance(value, str):
        return clean_text(value, limit=len(value) + 1)
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cleaned(one) for one in value]
    return value
