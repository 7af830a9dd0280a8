"""Which scenarios there are: those that come with Companion, and one's own."""

from __future__ import annotations

import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from msgspec import Struct

from companion.domain.errors import SettingsError, TargetUnknown
from companion.i18n import N_, _
from companion.platforms.simulator.parse import parse
from companion.platforms.simulator.scenario import Scenario

DEFAULT = "demo"
"""The scenario of a target that names only a seed."""

_TEXTS = (
    N_("An evening with friends"),
    N_("Calm at first, then lively: chat on three platforms and a race for the lead."),
    N_("Friday ranked, then karaoke"),
    N_("A long evening: arrivals, ranked games, a raid, a break, karaoke, a finale."),
    N_("Everything goes wrong"),
    N_("Repeats, late events, lost Streak ends, broken connections and silences."),
    N_("Flood"),
    N_("Waves of thousands of events a second; what is shed is chat, never a gift."),
    N_("Nasty names and texts"),
    N_("Markup, tricks with writing direction, endless and invisible text."),
    N_("Money"),
    N_("Streaks and paid messages in awkward orders; for checking every total."),
    N_("A quiet night"),
    N_("Few people and long pauses; the connection falls silent once in a while."),
)
"""Titles and descriptions of our own scenario files, as translators find them."""

_TARGET = re.compile(
    r"(?P<seed>[0-9]{1,18})|(?P<name>[a-z][a-z0-9-]{0,39})(@(?P<with>[0-9]{1,18}))?"
)


class ScenarioCard(Struct, frozen=True, kw_only=True):
    """A scenario as the window offers it; title and description are translated.

    problem: why it cannot run, "" when it can; only one's own files have any.
    """

    name: str
    title: str
    description: str
    is_own: bool = False
    problem: str = ""

    @property
    def target(self) -> str:
        """Return what to connect to."""
        return f"simulator:{self.name}"


class Library:
    """Finds scenarios by name.

    folder: where one's own .toml files lie; a name used there hides ours.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        """Return the names of all scenarios, ours first."""
        ours = _stems(resources.files("companion.platforms.simulator.scenarios"))
        own = _stems(self._folder) if self._folder and self._folder.is_dir() else ()
        return (*ours, *(name for name in own if name not in ours))

    def cards(self) -> tuple[ScenarioCard, ...]:
        """Return every scenario for a person to choose from, the default one first."""
        names = sorted(self.names(), key=lambda name: (name != DEFAULT, name))
        return tuple(self._card(name) for name in names)

    def _card(self, name: str) -> ScenarioCard:
        is_own = self._own_file(name) is not None
        try:
            scenario = self.load(name)
        except SettingsError as error:
            return ScenarioCard(
                name=name, title=name, description="", is_own=is_own, problem=str(error)
            )
        return ScenarioCard(
            name=name,
            title=_(scenario.title),
            description=_(scenario.description),
            is_own=is_own,
        )

    def load(self, name: str) -> Scenario:
        """Return a scenario.

        Raises TargetUnknown when there is none of that name, SettingsError when its
        file is not one; both texts say what to do.
        """
        file = self._own_file(name)
        if file is None:
            folder = resources.files("companion.platforms.simulator.scenarios")
            file = folder / f"{name}.toml"
        if name not in self.names() or not file.is_file():
            raise TargetUnknown(
                _("No scenario is called “{name}”. There are: {names}.").format(
                    name=name, names=", ".join(self.names())
                )
            )
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                _("Scenario “{name}” cannot be read: {problem}").format(
                    name=name, problem=error
                ),
                field=name,
            ) from error
        return parse(text, name=name)

    def find(self, target: str) -> tuple[Scenario, int]:
        """Return the scenario and seed that a target means, without its platform.

        "42": the default scenario with that seed; "chaos": that scenario with its
        own seed; "chaos@7": with another. Raises TargetUnknown, SettingsError.
        """
        match = _TARGET.fullmatch(target.strip().lower() or DEFAULT)
        if match is None:
            raise TargetUnknown(
                _(
                    "“{target}” is neither a seed nor a scenario. Use a whole number, "
                    "or one of: {names}."
                ).format(target=target, names=", ".join(self.names()))
            )
        scenario = self.load(match["name"] or DEFAULT)
        seed = match["seed"] or match["with"]
        return scenario, scenario.seed if seed is None else int(seed)

    def _own_file(self, name: str) -> Traversable | None:
        if self._folder is None or name not in _stems(self._folder):
            return None
        return self._folder / f"{name}.toml"


def _stems(folder: Traversable) -> tuple[str, ...]:
    """Return the names of the scenario files in a folder, sorted; () without one."""
    if not folder.is_dir():
        return ()
    files = (file.name for file in folder.iterdir())
    return tuple(sorted(name[:-5] for name in files if name.endswith(".toml")))
