"""Teams: a rope between two, bars for more, the time of the round, who won."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import TeamOnAir, TeamsOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.interaction import interaction_words, milliseconds, on_screen
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State, plural_words


class TeamsSettings(OverlaySettings):
    """What a Broadcaster chooses for teams."""

    width: int = Field(
        default=816, ge=640, le=1400, description=N_("Width in pixels, at 100 %")
    )
    members: bool = Field(
        default=True, description=N_("How many viewers are in each team")
    )
    hint: bool = Field(default=True, description=N_("What to type to join"))
    decimals: int = Field(
        default=0, ge=0, le=3, description=N_("Decimals of points; the rest is cut off")
    )


class Teams(Overlay[TeamsSettings]):
    """Two teams pull a rope; up to six race in bars."""

    kind = "teams"
    width = 848
    height = 980
    settings_type = TeamsSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Teams")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("Teams that pull a rope: how strong each is, and who wins the round")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        members = plural_words(
            "members", lambda n: ngettext("{n} viewer", "{n} viewers", n)
        )
        wins = plural_words(
            "wins", lambda n: ngettext("{n} round won", "{n} rounds won", n)
        )
        return {
            **interaction_words(),
            **members,
            **wins,
            # Translators: the number of a round between teams.
            "round": _("Round {n}"),
            # Translators: before or above the name of the team that won.
            "wins": _("{name} wins"),
            "wins_round": _("{name} wins the round"),
            "tied": _("A tie"),
        }

    def project(
        self,
        view: StreamView,
        settings: TeamsSettings,  # noqa: ARG002  # the page goes by them
    ) -> State:
        """Return `{"shown": {…}}`, or null in it while there is none to see.

        amount: in the unit of the teams, points in thousandths. left_ms: what a clock
        that stands still shows; only in examples.
        """
        teams = on_screen(view, TeamsOnAir)
        if teams is None:
            return {"shown": None}
        return {
            "shown": {
                "id": teams.id,
                "phase": teams.phase,
                "title": teams.title,
                "teams": [_told(one, teams.winner) for one in teams.teams],
                "unit": teams.unit,
                "round": teams.round,
                "tied": teams.is_tied,
                "closes_at": milliseconds(teams.closes_at),
                "left_ms": None,
            }
        }


def _told(team: TeamOnAir, winner: str | None) -> State:
    return {
        "key": team.key,
        "key_text": f"!team {team.key}",
        "name": team.name,
        "colour": team.colour,
        "amount": team.value,
        "members": team.members,
        "wins": team.wins,
        "winner": team.key == winner,
    }
