"""Which way this system tells its keys, and why it may not."""

from __future__ import annotations

from collections.abc import Mapping

from companion.app.hotkeys.key_state import HotkeysUnavailable, KeyHook
from companion.i18n import _


def why_no_hotkeys(platform: str, environment: Mapping[str, str]) -> str:
    """Return why no key can be heard while a game has the focus; "" when it can.

    platform: as sys.platform. On Wayland no program may hear another one's keys; the
    X11 display that is often there beside it tells only those of X11 programs.
    """
    if platform in {"win32", "darwin"}:
        return ""
    is_wayland = environment.get("XDG_SESSION_TYPE", "").lower() == "wayland"
    if is_wayland or environment.get("WAYLAND_DISPLAY"):
        return _("Wayland tells no program the keys of another.")
    if not environment.get("DISPLAY"):
        return _("There is no display.")
    return ""


def hook_of_system(platform: str, environment: Mapping[str, str]) -> KeyHook:
    """Return what hears this system's keys. Raises HotkeysUnavailable."""
    if why := why_no_hotkeys(platform, environment):
        raise HotkeysUnavailable(why)
    if platform in {"win32", "darwin"}:
        from companion.app.hotkeys.hooks import HookedKeys  # noqa: PLC0415  # not on Linux

        return HookedKeys(platform)
    from companion.app.hotkeys.x11 import XKeys  # noqa: PLC0415  # Xlib is there on Linux only

    return XKeys(environment.get("DISPLAY"))
