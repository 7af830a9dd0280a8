"""What settings of overlays and their choices are called in the form."""

from __future__ import annotations

from functools import cache

from companion.i18n import _, language
from overlays.catalogue import CATALOGUE


def field_title(name: str) -> str:
    """Return what a setting is called; its own word where nobody has named it."""
    return _titles(language()).get(name) or name.replace("_", " ").capitalize()


def choice_title(field: str, key: str) -> str:
    """Return what one choice of a setting is called."""
    titles = _choices(language())
    named = titles.get(f"{field}.{key}") or titles.get(key)
    return named or key.replace("_", " ").replace("-", " ").capitalize()


def is_named(name: str) -> bool:
    """Tell whether a setting has a name in the chosen language."""
    return name in _titles(language())


@cache
def _titles(_language: str) -> dict[str, str]:
    return {
        "theme": _("Theme"),
        "font": _("Font"),
        "animation": _("Come and go"),
        "motion": _("Motion"),
        "connections": _("Connections"),
        "platform_marks": _("Platform marks"),
        "css": _("Custom CSS"),
        "language": _("Numbers as in"),
        "background": _("Behind it"),
        "align": _("Position"),
        "margin_x": _("Free at the sides"),
        "margin_y": _("Free above, below"),
        "scale": _("Text size"),
        "opacity": _("Background"),
        "delay_s": _("What viewers write"),
        "rows": _("Rows"),
        "lines": _("Lines"),
        "width": _("Width"),
        "height": _("Height"),
        "header": _("Heading"),
        "heading": _("Words of it"),
        "direction": _("Direction"),
        "platform": _("Platform"),
        "decimals": _("Decimals"),
        "avatars": _("Avatars"),
        "crown": _("Crown"),
        "medals": _("Medals"),
        "ties": _("Ties"),
        "moves": _("Moves"),
        "fade_after": _("Fade after"),
        "support": _("Support"),
        "standing": _("Standing"),
        "title": _("Title"),
        "label": _("Label"),
        "text": _("Text"),
        "unit": _("Counted"),
        "target": _("Goal"),
        "sound": _("Sound"),
        "picture": _("Picture"),
        "video": _("Video"),
        "seconds": _("Seconds"),
        "speed": _("Speed"),
        "volume": _("Volume"),
    }


@cache
def _choices(_language: str) -> dict[str, str]:
    return {
        "theme.studio": _("Studio"),
        "theme.minimal": _("Minimal"),
        "theme.esport": _("E-sport"),
        "theme.cozy": _("Cozy"),
        "theme.arcade": _("Arcade"),
        "theme.contrast": _("High contrast"),
        "theme.editorial": _("Editorial"),
        "theme.terminal": _("Terminal"),
        "theme.sticker": _("Sticker"),
        "theme.ribbon": _("Ribbon"),
        "font.theme": _("The theme’s"),
        "font.archivo": "Archivo",
        "font.inter": "Inter",
        "font.serif": _("Serif"),
        "font.mono": _("Typewriter"),
        "font.pixel": _("Pixel"),
        "font.system": _("The computer’s"),
        "slide": _("Slide"),
        "fade": _("Fade"),
        "pop": _("Pop"),
        "none": _("None"),
        "full": _("Full"),
        "reduced": _("Reduced"),
        "top-left": _("Top left"),
        "top": _("Top"),
        "top-right": _("Top right"),
        "left": _("Left"),
        "center": _("Middle"),
        "right": _("Right"),
        "bottom-left": _("Bottom left"),
        "bottom": _("Bottom"),
        "bottom-right": _("Bottom right"),
        "down": _("Down"),
        "up": _("Up"),
        "all": _("All"),
        "tiktok": "TikTok",
        "twitch": "Twitch",
        "youtube": "YouTube",
        "avatars.theme": _("The theme’s"),
        "on": _("On"),
        "off": _("Off"),
        "small": _("Small"),
        "medium": _("Medium"),
        "large": _("Large"),
        "likes": _("Likes"),
        "diamonds": _("Diamonds"),
        "follows": _("Follows"),
        "subs": _("Subscriptions"),
        "money": _("Money"),
        "points": _("Points"),
        "gifts": _("Gifts"),
        "bits": _("Bits"),
        "session": _("Session"),
        "transparent": _("Nothing"),
        "chroma": _("Green"),
    }


def overlay_titles() -> dict[str, str]:
    """Return what overlays are called, by kind."""
    return {overlay.kind: overlay.title() for overlay in CATALOGUE}
