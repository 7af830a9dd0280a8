"""Moderation beyond allow and block: tries, decisions taken back, modes, the log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Final, Literal

import msgspec
from aiohttp import web

from companion.domain.entries import Reason, Verdict
from companion.domain.ports import Engine
from companion.domain.text import clean_name
from companion.domain.views import GateView, Trial, VerdictFilter, VerdictLine
from companion.i18n import N_, _
from companion.web.api.actions import seq_of
from companion.web.api.route import (
    LIMIT,
    MAX_LIMIT,
    ApiHandler,
    Parameter,
    Route,
    body_of,
    choice,
    limit_of,
    reply,
    whole_number,
)
from companion.web.api.shapes import (
    AuthorObject,
    Object,
    ReasonObject,
    author_object,
    note_object,
)
from companion.web.problems import Problem
from companion.web.tokens import Scope
from companion.web.wire import rfc3339, rfc3339_or_null

_DEFAULT_LIMIT: Final = 100
_LAST_SEQ: Final = 2**63 - 1

Who = Annotated[str, msgspec.Meta(max_length=100)]


class DecisionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """who: the person who decides, for the record; "": the Broadcaster."""

    who: Who = ""


class TryBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that nobody wrote."""

    text: Annotated[str, msgspec.Meta(max_length=2000)]


class ModeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How strict the gate is to be; who: as in a decision."""

    mode: Literal["normal", "raid", "quiet"]
    who: Who = ""


class TrialObject(Object, frozen=True, kw_only=True):
    """What the gate would say; ms: that rules and model took together."""

    text: str
    verdict: str
    reasons: list[ReasonObject]
    skeleton: str
    scores: dict[str, float]
    ms: float


class ModelObject(Object, frozen=True, kw_only=True):
    """How the model stands; counts are of texts since the start."""

    state: str
    id: str
    title: str
    detail: str
    version: str
    judged: int
    cached: int
    late: int
    shed: int
    restarts: int
    p95_ms: float | None
    rss: int | None
    languages: list[str]


class GateObject(Object, frozen=True, kw_only=True):
    """How the gate stands.

    dry_run: "off", "on" (for good) or "until" dry_run_until: platforms are only asked
    after it. toxic_share: 0..1 of the judged_recently texts of the last five minutes,
    null without any. held, blocked: texts since the start.
    """

    rules: str
    mode: str
    model: ModelObject
    dry_run: Literal["off", "on", "until"]
    dry_run_until: str | None
    toxic_share: float | None
    judged_recently: int
    held: int
    blocked: int


class VerdictObject(Object, frozen=True, kw_only=True):
    """One decision; of: seq of what it is about, note: the entry that decided."""

    seq: int
    at: str
    kind: str
    by: str
    who: str
    of: int | None
    viewer: AuthorObject | None
    platform: str | None
    text: str
    verdict: str | None
    name: str
    reasons: list[ReasonObject]
    scores: dict[str, float]
    note: dict[str, Any] | None
    undone_by: int | None


class ChangeObject(Object, frozen=True, kw_only=True):
    """The seq of the entry that was recorded."""

    seq: int


_WORDS: Final = ("words", "viewer", "rule", "label", "session", "kind", "who")
_VERDICTS: Final = tuple(one.value for one in Verdict)
_BY: Final = ("rules", "model", "person", "clock", "ladder", "undo")

_FILTERS: Final = (
    Parameter(
        name="words",
        schema={"type": "string"},
        about=N_("Words that stand in the text or the name."),
    ),
    Parameter(name="viewer", schema={"type": "string"}, about=N_("The Viewer's id.")),
    Parameter(name="rule", schema={"type": "string"}, about=N_("A reason's rule.")),
    Parameter(
        name="by",
        schema={"type": "string", "enum": list(_BY)},
        about=N_("Who or what decided."),
    ),
    Parameter(
        name="who", schema={"type": "string"}, about=N_("The person who decided.")
    ),
    Parameter(
        name="kind", schema={"type": "string"}, about=N_("The kind of the decision.")
    ),
    Parameter(
        name="verdict",
        schema={"type": "string", "enum": list(_VERDICTS)},
        about=N_("What was decided."),
    ),
    Parameter(name="label", schema={"type": "string"}, about=N_("A score's label.")),
    Parameter(
        name="score",
        schema={"type": "integer", "minimum": 0, "maximum": 100},
        about=N_("The least score, in hundredths."),
    ),
    Parameter(
        name="decisions",
        schema={"type": "string", "enum": ["all", "only"]},
        about=N_("“only”: without what was allowed at once."),
    ),
    Parameter(
        name="session",
        schema={"type": "string"},
        about=N_("A session's id; the running one when left out."),
    ),
    Parameter(
        name="before",
        schema={"type": "integer", "minimum": 1},
        about=N_("Only decisions with a lower seq: the next page."),
    ),
    LIMIT,
)


class GateRoutes:
    """GET /moderation, /moderation/verdicts; POST try, mode, undo and the like."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            Route(
                method="GET",
                path="/api/v1/moderation",
                handler=self._show,
                scope=Scope.READ,
                about=N_("How the gate stands: rules, model, mode, share."),
                answer=GateObject,
            ),
            Route(
                method="GET",
                path="/api/v1/moderation/verdicts",
                handler=self._verdicts,
                scope=Scope.MODERATE,
                about=N_("Every decision, newest first: the audit log."),
                query=_FILTERS,
                answer=list[VerdictObject],
                problems=(409, 422),
            ),
            Route(
                method="POST",
                path="/api/v1/moderation/try",
                handler=self._try,
                scope=Scope.MODERATE,
                about=N_("What the gate would say about a text; nothing is stored."),
                body=TryBody,
                answer=TrialObject,
                problems=(422, 502),
            ),
            Route(
                method="POST",
                path="/api/v1/moderation/mode",
                handler=self._set_mode,
                scope=Scope.MODERATE,
                about=N_("Raid mode, quiet hours, or back to normal."),
                body=ModeBody,
                answer=GateObject,
                problems=(409, 422, 503, 507),
            ),
            self._decision(
                "always-allow",
                self._always_allow,
                N_("Permit the text of the entry with this seq for good."),
            ),
            self._decision(
                "undo", self._undo, N_("Take back the decision with this seq.")
            ),
            self._decision(
                "approve",
                self._approve,
                N_("Let the entry pass to overlays that show only what was approved."),
            ),
        )

    def _decision(self, verb: str, handler: ApiHandler, about: str) -> Route:
        return Route(
            method="POST",
            path=f"/api/v1/moderation/{{id}}/{verb}",
            handler=handler,
            scope=Scope.MODERATE,
            about=about,
            body=DecisionBody,
            answer=ChangeObject,
            problems=(404, 409, 422, 503, 507),
        )

    async def _show(self, _request: web.Request) -> web.Response:
        return reply(gate_object(self._engine.gate.view()))

    async def _verdicts(self, request: web.Request) -> web.Response:
        lines = await self._engine.gate.verdicts(_filter_of(request))
        return reply([_verdict_object(line) for line in lines])

    async def _try(self, request: web.Request) -> web.Response:
        body = await body_of(request, TryBody)
        return reply(_trial_object(await self._engine.gate.try_text(body.text)))

    async def _set_mode(self, request: web.Request) -> web.Response:
        body = await body_of(request, ModeBody)
        await self._engine.gate.set_mode(body.mode, who=clean_name(body.who))
        return reply(gate_object(self._engine.gate.view()))

    async def _always_allow(self, request: web.Request) -> web.Response:
        return await self._decide(request, self._engine.gate.always_allow)

    async def _undo(self, request: web.Request) -> web.Response:
        return await self._decide(request, self._engine.gate.undo)

    async def _approve(self, request: web.Request) -> web.Response:
        async def approve(seq: int, *, who: str) -> int:
            await self._engine.gate.approve(seq, who=who)
            return seq

        return await self._decide(request, approve)

    async def _decide(
        self, request: web.Request, decide: Callable[..., Awaitable[int]]
    ) -> web.Response:
        body = await body_of(request, DecisionBody)
        seq = await decide(seq_of(request), who=clean_name(body.who))
        return reply(ChangeObject(seq=seq))


