"""Overlays where they are shown: their pages, OBS, the media library."""

from __future__ import annotations

from companion.domain.errors import CommandError
from companion.domain.studio import Media, Obs, Overlays
from companion.i18n import _


class AppStudio:
    """Implements domain.studio.Studio over its three parts.

    obs, media: None where this run has none; asking for it is a CommandError then.
    """

    def __init__(
        self, *, overlays: Overlays, obs: Obs | None = None, media: Media | None = None
    ) -> None:
        self._overlays = overlays
        self._obs = obs
        self._media = media

    @property
    def overlays(self) -> Overlays:
        """Return the overlays of this data folder."""
        return self._overlays

    @property
    def obs(self) -> Obs:
        """Return OBS."""
        if self._obs is None:
            raise CommandError(_("This run has no line to OBS."))
        return self._obs

    @property
    def media(self) -> Media:
        """Return the media library."""
        if self._media is None:
            raise CommandError(_("This run has no media library."))
        return self._media
