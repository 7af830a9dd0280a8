"""What every login card is handed: who to ask, and what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from companion.domain.values import Platform
from companion.domain.views import LoginView
from companion.gui.bridge import Bridge
from companion.gui.components.toast import Notice
from companion.gui.pages.login_card import LoginCard, Mark
from companion.gui.services import Services
from companion.gui.shell.account_watch import AccountWatch
from companion.gui.shell.watch import Watch
from companion.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginDesk:
    """say: shows a notice. connect: starts a connection to a target.

    add_channel: asks for a channel to connect to.
    """

    watch: Watch
    accounts: AccountWatch
    services: Services
    say: Callable[[Notice], object]
    connect: Callable[[str], object]
    add_channel: Callable[[], object]

    @property
    def bridge(self) -> Bridge:
        """Return who asks the engine."""
        return self.watch.bridge

    def view(self, platform: Platform) -> LoginView:
        """Return how a platform's login stands; before the first reading: none."""
        return self.accounts.view(platform) or LoginView(platform=platform)


def marks_of(view: LoginView) -> tuple[Mark, ...]:
    """Return what the chips beside a platform say of its login."""
    if view.way == "none":
        return ()
    if view.way == "key":
        mark = Mark(text=_("own API key, reads only"), kind="ok", icon="key")
    elif view.way == "token":
        mark = Mark(text=_("logged in, from the environment"), kind="ok", icon="key")
    else:
        told = _("logged in as {name}").format(name=view.account)
        words = told if view.account else _("logged in")
        mark = Mark(text=words, kind="ok", icon="check-circle-fill")
    kept = Mark(text=_("until Companion ends"), kind="warn", icon="warning")
    return (mark,) if view.kept or view.way == "token" else (mark, kept)


def show_trouble(card: LoginCard, view: LoginView) -> None:
    """Say beside the account what is wrong with it, or with the keyring."""
    if not view.detail:
        card.show_trouble("", "")
    elif view.way == "none" or view.kept:
        card.show_trouble(_("Not logged in any more."), view.detail)
    else:
        card.show_trouble(_("Not kept."), view.detail)
