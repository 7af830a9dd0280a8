"""What the cards say of channels, of OBS and of the overlay: only what is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from companion.domain.studio import ObsView, OverlayView, PageView, SourceView
from companion.domain.values import Timestamp
from companion.domain.views import ConnectionState, ConnectionView
from companion.gui.components.amounts import age, clock_time, number, span
from companion.gui.components.pill_words import target_name
from companion.gui.components.text import Ink, isolated
from companion.gui.first_run.desk import OVERLAY
from companion.gui.overlays.presence import presence, scenes_of, sources_of
from companion.i18n import _
from companion.platform_names import platform_name

Mark = Literal["turning", "good", "waiting", "slow", "key", "bad", "over"]

_SLOW_FROM = 2
"""From this try on a platform answers slowly, as far as a person can tell."""


_SCENE_LENGTH = 16
"""Characters of a scene's name on a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWords:
    """How a channel stands; mark: the shape that says it without words."""

    name: str
    text: str
    mark: Mark
    ink: Ink = "3"

    @property
    def spoken(self) -> str:
        """Return all of it, for screen readers."""
        return f"{self.name}. {self.text}"


def channel_words(view: ConnectionView, *, now: Timestamp) -> ChannelWords:
    """Return what a channel's row says at `now`."""
    name = target_name(view.target)
    platform = platform_name(view.platform) if view.platform else _("The simulator")
    match view.state:
        case ConnectionState.CONNECTING if view.attempt < _SLOW_FROM:
            return ChannelWords(name=name, text=_("looking for it…"), mark="turning")
        case ConnectionState.CONNECTING:
            return ChannelWords(name=name, text=_slow(platform, view, now), mark="slow")
        case ConnectionState.LIVE:
            text = _("live, read since {time}").format(time=clock_time(view.since))
            return ChannelWords(name=name, text=_watched(text, view), mark="good")
        case ConnectionState.SILENT:
            since = view.last_event_at or view.since or now
            text = _("live, and quiet for {age}").format(age=age(now - since))
            return ChannelWords(name=name, text=_watched(text, view), mark="good")
        case ConnectionState.WAITING:
            text = _("not live; Companion waits and starts by itself")
            return ChannelWords(name=name, text=text, mark="waiting")
        case ConnectionState.RATE_LIMITED:
            return ChannelWords(
                name=name, text=_limited(platform, view, now), mark="slow"
            )
        case ConnectionState.NEEDS_LOGIN:
            text = _("needs a free key or a login; the others do not wait for it")
            return ChannelWords(name=name, text=text, mark="key", ink="cyan")
        case ConnectionState.OFFLINE:
            text = view.detail or _("it cannot be read")
            return ChannelWords(name=name, text=text, mark="bad", ink="bad")
        case ConnectionState.ENDED:
            return ChannelWords(name=name, text=_("the stream is over"), mark="over")


def _watched(text: str, view: ConnectionView) -> str:
    if view.viewers is None:
        return text
    words = _("{state} · {n} watching")
    return words.format(state=text, n=number(view.viewers))


def _slow(platform: str, view: ConnectionView, now: Timestamp) -> str:
    if view.until is None or view.until <= now:
        text = _("{platform} answers slowly. Continue meanwhile.")
        return text.format(platform=platform)
    text = _("{platform} answers slowly. Trying again in {left}; continue meanwhile.")
    return text.format(platform=platform, left=span(view.until - now))


def _limited(platform: str, view: ConnectionView, now: Timestamp) -> str:
    left = span((view.until or now) - now)
    text = _("{platform} asks us to wait for {left}; continue meanwhile.")
    return text.format(platform=platform, left=left)


