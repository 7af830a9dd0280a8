"""The scene's overlays, OBS and media: every state that a tile can be in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn

from msgspec import structs
from PySide6.QtCore import QBuffer, QByteArray, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from companion.app.scene.evening import BEGAN, NOW, SECOND
from companion.app.scene.hooks import SceneHooks
from companion.domain.errors import CommandError
from companion.domain.studio import (
    Check,
    MediaItem,
    ObsAct,
    ObsAdded,
    ObsView,
    OverlayView,
    PageView,
    SourceView,
)
from companion.gui.overlays.pictures import bundled
from companion.gui.stage_editor.piece import anchored
from companion.i18n import _
from overlays.catalogue import CATALOGUE, AnyOverlay
from overlays.stage import COMPOSITIONS

ORDER = (
    "leaderboard",
    "alerts",
    "chat",
    "question",
    "goal",
    "quiz",
    "word_cloud",
    "timer",
    "top_gifters",
    "stage",
    "credits",
    "ticker",
)
"""The overlays of the design's picture, in its order; all others come after them."""

_SHOWN = ("leaderboard", "alerts", "chat", "question", "goal", "quiz")


def link_of(name: str) -> str:
    """Return a link that leads nowhere."""
    return f"http://127.0.0.1:7717/o/scene/{name}/"


class SceneOverlays:
    """Implements domain.studio.Overlays; nothing is shown anywhere.

    is_served: its server runs. open_pages: pages of overlays that are open beside
    those of the scene, by the overlay's name.
    """

    def __init__(self) -> None:
        self.is_served = True
        self.alone = False
        self.tested: list[str] = []
        self.open_pages: dict[str, tuple[PageView, ...]] = {}

    def views(self) -> Sequence[OverlayView]:
        """Return every overlay, those of the design's picture first."""
        return tuple(self._view(overlay) for overlay in sorted(CATALOGUE, key=_place))

    def _view(self, overlay: AnyOverlay) -> OverlayView:
        name = overlay.name
        return OverlayView(
            name=name,
            kind=overlay.kind,
            title=overlay.title(),
            description=overlay.description(),
            width=overlay.width,
            height=overlay.height,
            link=link_of(name) if self.is_served else "",
            pages=self.open_pages.get(name) or (() if self.alone else _pages(name)),
        )

    def show_test(self, name: str) -> None:
        """Remember what was asked to be tested."""
        self.tested.append(name)

    async def test_event(self, kind: str) -> int:
        """Remember what was asked to be tested; nothing comes of it."""
        self.tested.append(kind)
        return 1

    async def busy(self, seconds: float = 30.0) -> None:
        """Refuse."""
        del seconds
        _refuse()

    async def rotate(self, name: str) -> str:
        """Refuse."""
        del name
        _refuse()

    def try_look(self, name: str, values: Mapping[str, Any] | None) -> None:
        """Take it; no page is open here."""

    def state(self, name: str, *, sample: bool) -> dict[str, Any]:
        """Return the overlay's example."""
        del sample
        overlay = next((one for one in CATALOGUE if one.name == name), None)
        if overlay is None:
            raise CommandError(_("There is no overlay “{name}”.").format(name=name))
        return {"overlay": name, "state": overlay.preview(), "labels": overlay.labels()}


class SceneObs:
    """Implements domain.studio.Obs: it shows `shown` and does nothing."""

    def __init__(self) -> None:
        self.shown = connected()

    def view(self) -> ObsView:
        """Return how the scene stands with OBS."""
        return self.shown

    async def look(self) -> ObsView:
        """Find what is there already."""
        return self.shown

    async def log_in(self, password: str) -> ObsView:
        """Take no password."""
        del password
        self.shown = structs.replace(self.shown, state="refused")
        return self.shown

    async def add(self, overlay: str, scene: str = "") -> ObsAdded:
        """Refuse."""
        del overlay, scene
        _refuse()

    async def repair(self, overlay: str) -> int:
        """Refuse."""
        del overlay
        _refuse()

    async def reload(self, overlay: str) -> int:
        """Refuse."""
        del overlay
        _refuse()

    async def show_source(self, source: str, scene: str, *, visible: bool) -> None:
        """Refuse."""
        del source, scene, visible
        _refuse()

    async def switch_scene(self, scene: str) -> None:
        """Refuse."""
        del scene
        _refuse()

    async def act(self, act: ObsAct) -> None:
        """Refuse."""
        del act
        _refuse()

    async def panic(self) -> bool:
        """Refuse."""
        _refuse()

    async def preflight(self) -> Sequence[Check]:
        """Return one line of each kind."""
        return checks()


