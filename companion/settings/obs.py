"""How OBS is reached, and what is done there by itself."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from companion.i18n import N_, _
from companion.settings.combo import spelled
from companion.settings.sections import Flag, Section, Text

OBS_ADDRESS: Final = "ws://127.0.0.1:4455"
"""Where OBS listens unless somebody has changed it there."""


def socket_address(address: str) -> str:
    """Return the address of a WebSocket as it is used, or raise ValueError."""
    address = address.strip().rstrip("/")
    refused = ValueError(_("an address that begins with ws:// or wss://"))
    try:
        parts = urlsplit(address)
        _port = parts.port
    except ValueError as error:
        raise refused from error
    if parts.scheme not in {"ws", "wss"} or not parts.hostname:
        raise refused
    # A password in an address would stand in the file and in messages.
    if parts.username is not None or any(char.isspace() for char in address):
        raise refused
    return address


class ObsSettings(Section):
    """OBS; its password stands in the keyring, never in the file."""

    enabled: Flag = Field(
        default=True,
        title=N_("Connect to OBS"),
        description=N_(
            "Look for OBS, so that overlays can be added, mended and watched there."
        ),
    )
    address: Annotated[Text, AfterValidator(socket_address)] = Field(
        default=OBS_ADDRESS,
        max_length=200,
        title=N_("Address of OBS"),
        description=N_("As in OBS under Tools → WebSocket Server Settings."),
    )
    refresh_on_start: Flag = Field(
        default=True,
        title=N_("Wake overlays in OBS"),
        description=N_(
            "Have OBS load an overlay again that does not answer: one that OBS opened "
            "before Companion ran, and one whose page has crashed."
        ),
    )
    privacy_scene: Text = Field(
        default="",
        max_length=200,
        title=N_("Privacy scene"),
        description=N_(
            "Scene in OBS that the panic key brings on air at once; empty: none."
        ),
    )
    panic_hotkey: Annotated[Text, AfterValidator(spelled)] = Field(
        default="",
        max_length=60,
        title=N_("Panic key"),
        description=N_(
            "Keys that bring the privacy scene on air anywhere, and back when they are "
            "pressed again, such as Ctrl+Alt+P."
        ),
    )
