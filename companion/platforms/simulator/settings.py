"""What a person may set about the simulator."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from companion.i18n import N_


class SimulatorSettings(BaseModel):
    """How fast the simulator runs, and where it looks for more scenarios."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rate: float | None = Field(
        default=None,
        ge=0,
        le=1_000_000,
        allow_inf_nan=False,
        title=N_("Events per second"),
        description=N_(
            "How many events the simulator sends a second; none: as many as its "
            "scenario says; 0: it connects and stays silent."
        ),
    )
    folder: Path | None = Field(
        default=None,
        title=N_("Own scenarios"),
        description=N_("A folder with scenario files (.toml) of your own."),
    )
