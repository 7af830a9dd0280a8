"""Checks of what overlays show and play beside words: media, speech, emotes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from companion.app.findings import Check
from companion.app.studio.media import caps_of, library_folder
from companion.app.studio.media_parts import emote_apis, providers_of
from companion.domain.errors import WorkerError
from companion.i18n import _, language, ngettext
from companion.media.emote_lists import TITLES, ListKey
from companion.media.emotes import Provider
from companion.media.library import Library
from companion.media.speech import Manner, Speaker, speaker_of_system, speech
from companion.settings import Settings

_PATIENCE = aiohttp.ClientTimeout(total=8, connect=4)


def media(folder: Path, settings: Settings) -> Check:
    """Check that the media library can be read, and name what is passed over."""
    where = library_folder(settings.media, folder)
    if not where.exists():
        detail = _("none yet: the first file makes it")
        return Check(check="media", ok=True, detail=detail)
    library = Library(where, caps=caps_of(settings.media))
    library.look()
    if library.trouble or not os.access(where, os.W_OK):
        detail = library.trouble or _("{folder} cannot be written").format(folder=where)
        fix = _("Choose another folder in Settings → Media.")
        return Check(check="media", ok=False, detail=detail, fix=fix)
    n = len(library.files)
    detail = ngettext("{n} file", "{n} files", n).format(n=n)
    if library.passed_over:
        names = ", ".join(list(library.passed_over)[:5])
        fix = _("Not shown, because not whole, too large or named otherwise: {names}")
        return Check(
            check="media", ok=False, detail=detail, fix=fix.format(names=names)
        )
    return Check(check="media", ok=True, detail=detail)


async def voice(settings: Settings, speaker: Speaker | None = None) -> Check:
    """Check that something speaks, if texts are to be read aloud."""
    chosen = settings.speech
    if not chosen.enabled:
        return Check(check="speech", ok=True, detail=_("off"))
    found = speaker or speaker_of_system()
    if found is None:
        detail, fix = _("no voice"), _("Install espeak-ng.")
        return Check(check="speech", ok=False, detail=detail, fix=fix)
    manner = Manner(language=chosen.language or language(), voice=chosen.voice)
    try:
        await speech(found, "1", manner)
    except WorkerError as error:
        fix = _("Choose another voice in Settings → Speech.")
        return Check(check="speech", ok=False, detail=str(error), fix=fix)
    if not settings.moderation.model.id:
        fix = _(
            "Without a moderation model only texts that a person has allowed are read."
        )
        return Check(check="speech", ok=False, detail=found.kind, fix=fix)
    return Check(check="speech", ok=True, detail=found.kind)


async def emotes(settings: Settings, environment: Mapping[str, str]) -> Check:
    """Check that those who have the emotes answer; chat works without them."""
    chosen = providers_of(settings.emotes)
    if not chosen:
        return Check(check="emotes", ok=True, detail=_("off"))
    apis = emote_apis(environment)
    async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
        answers = await asyncio.gather(
            *(_answers(session, name, apis[name]) for name in chosen)
        )
    silent = [TITLES[name] for name, ok in zip(chosen, answers, strict=True) if not ok]
    if silent:
        detail = _("{names} cannot be reached").format(names=", ".join(silent))
        fix = _("Until then these emotes show as words.")
        return Check(check="emotes", ok=False, detail=detail, fix=fix)
    detail = ", ".join(TITLES[name] for name in chosen)
    return Check(check="emotes", ok=True, detail=detail)


async def _answers(
    session: aiohttp.ClientSession, provider: Provider, api: str
) -> bool:
    address = f"{api}{ListKey(provider).path}"
    try:
        async with session.get(address, allow_redirects=False) as reply:
            return reply.status == 200
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return False
