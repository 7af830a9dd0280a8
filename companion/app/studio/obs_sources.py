"""Which of OBS's browser sources are ours, and how each of them does. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Literal
from urllib.parse import urlsplit

from msgspec import Struct, structs

from companion.domain.studio import OverlayView, PageView, SourceView
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.obs.picture import Browser, Picture

ALIVE_US: Final = 30_000_000
"""Microseconds after its last sign of life that a page counts as alive."""

GRACE_S: Final = 5.0
"""Seconds that a page may take to answer before it is called silent."""

EMPTY_PAGE: Final = "about:blank"

_EMPTY: Final = ("", EMPTY_PAGE)

_State = Literal["showing", "hidden", "silent", "stale", "waiting"]

NEAR: Final = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names of this computer; the server listens on no other."""

_PATH: Final = re.compile(
    r"/o/(?P<token>[A-Za-z0-9_-]{20,64})/(?P<overlay>[a-z][a-z0-9_]{0,39})(/.*)?"
)


class Link(Struct, frozen=True):
    """What a link to an overlay says."""

    port: int
    token: str
    overlay: str


class Own(Struct, frozen=True, kw_only=True):
    """A browser source that is ours.

    is_fresh: its link is the present one. is_sure: it has a token that this Companion
    has given out, or no link at all under our own name; another Companion's has not.
    """

    source: str
    overlay: str
    url: str
    is_fresh: bool
    is_sure: bool
    shutdown: bool = False


def link_in(url: str) -> Link | None:
    """Return what a link to an overlay on this computer says; None for another."""
    try:
        parts = urlsplit(url)
        port = parts.port or 80
    except ValueError:
        return None
    found = _PATH.fullmatch(parts.path)
    if parts.scheme != "http" or parts.hostname not in NEAR or found is None:
        return None
    return Link(port, found["token"], found["overlay"])


def source_name(overlay: OverlayView) -> str:
    """Return what a source of an overlay is called, unless that name is taken."""
    return f"Companion {overlay.title}"


def own_sources(
    picture: Picture, overlays: Iterable[OverlayView], former: Collection[str] = ()
) -> Sequence[Own]:
    """Return our sources in the order of their names.

    former: tokens of links that were good before.
    """
    known = {one.name: one for one in overlays}
    by_source = {source_name(one): one for one in known.values()}
    found = (
        _own(browser, known, by_source.get(browser.name), former)
        for browser in picture.browsers.values()
    )
    return sorted((one for one in found if one is not None), key=lambda o: o.source)


def _own(
    browser: Browser,
    known: Mapping[str, OverlayView],
    named: OverlayView | None,
    former: Collection[str],
) -> Own | None:
    link = link_in(browser.url)
    if link is None:
        # One whose address was being swapped when OBS or we ended.
        if named is None or browser.url not in _EMPTY:
            return None
        overlay, is_fresh, is_sure = named.name, False, True
    elif link.overlay not in known:
        return None
    else:
        overlay = link.overlay
        present = link_in(known[overlay].link)
        is_fresh = link == present
        is_sure = link.token in former or (
            present is not None and link.token == present.token
        )
    return Own(
        source=browser.name,
        overlay=overlay,
        url=browser.url,
        is_fresh=is_fresh,
        is_sure=is_sure,
        shutdown=browser.shutdown,
    )


def pages_in_obs(pages: Iterable[PageView], now: Timestamp) -> Sequence[PageView]:
    """Return the pages that are a source of their own in OBS and alive."""
    return [
        page
        for page in pages
        if page.obs and not page.stage and now - page.heard_at < ALIVE_US
    ]


class Standing(Struct, frozen=True, kw_only=True):
    """How the sources of one overlay do together.

    Pages do not say which source they are, so sources are counted against pages.
    loaded: sources whose page OBS keeps. pages: of them that answer. showing: of these,
    that say viewers see them.
    """

    loaded: int
    pages: int
    seen: int
    showing: int

    @property
    def is_missing(self) -> bool:
        """Whether none of the pages that should be there answers."""
        return self.loaded > 0 and not self.pages

    @property
    def is_whole(self) -> bool:
        """Whether every source that is seen has a page that knows it."""
        return self.showing >= self.seen


def standing_of(
    overlay: OverlayView,
    own: Sequence[Own],
    seen: frozenset[str],
    *,
    now: Timestamp,
) -> Standing:
    """Return how an overlay's sources with the present link do."""
    fresh = [one for one in own if one.overlay == overlay.name and one.is_fresh]
    pages = pages_in_obs(overlay.pages, now)
    return Standing(
        loaded=sum(not one.shutdown or one.source in seen for one in fresh),
        pages=len(pages),
        seen=sum(one.source in seen for one in fresh),
        showing=sum(page.is_showing for page in pages),
    )


def source_view(
    one: Own,
    picture: Picture,
    standing: Standing,
    *,
    is_seen: bool,
    missing_s: float,
) -> SourceView:
    """Return how one source does; missing_s: for how long pages have been missing."""
    view = SourceView(
        source=one.source,
        overlay=one.overlay,
        scenes=picture.holders(one.source),
        is_visible=is_seen,
    )
    if not one.is_fresh:
        return _with(view, "stale", _("Its link is out of date: press Repair."))
    if not is_seen:
        return _with(view, "hidden", "")
    if standing.is_whole:
        return _with(view, "showing", "")
    if missing_s < GRACE_S:
        return _with(view, "waiting", _("Its page has not answered yet."))
    return _with(view, "silent", _why_silent(standing))


def _why_silent(standing: Standing) -> str:
    if not standing.pages:
        return _("OBS does not show it: its page does not answer. Press Reload.")
    if standing.pages < standing.seen:
        text = _("{n} of {count} sources of this overlay answer. Press Reload.")
        return text.format(n=standing.pages, count=standing.seen)
    return _("Its page says that OBS hides it. Press Reload.")


def _with(view: SourceView, state: _State, detail: str) -> SourceView:
    return structs.replace(view, state=state, detail=detail)