class SceneMedia:
    """Implements domain.studio.Media: a few files that are not there."""

    def __init__(self) -> None:
        self.shown: tuple[MediaItem, ...] = media()

    def items(self) -> Sequence[MediaItem]:
        """Return the files."""
        return self.shown

    def path_of(self, name: str) -> Path | None:
        """Return a picture that we ship: there is none of that name."""
        kind = {"crown.webp": "celebration", "confetti.webm": "emotes"}.get(name, "")
        file = Path(str(resources.files("resources") / "previews" / f"{kind}.webp"))
        return file if file.is_file() else None

    async def add(self, file: str) -> MediaItem:
        """Refuse."""
        del file
        _refuse()

    async def rename(self, name: str, new_name: str) -> MediaItem:
        """Refuse."""
        del name, new_name
        _refuse()

    async def remove(self, name: str) -> None:
        """Refuse."""
        del name
        _refuse()

    async def export_pack(self, file: str, names: Sequence[str] = ()) -> int:
        """Refuse."""
        del file, names
        _refuse()

    async def import_pack(self, file: str) -> Sequence[MediaItem]:
        """Refuse."""
        del file
        _refuse()


class SceneStudio:
    """Implements domain.studio.Studio."""

    def __init__(self) -> None:
        self.own_overlays = SceneOverlays()
        self.own_hooks = SceneHooks()
        self.own_obs = SceneObs()
        self.own_media = SceneMedia()

    @property
    def overlays(self) -> SceneOverlays:
        """Return the scene's overlays."""
        return self.own_overlays

    @property
    def hooks(self) -> SceneHooks:
        """Return the scene's hooks."""
        return self.own_hooks

    @property
    def obs(self) -> SceneObs:
        """Return the scene's OBS."""
        return self.own_obs

    @property
    def media(self) -> SceneMedia:
        """Return the scene's media library."""
        return self.own_media

    def begin_alone(self) -> None:
        """Be as on the first day: OBS is not set up, no page is open."""
        self.own_overlays.alone = True
        self.own_obs.shown = ObsView()
        self.own_media.shown = ()


def connected() -> ObsView:
    """Return OBS on air, with a source in each state that there is."""
    names = {overlay.name for overlay in CATALOGUE}
    sources = [_source(name, state="showing") for name in _SHOWN if name in names]
    for name, state, scene, detail in _OTHERS:
        if name in names:
            one = _source(name, state=state, scene=scene)
            sources.append(structs.replace(one, detail=detail))
    return ObsView(
        state="connected",
        version="30.2.3",
        scene="Gaming",
        scenes=("Gaming", "Karaoke", "Just chatting", "Be right back"),
        sources=tuple(sources),
        is_streaming=True,
        is_replaying=True,
    )


_OTHERS: tuple[tuple[str, Any, str, str], ...] = (
    ("word_cloud", "hidden", "Karaoke", ""),
    ("timer", "stale", "Gaming", "Its link was rotated on another computer."),
    ("top_gifters", "silent", "Gaming", "Its page has not answered for 12 s."),
)


def _source(name: str, *, state: Any, scene: str = "Gaming") -> SourceView:  # noqa: ANN401  # a Literal
    return SourceView(
        source=f"Companion {name}",
        overlay=name,
        scenes=(scene,),
        is_visible=state == "showing",
        state=state,
    )


def _pages(name: str) -> tuple[PageView, ...]:
    if name in _SHOWN:
        heard = NOW - 300_000
        return (
            PageView(
                overlay=name,
                since=BEGAN,
                heard_at=heard,
                is_showing=True,
                obs="2.23.5",
                delay_ms=42.0,
            ),
        )
    if name == "word_cloud":
        heard = NOW - 4 * SECOND
        return (PageView(overlay=name, since=BEGAN, heard_at=heard, obs="2.23.5"),)
    if name == "top_gifters":
        heard = NOW - 12 * SECOND
        return (PageView(overlay=name, since=BEGAN, heard_at=heard, obs="2.23.5"),)
    return ()


