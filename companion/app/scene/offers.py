"""The models that the scene offers: one is chosen, one is on its way."""

from __future__ import annotations

from typing import Final

from companion.domain.views import ModelOffer

_SEVEN: Final = ("en", "fr", "es", "it", "pt", "tr", "ru")

OFFERS: Final = (
    ModelOffer(
        id="english-small",
        title="English small",
        description="English only, fast and small.",
        languages=("en",),
        licence="Apache-2.0",
        size=23_400_000,
        state="ready",
        measured_ms=0.6,
        is_chosen=True,
    ),
    ModelOffer(
        id="english-quality",
        title="English quality",
        description="English only; knows identity terms better.",
        languages=("en",),
        licence="Apache-2.0",
        size=125_600_000,
        state="downloading",
        done=41_200_000,
    ),
    ModelOffer(
        id="seven-languages",
        title="Seven languages",
        description="English, French, Spanish, Italian, Portuguese, Turkish, Russian.",
        languages=_SEVEN,
        licence="Apache-2.0",
        size=279_000_000,
    ),
)
