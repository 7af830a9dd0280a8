"""What the first run is given by the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from companion.domain.ports import Engine
from companion.domain.values import Platform
from companion.gui.components.toast import Notice
from companion.gui.first_run.desk import Answer, FirstRunDesk, FirstRunWishes
from companion.gui.first_run.dialog import FirstRun
from companion.gui.overlays.studio_watch import StudioWatch
from companion.gui.services import Services
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme


def open_first_run(
    window: QWidget,
    watch: Watch,
    *,
    theme: Theme,
    services: Services,
    began: float | None,
    connect: Callable[[str, Answer], object],
    tiktok_notice: Callable[[], str],
    accept_tiktok: Callable[[], object],
    change: Callable[[str, object], object],
    open_logins: Callable[[Platform, str], object],
    on_live: Callable[[], object],
    say: Callable[[Notice], object],
) -> FirstRun:
    """Return the first run over a window; open it with `open()`.

    change: saves one setting.
    """
    studio = StudioWatch(watch)

    def open_login(platform: Platform, target: str) -> None:
        dialog.put_off()
        open_logins(platform, target)

    def disconnect(target: str) -> None:
        async def ask(engine: Engine) -> None:
            await engine.disconnect(target)

        def then(_none: None) -> None:
            watch.refresh()

        watch.bridge.ask(ask, then=then)

    desk = FirstRunDesk(
        theme=theme,
        clock=services.clock,
        watch=watch,
        studio=studio,
        wishes=FirstRunWishes(
            connect=connect,
            disconnect=disconnect,
            tiktok_notice=tiktok_notice,
            accept_tiktok=accept_tiktok,
            open_login=open_login,
            enable_obs=lambda: change("obs.enabled", True),
            is_obs_running=services.is_obs_running,
            change_done=lambda: change("general.is_set_up", True),
            go_live=on_live,
            say=say,
        ),
        scenarios=services.scenarios,
        available=services.available,
        painter=services.painter,
        began=began,
    )
    dialog = FirstRun(window, desk)
    studio.setParent(dialog)
    return dialog
