"""The privacy scene: on air at once, whatever OBS's transition would take."""

from __future__ import annotations

from typing import Final

from companion.app.studio.obs_line import ObsLine
from companion.app.studio.obs_work import for_a_person
from companion.domain.errors import CommandError
from companion.domain.ports import Clock
from companion.i18n import _
from companion.obs.errors import ObsError, RequestRefused
from companion.obs.protocol import Request

_CUT: Final = "cut_transition"
_TRIES: Final = 20
_PAUSE_S: Final = 0.05


class Panic:
    """Goes to the privacy scene and back; remembers what was on air."""

    def __init__(self, line: ObsLine, clock: Clock) -> None:
        self._line = line
        self._clock = clock
        self._before = ""

    async def toggle(self, scene: str) -> bool:
        """Bring a scene on air, or what was before it; returns whether it is now.

        Raises CommandError, for a person.
        """
        if not scene:
            text = _("Choose a privacy scene first: Settings → OBS.")
            raise CommandError(text)
        picture = self._line.picture
        _client = self._line.client  # says why when there is none
        if scene not in picture.scenes:
            text = _("OBS has no scene called “{scene}”. Choose another one.")
            raise CommandError(text.format(scene=scene))
        if picture.scene == scene:
            await self._back()
            return False
        self._before = picture.scene
        await self._cut_to(scene)
        return True

    async def _back(self) -> None:
        if self._before not in self._line.picture.scenes:
            text = _("The privacy scene was on air before. Choose a scene in OBS.")
            raise CommandError(text)
        with for_a_person():
            await self._line.ask("SetCurrentProgramScene", {"sceneName": self._before})
        self._line.note_scene(self._before)

    async def _cut_to(self, scene: str) -> None:
        """Cut, and give OBS its own transition back, in one message."""
        with for_a_person():
            requests = await self._cutting(scene)
            for _try in range(_TRIES):
                try:
                    answers = await self._line.client.batch(requests)
                except ObsError as error:
                    text = _("OBS does not answer, so the scene has not changed.")
                    raise CommandError(text) from error
                told = answers[-1].data if answers else {}
                if told.get("currentProgramSceneName") == scene:
                    self._line.note_scene(scene)
                    return
                # In studio mode OBS lets a transition that runs come to its end.
                await self._clock.sleep(_PAUSE_S)
        raise CommandError(_("OBS has not changed the scene. Change it there."))

    async def _cutting(self, scene: str) -> list[Request]:
        switch = Request(kind="SetCurrentProgramScene", data={"sceneName": scene})
        seen = Request(kind="GetCurrentProgramScene")
        picture = self._line.picture
        cut, usual = picture.transitions.get(_CUT), picture.transition
        if cut is None:
            return [switch, seen]
        requests = [switch]
        if usual and usual != cut:
            requests = [_transition(cut), switch, _transition(usual)]
        own = await self._own_transition(scene)
        if own and own != cut:
            requests = [_of_scene(scene, cut), *requests, _of_scene(scene, own)]
        return [*requests, seen]

    async def _own_transition(self, scene: str) -> str:
        """Return the transition that OBS uses for this scene alone, "" for none."""
        try:
            told = await self._line.ask(
                "GetSceneSceneTransitionOverride", {"sceneName": scene}
            )
        except RequestRefused:
            return ""
        return str(told.get("transitionName") or "")


def _transition(name: str) -> Request:
    return Request(kind="SetCurrentSceneTransition", data={"transitionName": name})


def _of_scene(scene: str, name: str) -> Request:
    return Request(
        kind="SetSceneSceneTransitionOverride",
        data={"sceneName": scene, "transitionName": name},
    )
