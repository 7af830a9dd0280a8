"""The first run as it is photographed: every card, and what can be in its way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from companion.app.scene.evening import NOW, SECOND
from companion.app.scene.stage import Stage
from companion.domain.studio import ObsView, PageView, SourceView
from companion.domain.values import Platform
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.first_run.dialog import FirstRun

_SCENES = ("Gaming", "Karaoke", "Be right back")

_CHANNELS = (
    ConnectionView(
        target="tiktok:@mira.plays",
        platform=Platform.TIKTOK,
        state=ConnectionState.LIVE,
        since=NOW - 240 * SECOND,
        last_event_at=NOW,
        viewers=212,
        unofficial=True,
    ),
    ConnectionView(
        target="twitch:mira_plays",
        platform=Platform.TWITCH,
        state=ConnectionState.WAITING,
    ),
)

_TROUBLED = (
    ConnectionView(
        target="tiktok:@mira.play",
        platform=Platform.TIKTOK,
        state=ConnectionState.OFFLINE,
        detail="TikTok knows no channel @mira.play that can be live; is it spelled "
        "right?",
    ),
    ConnectionView(
        target="twitch:mira_plays",
        platform=Platform.TWITCH,
        state=ConnectionState.CONNECTING,
        attempt=3,
        until=NOW + 4 * SECOND,
    ),
    ConnectionView(
        target="youtube:@miraplays",
        platform=Platform.YOUTUBE,
        state=ConnectionState.NEEDS_LOGIN,
    ),
    ConnectionView(
        target="tiktok:@mira.plays",
        platform=Platform.TIKTOK,
        state=ConnectionState.CONNECTING,
    ),
)


def _open(stage: Stage, obs: ObsView) -> FirstRun:
    stage.engine.own_studio.own_obs.shown = obs
    stage.look()
    stage.window.requests.set_up(began=-52.0, on_live=lambda: None)
    dialog = stage.window.requests.open_dialog
    if not isinstance(dialog, FirstRun):
        raise TypeError("the first run did not open")
    return dialog


def _channels(views: tuple[ConnectionView, ...], typed: str, stage: Stage) -> None:
    dialog = _open(stage, ObsView())
    stage.window.watch.connections(views)
    dialog.stream.type_text(typed)


def _obs(view: ObsView, stage: Stage) -> None:
    _open(stage, view).go(1)


def _see(view: ObsView, pages: tuple[PageView, ...], stage: Stage) -> None:
    stage.engine.own_studio.own_overlays.open_pages["stage"] = pages
    _open(stage, view).go(2)


def connected(*sources: SourceView) -> ObsView:
    """Return OBS on its first day with us, with these sources of ours."""
    return ObsView(
        state="connected",
        version="30.2.3",
        scene="Gaming",
        scenes=_SCENES,
        sources=sources,
    )


def _source(scene: str, *, is_visible: bool) -> SourceView:
    return SourceView(
        source="Companion Stage",
        overlay="stage",
        scenes=(scene,),
        is_visible=is_visible,
        state="showing" if is_visible else "hidden",
    )


_PAGE = PageView(
    overlay="stage",
    since=NOW - 9 * SECOND,
    heard_at=NOW - 300_000,
    is_showing=True,
    obs="2.23.5",
    delay_ms=41.0,
)
_DETAIL = (
    "OBS does not take the password. It stands in OBS under Tools → WebSocket Server "
    "Settings."
)

BEGINNINGS: dict[str, Callable[[Stage], None]] = {
    "first-run": partial(_channels, _CHANNELS, ""),
    "first-run-typing": partial(_channels, (), "@mira.plays"),
    "first-run-trouble": partial(_channels, _TROUBLED, "youtu.be/dQw4w9WgXcQ"),
    "first-run-obs": partial(_obs, connected()),
    "first-run-obs-refused": partial(_obs, ObsView(state="refused", detail=_DETAIL)),
    "first-run-obs-absent": partial(_obs, ObsView(state="absent")),
    "first-run-see": partial(
        _see, connected(_source("Gaming", is_visible=True)), (_PAGE,)
    ),
    "first-run-see-hidden": partial(
        _see, connected(_source("Karaoke", is_visible=False)), ()
    ),
}
"""What is done before each picture, by its name."""
