"""Every overlay there is, in the order in which people see them."""

from __future__ import annotations

from typing import Any

from overlays.chat import Chat
from overlays.leaderboard import Leaderboard
from overlays.overlay import Overlay
from overlays.question import Question

CATALOGUE: tuple[Overlay[Any], ...] = (Leaderboard(), Question(), Chat())
