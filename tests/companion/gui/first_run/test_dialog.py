"""The three cards by mouse and keys, on a scene that does what it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from companion.app.scene.beginning import connected
from companion.app.scene.stage import SceneClock
from companion.app.scene.stage import settle as settle_window
from companion.domain.errors import CommandError, CompanionError
from companion.domain.studio import ObsView, PageView, SourceView
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.bridge import Bridge
from companion.gui.first_run.desk import Answer, FirstRunDesk, FirstRunWishes
from companion.gui.first_run.dialog import FirstRun
from companion.gui.overlays.studio_watch import StudioWatch
from companion.gui.shell.connect import Scenario
from companion.gui.shell.watch import Watch, read
from companion.gui.theme.theme import Theme
from tests.companion.gui.inspection import clipped, nameless, unexplained
from tests.companion.gui.overlays.willing import WillingEngine

NOTICE = "TikTok is read unofficially.\n\nIt only reads."
LEFT = Qt.MouseButton.LeftButton
SOURCE = SourceView(
    source="Companion Stage",
    overlay="stage",
    scenes=("Gaming",),
    is_visible=True,
    state="waiting",
)
TWITCH = ConnectionView(
    target="twitch:mira", platform=Platform.TWITCH, state=ConnectionState.LIVE
)


@dataclass
class Room:
    """The cards, and what came of what was done with them."""

    cards: FirstRun
    engine: WillingEngine
    watch: Watch
    settle: Callable[[], None]
    done: list[tuple[object, ...]] = field(default_factory=list)
    problem: CompanionError | None = None
    is_running: bool = False

    @property
    def obs(self):
        return self.engine.own_studio.own_obs

    @property
    def overlays(self):
        return self.engine.own_studio.own_overlays

    def look(self) -> None:
        self.watch.take(read(self.engine))
        self.settle()

    def stand(self, view: ObsView) -> None:
        self.obs.shown = view
        self.look()

    def answers(self, *names: str) -> list[object]:
        return [one for one in self.done if one[0] in names]

    def click(self, on: QWidget) -> None:
        assert on.isVisible()
        QTest.mouseClick(on, LEFT)
        self.settle()

    def type_text(self, text: str) -> None:
        QTest.keyClicks(self.cards.stream.field.edit, text)


@pytest.fixture
def room(theme: Theme, qt_loop, run, qtbot) -> Iterator[Room]:
    engine = WillingEngine()
    engine.alone = True
    engine.own_studio.begin_alone()
    bridge = Bridge(engine, qt_loop)
    watch = Watch(bridge, clock=SceneClock())
    window = QWidget()
    window.resize(1024, 640)
    qtbot.addWidget(window)
    window.show()
    notice = [NOTICE]

    def connect(target: str, answer: Answer) -> None:
        room.done.append(("connect", target))
        answer(room.problem)

    def accept() -> None:
        room.done.append(("accept",))
        notice[0] = ""

    cards = FirstRun(
        window,
        FirstRunDesk(
            theme=theme,
            clock=SceneClock(),
            watch=watch,
            studio=StudioWatch(watch, parent=window),
            wishes=FirstRunWishes(
                connect=connect,
                disconnect=lambda target: room.done.append(("disconnect", target)),
                tiktok_notice=lambda: notice[0],
                accept_tiktok=accept,
                open_login=lambda *asked: room.done.append(("login", *asked)),
                enable_obs=lambda: room.done.append(("enable",)),
                is_obs_running=lambda: room.is_running,
                change_done=lambda: room.done.append(("set up",)),
                go_live=lambda: room.done.append(("live",)),
            ),
            scenarios=(Scenario(target="simulator:1", title="One", description=""),),
            available=frozenset(Platform),
            began=-52.0,
        ),
    )

    def settle() -> None:
        run(settle_window(1))
        run(bridge.answered())
        run(settle_window(1))

    room = Room(cards=cards, engine=engine, watch=watch, settle=settle)
    cards.open()
    room.look()
    yield room
    if isValid(cards):
        cards.put_off()
    window.hide()
    run(bridge.close())
    watch.stop()


# Where do you stream?


def test_a_name_is_recognised_while_it_is_typed(room: Room) -> None:
    stream = room.cards.stream
    assert not stream.primary.isEnabled()

    room.type_text("twitch.tv/Mira_Plays")

    assert stream.guess is not None
    assert stream.guess.target == "twitch:mira_plays"
    assert stream.choice is None
    room.click(stream.primary)
    assert room.done == [("connect", "twitch:mira_plays")]
    assert room.cards.step == 1


def test_a_menu_appears_only_when_two_fit(room: Room) -> None:
    stream = room.cards.stream
    room.type_text("mira_plays")

    assert stream.choice is not None
    assert stream.choice.keys == ["tiktok", "twitch"]
    stream.choice.set_current("twitch")
    stream.choice.chosen.emit("twitch")
    room.click(stream.primary)

    assert room.done == [("connect", "twitch:mira_plays")]


def test_tiktok_waits_until_its_notice_is_accepted(room: Room) -> None:
    stream = room.cards.stream
    room.type_text("@mira.plays")

    assert stream.is_reading_notice
    assert stream.primary.text() == "Accept and continue"
    QTest.keyClick(stream.field.edit, Qt.Key.Key_Return)
    assert room.done == [], "Enter accepts nothing"
    room.click(stream.primary)

    assert room.done == [("accept",), ("connect", "tiktok:@mira.plays")]
    room.cards.go(0)
    room.type_text("@mira.plays")
    assert not stream.is_reading_notice, "it is asked once"


def test_enter_goes_on_where_nothing_is_to_be_accepted(room: Room) -> None:
    room.type_text("twitch.tv/mira")

    QTest.keyClick(room.cards.stream.field.edit, Qt.Key.Key_Return)
    room.settle()

    assert room.cards.step == 1


def test_what_is_refused_stays_typed_with_the_reason_beside_it(room: Room) -> None:
    room.problem = CommandError("This is connected already.")
    stream = room.cards.stream
    room.type_text("twitch.tv/mira")

    room.click(stream.primary)

    assert room.cards.step == 0
    assert stream.field.error == "This is connected already."
    assert stream.field.text == "twitch.tv/mira"


def test_another_platform_is_added_on_the_same_card(room: Room) -> None:
    stream = room.cards.stream
    room.type_text("twitch.tv/mira")
    room.watch.connections([TWITCH])

    room.click(stream.another)

    assert room.done == [("connect", "twitch:mira")]
    assert (room.cards.step, stream.field.text) == (0, "")
    assert stream.field.edit.hasFocus()
    assert stream.primary.isEnabled(), "a channel is there"


def test_a_channel_has_its_state_and_can_be_taken_off(room: Room) -> None:
    lost = structs.replace(
        TWITCH,
        state=ConnectionState.OFFLINE,
        detail="Twitch knows no channel mira; is it spelled right?",
    )
    room.watch.connections([lost])
    row = room.cards.stream.channels.rows["twitch:mira"]

    assert row.words is not None
    assert row.words.mark == "bad"
    assert "no channel mira" in row.accessibleName()
    row.remove.click()
    assert room.done == [("disconnect", "twitch:mira")]

    room.watch.connections([])
    assert room.cards.stream.channels.rows == {}


def test_youtube_is_shown_how_and_blocks_nothing(room: Room) -> None:
    video = "youtube:dQw4w9WgXcQ"
    needs = ConnectionView(
        target=video,
        platform=Platform.YOUTUBE,
        state=ConnectionState.NEEDS_LOGIN,
    )
    room.watch.connections([needs])
    stream = room.cards.stream

    assert stream.primary.isEnabled()
    room.settle()
    room.click(stream.channels.rows[video].help)

    assert room.done == [("login", Platform.YOUTUBE, video)]


def test_a_simulated_stream_needs_nothing(room: Room) -> None:
    room.click(room.cards.stream.simulate)

    assert room.done == [("connect", "simulator:1")]
    assert room.cards.step == 1


# Put it into OBS


def test_it_is_added_to_the_scene_that_is_chosen(room: Room) -> None:
    room.stand(connected())
    room.cards.go(1)
    card = room.cards.obs
    assert "30.2.3" in card.lead.text()
    assert card.scenes.current == "Gaming"

    card.scenes.set_current("Karaoke")
    room.click(card.primary)

    assert room.obs.done == [("add", "stage", "Karaoke")]
    assert room.cards.step == 2


def test_pressing_twice_adds_once(room: Room) -> None:
    room.stand(connected())
    room.cards.go(1)

    QTest.mouseClick(room.cards.obs.primary, LEFT)
    QTest.mouseClick(room.cards.obs.primary, LEFT)
    room.settle()

    assert room.obs.done == [("add", "stage", "Gaming")]


def test_what_is_there_already_is_said(room: Room) -> None:
    room.stand(connected(SOURCE))
    room.cards.go(1)

    assert "already" in room.cards.obs._where.text()  # what stands there


def test_a_wrong_password_stays_in_the_field_with_the_reason(room: Room) -> None:
    room.stand(ObsView(state="locked"))
    room.cards.go(1)
    card = room.cards.obs
    assert card.password.edit.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(card.password.edit, "wrong")

    room.click(card.primary)

    assert card.password.error == "Wrong password."
    assert card.password.edit.text() == "wrong"
    assert room.cards.step == 1
    card.password.edit.setText("right")
    room.click(card.primary)
    assert room.obs.done == [
        ("log_in", "wrong"),
        ("log_in", "right"),
        ("add", "stage", ""),
    ]
    assert room.cards.step == 2


def test_the_eye_uncovers_the_password(room: Room) -> None:
    room.stand(ObsView(state="locked"))
    room.cards.go(1)
    field = room.cards.obs.password

    room.click(field.eye)

    assert field.edit.echoMode() is QLineEdit.EchoMode.Normal


def test_an_empty_password_is_asked_for(room: Room) -> None:
    room.stand(ObsView(state="locked"))
    room.cards.go(1)

    room.click(room.cards.obs.primary)

    assert room.cards.obs.password.error == "Type the password that OBS shows."
    assert room.obs.done == []


def test_obs_that_is_not_running_is_waited_for(room: Room) -> None:
    room.stand(ObsView(state="absent"))
    room.cards.go(1)
    room.settle()
    card = room.cards.obs
    assert card.primary.text() == "Add when OBS starts"
    assert not card.again.isVisible()
    room.obs.look = _same(room)

    room.click(card.primary)
    assert card.is_waiting
    assert card.skip.text() == "Next"
    room.stand(connected())

    assert room.obs.done == [("add", "stage", "Gaming")]
    assert room.cards.step == 2


def test_it_is_added_later_though_another_card_is_on(room: Room) -> None:
    room.stand(ObsView(state="absent"))
    room.cards.go(1)
    room.obs.look = _same(room)
    room.click(room.cards.obs.primary)
    room.click(room.cards.obs.skip)
    assert room.cards.step == 2

    room.stand(connected())

    assert room.obs.done == [("add", "stage", "Gaming")]
    assert room.cards.step == 2


def test_a_server_that_is_off_is_told_with_the_way_to_its_switch(
    room: Room, run
) -> None:
    room.is_running = True
    room.stand(ObsView(state="absent"))
    room.cards.go(1)

    async def until_told() -> None:
        while not room.cards.obs.again.isVisible():  # a thread looks
            await settle_window(5)

    run(until_told())

    text = room.cards.obs._help_text.text()  # what stands there
    assert "Tools → WebSocket Server Settings → Enable WebSocket server" in text
    room.click(room.cards.obs.again)
    assert room.obs.done == [("look",)]


def test_what_obs_does_not_do_is_said(room: Room) -> None:
    room.stand(connected())
    room.cards.go(1)
    room.obs.refusal = "OBS has no scene called “Gaming”."

    room.click(room.cards.obs.primary)

    assert room.cards.obs.problem.text() == "OBS has no scene called “Gaming”."
    assert room.cards.step == 1
    assert not room.cards.obs.primary.is_busy


def test_the_tile_is_dropped_and_the_link_is_copied(room: Room) -> None:
    room.cards.go(1)
    room.settle()
    card = room.cards.obs

    data = card.mime_data()
    assert data is not None
    asked = parse_qs(urlsplit(data.urls()[0].toString()).query)
    assert asked["layer-width"] == ["1920"]
    assert asked["layer-height"] == ["1080"]
    room.click(card.link)

    assert QGuiApplication.clipboard().text().endswith("/stage/")
    assert card.link.detail == "copied · 1920 × 1080"


def test_obs_that_is_not_wanted_is_looked_for_when_it_is(room: Room) -> None:
    room.stand(ObsView(state="off"))
    room.cards.go(1)

    assert room.cards.obs.primary.text() == "Look for OBS"
    room.click(room.cards.obs.primary)

    assert room.done == [("enable",)]


def test_a_channel_in_trouble_is_still_told_on_the_second_card(room: Room) -> None:
    lost = structs.replace(
        TWITCH, state=ConnectionState.OFFLINE, detail="Twitch knows no channel mira."
    )
    room.cards.go(1)
    assert not room.cards.obs.trouble.isVisible()

    room.watch.connections([lost])

    assert room.cards.obs.trouble.isVisible()


# See it


def shown(room: Room) -> None:
    page = PageView(
        overlay="stage",
        since=0,
        heard_at=room.watch.now - 300_000,
        is_showing=True,
        obs="2.23.5",
    )
    alerts = structs.replace(page, overlay="alerts", stage="stage")
    room.overlays.open_pages.update(stage=(page,), alerts=(alerts,))
    room.stand(connected(SOURCE))


def looked(room: Room) -> None:
    """Let half a second pass, as far as the card can tell."""
    room.cards.see._desk.studio.look()  # what its timer does
    room.settle()


def test_the_gift_is_sent_once_as_soon_as_it_can_be_seen(room: Room) -> None:
    room.stand(connected(SOURCE))
    room.cards.go(2)
    looked(room)
    looked(room)
    assert room.overlays.tested == [], "the page is still opening"

    shown(room)
    looked(room)
    looked(room)

    assert room.overlays.tested == ["gift"]
    assert room.cards.see.proof is not None
    assert room.cards.see.proof.is_proved


def test_how_long_the_gift_took_is_what_the_page_says_after_it(room: Room) -> None:
    shown(room)
    room.cards.go(2)
    looked(room)
    looked(room)
    assert room.overlays.tested == ["gift"]
    assert room.cards.see.proof is not None
    assert "gift" not in room.cards.see.proof.detail

    (alerts,) = room.overlays.open_pages["alerts"]
    room.overlays.open_pages["alerts"] = (structs.replace(alerts, delay_ms=41.0),)
    looked(room)

    assert "gift on screen after 41 ms" in room.cards.see.proof.detail


def test_the_keys_one_to_three_send_what_stands_on_the_buttons(room: Room) -> None:
    shown(room)
    room.cards.go(2)
    looked(room)
    looked(room)
    room.overlays.tested.clear()

    for key in "123":
        QTest.keyClicks(room.cards, key)
        room.settle()

    assert room.overlays.tested == ["gift", "follow", "chat"]
    assert room.cards.see.since.text() == "0:52 since you opened Companion"


@pytest.mark.parametrize(
    ("source", "done"),
    [
        (
            structs.replace(SOURCE, is_visible=False, state="hidden"),
            ("show", "Companion Stage", "Gaming", True),
        ),
        (structs.replace(SOURCE, scenes=("Karaoke",)), ("scene", "Karaoke")),
        (structs.replace(SOURCE, state="stale"), ("repair", "stage")),
        (structs.replace(SOURCE, state="silent"), ("reload", "stage")),
    ],
    ids=["show", "switch", "repair", "reload"],
)
def test_what_is_missing_is_mended_with_one_click(
    room: Room, source: SourceView, done: tuple[object, ...]
) -> None:
    def repair(overlay: str):
        room.obs.done.append(("repair", overlay))
        return _nothing()

    def reload(overlay: str):
        room.obs.done.append(("reload", overlay))
        return _nothing()

    room.obs.repair, room.obs.reload = repair, reload
    room.stand(connected(source))
    room.cards.go(2)
    room.settle()

    room.click(room.cards.see.mend)

    assert room.obs.done == [done]


def test_going_live_ends_it_for_good(room: Room) -> None:
    shown(room)
    room.cards.go(2)
    room.settle()

    room.click(room.cards.see.primary)

    assert room.answers("set up", "live") == [("set up",), ("live",)]


def test_escape_skips_it(room: Room) -> None:
    QTest.keyClick(room.cards, Qt.Key.Key_Escape)

    assert room.done == [("set up",)]


def test_what_is_put_off_is_offered_again(room: Room) -> None:
    room.cards.put_off()

    assert room.done == []


def test_back_leads_back(room: Room) -> None:
    room.cards.go(2)
    room.click(room.cards.see.go_back)
    assert room.cards.step == 1
    room.click(room.cards.obs.go_back)

    assert room.cards.step == 0
    assert "1 of 3" in room.cards.accessibleName()


@pytest.mark.parametrize("step", [0, 1, 2])
def test_every_card_fits_and_has_names(room: Room, step: int) -> None:
    room.stand(ObsView(state="refused", detail="OBS does not take the password."))
    room.cards.go(step)
    room.settle()

    assert clipped(room.cards) == []
    assert nameless(room.cards) == []
    assert unexplained(room.cards) == []
    assert room.cards.card.height() <= 640


async def _nothing() -> int:
    return 1


def _same(room: Room):
    async def look() -> ObsView:
        return room.obs.shown

    return look
