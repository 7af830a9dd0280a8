"""What of an overlay's settings stands in the form, made from its model."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from companion.gui.overlays.field_names import choice_title, field_title
from companion.i18n import _
from companion.settings.accepted import Kind, accepted, kind_of
from overlays.look import OverlaySettings
from overlays.themes import THEMES

_COLOUR = THEMES["studio"].colours["slab"]
"""What a colour is written like."""

Tab = Literal["look", "content", "motion", "css"]

Control = Literal[
    "align",
    "background",
    "choice",
    "colour",
    "colours",
    "connections",
    "css",
    "list",
    "media",
    "number",
    "switch",
    "text",
    "theme",
    "waits",
]

LOOK: tuple[str, ...] = (
    "theme",
    "rows",
    "scale",
    "slab",
    "opacity",
    "font",
    "platform_marks",
    "background",
    "align",
    "margin_x",
    "margin_y",
    "width",
    "height",
)
"""From top to bottom; "slab" stands for all colours that themes have."""

MOTION: tuple[str, ...] = ("animation", "motion", "direction", "fade_after", "speed")
"""What moves; also where an overlay calls it its own."""

THEME_COLOURS: tuple[str, ...] = (
    "accent",
    "slab",
    "ink",
    "mute",
    "on_accent",
    "moved",
)

_SHARED_CONTENT: tuple[str, ...] = ("connections", "delay_s", "language")
_ELSEWHERE = frozenset({"css", "approval", *THEME_COLOURS})
_MEDIA = {"picture": "image", "image": "image", "sound": "sound", "video": "video"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One line of the form.

    name: of the setting. choices: titles by key, for a choice. least, most: bounds of a
    number. accepts: what may be entered, as a phrase. may_be_empty: None is allowed.
    media: the kind of file that is named, "" for none.
    """

    name: str
    title: str
    hint: str
    control: Control
    default: object = None
    choices: dict[str, str] = field(default_factory=dict)
    least: int | None = None
    most: int | None = None
    accepts: str = ""
    may_be_empty: bool = False
    is_whole: bool = True
    media: str = ""


def fields_of(model: type[OverlaySettings]) -> dict[Tab, tuple[FormField, ...]]:
    """Return the form's lines by tab; what no control can show is left out."""
    made = {
        name: made_field
        for name, info in model.model_fields.items()
        if name not in _ELSEWHERE or name == "slab"
        for made_field in (_field(name, info),)
        if made_field is not None
    }
    common = set(OverlaySettings.model_fields)
    look = [made[name] for name in LOOK if name in made]
    motion = [made[name] for name in MOTION if name in made]
    placed = {*LOOK, *MOTION, *_SHARED_CONTENT}
    own = [one for name, one in made.items() if name not in placed | common]
    shared = [made[name] for name in _SHARED_CONTENT if name in made]
    css = FormField(
        name="css",
        title=_("Custom CSS"),
        hint=_(
            "Added as OBS adds it, after the theme’s. It shows while you type and is "
            "kept when you leave the field; it loads nothing from afar."
        ),
        control="css",
    )
    return {
        "look": tuple(look),
        "content": (*own, *shared),
        "motion": tuple(motion),
        "css": (css,),
    }


def look_fields(model: type[OverlaySettings]) -> tuple[str, ...]:
    """Return the settings that *Reset look* sets back."""
    known = {*LOOK, *MOTION, *THEME_COLOURS, "css"} - {"rows"}
    return tuple(name for name in model.model_fields if name in known)


def accepts(model: type[OverlaySettings], name: str) -> str:
    """Return what a setting accepts, as a phrase."""
    return _accepts(kind_of(model.model_fields[name]))


def _field(name: str, info: FieldInfo) -> FormField | None:
    kind = kind_of(info)
    control = _control(name, kind)
    if control is None:
        return None
    choices = {}
    if control in {"choice", "theme", "align"}:
        keys = map(str, get_args(kind.type))
        choices = {key: choice_title(name, key) for key in keys}
    return FormField(
        name=name,
        title=_title(name, info),
        hint=_(info.description) if info.description else "",
        control=control,
        default=info.get_default(call_default_factory=True),
        choices=choices,
        least=_bound(kind, "ge"),
        most=_bound(kind, "le"),
        accepts=_accepts(kind),
        may_be_empty=NoneType in get_args(info.annotation),
        is_whole=kind.type is int,
        media=_media_kind(name) if control == "media" else "",
    )


_SPECIAL: dict[str, Control] = {
    "theme": "theme",
    "slab": "colours",
    "background": "background",
    "align": "align",
    "connections": "connections",
    "delay_s": "waits",
}


def _control(name: str, kind: Kind) -> Control | None:
    """Return what shows a setting, None for what has an editor of its own."""
    if name in _SPECIAL:
        return _SPECIAL[name]
    origin = get_origin(kind.type)
    if origin is Literal:
        return "choice"
    if kind.type is bool:
        return "switch"
    if kind.type in {int, float}:
        return "number"
    if kind.type is str:
        if "[0-9a-fA-F]{6}" in str(kind.bound("pattern") or ""):
            return "colour"
        return "media" if _media_kind(name) else "text"
    if origin is tuple and kind_is_text(kind):
        return "list"
    return None


def kind_is_text(kind: Kind) -> bool:
    """Tell whether a list holds words or numbers, which a line of text can say."""
    first = get_args(kind.type)[0] if get_args(kind.type) else None
    while get_origin(first) is not None and get_args(first):
        if get_origin(first) is Literal:
            return True
        first = get_args(first)[0]
    return first in {str, int}


def _media_kind(name: str) -> str:
    """Return the kind of file that a setting names, as "sound" of "sound_large"."""
    return _MEDIA.get(name.partition("_")[0], "")


def _accepts(kind: Kind) -> str:
    if kind.type in {int, float} and (
        kind.bound("ge") is None or kind.bound("le") is None
    ):
        return _("a number")
    if kind.type is str and kind.bound("pattern") and "fA-F" in kind.bound("pattern"):
        return _("a colour such as {example}").format(example=_COLOUR)
    if kind.type is str and kind.bound("max_length") is None:
        return _("text")
    return accepted(kind)


def _bound(kind: Kind, name: str) -> int | None:
    found: Any = kind.bound(name)
    return None if found is None else int(found)


def _title(name: str, info: FieldInfo) -> str:
    return _(info.title) if info.title else field_title(name)
