"""Overlays where they are shown: their pages, OBS, the media library."""

from __future__ import annotations

from companion.domain.errors import CommandError
from companion.domain.studio import Hooks, Media, Obs, Overlays
from companion.i18n import _


class AppStudio:
    """Implements domain.studio.Studio over its parts.

    hooks, obs, media: None where this run has none; asking for it is a CommandError
    then.
    """

    def __init__(
        self,
        *,
        overlays: Overlays,
        hooks: Hooks | None = None,
        obs: Obs | None = None,
        media: Media | None = None,
    ) -> None:
        self._overlays = overlays
        self._hooks = hooks
        self._obs = obs
        self._media = media

    @property
    def overlays(self) -> Overlays:
        """Return the overlays of this data folder."""
        return self._overlays

    @property
    def hooks(self) -> Hooks:
        """Return the hooks that other programs call."""
        if self._hooks is None:
            raise CommandError(_("This run has no server."))
        return self._hooks

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
