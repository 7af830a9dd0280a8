"""What the window is caught doing: one picture each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from msgspec import structs

from companion.app.scene.beginning import BEGINNINGS
from companion.app.scene.bot_moments import ALONE, BOT_MOMENTS
from companion.app.scene.cast import VIEWERS
from companion.app.scene.evening import TARGETS
from companion.app.scene.gate import TRIED
from companion.app.scene.logins import CLIENT_ID
from companion.app.scene.room import OPEN
from companion.app.scene.show import VIEWS
from companion.app.scene.stage import Stage
from companion.app.scene.studio import losing
from companion.domain.show.specs import Kind
from companion.domain.show.views import RoomView
from companion.domain.studio import ObsView
from companion.domain.values import Platform
from companion.domain.views import LoginView
from companion.gui.components.toast import Notice
from companion.gui.overlays.page import OverlaysPage
from companion.gui.overlays.pane import PaneTab
from companion.gui.pages.moderation import ModerationPage
from companion.gui.pages.settings import SettingsPage
from companion.gui.shell.connect import ConnectDialog
from companion.gui.shell.rail import PAGES
from companion.gui.show.editor import SpecEditor
from companion.gui.show.page import ShowPage
from companion.gui.show.room_dialog import RoomDialog
from companion.gui.show.words import KIND_ICONS
from companion.gui.stage_editor.arrangement import Canvas
from companion.gui.stage_editor.editor import StageEditor
from companion.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A picture's name and what is done before it is taken."""

    name: str
    act: Callable[[Stage], object]
    alone: bool = False


_PANE_TABS: tuple[PaneTab, ...] = ("content", "motion", "css", "now")


def _nothing(_stage: Stage) -> None:
    """Only look."""


def _go(key: str, stage: Stage) -> None:
    stage.window.go(key)


def _viewer(stage: Stage) -> None:
    stage.window.live.open_viewer(VIEWERS["luna"].id)


def _pill(stage: Stage) -> None:
    target = TARGETS[Platform.YOUTUBE]
    pills = stage.window.bar.pills
    stage.window.requests.open_pill(target, pills.pill(target))


def _find(stage: Stage) -> None:
    stage.window.bar.find_asked.emit()


def _connect(typed: str, stage: Stage) -> None:
    stage.window.requests.connect_channel()
    dialog = stage.window.requests.open_dialog
    if isinstance(dialog, ConnectDialog):
        dialog.type_text(typed)


def _connect_refused(stage: Stage) -> None:
    _connect("@mira.play", stage)
    dialog = stage.window.requests.open_dialog
    if isinstance(dialog, ConnectDialog):
        text = _("TikTok has no channel “@mira.play”. Check the spelling.")
        dialog.field.set_error(text)


def _connect_notice(stage: Stage) -> None:
    _connect("@mira.plays", stage)
    dialog = stage.window.requests.open_dialog
    if isinstance(dialog, ConnectDialog):
        dialog.act.click()


def _forget_logins(stage: Stage) -> None:
    """Nobody is logged in anywhere."""
    nobody = (LoginView(platform=Platform.TWITCH), LoginView(platform=Platform.YOUTUBE))
    stage.engine.logins.shown = nobody
    stage.window.accounts.take(*nobody)


def _connect_youtube(stage: Stage) -> None:
    _forget_logins(stage)
    _connect("https://www.youtube.com/@miraplays/live", stage)


def _logins(platform: Platform, stage: Stage) -> None:
    """Nobody is logged in yet, and somebody asks how."""
    _forget_logins(stage)
    stage.window.open_logins(platform)


def _login_code(stage: Stage) -> None:
    _logins(Platform.TWITCH, stage)
    page = stage.window.page("settings")
    if isinstance(page, SettingsPage):
        page.logins.twitch.client_id.set_text(CLIENT_ID)
        page.logins.twitch.begin()


def _refused(stage: Stage) -> None:
    """Credentials broke: one platform reads on without, the other has stopped."""
    stage.engine.refused = True
    stage.look()
    text = _(
        "Twitch does not accept the login any more. Log in again, in the settings "
        "under Twitch."
    )
    broken = LoginView(platform=Platform.TWITCH, detail=text)
    stage.engine.logins.shown = (broken,)
    stage.window.accounts.take(broken)