def gate_object(view: GateView) -> GateObject:
    """Return how the gate stands."""
    until, model = view.dry_run_until, view.model
    fields = {name: getattr(model, name) for name in ModelObject.__struct_fields__}
    return GateObject(
        rules=view.rules,
        mode=view.mode,
        model=ModelObject(**fields | {"languages": list(model.languages)}),
        dry_run="off" if until is None else "until" if until else "on",
        dry_run_until=rfc3339_or_null(until or None),
        toxic_share=view.toxic_share,
        judged_recently=view.judged_recently,
        held=view.held,
        blocked=view.blocked,
    )


def _trial_object(trial: Trial) -> TrialObject:
    return TrialObject(
        text=trial.text,
        verdict=trial.verdict,
        reasons=_reasons(trial.reasons),
        skeleton=trial.skeleton,
        scores=trial.scores,
        ms=round(trial.rules_us / 1000 + (trial.model_ms or 0.0), 3),
    )


def _verdict_object(line: VerdictLine) -> VerdictObject:
    return VerdictObject(
        seq=line.seq,
        at=rfc3339(line.at),
        kind=line.kind,
        by=line.by,
        who=line.who,
        of=line.of,
        viewer=author_object(line.viewer) if line.viewer else None,
        platform=line.platform,
        text=line.text,
        verdict=line.verdict,
        name=line.name,
        reasons=_reasons(line.reasons),
        scores=line.scores,
        note=note_object(line.what) if line.what is not None else None,
        undone_by=line.undone_by,
    )


def _reasons(reasons: Sequence[Reason]) -> list[ReasonObject]:
    return [ReasonObject(rule=one.rule, detail=one.detail) for one in reasons]


def _filter_of(request: web.Request) -> VerdictFilter:
    """Return what a request asks for; raises Problem 422 naming the parameter."""
    words = {name: request.query.get(name, "") for name in _WORDS}
    for name, text in words.items():
        if len(text) > 200:
            told = _("{field} may have 200 characters.").format(field=name)
            raise Problem(422, told, field=name)
    verdict = choice(request, "verdict", _VERDICTS)
    before = whole_number(request, "before", _LAST_SEQ, low=1, high=_LAST_SEQ)
    score = whole_number(request, "score", 0, low=0, high=100)
    return VerdictFilter(
        words=words["words"],
        viewer_id=words["viewer"],
        rule=words["rule"],
        by=choice(request, "by", _BY) or "",
        verdict=Verdict(verdict) if verdict else None,
        label=words["label"],
        score=score / 100,
        decisions_only=choice(request, "decisions", ("all", "only")) == "only",
        before=None if before == _LAST_SEQ else before,
        session=words["session"],
        limit=min(limit_of(request, _DEFAULT_LIMIT), MAX_LIMIT),
        kind=words["kind"],
        who=words["who"] if "who" in request.query else None,
    )
