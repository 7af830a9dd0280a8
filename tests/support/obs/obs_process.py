"""A real OBS with its real obs-websocket, on a display of its own."""

from __future__ import annotations

import asyncio
import configparser
import json
import os
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final, Self

from companion.obs.client import ObsClient
from companion.obs.errors import ObsAbsent, ObsError
from tests.support.x_display import x_display

PASSWORD: Final = "a password of the tests"
BEGIN_S: Final = 40.0
CANVAS: Final = (1280, 720)
SCENE: Final = "Game"
OTHER_SCENE: Final = "Be right back"

_LUA: Final = Path(__file__).with_name("browser_source.lua")
_MISSING: Final = (
    "obs is missing: sh packaging/setup.sh dev installs it "
    "(apt-get install --no-install-recommends obs-studio obs-plugins libgl1-mesa-dri)"
)


class RealObs:
    """An OBS that can be started, ended and killed; its settings stay on `folder`.

    pages: folder through which the stand-in of browser sources talks.
    """

    def __init__(self, folder: Path, display: str, *, password: str, browser: bool):
        self.password = password
        self.port = _free_port()
        self.pages = folder / "pages"
        self._folder = folder
        self._display = display
        self._browser = browser
        self._process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @classmethod
    @asynccontextmanager
    async def on_a_display(
        cls, folder: Path, *, password: str = PASSWORD, browser: bool = True
    ) -> AsyncIterator[Self]:
        """Prepare an OBS with two scenes and its own display; it is not started.

        password: "" for none. browser: with a stand-in for browser sources.
        """
        assert shutil.which("obs"), _MISSING
        with x_display("1280x720x24") as display:
            obs = cls(folder, display.name, password=password, browser=browser)
            obs._write_settings()
            try:
                yield obs
            finally:
                await obs.kill()

    async def start(self) -> None:
        """Start, and return when its WebSocket answers."""
        assert self._process is None, "it runs already"
        log = (self._folder / "obs.log").open("ab")
        try:
            self._process = await asyncio.create_subprocess_exec(
                "obs", "--multi", "--disable-updater", "--minimize-to-tray",
                "--collection", "Test", "--profile", "Test",
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                env=self._environment(),
            )  # fmt: skip
        finally:
            log.close()
        async with asyncio.timeout(BEGIN_S):
            while not await self._answers():
                assert self._process.returncode is None, self.log()
                await asyncio.sleep(0.1)

    async def end(self) -> None:
        """Ask it to close, as its window's cross does."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), 10)
            except TimeoutError:
                self._process.kill()
        await self.kill()

    async def kill(self) -> None:
        """End it at once."""
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()
            # Its browsers have gone with it; the next one counts sources from one.
            (self.pages / "events.jsonl").unlink(missing_ok=True)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def freeze(self) -> None:
        """Let it stand still, as a machine that is too busy does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        # Until the thread that takes the signal gets its turn, the others answer on.
        async with asyncio.timeout(BEGIN_S):
            while not _stands_still(self._process.pid):  # noqa: ASYNC110  # see above
                await asyncio.sleep(0.01)

    def log(self) -> str:
        """Return what it wrote."""
        return (self._folder / "obs.log").read_text(errors="replace")

    def told(self, name: str = "") -> list[dict[str, Any]]:
        """Return what happened to the browser sources, or to the one of that name."""
        path = self.pages / "events.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        found = [json.loads(line) for line in lines]
        return [one for one in found if not name or one["name"] == name]

    @asynccontextmanager
    async def client(self, password: str | None = None) -> AsyncIterator[ObsClient]:
        """Yield a connection of the test's own, to look or to act as a person."""
        own = self.password if password is None else password
        async with ObsClient.open(self.address, own, patience_s=10) as client:
            yield client

    async def _answers(self) -> bool:
        try:
            async with self.client() as client:
                await client.call("GetSceneList")
        except ObsAbsent:
            return False
        except ObsError:
            return False  # it is still loading
        return True

    def _environment(self) -> Mapping[str, str]:
        return {
            **os.environ,
            "DISPLAY": self._display,
            "HOME": str(self._folder),
            "XDG_CONFIG_HOME": str(self._folder / "config"),
            "XDG_RUNTIME_DIR": str(self._folder / "run"),
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "LP_NUM_THREADS": "1",
            "QT_QPA_PLATFORM": "xcb",
            "PULSE_SERVER": "none",
            # It looks for news on the internet: here it finds nothing.
            **dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9"),
        }

    def _write_settings(self) -> None:
        root = self._folder / "config" / "obs-studio"
        profile = root / "basic" / "profiles" / "Test"
        scenes = root / "basic" / "scenes"
        for folder in (profile, scenes, self._folder / "run", self.pages):
            folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "run").chmod(0o700)
        shutil.copy(_LUA, self.pages)
        _write_ini(
            root / "global.ini",
            {
                "General": {"FirstRun": "true", "LastVersion": "486539266"},
                "Basic": {
                    "Profile": "Test",
                    "ProfileDir": "Test",
                    "SceneCollection": "Test",
                    "SceneCollectionFile": "Test",
                },
                "OBSWebSocket": {
                    "FirstLoad": "false",
                    "ServerEnabled": "true",
                    "ServerPort": str(self.port),
                    "AlertsEnabled": "false",
                    "AuthRequired": "true" if self.password else "false",
                    "ServerPassword": self.password,
                },
            },
        )
        width, height = (str(one) for one in CANVAS)
        _write_ini(
            profile / "basic.ini",
            {
                "General": {"Name": "Test"},
                "Video": {
                    "BaseCX": width, "BaseCY": height,
                    "OutputCX": width, "OutputCY": height, "FPSCommon": "10",
                },
                "Output": {"Mode": "Simple"},
                "SimpleOutput": {
                    "FilePath": str(self._folder / "recordings"),
                    "RecQuality": "Stream", "RecRB": "true",
                    "VBitrate": "300", "Preset": "ultrafast",
                },
            },
        )  # fmt: skip
        (self._folder / "recordings").mkdir(exist_ok=True)
        (scenes / "Test.json").write_text(json.dumps(self._collection()))

    def _collection(self) -> dict[str, Any]:
        script = str(self.pages / _LUA.name)
        scripts = [{"path": script, "settings": {}}] if self._browser else []
        return {
            "name": "Test",
            "current_scene": SCENE,
            "current_program_scene": SCENE,
            "current_transition": "Fade",
            "transition_duration": 300,
            "scene_order": [{"name": SCENE}, {"name": OTHER_SCENE}],
            "sources": [_scene(SCENE), _scene(OTHER_SCENE)],
            "modules": {"scripts-tool": scripts},
        }


def _scene(name: str) -> dict[str, Any]:
    return {"id": "scene", "name": name, "settings": {"items": [], "id_counter": 0}}


def _write_ini(path: Path, sections: Mapping[str, Mapping[str, str]]) -> None:
    ini = configparser.RawConfigParser()
    ini.optionxform = str  # type: ignore[assignment,method-assign]  # as OBS spells them
    ini.read_dict(sections)
    with path.open("w") as file:
        ini.write(file, space_around_delimiters=False)


def _stands_still(pid: int) -> bool:
    """Tell whether the system runs none of a process's threads any more."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            state = (thread / "stat").read_text().rpartition(") ")[2][:1]
            if state != "T":
                return False
    return True


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
