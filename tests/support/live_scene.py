"""A stream evening as the engine would tell it: entries for the Live page's tests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from companion.domain.earning import earner_of
from companion.domain.entries import (
    Amounts,
    AnyBody,
    Entry,
    Gap,
    Judgement,
    PointsChange,
    Reason,
    Verdict,
)
from companion.domain.events import (
    AnyEvent,
    Chat,
    ChatDeleted,
    Cheer,
    Follow,
    Gift,
    Like,
    Membership,
    Raid,
    Share,
    Streak,
    StreamEvent,
    Subscription,
    SuperChat,
)
from companion.domain.values import POINT, Platform, Role, Timestamp, Viewer
from companion.domain.views import Review, Shown
from tests.support.fakes import EPOCH

TIKTOK, TWITCH, YOUTUBE = Platform.TIKTOK, Platform.TWITCH, Platform.YOUTUBE
SECOND = 1_000_000
CHANNELS = {TIKTOK: "@mira.plays", TWITCH: "mira_plays", YOUTUBE: "UCmira"}


def viewer(platform: Platform, name: str, *roles: Role, handle: str = "") -> Viewer:
    """Return a Viewer whose id follows from the name."""
    return Viewer(
        id=f"{platform.value}:{name}",
        name=name,
        handle=handle,
        roles=frozenset(roles),
    )


class Ledger:
    """Writes entries with rising numbers, as the ledger does."""

    def __init__(self, at: Timestamp = EPOCH) -> None:
        self.at = at
        self._seq = count(1)
        self._id = count(1)

    def entry(
        self,
        body: AnyBody,
        *,
        points: int = 0,
        at: Timestamp | None = None,
        test: bool = False,
        judgement: Judgement | None = None,
        diamonds: int = 0,
        gifts: int = 0,
    ) -> Entry:
        """Return the next entry; points in whole points, for the earner."""
        seq = next(self._seq)
        earner = earner_of(body) if isinstance(body, StreamEvent) else None
        change = None
        if earner is not None and not test:
            change = PointsChange(viewer_id=earner.id, points=points * POINT)
        return Entry(
            seq=seq,
            number=seq,
            session="s1",
            at=self.at if at is None else at,
            body=body,
            source="tiktok:@mira.plays",
            earner=earner,
            amounts=Amounts(points=points * POINT, diamonds=diamonds, gifts=gifts),
            change=change,
            judgement=judgement or Judgement(),
            test=test,
        )

    def shown(self, body: AnyBody, *, points: int = 0, test: bool = False) -> Shown:
        """Return the next entry as the gate lets it through."""
        return Shown(entry=self.entry(body, points=points, test=test))

    def skip(self, ids: int) -> None:
        """Use up ids, so that events look new to a ledger from before."""
        for _ in range(ids):
            next(self._id)

    def event_id(self, platform: Platform) -> str:
        """Return a fresh id as platforms make them."""
        return f"{platform.value}:{next(self._id)}"

    def chat(
        self,
        platform: Platform,
        name: str,
        text: str,
        *roles: Role,
        reply_to: str | None = None,
    ) -> Chat:
        """Return a chat message."""
        return Chat(
            id=self.event_id(platform),
            platform=platform,
            channel=CHANNELS[platform],
            viewer=viewer(platform, name, *roles),
            text=text,
            reply_to=reply_to,
        )

    def gift(
        self,
        name: str,
        gift: str,
        *,
        total: int,
        increase: int | None = None,
        each: int = 1,
        group: str = "g1",
        ended: bool = False,
    ) -> Gift:
        """Return one increase of a TikTok Streak."""
        return Gift(
            id=self.event_id(TIKTOK),
            platform=TIKTOK,
            channel=CHANNELS[TIKTOK],
            viewer=viewer(TIKTOK, name),
            gift_id=gift.lower(),
            name=gift,
            diamonds_each=each,
            count=total if increase is None else increase,
            streak=Streak(
                group=group, total=total, message=next(self._id), ended=ended
            ),
        )

    def plain(
        self,
        kind: type[Follow] | type[Share],
        platform: Platform,
        name: str,
    ) -> Follow | Share:
        """Return a Follow or a Share."""
        return kind(
            id=self.event_id(platform),
            platform=platform,
            channel=CHANNELS[platform],
            viewer=viewer(platform, name),
        )

    def like(self, name: str, likes: int) -> Like:
        """Return a batch of likes."""
        return Like(
            id=self.event_id(TIKTOK),
            platform=TIKTOK,
            channel=CHANNELS[TIKTOK],
            viewer=viewer(TIKTOK, name),
            count=likes,
        )

    def superchat(self, name: str, micros: int, text: str = "") -> SuperChat:
        """Return a Super Chat in euros."""
        return SuperChat(
            id=self.event_id(YOUTUBE),
            platform=YOUTUBE,
            channel=CHANNELS[YOUTUBE],
            viewer=viewer(YOUTUBE, name),
            amount_micros=micros,
            currency="EUR",
            text=text,
        )

    def gifted(self, giver: str, subscriptions: int = 1) -> Subscription:
        """Return gifted Twitch subscriptions whose receivers are not told."""
        return Subscription(
            id=self.event_id(TWITCH),
            platform=TWITCH,
            channel=CHANNELS[TWITCH],
            gifted_by=viewer(TWITCH, giver),
            count=subscriptions,
            tier="1",
        )

    def review(
        self,
        event: AnyEvent,
        *,
        text: Verdict = Verdict.HOLD,
        name: Verdict = Verdict.ALLOW,
        hidden: str = "",
        expires_in: int = 9,
    ) -> Review:
        """Return an entry that the gate holds back; expires_in in seconds."""
        reasons = (Reason(rule="blocklist", detail=hidden),) if hidden else ()
        judgement = Judgement(text=text, name=name, reasons=reasons)
        return Review(
            entry=self.entry(event, judgement=judgement),
            text=text,
            name=name,
            expires_at=self.at + expires_in * SECOND,
        )


STANDINGS = (
    (TWITCH, "Nova_Kessler", 12480),
    (TIKTOK, "さくらもち🌸", 9815),
    (YOUTUBE, "Chidi “BigTuna” Okonkwo", 7350),
    (TIKTOK, "Луна", 4210),
    (TIKTOK, "مريم الزهراء", 4210),
    (TWITCH, "thisnameisfartoolongforanyoverlay_2026", 3905),
    (YOUTUBE, "심야라면", 3120),
    (TWITCH, "Zoë Ångström", 2760),
    (TIKTOK, "प्रिया ✨", 2415),
    (YOUTUBE, "DJ Ñandú 🎧", 1980),
    (TIKTOK, "kwame.codes", 1980),
    (TWITCH, "Violeta", 1725),
    (TIKTOK, "小明同學", 1610),
    (YOUTUBE, "old_man_river", 1440),
    (TWITCH, "Sørina", 1285),
    (TIKTOK, "BEN10000", 1100),
    (TIKTOK, "étoile filante", 960),
    (TWITCH, "r4cc00n", 905),
    (YOUTUBE, "Ayşe", 870),
    (TIKTOK, "JustHereForTheCat", 655),
)
"""Who stands where in the mock-ups: platform, name, whole points."""


class Scene:
    """The evening of the mock-ups, step by step."""

    def __init__(self) -> None:
        self.ledger = Ledger()

    def chat(self) -> Iterator[Shown | Review]:
        """Yield what fills the chat, oldest first."""
        book = self.ledger
        book.at = EPOCH + 45 * 60 * SECOND
        yield book.shown(
            book.chat(TIKTOK, "JustHereForTheCat", "is that the cat?? show the cat")
        )
        for platform, name, text, *roles in (
            (YOUTUBE, "DJ Ñandú 🎧", "que tema suena de fondo?"),
            (
                TWITCH,
                "old_man_river",
                "anyone else hear the cat in the background or is it just me",
            ),
            (
                TIKTOK,
                "étoile filante",
                "premier live ici, c’est quoi le classement à droite ?",
            ),
            (
                TWITCH,
                "Sørina",
                "that flank was filthy, clip it clip it clip it",
                Role.SUBSCRIBER,
            ),
            (YOUTUBE, "Ayşe", "the echo is gone now, thank you!"),
        ):
            yield book.shown(book.chat(platform, name, text, *roles))
        yield from self._later_chat(book)

    def _later_chat(self, book: Ledger) -> Iterator[Shown | Review]:
        book.at += 60 * SECOND
        yield book.shown(
            book.chat(
                TWITCH,
                "Nova_Kessler",
                "gg that last round was unreal 🔥🔥",
                Role.SUBSCRIBER,
            )
        )
        text = "今日のランク戦、最後まで見るね！がんばって〜"
        yield book.shown(book.chat(TIKTOK, "さくらもち🌸", text))
        text = (
            "Greetings from Lagos. First time catching you live instead of the replay, "
            "the audio is so much better now."
        )
        yield book.shown(book.chat(YOUTUBE, "Chidi “BigTuna” Okonkwo", text))
        gap = Gap(
            source="tiktok:@mira.plays",
            platform=TIKTOK,
            began=book.at - 5 * 60 * SECOND,
            ended=book.at - 3 * 60 * SECOND,
            recovered=14,
            unknown=3,
        )
        yield book.shown(gap)
        rose = book.gift("Луна", "Rose", total=120, ended=True)
        yield book.shown(rose, points=120)
        yield book.shown(book.chat(TWITCH, "r4cc00n", "!rank"))
        text = "@r4cc00n you are 18th with 905 points. 55 more to pass étoile filante."
        yield book.shown(book.chat(TWITCH, "mira_plays", text, Role.BROADCASTER))
        text = "🇲🇦 أحلى بث اليوم، تحية من الدار البيضاء"
        yield book.shown(book.chat(TIKTOK, "مريم الزهراء", text))
        yield from self._last_chat(book)

    def _last_chat(self, book: Ledger) -> Iterator[Shown | Review]:
        text = "you are actual garbage lol uninstall"
        held = book.chat(TIKTOK, "BEN10000", text)
        yield book.review(held, hidden="garbage lol")
        text = "노래방 시간에 아이유 한 곡만 부탁해요 🙏"
        yield book.shown(book.superchat("심야라면", 20_000_000, text), points=2000)
        text = "song list is pinned, one request each please"
        yield book.shown(book.chat(TWITCH, "Zoë Ångström", text, Role.MODERATOR))
        text = "is the headset the wired one? latency on mine is terrible"
        yield book.shown(book.chat(TIKTOK, "kwame.codes", text))
        yield book.shown(
            book.chat(TIKTOK, "小明同學", "主播晚上好，今天會唱中文歌嗎？")
        )
        rude = book.chat(TWITCH, "deadlock_dan", "something rude")
        yield book.shown(rude)
        book.at += 31 * SECOND
        yield book.shown(
            ChatDeleted(
                id=book.event_id(TWITCH),
                platform=TWITCH,
                channel=CHANNELS[TWITCH],
                targets=(rude.id,),
                by=viewer(TWITCH, "Zoë Ångström"),
            )
        )
        text = "KARAOKE KARAOKE KARAOKE 🎤"
        yield book.shown(
            book.chat(TWITCH, "thisnameisfartoolongforanyoverlay_2026", text)
        )
        text = "agla gaana Kishore Kumar please 🙏"
        yield book.shown(book.chat(TIKTOK, "प्रिया ✨", text))

    def activity(self) -> Iterator[Shown]:
        """Yield what fills the activity feed before the chat's own support."""
        book = self.ledger
        now = EPOCH + 46 * 60 * SECOND

        def at(seconds_ago: int) -> None:
            book.at = now - seconds_ago * SECOND

        at(660)
        yield book.shown(
            book.gift("kwame.codes", "Headphones", total=1, each=199, ended=True),
            points=199,
        )
        for name in ("Ayşe", "Sable", "Tomás"):
            at(600)
            yield book.shown(
                Membership(
                    id=book.event_id(YOUTUBE),
                    platform=YOUTUBE,
                    channel=CHANNELS[YOUTUBE],
                    viewer=viewer(YOUTUBE, name),
                ),
                points=500,
            )
        at(540)
        yield book.shown(
            Subscription(
                id=book.event_id(TWITCH),
                platform=TWITCH,
                channel=CHANNELS[TWITCH],
                viewer=viewer(TWITCH, "Sørina"),
                months=14,
            ),
            points=500,
        )
        yield from self._sent_before(book, now)
        yield from self._many_small(book, at_now=now)

    def _sent_before(self, book: Ledger, now: Timestamp) -> Iterator[Shown]:
        def at(seconds_ago: int) -> None:
            book.at = now - seconds_ago * SECOND

        at(480)
        donut = book.gift("BEN10000", "Donut", total=3, each=30, ended=True)
        yield book.shown(donut, points=90)
        at(420)
        yield book.shown(book.plain(Share, YOUTUBE, "DJ Ñandú 🎧"), points=5)
        at(360)
        yield book.shown(
            Cheer(
                id=book.event_id(TWITCH),
                platform=TWITCH,
                channel=CHANNELS[TWITCH],
                viewer=viewer(TWITCH, "thisnameisfartoolongforanyoverlay_2026"),
                bits=500,
            ),
            points=500,
        )
        at(240)
        yield book.shown(
            Raid(
                id=book.event_id(TWITCH),
                platform=TWITCH,
                channel=CHANNELS[TWITCH],
                viewer=viewer(TWITCH, "PixelWitchPaula"),
                viewers=84,
            ),
            points=84,
        )
        at(180)
        galaxy = book.gift("さくらもち🌸", "Galaxy", total=1, each=1000, ended=True)
        yield book.shown(galaxy, points=1000)

    def _many_small(self, book: Ledger, *, at_now: Timestamp) -> Iterator[Shown]:
        book.at = at_now - 90 * SECOND
        names = ("étoile filante", "Ida", "Bo", "Cem", "Dua", "Eva", "Finn")
        for name in names:
            yield book.shown(book.plain(Follow, TIKTOK, name), points=10)
        book.at = at_now - 80 * SECOND
        for number in range(34):
            likes = 56 if number else 54
            yield book.shown(book.like(f"fan {number}", likes), points=5)
        book.at = at_now - 41 * SECOND
        yield book.shown(book.gifted("Nova_Kessler", 10), points=5000)

    def standings(self) -> Iterator[Shown]:
        """Yield shares that lift everybody to their place in the mock-ups."""
        for platform, name, points in STANDINGS:
            yield self.ledger.shown(
                self.ledger.plain(Share, platform, name), points=points
            )
