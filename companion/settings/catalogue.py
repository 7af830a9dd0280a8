"""All settings in a row, with what a person should know: for dialog and docs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from companion.i18n import _
from companion.settings.accepted import Kind, accepted, is_section, kind_of
from companion.settings.models import Settings


class Setting(NamedTuple):
    """One setting, in the chosen language.

    field: dotted name; "[]" stands for the place in a list of tables. section: title
    of its top section. default: as settings.toml would write it, "" when there is none.
    """

    field: str
    section: str
    title: str
    description: str
    accepts: str
    default: str
    kind: Kind


def catalogue() -> Iterator[Setting]:
    """Yield every setting in the order of the dialog."""
    for name, field in Settings.model_fields.items():
        yield from _settings(name, field, _(field.title or name))


def markdown() -> str:
    """Return every setting as Markdown: a heading and a table for each section."""
    parts: list[str] = []
    section = None
    for setting in catalogue():
        if setting.section != section:
            section = setting.section
            parts.append(f"\n## {section}\n")
            head = (_("Setting"), _("Default"), _("Accepts"), _("What it does"))
            parts.append(f"| {' | '.join(head)} |\n|---|---|---|---|")
        default = f"`{setting.default}`" if setting.default else ""
        cells = (f"`{setting.field}`", default, setting.accepts, setting.description)
        parts.append(f"| {' | '.join(map(_cell, cells))} |")
    return "\n".join(parts).strip() + "\n"


def _settings(name: str, field: FieldInfo, section: str) -> Iterator[Setting]:
    """Yield a field, or all fields of the section that it is."""
    kind = kind_of(field)
    if is_section(kind.type):
        for inner, inner_field in kind.type.model_fields.items():
            yield from _settings(f"{name}.{inner}", inner_field, section)
        return
    yield Setting(
        field=name,
        section=section,
        title=_(field.title) if field.title else "",
        description=_(field.description) if field.description else "",
        accepts=accepted(kind),
        default="" if field.is_required() else _written(field.default),
        kind=kind,
    )
    items = _items(kind)
    if items:
        for inner, inner_field in items.model_fields.items():
            yield from _settings(f"{name}[].{inner}", inner_field, section)


def _items(kind: Kind) -> type[BaseModel] | None:
    """Return the section that the items of a list are, if they are one."""
    if get_origin(kind.type) is not tuple:
        return None
    item = get_args(kind.type)[0]
    return item if is_section(item) else None


def _written(value: object) -> str:
    """Return a default as TOML; lists and tables on one line."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case Decimal() | float() | int():
            return f"{value:g}" if isinstance(value, float) else str(value)
        case tuple() | list():
            return f"[{', '.join(map(_written, value))}]"
        case _:
            return "{}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
