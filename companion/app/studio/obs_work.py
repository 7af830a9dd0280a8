"""What is done to OBS's sources: add, mend, load again, show and hide."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from companion.app.studio.obs_line import ObsLine
from companion.app.studio.obs_placing import AUDIBLE, Place, place_for
from companion.app.studio.obs_sources import (
    EMPTY_PAGE,
    Own,
    own_sources,
    source_name,
)
from companion.domain.errors import CommandError
from companion.domain.ports import Clock
from companion.domain.studio import ObsAct, ObsAdded, OverlayView
from companion.i18n import _
from companion.obs.errors import (
    NAME_TAKEN,
    NOT_READY,
    OUTPUT_NOT_RUNNING,
    OUTPUT_RUNNING,
    RESOURCE_NOT_FOUND,
    UNKNOWN_KIND,
    WRONG_STATE,
    RequestRefused,
)
from companion.obs.picture import BROWSER, Picture

_MOST_NAMES: Final = 20
_DRAWN_LOOKS: Final = 60
_CHANGES: Final = 2
"""Of OBS's count of frames, until one was drawn from its beginning."""

_REFRESH: Final = "refreshnocache"

_LOOK_S: Final = 0.05
_LOOKS: Final = 100

_REQUESTS: Final[Mapping[str, tuple[str, str, bool]]] = {
    "stream_start": ("StartStream", "is_streaming", True),
    "stream_stop": ("StopStream", "is_streaming", False),
    "record_start": ("StartRecord", "is_recording", True),
    "record_stop": ("StopRecord", "is_recording", False),
    "replay_start": ("StartReplayBuffer", "is_replaying", True),
    "replay_stop": ("StopReplayBuffer", "is_replaying", False),
    "replay_save": ("SaveReplayBuffer", "", True),
}
"""What OBS is asked for, and how the picture is when it is done; "": at once."""


