"""The bots of the scene: an evening's commands, messages, thresholds and rules."""

from __future__ import annotations

from collections.abc import Sequence

from companion.app.scene.evening import MINUTE, NOW, SECOND
from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.show.bots import (
    AnnouncementDef,
    BotBook,
    CommandDef,
    If,
    PeriodicDef,
    RuleDef,
    Then,
    ThresholdDef,
    When,
)
from companion.domain.show.specs import Who
from companion.domain.show.views import (
    BotsView,
    CommandView,
    HookAnswer,
    PaceView,
    RunLine,
    SandboxLine,
    ThresholdView,
)
from companion.domain.values import Platform
from companion.i18n import _

_SONG = "{{viewer}}, Mira has sung {{counter.song}} songs.\nNext: {{args.1}}"


def built_in() -> tuple[CommandDef, ...]:
    """Return our own commands as the scene has them."""
    return (
        CommandDef(name="points", cooldown_s=10),
        CommandDef(name="rank", cooldown_s=10),
        CommandDef(name="top", cooldown_s=30),
        CommandDef(name="vote", cooldown_s=0),
        CommandDef(name="link", cooldown_s=60),
        CommandDef(name="uptime", cooldown_s=30),
    )


_SAYS = {
    "points": "own points",
    "rank": "own rank and the gap above",
    "top": "the first five",
    "vote": "vote in the running poll",
    "link": "join two accounts by a code",
    "uptime": "time since the start",
}

_TODAY = {
    "points": 212,
    "rank": 148,
    "top": 37,
    "vote": 1_204,
    "link": 6,
    "uptime": 19,
    "setup": 22,
    "song": 31,
    "hug": 54,
    "so": 3,
    "deaths": 41,
    "quote": 16,
    "discord": 28,
    "lurk": 44,
    "안녕": 12,
    "giveaway": 1_022,
}


def _commands() -> tuple[CommandDef, ...]:
    both = (Platform.TWITCH, Platform.YOUTUBE)
    return (
        CommandDef(
            name="setup", reply="Wired HyperCloud II, 1440p at 165 Hz", cooldown_s=45
        ),
        CommandDef(
            name="song",
            aliases=("songs", "歌"),
            reply=_SONG,
            counter="song",
            cooldown_s=15,
            cooldown_each_s=60,
            platforms=both,
        ),
        CommandDef(name="hug", reply="{{viewer}} hugs {{args.1}}", cooldown_s=20),
        CommandDef(
            name="so",
            reply="shout-out for {{args.1}}, last seen with {{title}}",
            who="moderator",
            cooldown_s=5,
        ),
        CommandDef(
            name="deaths",
            reply="{{counter.deaths}} deaths so far",
            who="moderator",
            counter="deaths",
            cooldown_s=5,
        ),
        CommandDef(name="quote", reply="{{quote}}", cooldown_s=20),
        CommandDef(name="discord", reply="the invite link: {{link}}", cooldown_s=60),
        CommandDef(
            name="lurk",
            reply="{{viewer}} is lurking",
            who="follower",
            cooldown_s=0,
            is_on=False,
        ),
        CommandDef(name="안녕", reply="안녕하세요 {{viewer}}님!", cooldown_s=20),
        CommandDef(name="giveaway", reply="enter the running giveaway", cooldown_s=0),
    )


def _rules() -> tuple[RuleDef, ...]:
    alert = Then(do="alert", text="{{viewer}} sent {{gift}}")
    return (
        RuleDef(
            id="rule-1",
            name="Big gift",
            when=When(event="gift", about="Galaxy", least=500),
            conditions=(
                If(fact="who", value="follower"),
                If(fact="between", value="18:00-23:30"),
            ),
            actions=(Then(do="sound", name="boss.ogg"), alert),
            label="Galaxy = boss music",
            rests_s=30,
        ),
        RuleDef(
            id="rule-2",
            name="Raid welcome",
            when=When(event="raid", least=5),
            actions=(Then(do="reply", text="Welcome, raiders of {{viewer}}!"),),
            is_dry=True,
        ),
        RuleDef(
            id="rule-3",
            name="Rose spins the wheel",
            when=When(event="gift", about="Rose"),
            actions=(Then(do="interaction", name="spin"),),
            label="Rose = spin the wheel",
        ),
        RuleDef(
            id="rule-4",
            name="Bits to the boss",
            when=When(event="cheer", least=1_000),
            actions=(Then(do="scene", name="Boss"),),
        ),
        RuleDef(
            id="rule-5",
            name="New member",
            when=When(event="membership"),
            actions=(Then(do="points", amount=250), alert),
        ),
        RuleDef(
            id="rule-6",
            name="Water",
            when=When(event="every", every_s=2_400),
            actions=(Then(do="message", text="Drink some water."),),
        ),
        RuleDef(
            id="rule-7",
            name="Redeem a song",
            when=When(event="redeem", about="song", price=200),
            actions=(Then(do="counter", name="song", amount=1),),
            is_on=False,
        ),
    )