def losing() -> ObsView:
    """Return OBS on air while it has stopped showing an overlay."""
    view = connected()
    lost = structs.replace(
        view.sources[0],
        state="silent",
        detail=_("Its page has not answered for 12 s."),
    )
    return structs.replace(view, sources=(lost, *view.sources[1:]))


def _paint_shipped(painter: QPainter, kind: str, page: QRectF) -> None:
    """Draw the picture that we ship of a kind where its page has it."""
    shipped = bundled(kind)
    overlay = next((one for one in CATALOGUE if one.kind == kind), None)
    if shipped.isNull() or overlay is None:
        return
    height = overlay.width * shipped.height() / shipped.width()
    align = overlay.settings_type.model_fields["align"].default
    painter.drawImage(anchored(QSizeF(overlay.width, height), page, align), shipped)


class ScenePainter:
    """Implements companion.gui.overlays.pictures.Painter with the pictures we ship."""

    problem = ""

    async def sample(
        self, view: OverlayView, snapshots: Sequence[Mapping[str, Any]]
    ) -> bytes | None:
        """Return the picture of a kind, None where there is none yet.

        In a page of another size it stands where the overlay keeps its content.
        """
        del snapshots
        if bundled(view.kind).isNull():
            return None
        page = QImage(view.width, view.height, QImage.Format.Format_ARGB32)
        page.fill(Qt.GlobalColor.transparent)
        painter = QPainter(page)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if view.kind == "stage":
            for item in COMPOSITIONS["landscape"]:
                place = QRectF(item.x, item.y, item.width, item.height)
                painter.setClipRect(place)
                _paint_shipped(painter, item.overlay, place)
        else:
            _paint_shipped(painter, view.kind, QRectF(page.rect()))
        painter.end()
        data = QBuffer()
        writer = QImageWriter(data, QByteArray(b"png"))
        # Fast: nobody keeps it.
        writer.setQuality(100)
        writer.write(page)
        return bytes(data.data().data())

    async def live(
        self,
        view: OverlayView,
        snapshots: Sequence[Mapping[str, Any]],
        *,
        width: int,
        height: int,
    ) -> bytes | None:
        """Return the same as `sample`."""
        del width, height
        return await self.sample(view, snapshots)


def checks() -> tuple[Check, ...]:
    """Return a pre-flight check with something of everything."""
    return (
        Check(name="OBS", about="obs", state="good", detail="30.2.3, scene Gaming"),
        Check(
            name="Leaderboard",
            about="overlay",
            state="good",
            detail=_("OBS shows it, heartbeat 0.3 s"),
        ),
        Check(
            name="Timer",
            about="overlay",
            state="look",
            detail=_("Its link in OBS is out of date."),
            fix=_("Press Repair on its tile."),
        ),
        Check(name="TikTok", about="platform", state="good", detail="@mira.plays"),
        Check(
            name="YouTube",
            about="budget",
            state="look",
            detail=_("6,180 units are left: enough for 2 h."),
            fix=_("Switch off reading by polling, or use a key of your own."),
        ),
        Check(name=_("Gate"), about="gate", state="good", detail="p95 11 ms"),
        Check(
            name=_("Disk"),
            about="disk",
            state="bad",
            detail=_("80 MB are free."),
            fix=_("Free 200 MB on the disk of the data folder."),
        ),
    )


def media() -> tuple[MediaItem, ...]:
    """Return one file of each kind, and one that nothing uses."""
    return (
        MediaItem(
            name="crown.webp",
            id="a1",
            kind="image",
            media_type="image/webp",
            size=48_220,
            width=512,
            height=512,
            used_by=("alerts", "card"),
        ),
        MediaItem(
            name="fanfare.ogg",
            id="b2",
            kind="sound",
            media_type="audio/ogg",
            size=91_004,
            seconds=2.4,
            used_by=("alerts",),
        ),
        MediaItem(
            name="confetti.webm",
            id="c3",
            kind="video",
            media_type="video/webm",
            size=1_882_310,
            width=1920,
            height=1080,
            seconds=4.0,
            has_alpha=True,
        ),
    )


def _place(overlay: AnyOverlay) -> int:
    return ORDER.index(overlay.kind) if overlay.kind in ORDER else len(ORDER)


def _refuse() -> NoReturn:
    raise CommandError(_("This is only a picture."))
