"""A look to give away: `name.companion-theme`, JSON with looks and nothing else.

`{"companion_theme": 1, "name": …, "look": {…}, "overlays": {name: {…}}}`: `look` is for
every overlay, a table of `overlays` for one besides. Both hold settings of LOOK only:
no connections, no words of the Broadcaster's, no links. A file comes from a stranger,
so that every key and value is checked, and its CSS may neither load nor hide anything
that loads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from companion.domain.errors import CommandError
from companion.i18n import _
from overlays.catalogue import AnyOverlay, overlay_named
from overlays.look import OverlaySettings

SUFFIX: Final = ".companion-theme"
MOST_BYTES: Final = 200_000

LOOK: Final = (
    "theme",
    "font",
    "animation",
    "motion",
    "background",
    "align",
    "margin_x",
    "margin_y",
    "scale",
    "opacity",
    "slab",
    "ink",
    "mute",
    "accent",
    "on_accent",
    "moved",
    "css",
)
"""The settings that make a look; all overlays have them."""

Look = dict[str, Any]
"""Settings of LOOK by name, those that differ from the overlay's own defaults."""


class ImportedTheme(NamedTuple):
    """A theme file that may be taken.

    changes: new values of the settings by dotted name, for Preferences. has_css: the
    file brings rules of its own, which a person should know.
    """

    name: str
    changes: dict[str, Any]
    has_css: bool


class _ThemeFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    companion_theme: Annotated[int, Field(ge=1, le=1)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    look: Look = Field(default_factory=dict)
    overlays: Annotated[dict[str, Look], Field(max_length=200)] = Field(
        default_factory=dict
    )


def export_theme(name: str, chosen: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return a theme file of the chosen overlays' settings, by the overlay's name.

    What all of them have in common is told once. Raises CommandError when the file
    would be too large, or when the name is empty or longer than 60 characters.
    """
    looks = {overlay: _look_of(values) for overlay, values in chosen.items()}
    common = _common(looks.values())
    own = {
        overlay: {key: value for key, value in look.items() if key not in common}
        for overlay, look in looks.items()
    }
    file = {
        "companion_theme": 1,
        "name": name,
        "look": common,
        "overlays": {overlay: look for overlay, look in own.items() if look},
    }
    content = json.dumps(file, ensure_ascii=False, indent=2).encode() + b"\n"
    _read(content)
    return content


def _look_of(values: Mapping[str, Any]) -> Look:
    return {name: values[name] for name in LOOK if values.get(name) is not None}


def _common(looks: Iterable[Look]) -> Look:
    first, *others = looks or [{}]
    return {
        name: value
        for name, value in first.items()
        if all(other.get(name) == value for other in others)
    }


def import_theme(
    content: bytes, current: Mapping[str, Mapping[str, Any]]
) -> ImportedTheme:
    """Return what a theme file changes in the overlays whose settings are `current`.

    current: settings by the overlay's name, of all that shall wear the theme; an empty
    table for one that has its defaults. Their look is replaced whole, all else stays.
    Raises CommandError, naming what is wrong.
    """
    file = _read(content)
    changes = {
        f"overlays.{name}": _dressed(name, values, file)
        for name, values in current.items()
    }
    css = [file.look.get("css"), *(look.get("css") for look in file.overlays.values())]
    return ImportedTheme(file.name, changes, has_css=any(css))


def _dressed(name: str, values: Mapping[str, Any], file: _ThemeFile) -> dict[str, Any]:
    overlay = _known(name)
    own = file.overlays.get(name, file.overlays.get(overlay.kind, {}))
    kept = {key: value for key, value in values.items() if key not in LOOK}
    dressed = {**kept, **file.look, **own}
    # Some overlays stand where others do not; colours are judged with the theme.
    _checked(overlay.settings_type, dressed, at=f"overlays.{name}")
    return dressed


def _read(content: bytes) -> _ThemeFile:
    if len(content) > MOST_BYTES:
        raise CommandError(_("A theme file has at most 200 kB."))
    try:
        file = _ThemeFile.model_validate(_parsed(content))
    except ValidationError as error:
        raise _refused(error) from error
    _check_look(OverlaySettings, file.look, at="look")
    for name, look in file.overlays.items():
        overlay = _known(name)
        _check_look(overlay.settings_type, {**file.look, **look}, at=f"overlays.{name}")
    return file


def _parsed(content: bytes) -> Any:  # noqa: ANN401  # whatever JSON can say
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_once_each,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError) as error:
        raise CommandError(_("This is not a theme file of Companion.")) from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that comes twice: readers disagree on which of the two counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _no_number(text: str) -> None:
    raise ValueError(text)


def _known(name: str) -> AnyOverlay:
    overlay = overlay_named(name)
    if overlay is None:
        raise CommandError(
            _("“{name}” in the theme file is no overlay").format(name=name[:60])
        )
    return overlay


def _check_look(settings_type: type[OverlaySettings], look: Look, *, at: str) -> None:
    for name in look:
        if name not in LOOK:
            raise CommandError(
                _("“{name}” does not belong in a theme file").format(
                    name=f"{at}.{name[:60]}"
                )
            )
    _checked(settings_type, look, at=at)
    found = loading(look.get("css", ""))
    if found:
        raise CommandError(
            _("{place}: the CSS of a theme file must not use {found}").format(
                place=f"{at}.css", found=found
            )
        )


def _checked(
    settings_type: type[OverlaySettings], values: Mapping[str, Any], *, at: str
) -> None:
    try:
        settings_type.model_validate(values)
    except ValidationError as error:
        raise _refused(error, at) from error


def _refused(error: ValidationError, at: str = "") -> CommandError:
    first = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(
        [*([at] if at else []), *(str(part)[:60] for part in first["loc"])]
    )
    return CommandError(f"{place}: {first['msg']}" if place else first["msg"])


_ESCAPE: Final = re.compile(
    r"\\([0-9a-fA-F]{1,6})(?:\r\n|\s)?|\\(\r?\n)|\\(.)", re.DOTALL
)

# Every way of CSS to have something loaded, and the end of the element it stands in.
_LOADING: Final = re.compile(
    r"@import|@font-face|@namespace|@charset|<\s*/?\s*(?:style|script)|javascript:"
    r"|expression\s*\(|behavior\s*:|-moz-binding"
    r"|(?:url|src|image|image-set|-webkit-image-set|cross-fade|element|paint)\s*\(",
    re.IGNORECASE,
)


def loading(css: str) -> str:
    """Return the first thing in a style sheet that loads or runs something, or ""."""
    # What looks like a comment may stand in quotation marks: both readings count.
    for text in (css, re.sub(r"/\*.*?(\*/|$)", " ", css, flags=re.DOTALL)):
        for plain in (text, _ESCAPE.sub(_unescaped, text)):
            if found := _LOADING.search(plain):
                return found[0]
    return ""


def _unescaped(escape: re.Match[str]) -> str:
    code, line, sign = escape.groups()
    if code:
        number = int(code, 16)
        return chr(number) if 0 < number < 0x110000 else "\ufffd"
    return "" if line else str(sign)