def book() -> BotBook:
    """Return what the scene's bots are told to do."""
    return BotBook(
        commands=_commands(),
        periodic=(
            PeriodicDef(
                id="periodic-1",
                name="Periodic 1",
                texts=("New here? !points tells how the evening is counted.",),
            ),
            PeriodicDef(
                id="periodic-2",
                name="Periodic 2",
                texts=("The Discord is open: !discord", "Clips go into #clips."),
                every_s=1_200,
                platforms=(Platform.TWITCH, Platform.YOUTUBE),
            ),
            PeriodicDef(
                id="periodic-3",
                name="Schedule",
                texts=("Back on Sunday at six.",),
                every_s=2_700,
                after_lines=40,
                is_on=False,
            ),
        ),
        thresholds=(
            ThresholdDef(
                id="threshold-1",
                name="Confetti",
                words=("🎉", "gg"),
                needed=25,
                within_s=20,
                rests_s=300,
                title="GG!",
                video="confetti.webm",
            ),
            ThresholdDef(
                id="threshold-2",
                name="Encore",
                words=("encore", "another one"),
                needed=40,
                within_s=60,
                rests_s=900,
                message="Encore! One more song.",
            ),
        ),
        rules=_rules(),
        announcement=AnnouncementDef(
            text="{{title}}: live now at {{link}}",
            to_chat=True,
            webhooks=("discord",),
            by_itself=True,
        ),
        notes="Thank Луна for the Galaxy\nGiveaway ends at nine\nRaid Nova tonight",
    )


def _line(ago_s: int, name: str, action: str, outcome: str, why: str) -> RunLine:
    text = why if outcome in {"done", "dry-run"} else ""
    return RunLine(
        at=NOW - ago_s * SECOND,
        bot=name,
        name=name,
        action=action,
        outcome=outcome,
        text=text,
        why="" if text else why,
        run=f"scene:{name}:{ago_s}",
        can_repeat=outcome == "failed",
    )


def _variables() -> tuple[tuple[str, str], ...]:
    return (
        ("{{viewer}}", _("who asked")),
        ("{{points}}", _("their points")),
        ("{{rank}}", _("their rank")),
        ("{{args.1}}", _("one word of what follows the command")),
        ("{{counter.NAME}}", _("a counter by its name")),
        ("{{uptime}}", _("how long the stream runs")),
        ("{{link}}", _("the stream’s address")),
        ("{{gift}}", _("of a rule: the gift’s name")),
    )


def log() -> tuple[RunLine, ...]:
    """Return what fired in the scene, and what did not; newest first."""
    return (
        _line(27, "!rank", "reply", "done", "r4cc00n, you are 14th of 1,204"),
        _line(
            27,
            "!rank",
            "reply",
            "left out",
            "Ayşe asked the same as r4cc00n: grouped into one reply",
        ),
        _line(179, "Big gift", "sound", "done", "boss.ogg"),
        _line(246, "Raid welcome", "reply", "dry-run", "Welcome, raiders of nova!"),
        _line(
            465, "Confetti", "celebration", "left out", "24 of 25 in 20 s, not enough"
        ),
        _line(497, "!hug", "reply", "left out", "deadlock_dan’s text is held"),
        _line(640, "Going live", "webhook", "failed", "discord did not answer in 5 s"),
        _line(
            717,
            "Periodic 2",
            "message",
            "left out",
            "fewer than 10 chat lines since the last",
        ),
    )