def _toasts(stage: Stage) -> None:
    say = stage.window.toasts.say
    say(
        Notice(
            text=_("Reset Луна to 0 points"),
            detail=_("4,210 points moved to “used”"),
            undo=lambda: None,
        )
    )
    say(Notice(text=_("Link of Leaderboard copied")))


def _stopped(stage: Stage) -> None:
    text = _(
        "The disk is full, so new events are not being taken. Free 200 MB on it; "
        "Companion goes on by itself."
    )
    stage.window.watch.alarm(text)


def _paused(stage: Stage) -> None:
    stage.engine.paused = True
    stage.look()


def _crashed(stage: Stage) -> None:
    stage.engine.crashed = True
    stage.look()


def _moderation(tab: str, stage: Stage) -> None:
    """Look at a tab of moderation, with a text being tried beside it."""
    stage.window.go("moderation")
    page = stage.window.page("moderation")
    if isinstance(page, ModerationPage):
        page.open_tab(tab)
        page.side.trial.field.set_text(TRIED)
        page.side.trial.ask()


def _overlays(name: str, tab: PaneTab, stage: Stage) -> None:
    """Look at a tab of an overlay's pane."""
    stage.window.go("overlays")
    page = stage.window.page("overlays")
    if isinstance(page, OverlaysPage):

        def open_tab() -> None:
            page.studio.changed.disconnect(open_tab)
            page.select(name)
            page.pane.open_tab(tab)

        page.studio.changed.connect(open_tab)
        page.studio.look()


def _obs(view: ObsView | None, stage: Stage) -> None:
    """Look at OBS from near."""
    if view is not None:
        stage.engine.own_studio.own_obs.shown = view
        stage.look()
    stage.window.open_obs()


def _obs_refused(stage: Stage) -> None:
    text = _("OBS does not accept this password.")
    _obs(ObsView(state="refused", detail=text), stage)


def _obs_lost(stage: Stage) -> None:
    stage.engine.own_studio.own_obs.shown = losing()
    stage.look()


def _preflight(stage: Stage) -> None:
    stage.window.obs.preflight()


def _media(stage: Stage) -> None:
    stage.window.go("overlays")
    stage.window.open_media()


def _overlays_alone(stage: Stage) -> None:
    stage.engine.own_studio.begin_alone()
    stage.look()
    stage.window.go("overlays")


def _stage(canvas: Canvas, name: str, stage: Stage) -> None:
    """Arrange a stage, one of its overlays in the hand."""
    stage.window.open_stage()
    editor = stage.window.page("stage")
    if isinstance(editor, StageEditor):
        editor.compose(canvas)
        editor.plan.select((name,))


def _show(name: str, stage: Stage) -> ShowPage | None:
    """Look at the show with something on air, "" for what the design's picture has."""
    if name:
        stage.engine.own_show.shown = VIEWS[name]
    stage.window.go("show")
    page = stage.window.page("show")
    if not isinstance(page, ShowPage):
        return None
    page.show_watch.take(stage.engine.own_show.view())
    return page


def _show_big(name: str, stage: Stage) -> None:
    page = _show(name, stage)
    if page is not None:
        page.open_big()


def _show_questions(stage: Stage) -> None:
    stage.engine.own_show.show_scores()
    page = _show("", stage)
    if page is not None:
        page.show_side(True)
        page.stream.open_tab("questions")


def _show_side(stage: Stage) -> None:
    page = _show("quiz-scoreboard", stage)
    if page is not None:
        stage.engine.own_show.show_scores()
        page.show_watch.take(stage.engine.own_show.view())
        page.show_side(True)


def _show_room(room: RoomView, stage: Stage) -> None:
    """How people join the room, and what the page tells of it."""
    stage.engine.own_room.shown = room
    page = _show("", stage)
    if page is not None:
        page.show_watch.keep(replace(page.show_watch.reading, room=room))
        page.show_room()


def _show_room_asked(stage: Stage) -> None:
    _show_room(OPEN, stage)
    dialog = stage.window.requests.open_dialog
    if isinstance(dialog, RoomDialog):
        dialog.renew.click()


def _show_file_note(stage: Stage) -> None:
    shown = stage.engine.own_show.shown
    problem = (
        "run_sheet.json cannot be read (Input data was truncated); it is kept as "
        "run_sheet.json.broken. Make it anew, or close Companion, mend the kept file "
        "and give it its old name."
    )
    sheet = structs.replace(shown.sheet, problem=problem)
    stage.engine.own_show.shown = structs.replace(shown, sheet=sheet)
    _show("", stage)


