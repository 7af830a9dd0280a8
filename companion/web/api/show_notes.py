"""What of the show's notes the API tells whom.

Scope `read` sees what happened, by ids and numbers: not what was set up (it may not be
on the stream yet), what was said, or whose accounts are one person's. Secrets, such as
a flag's code, are for scope `control` alone. What the seeds of draws to come are made
from is nobody's: who knew it could choose when to draw.
"""

from __future__ import annotations

from typing import Any, Final

from companion.domain.show.notes import (
    Celebrated,
    InteractionMade,
    InteractionStepped,
    ShowNote,
    ViewersLinked,
)
from companion.domain.show.steps import Closing, Committed, Placed, Refused
from companion.web.wire import rfc3339

SECRETS_OF_SPECS: Final = ("code", "correct")


def trimmed(
    note: ShowNote, payload: dict[str, Any], *, people: bool, secrets: bool
) -> dict[str, Any]:
    """Return a note's fields as far as they may be told.

    payload: the fields as plain JSON. people: names, texts and who is who. secrets:
    what would spoil the game. Both as in shapes.Sight.
    """
    match note:
        case InteractionMade():
            payload["spec"] = _spec(payload["spec"], people=people, secrets=secrets)
        case InteractionStepped(step=step):
            found = dict(payload["step"])
            match step:
                case Closing():
                    found["at"] = rfc3339(step.at)
                case Committed():
                    found.pop("sealed", None)
                case Placed() if not people:
                    found["viewer"] = {"id": step.viewer.id}
                case Refused() if not people:
                    found.pop("why", None)
            payload["step"] = found
        case ViewersLinked() if not people:
            payload["viewer_id"] = payload["other_id"] = None
        case Celebrated():
            payload["at"] = rfc3339(note.at)
    return payload


def _spec(spec: dict[str, Any], *, people: bool, secrets: bool) -> dict[str, Any]:
    if not people:
        return {"kind": spec["kind"]}
    if secrets:
        return spec
    return {name: value for name, value in spec.items() if name not in SECRETS_OF_SPECS}
