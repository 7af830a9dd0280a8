"""How the window's chat is sorted: saved filters, each a tab."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from companion.i18n import N_, _
from companion.settings.sections import Flag, Section, Text

PlatformName = Literal["tiktok", "twitch", "youtube", "room"]
RoleName = Literal[
    "broadcaster", "moderator", "vip", "subscriber", "member", "follower", "verified"
]


def _no_blank(name: str) -> str:
    if not name.strip():
        raise ValueError(_("a name"))
    return name


class ChatTab(Section):
    """One saved filter; what is left empty lets everything through."""

    name: Annotated[Text, AfterValidator(_no_blank)] = Field(
        max_length=40, title=N_("Name"), description=N_("What the tab is called.")
    )
    platforms: tuple[PlatformName, ...] = Field(
        default=(),
        max_length=4,
        title=N_("Platforms"),
        description=N_("Only what comes from these; empty: from all."),
    )
    channels: tuple[Annotated[Text, Field(max_length=200)], ...] = Field(
        default=(),
        max_length=50,
        title=N_("Channels"),
        description=N_(
            "Only what comes by these connections, such as twitch:mira; empty: by all."
        ),
    )
    roles: tuple[RoleName, ...] = Field(
        default=(),
        max_length=7,
        title=N_("Roles"),
        description=N_("Only messages of people with one of these; empty: of all."),
    )
    money_only: Flag = Field(
        default=False,
        title=N_("Support only"),
        description=N_("Only what somebody paid for."),
    )
    mentions_only: Flag = Field(
        default=False,
        title=N_("Mentions only"),
        description=N_("Only messages that name you."),
    )
    words: Text = Field(
        default="",
        max_length=200,
        title=N_("Words"),
        description=N_("Only messages with these words in name or text."),
    )


class ChatSettings(Section):
    """Chat in the window."""

    tabs: tuple[ChatTab, ...] = Field(
        default=(),
        max_length=12,
        title=N_("Tabs"),
        description=N_("Saved filters, in the order of their tabs above the chat."),
    )