Act = Literal["", "show", "switch", "reload", "repair", "back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Whether viewers see the overlay, and what is missing otherwise.

    is_proved: the page itself says so. act: the one click that helps, verb: its words.
    source, scene: what it is done to.
    """

    title: str
    detail: str
    is_proved: bool = False
    is_waiting: bool = False
    act: Act = ""
    verb: str = ""
    source: SourceView | None = None
    scene: str = ""


def proof_of(
    overlay: OverlayView | None,
    obs: ObsView,
    *,
    now: Timestamp,
    gift_ms: float | None = None,
    problem: str = "",
) -> Proof:
    """Return what is known of the overlay on stream at `now`.

    gift_ms: milliseconds until the simulated gift was drawn there, None before that.
    problem: why no overlay can be asked for, "" when they can.
    """
    if overlay is None and not problem:
        title, detail = _("No heartbeat yet"), _("Looking for its page…")
        return Proof(title=title, detail=detail, is_waiting=True)
    if overlay is None or not overlay.link:
        detail = problem or _("The overlay server is off.")
        return Proof(title=_("The page cannot reach Companion"), detail=detail)
    seen = [page for page in overlay.pages if page.is_showing]
    in_obs = [page for page in seen if page.obs]
    if in_obs:
        title = _("OBS is showing this overlay")
        return _proved(title, in_obs, obs, now, gift_ms)
    source = next(iter(sources_of(obs, OVERLAY)), None)
    if source is not None:
        return _missing(source, overlay, obs, now)
    if seen:
        title = _("A program is showing this overlay")
        return _proved(title, seen, obs, now, gift_ms)
    if any(page.obs for page in overlay.pages):
        detail = _("OBS has opened its page, and does not show it to anybody.")
        return Proof(title=_("OBS has it, hidden"), detail=detail)
    detail = _("No page of it is open. Put it into OBS, or open its link.")
    back = _("Back to OBS")
    return Proof(title=_("Not in OBS yet"), detail=detail, act="back", verb=back)


def short_scene(scene: str) -> str:
    """Return a scene's name as a button has room for it."""
    is_long = len(scene) > _SCENE_LENGTH
    return isolated(f"{scene[: _SCENE_LENGTH - 1]}…" if is_long else scene)


def _proved(
    title: str,
    pages: list[PageView],
    obs: ObsView,
    now: Timestamp,
    gift_ms: float | None,
) -> Proof:
    heard = max(page.heard_at for page in pages)
    own = sources_of(obs, OVERLAY)
    scene = scenes_of(own, obs.scene) if own else ""
    parts = [_("Scene {scene}").format(scene=isolated(scene))] if scene else []
    parts.append(_("heartbeat {age} ago").format(age=age(now - heard)))
    if gift_ms is not None:
        words = _("gift on screen after {n} ms")
        parts.append(words.format(n=number(round(gift_ms))))
    detail = " · ".join(parts)
    return Proof(title=title, detail=detail, is_proved=True, scene=scene)


def _missing(
    source: SourceView, overlay: OverlayView, obs: ObsView, now: Timestamp
) -> Proof:
    """Return what keeps a source of ours from being seen."""
    scene = scenes_of([source], obs.scene)
    if source.state == "stale":
        return Proof(
            title=_("Its link is out of date"),
            detail=source.detail or _("OBS has a link that opens nothing any more."),
            act="repair",
            verb=_("Repair the link"),
            source=source,
            scene=scene,
        )
    if scene and scene != obs.scene:
        detail = _("The source is in {scene}, which is not on air.")
        return Proof(
            title=_("No heartbeat yet"),
            detail=detail.format(scene=isolated(scene)),
            act="switch",
            verb=_("Switch to {scene}").format(scene=short_scene(scene)),
            source=source,
            scene=scene,
        )
    if not source.is_visible or source.state == "hidden":
        detail = _("The eye beside {source} is closed.")
        return Proof(
            title=_("OBS has it, hidden"),
            detail=detail.format(source=isolated(source.source)),
            act="show",
            verb=_("Show source"),
            source=source,
            scene=scene,
        )
    if source.state == "silent":
        words = presence(overlay, obs, now=now).words
        return Proof(
            title=_("No heartbeat"),
            detail=source.detail or words,
            act="reload",
            verb=_("Reload in OBS"),
            source=source,
            scene=scene,
        )
    detail = _("OBS is opening its page.")
    return Proof(
        title=_("No heartbeat yet"),
        detail=detail,
        is_waiting=True,
        source=source,
        scene=scene,
    )


def shows_alerts(pages: tuple[PageView, ...]) -> bool:
    """Tell whether alerts on a stage would be seen now."""
    return any(page.stage == OVERLAY and page.is_showing for page in pages)


def alert_delay(pages: tuple[PageView, ...]) -> float | None:
    """Return how long alerts on a stage took to be drawn, in milliseconds."""
    own = [page for page in pages if page.stage == OVERLAY and page.is_showing]
    told = [page.delay_ms for page in own if page.delay_ms is not None]
    return max(told, default=None)
