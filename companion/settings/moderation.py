"""What the gate does: lists, rules, model, thresholds, and what follows a verdict."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from companion.i18n import N_
from companion.settings.combo import spelled
from companion.settings.sections import Flag, Seconds, Section, Text, Whole

LABELS: Final = (
    "toxicity",
    "severe_toxicity",
    "obscene",
    "threat",
    "insult",
    "identity_attack",
    "sexual_explicit",
)
"""Canonical labels of scores; a model's own names are mapped to these."""

Action = Literal["off", "hold", "block"]
"""What a rule does about what it finds."""

Entry = Annotated[Text, Field(min_length=1, max_length=200)]
Share = Annotated[Seconds, Field(ge=0, le=1)]
"""A part of a whole, 0 to 1."""


class LinkSettings(Section):
    """Links, by the host they lead to."""

    action: Action = Field(
        default="hold",
        title=N_("Links"),
        description=N_("What happens to a message with a link to another host."),
    )
    permitted_hosts: tuple[Entry, ...] = Field(
        default=(),
        max_length=10_000,
        title=N_("Permitted hosts"),
        description=N_("Hosts anybody may link to, with all that stands below them."),
    )
    permit_seconds: Whole = Field(
        default=60,
        ge=1,
        le=3600,
        title=N_("A permit lasts"),
        description=N_("Seconds in which !permit lets a viewer post links."),
    )


class CapsSettings(Section):
    """Shouting: capital letters."""

    action: Action = Field(
        default="off",
        title=N_("Capitals"),
        description=N_("What happens to a message that is mostly capitals."),
    )
    share: Share = Field(
        default=0.8,
        title=N_("Share of capitals"),
        description=N_("From this share of its letters on a message counts."),
    )
    letters: Whole = Field(
        default=12,
        ge=1,
        le=500,
        title=N_("Shortest shout"),
        description=N_("Messages with fewer letters are left alone."),
    )


class SymbolSettings(Section):
    """Floods of signs that are neither letters nor emotes."""

    action: Action = Field(
        default="off",
        title=N_("Symbols"),
        description=N_("What happens to a message that is mostly symbols."),
    )
    share: Share = Field(
        default=0.6,
        title=N_("Share of symbols"),
        description=N_("From this share of its signs on a message counts."),
    )
    signs: Whole = Field(
        default=12,
        ge=1,
        le=500,
        title=N_("Fewest symbols"),
        description=N_("Messages with fewer symbols are left alone."),
    )


class EmoteSettings(Section):
    """Walls of emotes and emoji."""

    action: Action = Field(
        default="off",
        title=N_("Emotes"),
        description=N_("What happens to a message with too many emotes or emoji."),
    )
    most: Whole = Field(
        default=15,
        ge=1,
        le=500,
        title=N_("Most emotes"),
        description=N_("Emotes and emoji that one message may have."),
    )


class RepetitionSettings(Section):
    """One sign or word over and over within a message."""

    action: Action = Field(
        default="off",
        title=N_("Repetition"),
        description=N_("What happens to a message that repeats itself."),
    )
    signs: Whole = Field(
        default=15,
        ge=2,
        le=500,
        title=N_("Same sign in a row"),
        description=N_("From so many on a message counts."),
    )
    words: Whole = Field(
        default=8,
        ge=2,
        le=500,
        title=N_("Same word in a message"),
        description=N_("From so many on a message counts."),
    )


class UnreadableSettings(Section):
    """Piles of marks, and signs that turn the direction of a line."""

    zalgo: Action = Field(
        default="hold",
        title=N_("Piled marks"),
        description=N_("What happens to letters under piles of marks (zalgo)."),
    )
    bidi: Action = Field(
        default="hold",
        title=N_("Turned text"),
        description=N_("What happens to signs that turn the direction of a line."),
    )


class FloodSettings(Section):
    """One Viewer who writes too fast."""

    action: Action = Field(
        default="hold",
        title=N_("Flood"),
        description=N_("What happens when one viewer writes too fast."),
    )
    messages: Whole = Field(
        default=8,
        ge=2,
        le=100,
        title=N_("Messages"),
        description=N_("So many within the time are still fine."),
    )
    seconds: Seconds = Field(
        default=10.0,
        ge=1,
        le=600,
        title=N_("Time"),
        description=N_("Seconds in which they are counted."),
    )


class CopyPasteSettings(Section):
    """The same text of many Viewers: a raid."""

    action: Action = Field(
        default="hold",
        title=N_("Copy and paste"),
        description=N_("What happens to a text that many viewers post at once."),
    )
    viewers: Whole = Field(
        default=5,
        ge=2,
        le=1000,
        title=N_("Viewers"),
        description=N_("So many with the same text within the time are a raid."),
    )
    seconds: Seconds = Field(
        default=20.0,
        ge=1,
        le=600,
        title=N_("Time"),
        description=N_("Seconds in which they are counted."),
    )
    letters: Whole = Field(
        default=20,
        ge=1,
        le=500,
        title=N_("Shortest text"),
        description=N_("Shorter texts (votes, gg, commands) are never a raid."),
    )