def _show_editor(kind: Kind, stage: Stage) -> None:
    page = _show("", stage)
    if page is not None:
        page.add(kind)


def _show_editor_wrong(stage: Stage) -> None:
    """Keep what is not filled in: each field says what it takes."""
    _show_editor("quiz", stage)
    dialog = stage.window.requests.open_dialog
    if isinstance(dialog, SpecEditor):
        dialog.submit()


MOMENTS: tuple[Moment, ...] = (
    Moment(name="live", act=_nothing),
    Moment(name="live-viewer", act=_viewer),
    Moment(name="live-connection", act=_pill),
    Moment(name="live-find", act=_find),
    Moment(name="live-toasts", act=_toasts),
    Moment(name="live-paused", act=_paused),
    Moment(name="live-stopped", act=_stopped),
    Moment(name="live-end", act=lambda stage: stage.window.requests.end()),
    Moment(name="ready", act=_nothing, alone=True),
    Moment(name="ready-resume", act=_crashed, alone=True),
    Moment(name="connect", act=partial(_connect, "@mira.plays"), alone=True),
    Moment(name="connect-two", act=partial(_connect, "mira_plays"), alone=True),
    Moment(name="connect-notice", act=_connect_notice, alone=True),
    Moment(name="connect-youtube", act=_connect_youtube, alone=True),
    Moment(name="live-credentials", act=_refused),
    Moment(name="settings-code", act=_login_code),
    Moment(name="settings-twitch", act=partial(_logins, Platform.TWITCH)),
    Moment(name="settings-youtube", act=partial(_logins, Platform.YOUTUBE)),
    Moment(name="connect-refused", act=_connect_refused, alone=True),
    *(
        Moment(name=page.key, act=partial(_go, page.key))
        for page in PAGES
        if page.key not in {"live", "moderation", "bots"}
    ),
    *(
        Moment(name=name, act=act, alone=name in ALONE)
        for name, act in BOT_MOMENTS.items()
    ),
    *(
        Moment(name=f"overlays-{tab}", act=partial(_overlays, "leaderboard", tab))
        for tab in _PANE_TABS
    ),
    Moment(name="overlays-alone", act=_overlays_alone, alone=True),
    Moment(name="overlays-media", act=_media),
    Moment(name="stage", act=partial(_stage, "landscape", "goal")),
    Moment(name="stage-portrait", act=partial(_stage, "portrait", "alerts")),
    Moment(name="obs", act=partial(_obs, None)),
    Moment(name="obs-off", act=partial(_obs, ObsView())),
    Moment(name="obs-refused", act=_obs_refused),
    Moment(name="live-obs-lost", act=_obs_lost),
    Moment(name="obs-preflight", act=_preflight),
    Moment(name="moderation", act=partial(_moderation, "held")),
    *(
        Moment(name=f"moderation-{tab}", act=partial(_moderation, tab))
        for tab in ("verdicts", "rules", "model", "audit")
    ),
    *(Moment(name=name, act=act, alone=True) for name, act in BEGINNINGS.items()),
    Moment(name="show-empty", act=partial(_go, "show"), alone=True),
    Moment(name="show-questions", act=_show_questions),
    Moment(name="show-stream", act=_show_side),
    Moment(name="show-on-air-mode", act=partial(_show_big, "")),
    Moment(name="show-on-air-mode-poll", act=partial(_show_big, "poll-results")),
    Moment(name="show-room", act=partial(_show_room, OPEN)),
    Moment(name="show-room-closed", act=partial(_show_room, RoomView())),
    Moment(name="show-room-new-code", act=_show_room_asked),
    Moment(name="show-file", act=_show_file_note),
    Moment(name="show-editor", act=partial(_show_editor, "quiz")),
    Moment(name="show-editor-refused", act=_show_editor_wrong),
    *(
        Moment(name=f"show-editor-{kind}", act=partial(_show_editor, kind))
        for kind in KIND_ICONS
        if kind != "quiz"
    ),
    *(Moment(name=f"show-{name}", act=partial(_show, name)) for name in VIEWS),
    Moment(name="moderation-empty", act=partial(_go, "moderation"), alone=True),
)
"""In the order of a reader's interest."""
