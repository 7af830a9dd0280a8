"""What a setting accepts, in words: for the texts of errors and the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from companion.i18n import _


class Kind(NamedTuple):
    """A type with the bounds that stand beside it."""

    type: Any
    bounds: tuple[object, ...] = ()

    def bound(self, name: str) -> Any:  # noqa: ANN401  # int, float or Decimal
        """Return the bound `name` ("ge", "le", "max_length"), or None."""
        for item in self.bounds:
            if isinstance(item, FieldInfo):
                found = Kind(None, tuple(item.metadata)).bound(name)
            else:
                found = getattr(item, name, None)
            if found is not None:
                return found
        return None


def kind_of(field: FieldInfo) -> Kind:
    """Return the kind of a model's field."""
    return _plain(Kind(field.annotation, tuple(field.metadata)))


def kind_at(model: type[BaseModel], path: Sequence[str | int]) -> Kind | None:
    """Return the kind of the setting at `path`; None when there is no such setting."""
    kind = Kind(model)
    for part in path:
        step = _step(kind, part)
        if step is None:
            return None
        kind = step
    return kind


def accepted(kind: Kind) -> str:
    """Return what values a kind accepts, as a phrase in the chosen language."""
    origin = get_origin(kind.type)
    if origin is Literal:
        names = ", ".join(str(name) for name in get_args(kind.type))
        return _("one of: {names}").format(names=names)
    if origin is tuple:
        return _("list; each: {item}").format(item=accepted(_item(kind)))
    if origin is dict:
        return _("table; each: {item}").format(item=accepted(_item(kind)))
    if is_section(kind.type):
        names = ", ".join(kind.type.model_fields)
        return _("table with {names}").format(names=names)
    return _scalar(kind)


def is_section(kind: object) -> bool:
    """Tell whether a type is a table of settings of its own."""
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _scalar(kind: Kind) -> str:
    low, high = kind.bound("ge"), kind.bound("le")
    if kind.type is bool:
        return _("true or false")
    if kind.type is int:
        return _("whole number, {low} to {high}").format(low=_n(low), high=_n(high))
    if kind.type is float:
        return _("number, {low} to {high}").format(low=_n(low), high=_n(high))
    if kind.type is Decimal:
        return _("number, {low} to {high}, at most {places} decimals").format(
            low=_n(low), high=_n(high), places=kind.bound("decimal_places")
        )
    if kind.type in {datetime, AwareDatetime}:
        return _("date and time, such as 2026-01-31T20:00:00Z")
    if kind.type is str:
        return _("text of at most {n} characters").format(n=kind.bound("max_length"))
    return _("any value")


def _n(number: object) -> str:
    return f"{number:,}"


def _step(kind: Kind, part: str | int) -> Kind | None:
    """Return the kind one step into a section, a table or a list."""
    if is_section(kind.type):
        field = kind.type.model_fields.get(part)
        return kind_of(field) if field else None
    if get_origin(kind.type) in {tuple, dict}:
        return _item(kind)
    return None


def _item(kind: Kind) -> Kind:
    """Return the kind of a list's items or of a table's values."""
    first, second = get_args(kind.type)
    return _plain(Kind(second if get_origin(kind.type) is dict else first))


def _plain(kind: Kind) -> Kind:
    """Return the kind without Annotated and without the choice of None."""
    origin = get_origin(kind.type)
    if origin is Annotated:
        inner, *bounds = get_args(kind.type)
        return _plain(Kind(inner, (*kind.bounds, *bounds)))
    if origin in {Union, UnionType}:
        return _plain(Kind(_only(get_args(kind.type)), kind.bounds))
    return kind


def _only(choices: Iterable[object]) -> object:
    return next(choice for choice in choices if choice is not NoneType)