class NewcomerSettings(Section):
    """Viewers who write for the first time."""

    hold: Literal["nothing", "links", "everything"] = Field(
        default="nothing",
        title=N_("First messages"),
        description=N_("What of a viewer's first message waits for a person."),
    )


class Pattern(Section):
    """One regular expression; it gets a time limit."""

    pattern: Entry = Field(
        title=N_("Pattern"),
        description=N_("A regular expression, looked for anywhere in the text."),
    )
    action: Literal["hold", "block"] = Field(
        default="hold",
        title=N_("Action"),
        description=N_("What happens to a text in which it is found."),
    )


class RuleSettings(Section):
    """Rules that answer at once, beside the lists of words."""

    links: LinkSettings = Field(default=LinkSettings(), title=N_("Links"))
    caps: CapsSettings = Field(default=CapsSettings(), title=N_("Capitals"))
    symbols: SymbolSettings = Field(default=SymbolSettings(), title=N_("Symbols"))
    emotes: EmoteSettings = Field(default=EmoteSettings(), title=N_("Emotes"))
    repetition: RepetitionSettings = Field(
        default=RepetitionSettings(), title=N_("Repetition")
    )
    unreadable: UnreadableSettings = Field(
        default=UnreadableSettings(), title=N_("Unreadable")
    )
    flood: FloodSettings = Field(default=FloodSettings(), title=N_("Flood"))
    copy_paste: CopyPasteSettings = Field(
        default=CopyPasteSettings(), title=N_("Copy and paste")
    )
    newcomers: NewcomerSettings = Field(
        default=NewcomerSettings(), title=N_("First messages")
    )
    patterns: tuple[Pattern, ...] = Field(
        default=(),
        max_length=200,
        title=N_("Patterns"),
        description=N_("Regular expressions, each with what happens when it is found."),
    )


class SecondOpinionSettings(Section):
    """Another server that is asked about doubtful texts; off unless an address is set.

    Texts leave the computer then. Its key stands in the keyring.
    """

    address: Text = Field(
        default="",
        max_length=500,
        title=N_("Address"),
        description=N_("An https address that is asked; empty: nobody is."),
    )
    low: Share = Field(
        default=0.4,
        title=N_("From"),
        description=N_("Highest score from which on a text is doubtful."),
    )
    high: Share = Field(
        default=0.8,
        title=N_("To"),
        description=N_("Highest score up to which a text is doubtful."),
    )


class ModelSettings(Section):
    """The model that is asked after the rules, in a process of its own."""

    id: Text = Field(
        default="",
        max_length=100,
        title=N_("Model"),
        description=N_("Which installed model is asked; empty: rules decide alone."),
    )
    deadline_s: Seconds = Field(
        default=1.5,
        ge=0.1,
        le=10,
        title=N_("Longest wait"),
        description=N_("Seconds after which the rules' verdict stands."),
    )
    strict: Flag = Field(
        default=False,
        title=N_("Strict"),
        description=N_("What the model was too late for is held, not shown."),
    )
    second_opinion: SecondOpinionSettings = Field(
        default=SecondOpinionSettings(), title=N_("Second opinion")
    )


class Thresholds(Section):
    """From which score on a label is flagged, held or blocked; 1: never."""

    flag: Share = Field(
        default=1.0, title=N_("Flagged"), description=N_("Marked in the window only.")
    )
    hold: Share = Field(
        default=1.0, title=N_("Hold"), description=N_("Waits for a person.")
    )
    block: Share = Field(
        default=1.0, title=N_("Block"), description=N_("Hidden from the stream.")
    )


class PolicySettings(Section):
    """What scores mean."""

    level: Literal["0", "1", "2", "3", "4", "custom"] = Field(
        default="2",
        title=N_("Level"),
        description=N_(
            "How strict the model's scores are read: 0 lets all through, 4 the least; "
            "custom: the thresholds below."
        ),
    )
    toxicity: Thresholds = Field(
        default=Thresholds(flag=0.4, hold=0.6, block=0.95), title=N_("Toxicity")
    )
    severe_toxicity: Thresholds = Field(
        default=Thresholds(flag=0.3, hold=0.5, block=0.8), title=N_("Severe toxicity")
    )
    obscene: Thresholds = Field(default=Thresholds(flag=0.8), title=N_("Obscene"))
    threat: Thresholds = Field(
        default=Thresholds(flag=0.4, hold=0.6, block=0.9), title=N_("Threat")
    )
    insult: Thresholds = Field(
        default=Thresholds(flag=0.7, hold=0.9), title=N_("Insult")
    )
    identity_attack: Thresholds = Field(
        default=Thresholds(flag=0.4, hold=0.6, block=0.9), title=N_("Identity attack")
    )
    sexual_explicit: Thresholds = Field(
        default=Thresholds(flag=0.6, hold=0.8), title=N_("Sexually explicit")
    )


