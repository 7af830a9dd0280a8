"""What the gate's desk is built of, and what stands in where there is no model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, Protocol

from companion.domain.errors import ModelError, SettingsError
from companion.domain.views import ModelOffer, ModelView, Trial, WouldChange
from companion.i18n import _
from companion.moderation.people import People
from companion.settings import ModerationSettings

Mode = Literal["normal", "raid", "quiet"]

_OPINION_KEY: Final = "moderation.second-opinion"


class Gatekeeping(Protocol):
    """Rules, model and policy together, as the desk asks them."""

    @property
    def version(self) -> str:
        """Return the version of the rules, 16 hex digits."""

    def change_to(
        self, settings: ModerationSettings, *, mode: Mode
    ) -> Callable[[], None]:
        """Return what makes it judge by these settings, as strict as the mode says.

        Runs on any thread and may take long; what it returns is quick. Raises
        SettingsError.
        """

    async def try_text(self, text: str) -> Trial:
        """Return what rules and model would say about a text."""

    def would_change(self, settings: ModerationSettings) -> WouldChange:
        """Return which of the newest scored texts other thresholds would change."""

    def model_view(self) -> ModelView:
        """Return how the model stands; cheap."""

    def reload_model(self) -> None:
        """Look at the model's files again: they may be others, or there at last."""

    def on_model_change(self, call: Callable[[], None]) -> None:
        """Have `call` called on this loop when the model's state or version changes."""


class ModelShelf(Protocol):
    """The models on disk."""

    def offers(self, chosen: str = "") -> Sequence[ModelOffer]:
        """Return the models that can be chosen, of which one may be."""

    async def fetch(
        self, model_id: str, *, file: Path | None = None, address: str = ""
    ) -> object:
        """Download a model or take it from a file; raises ModelError."""

    async def measure(self, model_id: str) -> float:
        """Return milliseconds of one core for one text here; raises ModelError."""


class OpinionKey(Protocol):
    """The key of a second opinion, in the keyring."""

    def is_kept(self) -> bool:
        """Return whether there is one."""

    async def keep(self, key: str) -> None:
        """Keep it, or forget it when it is empty; raises SettingsError."""


class NoGatekeeper:
    """Stands where only somebody else's rules judge, as in tests and benches."""

    version = ""

    def change_to(
        self,
        settings: ModerationSettings,  # noqa: ARG002  # a port's shape
        *,
        mode: Mode,  # noqa: ARG002  # as above
    ) -> Callable[[], None]:
        """Return what changes nothing."""
        return lambda: None

    async def try_text(self, text: str) -> Trial:  # noqa: ARG002  # a port's shape
        """Raise ModelError: nobody is there to ask."""
        raise ModelError(_("There are no rules and no model to ask."))

    def would_change(
        self,
        settings: ModerationSettings,  # noqa: ARG002  # see try_text
    ) -> WouldChange:
        """Return that nothing was looked at."""
        return WouldChange(looked_at=0)

    def model_view(self) -> ModelView:
        """Return that no model is asked."""
        return ModelView()

    def reload_model(self) -> None:
        """Nothing to look at."""

    def on_model_change(self, call: Callable[[], None]) -> None:
        """Nothing will change."""


class NoModels:
    """Stands where no models are kept."""

    def offers(self, chosen: str = "") -> Sequence[ModelOffer]:  # noqa: ARG002  # as above
        """Return nothing to choose from."""
        return ()

    async def fetch(
        self,
        model_id: str,
        *,
        file: Path | None = None,  # noqa: ARG002  # a port's shape
        address: str = "",  # noqa: ARG002  # see file
    ) -> None:
        """Raise ModelError."""
        raise ModelError(_("There is no model “{id}”.").format(id=model_id))

    async def measure(self, model_id: str) -> float:
        """Raise ModelError."""
        raise ModelError(_("There is no model “{id}”.").format(id=model_id))


class NoOpinionKey:
    """Stands where no keyring is."""

    def is_kept(self) -> bool:
        """Return that there is none."""
        return False

    async def keep(self, key: str) -> None:  # noqa: ARG002  # a port's shape
        """Raise SettingsError."""
        raise SettingsError(
            _("There is no keyring that could keep a key."), field=_OPINION_KEY
        )


@dataclass(frozen=True, kw_only=True)
class GateParts:
    """Handed to the engine, which makes a desk of them."""

    settings: ModerationSettings = field(default_factory=ModerationSettings)
    people: People = field(default_factory=People)
    gatekeeper: Gatekeeping = field(default_factory=NoGatekeeper)
    models: ModelShelf = field(default_factory=NoModels)
    opinion_key: OpinionKey = field(default_factory=NoOpinionKey)
