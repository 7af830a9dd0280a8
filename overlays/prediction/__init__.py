"""A prediction: what people have staked on each outcome, and which one came true."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import Option, PredictionOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.interaction import interaction_words, milliseconds, on_screen
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State, plural_words


class PredictionSettings(OverlaySettings):
    """What a Broadcaster chooses for predictions."""

    width: int = Field(
        default=816, ge=560, le=1400, description=N_("Width in pixels, at 100 %")
    )
    staked: bool = Field(
        default=True, description=N_("Coins beside the share of each outcome")
    )
    decimals: int = Field(
        default=0, ge=0, le=3, description=N_("Decimals of coins; the rest is cut off")
    )


class Prediction(Overlay[PredictionSettings]):
    """Outcomes with the coins staked on each, as numbers and as bars."""

    kind = "prediction"
    width = 848
    height = 980
    settings_type = PredictionSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Prediction")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("What viewers stake coins on, and what came true")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        voters = plural_words(
            "voters", lambda n: ngettext("{n} viewer", "{n} viewers", n)
        )
        return {
            **interaction_words(),
            **voters,
            # Translators: {coins} is the streamer's own word, of one or of several.
            "staked": _("{n} {coins} staked"),
            # Translators: a prediction that was broken off; the stakes are given back.
            "called_off": _("Called off. All {coins} go back"),
        }

    def project(
        self,
        view: StreamView,
        settings: PredictionSettings,  # noqa: ARG002  # the page goes by them
    ) -> State:
        """Return `{"shown": {…}}`, or null in it while there is none to see.

        amount of an option: coins in thousandths. coins: what one and several are
        called. left_ms: what a clock that stands still shows; only in examples.
        """
        prediction = on_screen(view, PredictionOnAir)
        if prediction is None:
            return {"shown": None}
        return {
            "shown": {
                "id": prediction.id,
                "phase": prediction.phase,
                "title": prediction.question,
                "options": [
                    _outcome(one, prediction.winner) for one in prediction.options
                ],
                "voters": prediction.voters,
                "coins": {"one": prediction.coin, "other": prediction.coins},
                "keyword_text": _example(prediction),
                "closes_at": milliseconds(prediction.closes_at),
                "left_ms": None,
            }
        }


def _example(prediction: PredictionOnAir) -> str:
    """Return a stake as one would be written, "" where nothing is known of it."""
    if not prediction.keyword or not prediction.options:
        return ""
    return f"{prediction.keyword} {prediction.options[0].key} 50"


def _outcome(option: Option, winner: str | None) -> State:
    return {
        "key": option.key,
        "text": option.text,
        "amount": option.points,
        "right": None if winner is None else option.key == winner,
    }
