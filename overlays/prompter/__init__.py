"""What the Broadcaster reads while on air: the chat, what is next, or the log."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from companion.domain.on_air import LogLine, LogOnAir, ObsLogOnAir, PromptOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State


class PrompterSettings(OverlaySettings):
    """What a Broadcaster chooses for the prompter."""

    shows: Literal["chat", "prompt", "log"] = Field(
        default="chat",
        description=N_("The chat, the run-sheet, or the log of OBS and connections"),
    )
    chat_lines: int = Field(
        default=8, ge=1, le=20, description=N_("Lines of the chat at most")
    )
    prompt_lines: int = Field(
        default=12, ge=1, le=20, description=N_("Lines of the run-sheet at most")
    )
    log_lines: int = Field(
        default=6, ge=1, le=20, description=N_("Lines of the log at most")
    )
    platform_marks: bool = Field(
        default=True, description=N_("The platform's mark at each name")
    )
    size: int = Field(
        default=40, ge=28, le=96, description=N_("Size of the letters in pixels")
    )
    heading: bool = Field(default=False, description=N_("A heading above the lines"))
    width: int = Field(
        default=1200, ge=480, le=1900, description=N_("Width in pixels, at 100 %")
    )


class Prompter(Overlay[PrompterSettings]):
    """Large lines for one reader; nothing of it is needed on the stream."""

    kind = "prompter"
    width = 1232
    height = 760
    settings_type = PrompterSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Prompter")

    def description(self) -> str:
        """Return in one sentence what it shows, and to whom."""
        return _("For you to read: the chat, what is next, or the log of OBS")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {"chat": _("Chat"), "prompt": _("Next"), "log": _("Log")}

    def project(self, view: StreamView, settings: PrompterSettings) -> State:
        """Return `{"shows": which, "lines": […]}`, oldest or first on top.

        A line has id and text; of the chat: entry, viewer, name and platform; of the
        log: at (ms since 1970) and is_bad.
        """
        lines = {
            "chat": _chat_lines,
            "prompt": _prompt_lines,
            "log": _log_lines,
        }[settings.shows](view, settings)
        return {"shows": settings.shows, "lines": lines}


def _chat_lines(view: StreamView, settings: PrompterSettings) -> list[State]:
    found = []
    for entry in view.chat(settings.chat_lines):
        event = entry.event
        if event is None or event.viewer is None:
            continue
        found.append(
            {
                "id": str(entry.seq),
                "entry": entry.seq,
                "viewer": event.viewer.id,
                "name": event.viewer.name,
                "platform": event.platform.value,
                "text": getattr(event, "text", ""),
                "test": entry.test,
            }
        )
    return found


def _prompt_lines(view: StreamView, settings: PrompterSettings) -> list[State]:
    shown = view.on_air(PromptOnAir)
    lines = shown.lines[: settings.prompt_lines] if shown else ()
    return [{"id": f"{n} {text}", "text": text} for n, text in enumerate(lines)]


def _log_lines(view: StreamView, settings: PrompterSettings) -> list[State]:
    ours, of_obs = view.on_air(LogOnAir), view.on_air(ObsLogOnAir)
    lines = list(ours.lines) if ours else []
    if of_obs:
        lines += [LogLine(at=at, text=text) for at, text in of_obs.lines]
    lines.sort(key=lambda line: line.at)
    return [
        {
            "id": f"{one.at} {one.text}",
            "at": one.at // 1_000,
            "text": one.text,
            "is_bad": one.is_bad,
        }
        for one in lines[-settings.log_lines :]
    ]