class ObsWork:
    """Does one thing after the other on a line; the picture is new when it returns.

    Raises CommandError, for a person, when OBS is not there or refuses.
    """

    def __init__(self, line: ObsLine, clock: Clock) -> None:
        self._line = line
        self._clock = clock

    @property
    def _picture(self) -> Picture:
        return self._line.picture

    async def add(
        self, overlay: OverlayView, scene: str, former: Collection[str]
    ) -> ObsAdded:
        """Put an overlay into a scene ("": the one on air), once."""
        with for_a_person():
            await self._line.read_now()
            scene = scene or self._picture.scene
            self._check(scene, overlay)
            own = self._best(overlay, former)
            if own is None:
                return await self._create(overlay, scene)
            if not own.is_fresh:
                await self._give_link(own.source, overlay.link)
            is_there = scene in self._picture.holders(own.source)
            if not is_there:
                await self._hang(own.source, overlay, scene)
            await self._line.read_now()
            return ObsAdded(source=own.source, scene=scene, created=not is_there)

    async def repair(
        self, overlay: OverlayView, own: Sequence[Own], *, only_sure: bool = False
    ) -> int:
        """Give an overlay's sources its present link; returns how many got it."""
        stale = [
            one
            for one in own
            if one.overlay == overlay.name
            and not one.is_fresh
            and (one.is_sure or not only_sure)
        ]
        with for_a_person():
            for one in stale:
                await self._give_link(one.source, overlay.link)
            if stale:
                await self._line.read_now()
        return len(stale)

    async def reload(self, sources: Sequence[Own], *, hard: bool) -> int:
        """Have OBS load pages again; hard: also those that have crashed."""
        with for_a_person():
            if hard:
                await self._make_anew(sources)
            else:
                for one in sources:
                    await self._line.ask(
                        "PressInputPropertiesButton",
                        {"inputName": one.source, "propertyName": _REFRESH},
                    )
        return len(sources)

    async def _make_anew(self, sources: Sequence[Own]) -> None:
        """Have OBS make browsers anew: its button does nothing for a crashed one."""
        for one in sources:
            await self._give_link(one.source, EMPTY_PAGE)
        # OBS takes settings up with its next frame: sooner, nothing would have changed.
        await self._until_drawn()
        for one in sources:
            await self._give_link(one.source, one.url)

    async def _until_drawn(self) -> None:
        """Wait until OBS has drawn a frame from its beginning; it may be slow."""
        counts: set[object] = set()
        for _look in range(_DRAWN_LOOKS):
            told = await self._line.ask("GetStats")
            counts.add(told.get("renderTotalFrames"))
            # The first change ends a frame that had begun before.
            if len(counts) > _CHANGES:
                return
            await self._clock.sleep(_LOOK_S)

    async def show(self, source: str, scene: str, *, visible: bool) -> None:
        """Show or hide a source wherever it is in a scene, groups included."""
        with for_a_person():
            self._check_scene(scene)
            found = [
                (place, item.id)
                for place, item in self._picture.places(scene)
                if item.source == source
            ]
            if not found:
                text = _("{source} is not in the scene “{scene}”.")
                raise CommandError(text.format(source=source, scene=scene))
            for place, item_id in found:
                await self._line.ask(
                    "SetSceneItemEnabled",
                    {
                        "sceneName": place,
                        "sceneItemId": item_id,
                        "sceneItemEnabled": visible,
                    },
                )

    async def switch(self, scene: str) -> None:
        """Bring a scene on air with OBS's chosen transition."""
        with for_a_person():
            self._check_scene(scene)
            await self._line.ask("SetCurrentProgramScene", {"sceneName": scene})
            # OBS tells of it only when the transition has ended.
            self._line.note_scene(scene)

    async def act(self, act: ObsAct) -> None:
        """Start or stop an output; returns when OBS has done it."""
        request, output, is_on = _REQUESTS[act]
        try:
            await self._line.ask(request)
        except RequestRefused as error:
            raise CommandError(_why_no_output(act, error)) from error
        for _look in range(_LOOKS if output else 0):
            if getattr(self._picture, output) is is_on:
                return
            await self._clock.sleep(_LOOK_S)
        if output:
            text = _("OBS has not done it yet. Look whether one of its windows asks.")
            raise CommandError(text)

    def _check(self, scene: str, overlay: OverlayView) -> None:
        if not overlay.link:
            raise CommandError(_("The overlay server is off, so there is no link."))
        if not self._picture.has_browsers:
            raise CommandError(_no_browser())
        self._check_scene(scene)

    def _check_scene(self, scene: str) -> None:
        if scene not in self._picture.scenes:
            text = _("OBS has no scene called “{scene}”.")
            raise CommandError(text.format(scene=scene[:100]))

    def _best(self, overlay: OverlayView, former: Collection[str]) -> Own | None:
        """Return the source that shows an overlay already; a good one before others.

        Another Companion's, with a token that is not ours, is left alone.
        """
        own = own_sources(self._picture, (overlay,), former)
        known = sorted(own, key=lambda one: (not one.is_fresh, not one.is_sure))
        named = source_name(overlay)
        return next((one for one in known if one.is_sure or one.source == named), None)

    async def _create(self, overlay: OverlayView, scene: str) -> ObsAdded:
        place = self._place(overlay)
        settings = {
            "url": overlay.link,
            "width": place.width,
            "height": place.height,
            "shutdown": False,
            "restart_when_active": False,
            "reroute_audio": overlay.kind in AUDIBLE,
            "webpage_control_level": 1,  # it may read OBS's state and change nothing
        }
        for name in _names(source_name(overlay)):
            try:
                made = await self._line.ask(
                    "CreateInput",
                    {
                        "sceneName": scene,
                        "inputName": name,
                        "inputKind": BROWSER,
                        "inputSettings": settings,
                        "sceneItemEnabled": True,
                    },
                )
            except RequestRefused as error:
                if error.code == NAME_TAKEN:
                    continue  # by a scene or source of somebody else
                raise
            await self._put(scene, made.get("sceneItemId"), place)
            await self._line.read_now()
            return ObsAdded(source=name, scene=scene, created=True)
        text = _("OBS has too many sources called “{name}”: rename or remove some.")
        raise CommandError(text.format(name=source_name(overlay)))

    def _place(self, overlay: OverlayView) -> Place:
        canvas = (self._picture.width, self._picture.height)
        return place_for(overlay.kind, (overlay.width, overlay.height), canvas)

    async def _hang(self, source: str, overlay: OverlayView, scene: str) -> None:
        """Put a source that there is into one more scene."""
        made = await self._line.ask(
            "CreateSceneItem",
            {"sceneName": scene, "sourceName": source, "sceneItemEnabled": True},
        )
        await self._put(scene, made.get("sceneItemId"), self._place(overlay))

    async def _put(self, scene: str, item: object, place: Place) -> None:
        await self._line.ask(
            "SetSceneItemTransform",
            {
                "sceneName": scene,
                "sceneItemId": item,
                "sceneItemTransform": place.transform(),
            },
        )

    async def _give_link(self, source: str, url: str) -> None:
        await self._line.ask(
            "SetInputSettings",
            {"inputName": source, "inputSettings": {"url": url}, "overlay": True},
        )


@contextmanager
def for_a_person() -> Iterator[None]:
    """Say in words for a person what OBS refuses."""
    try:
        yield
    except RequestRefused as error:
        raise CommandError(_why_refused(error)) from error


def _why_refused(error: RequestRefused) -> str:
    match error.code:
        case code if code == UNKNOWN_KIND:
            return _no_browser()
        case code if code == NOT_READY:
            return _("OBS is busy loading its scenes. Try again in a moment.")
        case code if code == RESOURCE_NOT_FOUND:
            return _("OBS does not have it any more. Look again.")
    return _("OBS refuses: {reason}").format(reason=error.comment or error.code)


def _no_browser() -> str:
    return _(
        "This OBS has no browser source. Install OBS from obsproject.com; some Linux "
        "packages leave it out."
    )


def _why_no_output(act: ObsAct, error: RequestRefused) -> str:
    if error.code == OUTPUT_RUNNING:
        return _("It runs already.")
    if error.code == OUTPUT_NOT_RUNNING:
        return _("It does not run.")
    if error.code == WRONG_STATE and act.startswith("replay"):
        return _("The replay buffer is off in OBS: turn it on under Settings → Output.")
    return _why_refused(error)


def _names(first: str) -> Iterator[str]:
    yield first
    for number in range(2, _MOST_NAMES):
        yield f"{first} ({number})"
