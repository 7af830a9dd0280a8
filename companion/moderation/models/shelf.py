"""Everything that can be done with models: what the window and the commands ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from companion.domain.errors import ModelError
from companion.domain.ports import Clock
from companion.domain.views import ModelOffer
from companion.i18n import _
from companion.moderation.models.catalogue import OFFERS, Offer, offer_of
from companion.moderation.models.download import Download
from companion.moderation.models.local import clear, manifest_in, take_local
from companion.moderation.models.manifest import Manifest, ModelFile, sha256_of
from companion.moderation.models.process import measure
from companion.moderation.models.store import Installed, ModelStore

Loading = Callable[[int, int], None]
"""Told bytes done and about how many in all."""


class ModelShelf:
    """The models of a data folder; on the engine's loop, or a command's."""

    def __init__(self, data_folder: Path, *, clock: Clock) -> None:
        self._store: Final = ModelStore(data_folder)
        self._clock = clock
        self._loading: dict[str, int] = {}

    @property
    def store(self) -> ModelStore:
        """Where the models are."""
        return self._store

    def offers(self, chosen: str = "") -> Sequence[ModelOffer]:
        """Return what can be chosen: the catalogue's, then what is here besides.

        Models that need the Detoxify package are offered only where it is installed.
        """
        here = {one.id: one for one in self._store.installed()}
        shown = [
            offer
            for offer in OFFERS
            if not offer.needs or offer.manifest.id in here or _has_detoxify()
        ]
        known = {offer.manifest.id for offer in shown}
        return [
            *(self._offered(one, here.get(one.manifest.id), chosen) for one in shown),
            *(self._own(one, chosen) for one in here.values() if one.id not in known),
        ]

    async def fetch(
        self,
        model_id: str,
        *,
        file: Path | None = None,
        address: str = "",
        progress: Loading = lambda _done, _size: None,
    ) -> Manifest:
        """Get a model: from the net, a mirror, or a file; return it as installed.

        file: a folder, a zip archive or the main file. address: a mirror under which
        the files lie by their names. Cancel to stop: what was loaded stays for the next
        try. Raises ModelError, which says what to do; an older one stays then.
        """
        if model_id in self._loading:
            text = _("The model “{id}” is being loaded already.")
            raise ModelError(text.format(id=model_id))
        self._loading[model_id] = 0
        is_wanted = True

        def told(done: int, size: int) -> None:
            if not is_wanted:  # a thread cannot be cancelled from outside
                raise ModelError(_("It was stopped."))
            self._loading[model_id] = done
            progress(done, size)

        try:
            if file is not None:
                return await asyncio.to_thread(self._take, model_id, file, told)
            return await self._download(offer_of(model_id), address, told)
        finally:
            is_wanted = False
            del self._loading[model_id]

    async def measure(self, model_id: str) -> float:
        """Return milliseconds of one core for one text here; takes some seconds.

        Raises ModelError.
        """
        manifest = await asyncio.to_thread(self._store.check, model_id)
        ms = await measure(self._store.folder(model_id), clock=self._clock)
        self._store.note_speed(manifest, ms)
        return ms

    def remove(self, model_id: str) -> None:
        """Delete a model; raises ModelError."""
        if model_id in self._loading:
            text = _("The model “{id}” is being loaded already.")
            raise ModelError(text.format(id=model_id))
        self._store.remove(model_id)

    def _offered(self, offer: Offer, here: Installed | None, chosen: str) -> ModelOffer:
        model_id = offer.manifest.id
        found = ModelOffer(
            id=model_id,
            title=_(offer.manifest.title),
            description=_(offer.description),
            languages=offer.manifest.languages,
            licence=offer.manifest.licence,
            size=offer.size,
            is_chosen=model_id == chosen,
        )
        if model_id in self._loading:
            done = self._loading[model_id]
            return replace(found, state="downloading", done=done)
        if here is not None:
            return self._as_here(found, here)
        detail = _unpinned(offer.unpinned)
        if offer.needs and not _has_detoxify():
            detail = _("It needs the extra: pip install companion-live[detoxify]")
        return replace(found, done=self._kept(model_id), detail=detail)

    def _own(self, here: Installed, chosen: str) -> ModelOffer:
        """Return a model that no catalogue names: converted, or somebody's own."""
        manifest = here.manifest
        found = ModelOffer(
            id=here.id,
            title=manifest.title if manifest else here.id,
            description=_("A model of your own."),
            languages=manifest.languages if manifest else (),
            licence=manifest.licence if manifest else "",
            size=0,
            is_chosen=here.id == chosen,
        )
        return self._as_here(found, here)

    def _as_here(self, found: ModelOffer, here: Installed) -> ModelOffer:
        if here.manifest is None:
            return replace(found, state="broken", detail=here.problem)
        return replace(
            found,
            state="ready",
            size=here.manifest.size,
            done=here.manifest.size,
            measured_ms=self._store.speed(here.manifest),
        )

    def _kept(self, model_id: str) -> int:
        """Return how many bytes an earlier try has left."""
        scratch = self._store.scratch(model_id)
        if not scratch.is_dir():
            return 0
        return sum(one.stat().st_size for one in scratch.iterdir() if one.is_file())

    async def _download(self, offer: Offer, mirror: str, progress: Loading) -> Manifest:
        scratch = self._store.scratch(offer.manifest.id)
        try:
            scratch.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            text = _("{folder} cannot be written to: {cause}")
            cause = error.strerror or str(error)
            raise ModelError(text.format(folder=scratch, cause=cause)) from error
        files: dict[str, ModelFile] = {}
        for name, expected in offer.manifest.files.items():
            before = sum(file.size for file in files.values())
            files[name] = await self._one(
                name,
                expected,
                scratch,
                mirror=mirror,
                progress=lambda done, _size, before=before: progress(  # type: ignore[misc]  # a default binds the loop's value
                    before + done, offer.size
                ),
            )
        manifest = replace(offer.manifest, files=files)
        return await asyncio.to_thread(self._store.put, manifest, scratch)

    async def _one(
        self,
        name: str,
        expected: ModelFile,
        scratch: Path,
        *,
        mirror: str,
        progress: Loading,
    ) -> ModelFile:
        """Load a file; what an earlier try has finished is not loaded again."""
        address = f"{mirror.rstrip('/')}/{name}" if mirror else expected.address
        target = scratch / name
        if target.is_file() and expected.sha256:
            sha256 = await asyncio.to_thread(sha256_of, target)
            if sha256 == expected.sha256:
                size = target.stat().st_size
                return ModelFile(sha256=sha256, size=size, address=address)
        download = Download(
            expected, target, address=address, clock=self._clock, progress=progress
        )
        return await download.run()

    def _take(self, model_id: str, file: Path, progress: Loading) -> Manifest:
        """Install from what somebody has; on a thread."""
        own = manifest_in(file)
        expected = own if own and own.id == model_id else offer_of(model_id).manifest
        scratch = self._store.scratch(model_id)
        try:
            clear(scratch)
        except OSError as error:
            text = _("{folder} cannot be written to: {cause}")
            cause = error.strerror or str(error)
            raise ModelError(text.format(folder=scratch, cause=cause)) from error
        manifest = take_local(
            file,
            expected,
            scratch,
            progress=lambda done: progress(done, expected.size),
        )
        return self._store.put(manifest, scratch)


def _has_detoxify() -> bool:
    return find_spec("detoxify") is not None


def _unpinned(names: Sequence[str]) -> str:
    if not names:
        return ""
    text = _(
        "No published checksum is known of {files}: what your download has is kept, "
        "and compared from then on."
    )
    return text.format(files=", ".join(names))
