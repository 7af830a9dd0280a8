"""Names taken apart: words that stand in one, numbers and ornaments around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER_AFTER: Final = re.compile(r"\d+(?![^\W_])")
_NUMBER_BEFORE: Final = re.compile(r"(?<![^\W_])\d+")
_ORNAMENT: Final = re.compile(
    r"(?i)(?<![^\W_])x+(?=[^\W_])(.+?)(?<=[^\W_])x+(?![^\W_])"
)

_PARTED: Final = re.compile(r"[a-z][A-Z]|[A-Z][A-Z][a-z]|\d|[xX](?![^\W_])")
"""Without any of these a name has one form."""

_LONGEST: Final = 200


def forms_of(bare: str) -> Iterator[str]:
    """Yield how a name may be read besides as it stands: "TheLoser99" is the loser.

    Names longer than any platform allows are read as they stand.
    """
    if len(bare) > _LONGEST or _PARTED.search(bare) is None:
        return
    told = {bare}
    plain = _ORNAMENT.sub(r"\1", bare)
    for form in (bare, plain):
        parted = _HUMP.sub(" ", form)
        for numbered in (form, parted):
            after = _NUMBER_AFTER.sub(" ", numbered)
            for read in (
                numbered,
                after,
                _NUMBER_BEFORE.sub(" ", numbered),
                _NUMBER_BEFORE.sub(" ", after),
            ):
                if read not in told:
                    told.add(read)
                    yield read