class LadderSettings(Section):
    """What a platform is asked to do about a Viewer whose texts are blocked."""

    is_on: Flag = Field(
        default=True,
        title=N_("Escalation"),
        description=N_(
            "Blocked messages are deleted on the platform, and who goes on is warned, "
            "timed out, then shown to you. Nobody is ever banned by a score."
        ),
    )
    steps: tuple[Annotated[Whole, Field(ge=0, le=86_400)], ...] = Field(
        default=(0, 60, 300),
        min_length=1,
        max_length=10,
        title=N_("Steps"),
        description=N_("Seconds of timeout at each step; 0: a warning."),
    )
    decay_minutes: Whole = Field(
        default=60,
        ge=1,
        le=10_080,
        title=N_("Forgiven after"),
        description=N_("Minutes without another one after which a step is taken back."),
    )
    dry_run: Literal["first-hour", "on", "off"] = Field(
        default="first-hour",
        title=N_("Dry run"),
        description=N_(
            "Platforms are not asked, the log tells what would have been done: in an "
            "installation's first hour, always, or never."
        ),
    )


class ModeSettings(Section):
    """Raid mode and quiet hours."""

    slow_seconds: Whole = Field(
        default=30,
        ge=3,
        le=120,
        title=N_("Slow chat in a raid"),
        description=N_("Seconds between two messages of a viewer in raid mode."),
    )
    followers_only: Flag = Field(
        default=True,
        title=N_("Followers only in a raid"),
        description=N_("Whether only followers may write in raid mode."),
    )
    raid_level: Literal["2", "3", "4"] = Field(
        default="4",
        title=N_("Level in a raid"),
        description=N_("How strict scores are read in raid mode."),
    )
    quiet_level: Literal["2", "3", "4"] = Field(
        default="3",
        title=N_("Level in quiet hours"),
        description=N_("How strict scores are read in quiet hours."),
    )
    quiet_from: Annotated[Text, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = Field(
        default="",
        max_length=5,
        title=N_("Quiet from"),
        description=N_("Time of day, 22:00, at which quiet hours begin; empty: none."),
    )
    quiet_to: Annotated[Text, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = Field(
        default="",
        max_length=5,
        title=N_("Quiet to"),
        description=N_("Time of day at which quiet hours end."),
    )
    hotkey: Annotated[Text, AfterValidator(spelled)] = Field(
        default="",
        max_length=60,
        title=N_("Hotkey for raid mode"),
        description=N_("Keys that switch raid mode anywhere, such as Ctrl+Alt+R."),
    )
    quiet_hotkey: Annotated[Text, AfterValidator(spelled)] = Field(
        default="",
        max_length=60,
        title=N_("Hotkey for quiet hours"),
        description=N_("Keys that begin and end quiet hours anywhere, at any time."),
    )


class ModerationSettings(Section):
    """What the gate does."""

    blocklist: tuple[Entry, ...] = Field(
        default=(),
        max_length=100_000,
        title=N_("Blocked words"),
        description=N_(
            "Words and phrases that are blocked; ~ before one also finds its letters "
            "spaced out."
        ),
    )
    holdlist: tuple[Entry, ...] = Field(
        default=(),
        max_length=100_000,
        title=N_("Held words"),
        description=N_(
            "Words and phrases that wait for a person; ~ before one also finds its "
            "letters spaced out."
        ),
    )
    permitlist: tuple[Entry, ...] = Field(
        default=(),
        max_length=100_000,
        title=N_("Permitted words"),
        description=N_("Words and phrases that no list stops, also inside others."),
    )
    starter_lists: tuple[Literal["de", "en", "es", "fr", "it", "pt"], ...] = Field(
        default=("en", "fr"),
        max_length=10,
        title=N_("Starter lists"),
        description=N_("Languages whose list of severe slurs is held; empty: none."),
    )
    hold_seconds: Whole = Field(
        default=30,
        ge=0,
        le=600,
        title=N_("Countdown of held messages"),
        description=N_(
            "Seconds that a held message waits for a person; 0: it is decided at once."
        ),
    )
    expired: Literal["block", "allow"] = Field(
        default="block",
        title=N_("When the countdown ends"),
        description=N_("Whether a held message stays hidden (block) or shows (allow)."),
    )
    exempt_roles: tuple[
        Literal["broadcaster", "moderator", "vip", "subscriber", "member"], ...
    ] = Field(
        default=("broadcaster", "moderator"),
        max_length=10,
        title=N_("Never judged"),
        description=N_("Roles whose messages and names no rule stops."),
    )
    pictures: Literal["all", "known", "none"] = Field(
        default="all",
        title=N_("Pictures of viewers"),
        description=N_("Whose picture is shown: of all, of known viewers, of nobody."),
    )
    pending: Literal["dimmed", "hidden"] = Field(
        default="dimmed",
        title=N_("While the model is asked"),
        description=N_("How the window shows a message that has no verdict yet."),
    )
    rules: RuleSettings = Field(default=RuleSettings(), title=N_("Rules"))
    model: ModelSettings = Field(default=ModelSettings(), title=N_("Model"))
    policy: PolicySettings = Field(default=PolicySettings(), title=N_("Policy"))
    ladder: LadderSettings = Field(default=LadderSettings(), title=N_("Escalation"))
    modes: ModeSettings = Field(default=ModeSettings(), title=N_("Modes"))
