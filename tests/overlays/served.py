"""The overlay server over an engine in memory, and real pages that it serves."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Browser, Frame, Page
from pydantic import BaseModel

from companion.app.machine import SystemClock, SystemIds
from companion.domain.entries import Verdict, VerdictGiven, ViewerMarked
from companion.domain.events import Chat, ChatDeleted, Cheer
from companion.web.pictures import Pictures
from companion.web.server import OverlayServer, app_version
from companion.web.tokens import Tokens
from overlays.catalogue import CATALOGUE
from tests.overlays.conftest import Shown, watch
from tests.overlays.stream import event, viewer
from tests.support.small_engine import SmallEngine


class App:
    """The running app as far as overlays meet it."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self.engine = SmallEngine(SystemClock())
        self.settings: dict[str, BaseModel] = {
            overlay.name: overlay.settings_type() for overlay in CATALOGUE
        }
        self._folder = folder
        self._browser = browser
        self._pages: list[Page] = []
        self.server = self._server(port=0)

    def _server(self, port: int, *, version: str | None = None) -> OverlayServer:
        return OverlayServer(
            engine=self.engine,
            view=self.engine.view,
            catalogue=CATALOGUE,
            settings_of=self.settings.__getitem__,
            tokens=Tokens(self._folder, SystemIds()),
            pictures=Pictures(self._folder / "pictures", clock=SystemClock()),
            clock=SystemClock(),
            ids=SystemIds(),
            port=port,
            version=version or app_version(),
        )

    async def start(self) -> None:
        await self.engine.start_session("Friday")
        await self.server.__aenter__()

    async def stop(self) -> None:
        await self.server.__aexit__(None, None, None)

    async def start_again(self, *, version: str | None = None) -> None:
        """Serve on the same port again; version: as if the app had been updated."""
        self.server = self._server(self.server.port, version=version)
        await self.server.__aenter__()

    async def open(self, overlay: str, *, script: str = "") -> Shown:
        """Open an overlay as OBS does, by its link; script: runs before the page's."""
        page = await self._browser.new_page()
        self._pages.append(page)
        if script:
            await page.add_init_script(script)
        shown = Shown(page, self.server)
        watch(shown)
        await page.goto(self.server.links()[overlay])
        await shown.arrived('"snapshot"')
        return shown

    async def close(self) -> None:
        for page in self._pages:
            await page.close()
        await self.stop()

    def say(self, name: str, text: str) -> int:
        """Let somebody write; returns the entry's seq."""
        said = event(Chat, id=f"twitch:{text}", viewer=viewer(name), text=text)
        [entry] = self.engine.feed(said)
        return entry.seq

    def approve(self, seq: int) -> None:
        """Let a person allow what the gate has allowed already."""
        self.engine.note(VerdictGiven(of=seq, text=Verdict.ALLOW))

    def delete(self, seq: int) -> None:
        """Let the platform take a message off."""
        said = self.engine.view.shown(seq)
        assert said is not None
        assert said.event is not None
        self.engine.feed(event(ChatDeleted, targets=(said.event.id,)))

    def ban(self, name: str) -> None:
        """Let a person ban somebody in Companion itself."""
        self.engine.note(ViewerMarked(viewer_id=viewer(name).id, mark="ban"))

    def cheer(self, name: str, bits: int) -> None:
        self.engine.feed(event(Cheer, viewer=viewer(name), bits=bits))


async def part(page: Page, name: str) -> Frame:
    """Return a part's frame, once its page has loaded."""
    handle = await page.wait_for_selector(f'iframe[src="on/{name}/"]')
    found = await handle.content_frame() if handle else None
    assert found is not None
    await found.wait_for_load_state()
    return found
