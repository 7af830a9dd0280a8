"""A card: a text and a picture of the Broadcaster's own; it hears nothing."""

from __future__ import annotations

from typing import ClassVar

from companion.domain.errors import CommandError
from companion.domain.on_air import CardOnAir, Phase
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import CardSpec
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.interactions.kind import Interaction


class Card(Interaction[CardSpec]):
    """Is on the stream from its start until it is finished."""

    steps: ClassVar[tuple[Phase, ...]] = ("before", "ongoing", "after")

    def __init__(self, made: InteractionMade, spec: CardSpec, at: Timestamp) -> None:
        super().__init__(made, spec, at)
        if not (spec.title.strip() or spec.text.strip() or spec.picture):
            raise CommandError(_("text: a card needs words or a picture."))

    def on_air(self) -> CardOnAir:
        """Return what viewers see of it now."""
        return CardOnAir(
            id=self.id,
            phase=self.phase,
            title=self.spec.title,
            text=self.spec.text,
            picture=self.spec.picture,
        )
