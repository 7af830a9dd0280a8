"""How chat commands are called and answered."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from companion.i18n import N_, _
from companion.settings.sections import Flag, Seconds, Section, Text, Whole

AliasLanguage = Literal["all", "en", "de", "es", "fr", "it", "nl", "pl", "pt"]


def _prefix(text: str) -> str:
    if not text.isprintable() or any(sign.isspace() for sign in text):
        raise ValueError(_("one to three signs without spaces, such as !"))
    if text.startswith(("/", ".", "@")):
        raise ValueError(_("another sign: platforms use this one themselves"))
    return text


class BotsSettings(Section):
    """Chat commands and their replies."""

    prefix: Annotated[Text, AfterValidator(_prefix)] = Field(
        default="!",
        min_length=1,
        max_length=3,
        title=N_("Prefix"),
        description=N_(
            "What a command begins with, case aside. Our own also answer to a plain"
            " one."
        ),
    )
    language: AliasLanguage = Field(
        default="all",
        title=N_("Language of commands"),
        description=N_(
            "In which language our own commands have further names. The English ones"
            " always work."
        ),
    )
    questions_each: Whole = Field(
        default=3,
        ge=0,
        le=100,
        title=N_("Questions of one person"),
        description=N_(
            "How many questions that one person asks by !ask wait at a time; more are"
            " left out of the queue. 0: any number."
        ),
    )
    reply_on_twitch: Flag = Field(
        default=True,
        title=N_("Reply on Twitch"),
        description=N_("Commands are answered in the chat of Twitch."),
    )
    reply_on_youtube: Flag = Field(
        default=True,
        title=N_("Reply on YouTube"),
        description=N_("Commands are answered in the chat of YouTube."),
    )
    reply_on_tiktok: Flag = Field(
        default=True,
        title=N_("Reply on TikTok"),
        description=N_(
            "Commands are answered in the chat of TikTok, where it can be written to."
        ),
    )
    group_s: Seconds = Field(
        default=1.5,
        ge=0,
        le=30,
        title=N_("Answer together"),
        description=N_(
            "Seconds in which the same question of several people is gathered and"
            " answered once; 0: each is answered at once."
        ),
    )
    gap_s: Seconds = Field(
        default=1.0,
        ge=0,
        le=60,
        title=N_("Between replies"),
        description=N_("Seconds between two replies on a platform, at least."),
    )
    twitch_per_minute: Whole = Field(
        default=20,
        ge=1,
        le=40,
        title=N_("Replies a minute on Twitch"),
        description=N_("Texts a minute; Twitch itself takes 20 in 30 seconds."),
    )
    youtube_per_minute: Whole = Field(
        default=10,
        ge=1,
        le=30,
        title=N_("Replies a minute on YouTube"),
        description=N_("Texts a minute; YouTube slows down whoever writes more."),
    )
    youtube_per_day: Whole = Field(
        default=75,
        ge=0,
        le=100_000,
        title=N_("Replies a day on YouTube"),
        description=N_(
            "Texts in 24 hours: each costs 20 of the units that Google allows you."
        ),
    )
    other_bots: tuple[Annotated[Text, Field(min_length=1, max_length=100)], ...] = (
        Field(
            default=(
                "nightbot",
                "streamelements",
                "streamlabs",
                "moobot",
                "fossabot",
                "wizebot",
                "botrixoficial",
                "sery_bot",
                "stay_hydrated_bot",
                "kofistreambot",
                "pokemoncommunitygame",
                "streamstickers",
                "soundalerts",
                "tikfinity",
            ),
            max_length=200,
            title=N_("Other bots"),
            description=N_("Names of accounts to which no command answers."),
        )
    )