class SceneBots:
    """Implements domain.show.desk.Bots; what is kept is kept for the picture.

    is_empty: nothing is told to any bot yet.
    """

    def __init__(self) -> None:
        self.is_empty = False
        self.kept = book()
        self.counters: dict[str, int] = {"song": 7, "deaths": 41}
        self.quotes: dict[int, str] = {
            1: "I meant to do that.",
            2: "That was the tutorial boss.",
        }
        self.hooks = ["discord"]
        self.refuses = ""
        self.repeated: list[str] = []
        self.announced = 0
        self.tried: list[tuple[str, Who, Platform, bool, BotBook | None]] = []

    def view(self) -> BotsView:
        """Return how they stand."""
        pace = (
            PaceView(platform=Platform.TWITCH, left=17, per_minute=20),
            PaceView(platform=Platform.YOUTUBE, left=8, per_minute=10),
            PaceView(
                platform=Platform.TIKTOK,
                left=0,
                per_minute=0,
                why=_("TikTok is read only: it takes no messages from programs."),
            ),
        )
        if self.is_empty:
            return BotsView(
                commands=self._commands(), pace=pace, variables=_variables()
            )
        return BotsView(
            commands=self._commands(),
            thresholds=(
                ThresholdView(
                    name="Confetti", callers=18, needed=25, fired_at=NOW - 34 * MINUTE
                ),
                ThresholdView(name="Encore", callers=2, needed=40),
            ),
            counters=tuple(self.counters.items()),
            quotes=tuple(self.quotes.items()),
            log=log(),
            pace=pace,
            notes=self.kept.notes,
            variables=_variables(),
        )

    def _commands(self) -> tuple[CommandView, ...]:
        ours = {one.name for one in built_in()}
        every = {one.name: one for one in (*built_in(), *self.book().commands)}
        return tuple(
            CommandView(
                name=one.name,
                aliases=one.aliases,
                says=_SAYS.get(one.name, one.reply),
                who=one.who,
                cooldown_s=one.cooldown_s,
                cooldown_each_s=one.cooldown_each_s,
                platforms=one.platforms,
                is_on=one.is_on,
                is_built_in=one.name in ours,
                today=0 if self.is_empty else _TODAY.get(one.name, 0),
            )
            for one in every.values()
        )

    def book(self) -> BotBook:
        """Return what they are told to do."""
        return BotBook() if self.is_empty else self.kept

    def built_in(self) -> Sequence[CommandDef]:
        """Return our own commands."""
        return built_in()

    async def keep(self, book: BotBook) -> None:
        """Keep it, unless the scene refuses."""
        if self.refuses:
            raise CommandError(self.refuses)
        self.kept, self.is_empty = book, False

    async def repeat(self, run: str, *, who: str = "") -> Entry:
        """Refuse: nothing is on record here."""
        del who
        self.repeated.append(run)
        raise CommandError(_("This is a picture; nothing can be changed in it."))

    async def set_counter(self, name: str, value: int, *, who: str = "") -> None:
        """Set a counter."""
        del who
        self.counters[name] = value

    async def keep_quote(
        self, text: str, *, number: int | None = None, who: str = ""
    ) -> int:
        """Keep a quote."""
        del who
        number = number or max(self.quotes, default=0) + 1
        if text:
            self.quotes[number] = text
        else:
            self.quotes.pop(number, None)
        self.quotes = dict(sorted(self.quotes.items()))
        return number

    async def sandbox(
        self,
        text: str,
        *,
        who: Who = "everyone",
        platform: Platform = Platform.TWITCH,
        no_cooldowns: bool = False,
        book: BotBook | None = None,
    ) -> Sequence[SandboxLine]:
        """Answer as tonight; the second time within seconds it is the cooldown."""
        asked_before = bool(self.tried)
        self.tried.append((text, who, platform, no_cooldowns, book))
        if not text.startswith("!song"):
            return ()
        if asked_before and not no_cooldowns:
            return (SandboxLine(who="note", text=_("no reply: cooldown, 11 s left")),)
        reply = "you, Mira has sung 7 songs. Next:"
        return (
            SandboxLine(who="bot", name="Companion", text=reply, empty=("args.1",)),
        )

    def announcement(self) -> str:
        """Return the post as it would be sent."""
        text = self.book().announcement.text
        link = "twitch.tv/mira_plays"
        filled = text.replace("{{title}}", "Friday ranked, then karaoke")
        return filled.replace("{{link}}", link)

    async def announce(self, *, again: bool = False, who: str = "") -> Sequence[Entry]:
        """Refuse the first time: it was sent when the session began."""
        del who
        if not again:
            raise CommandError(_("This session was announced already, at 18:32."))
        self.announced += 1
        return ()

    async def keep_webhook(self, name: str, address: str) -> None:
        """Remember a name; its address is nowhere."""
        if address:
            self.hooks.append(name)
        else:
            self.hooks.remove(name)

    def webhooks(self) -> Sequence[str]:
        """Return the names of those that are kept."""
        return () if self.is_empty else tuple(self.hooks)

    async def call_hook(
        self, name: str, *, amount: int = 0, text: str = "", key: str = ""
    ) -> HookAnswer:
        """Take any call; nothing comes of it."""
        del name, amount, text, key
        return HookAnswer(seq=1)
