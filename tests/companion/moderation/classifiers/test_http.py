"""A second opinion from a real server on this computer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from companion.domain.errors import ModelError
from companion.moderation.classifiers import classifier_of
from companion.moderation.classifiers.http import HttpClassifier, http_manifest
from companion.moderation.models.manifest import CANONICAL

Answer = Callable[[dict[str, Any]], tuple[int, bytes]]


class Opinions:
    """A server; `answer` decides what it says, `heard` is what it was asked."""

    def __init__(self) -> None:
        self.answer: Answer = lambda _question: (200, b"{}")
        self.heard: list[tuple[str, str, dict[str, Any]]] = []
        opinions = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                question = json.loads(self.rfile.read(size))
                said = self.headers.get("Authorization", "")
                opinions.heard.append((self.path, said, question))
                status, body = opinions.answer(question)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Location", "http://example.com/")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def asked(self, path: str = "/scores", *, key: str = "") -> HttpClassifier:
        classifier = HttpClassifier(
            http_manifest(self.address(path)), key=key, timeout_s=2
        )
        classifier.load()
        return classifier


@pytest.fixture
def opinions() -> Iterator[Opinions]:
    found = Opinions()
    thread = threading.Thread(target=found.server.serve_forever)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join()


def says(answer: object) -> Answer:
    return lambda _question: (200, json.dumps(answer).encode())


def test_plain_scores(opinions: Opinions) -> None:
    opinions.answer = says({"scores": [{"toxicity": 0.9, "threat": 0}, {"insult": 1}]})
    asked = opinions.asked(key="secret")
    first, second = (
        dict(zip(asked.labels, row, strict=True)) for row in asked.score(["a", "b"])
    )

    assert first["toxicity"] == 0.9
    assert second["insult"] == second["toxicity"] == 1.0
    assert set(first) == set(CANONICAL)
    assert opinions.heard == [("/scores", "Bearer secret", {"texts": ["a", "b"]})]


def test_the_shape_of_openai(opinions: Opinions) -> None:
    scores = {"harassment": 0.3, "hate": 0.6, "hate/threatening": 0.7, "violence": 0.2}
    answer = {"results": [{"flagged": True, "category_scores": scores}]}
    opinions.answer = says(answer)
    asked = opinions.asked("/v1/moderations")
    (row,) = asked.score(["a"])

    found = dict(zip(asked.labels, row, strict=True))
    assert found["identity_attack"] == 0.7
    assert found["insult"] == 0.3
    assert found["threat"] == 0.2
    assert found["toxicity"] == 0.7
    assert opinions.heard[0][1:] == ("", {"input": ["a"]})


def test_nothing_asked_nobody_bothered(opinions: Opinions) -> None:
    assert opinions.asked().score([]) == []
    assert opinions.heard == []


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {"scores": []},
        {"scores": {}},
        {"scores": [1]},
        {"scores": [{}]},
        {"scores": [{"colour": 0.5}]},
        {"scores": [{"toxicity": 1.5}]},
        {"scores": [{"toxicity": -0.1}]},
        {"scores": [{"toxicity": True}]},
        {"scores": [{"toxicity": "0.5"}]},
        {"scores": [{"toxicity": None}]},
        {"scores": [{"toxicity": 0.5}, {"toxicity": 0.5}]},
    ],
)
def test_nonsense_is_refused(opinions: Opinions, answer: object) -> None:
    opinions.answer = says(answer)

    with pytest.raises(ModelError, match="none that is understood"):
        opinions.asked().score(["a"])


def test_what_is_no_json_is_refused(opinions: Opinions) -> None:
    opinions.answer = lambda _question: (200, b'{"scores": [{"toxicity": NaN}]')

    with pytest.raises(ModelError, match="none that is understood"):
        opinions.asked().score(["a"])


def test_no_number_is_refused(opinions: Opinions) -> None:
    opinions.answer = lambda _question: (200, b'{"scores": [{"toxicity": NaN}]}')

    with pytest.raises(ModelError, match="none that is understood"):
        opinions.asked().score(["a"])


@pytest.mark.parametrize("status", [301, 307, 401, 429, 500])
def test_other_statuses_are_errors_and_redirects_are_not_followed(
    opinions: Opinions, status: int
) -> None:
    opinions.answer = lambda _question: (status, b"{}")
    asked = opinions.asked()

    with pytest.raises(ModelError, match=f"answered {status}"):
        asked.score(["a"])
    opinions.answer = says({"scores": [{"toxicity": 0.5}]})
    assert asked.score(["a"])[0][0] == 0.5


def test_an_endless_answer_is_not_read_to_its_end(opinions: Opinions) -> None:
    opinions.answer = lambda _question: (200, b" " * 2_000_000)

    with pytest.raises(ModelError):
        opinions.asked().score(["a"])


def test_a_server_that_hangs_is_given_up(opinions: Opinions) -> None:
    forever = threading.Event()

    def hang(_question: dict[str, Any]) -> tuple[int, bytes]:
        forever.wait(10)
        return 200, b"{}"

    opinions.answer = hang
    asked = HttpClassifier(http_manifest(opinions.address("/")), timeout_s=0.1)
    asked.load()
    with pytest.raises(ModelError, match="not to be had"):
        asked.score(["a"])
    forever.set()


def test_nobody_there() -> None:
    asked = HttpClassifier(http_manifest("http://127.0.0.1:9/"), timeout_s=1)
    asked.load()

    with pytest.raises(ModelError, match="not to be had"):
        asked.score(["a"])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.com",
        "http://example.com/",
        "ftp://127.0.0.1/",
        "https://user:password@example.com/",
        "https://exa mple.com/",
        "https://example.com/\r\nX: y",
        "https://example.com:port/",
        "https://[oops/",
    ],
)
def test_only_https_or_this_computer(address: str) -> None:
    with pytest.raises(ModelError, match="only https"):
        http_manifest(address)


def test_the_catalogue_of_kinds_knows_it(opinions: Opinions, tmp_path: Any) -> None:
    opinions.answer = says({"scores": [{"toxicity": 0.5}]})
    classifier = classifier_of(
        http_manifest(opinions.address("/scores")), tmp_path, key="k"
    )
    classifier.load()

    assert classifier.score(["a"])[0][0] == 0.5
    assert opinions.heard[0][1] == "Bearer k"
