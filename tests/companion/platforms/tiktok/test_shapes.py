"""The pinned library has every field that is read here."""

from __future__ import annotations

import pytest

from companion.platforms.tiktok import shapes
from companion.platforms.tiktok.wire import Shape

ALL = {name: shape for name, shape in vars(shapes).items() if isinstance(shape, Shape)}


@pytest.mark.parametrize("name", sorted(ALL))
def test_no_field_is_missing(name: str) -> None:
    assert ALL[name].missing == frozenset()


@pytest.mark.parametrize("name", sorted(ALL))
def test_no_field_of_a_nested_message_is_missing(name: str) -> None:
    nested = [field.shape for field in ALL[name].fields.values() if field.shape]

    assert [shape.missing for shape in nested] == [frozenset()] * len(nested)
