"""settings.toml on disk: nothing is lost, and what is wrong is told with its line."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.errors import SettingsError
from companion.settings.changes import with_values
from companion.settings.file import COPIES, FILE_NAME, last_good, load, remember, save
from companion.settings.models import Settings

resource = pytest.importorskip("resource", reason="POSIX only")

LIGHT = with_values(Settings(), {"appearance.theme": "light"})
LARGE = with_values(Settings(), {"appearance.scale": 200})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / FILE_NAME


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_no_file_means_the_defaults(path: Path) -> None:
    assert load(path) == Settings()
    assert not path.parent.exists()


def test_what_is_saved_is_loaded(path: Path) -> None:
    save(path, LIGHT)

    assert load(path) == LIGHT


@pytest.mark.parametrize(
    ("text", "message", "field"),
    [
        (
            "[server]\nport = 'ten'\n",
            "settings.toml, line 2: server.port: whole number, 1,024 to 65,535; "
            "not “ten”",
            "server.port",
        ),
        (
            "[server]\n\n[scoring.chat]\npoints = 1\npiont = 2\n",
            "settings.toml, line 5: scoring.chat.piont: there is no such setting; "
            "do you mean scoring.chat.points?",
            "scoring.chat.piont",
        ),
        (
            "[server]\nport = = 1\n",
            "settings.toml, line 2: this is not valid TOML",
            "settings",
        ),
        (
            "[server]\nport = 1",
            "settings.toml, line 2: server.port: whole number, 1,024 to 65,535; not 1",
            "server.port",
        ),
        (
            "a = '''\nnever closed",
            "settings.toml, line 2: this is not valid TOML",
            "settings",
        ),
        (
            b"[server]\n# \xff\nport = 8000",
            "settings.toml, line 2: not UTF-8 text",
            "settings",
        ),
    ],
)
def test_a_broken_file_is_told_with_file_line_and_field(
    path: Path, text: str | bytes, message: str, field: str
) -> None:
    write(path, text)

    with pytest.raises(SettingsError) as raised:
        load(path)

    assert str(raised.value) == message
    assert raised.value.field == field


def test_line_ends_and_marks_of_windows_do_no_harm(path: Path) -> None:
    write(path, b"\xef\xbb\xbf[appearance]\r\ntheme = 'light'\r\n")

    assert load(path) == LIGHT


def test_an_enormous_file_is_refused_unread(path: Path) -> None:
    write(path, b"#" * (4 * 1024 * 1024 + 1))

    with pytest.raises(SettingsError, match="larger than 4 MiB"):
        load(path)


def test_a_folder_in_its_place_is_refused(path: Path) -> None:
    path.mkdir(parents=True)

    with pytest.raises(SettingsError, match=r"settings\.toml cannot be used"):
        load(path)
    with pytest.raises(SettingsError, match=r"settings\.toml cannot be used"):
        save(path, LIGHT)


COMMENTED = """\
# My settings

[server]
port = 7717  # as OBS has it

# ---- points ----
[scoring.chat]
points = 2   # generous
cap = 5

[[scoring.gift.tiers]]
up_to = 9
factor = 1.5

[[scoring.gift.tiers]]
factor = 3  # big ones
"""


def test_comments_and_order_stay_when_one_value_changes(path: Path) -> None:
    write(path, COMMENTED)

    save(path, with_values(load(path), {"scoring.chat.cap": 50}))

    assert path.read_text() == COMMENTED.replace("cap = 5", "cap = 50")


def test_a_value_that_becomes_the_default_stays_where_it_stood(path: Path) -> None:
    write(path, COMMENTED)

    save(path, with_values(load(path), {"scoring.chat.points": None}))

    assert "points = 1   # generous" in path.read_text()


def test_a_list_of_tables_stays_one(path: Path) -> None:
    write(path, COMMENTED)
    tiers = [{"up_to": 4, "factor": 2}, {"factor": 7}]

    save(path, with_values(load(path), {"scoring.gift.tiers": tiers}))

    assert path.read_text().count("[[scoring.gift.tiers]]") == 2
    assert [tier.factor for tier in load(path).scoring.gift.tiers] == [2, 7]


def test_a_new_file_holds_only_what_differs(path: Path) -> None:
    save(path, with_values(LIGHT, {"scoring.chat.points": Decimal("0.5")}))

    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if line] == [
        "[scoring.chat]",
        "points = 0.5",
        "[appearance]",
        'theme = "light"',
    ]


def test_saving_the_same_again_writes_nothing(path: Path) -> None:
    save(path, LIGHT)
    before = sorted(
        (file.name, file.stat().st_mtime_ns) for file in path.parent.iterdir()
    )

    save(path, LIGHT)

    after = sorted(
        (file.name, file.stat().st_mtime_ns) for file in path.parent.iterdir()
    )
    assert after == before


def test_the_last_five_versions_are_kept_newest_first(path: Path) -> None:
    for scale in range(101, 110):
        save(path, with_values(Settings(), {"appearance.scale": scale}))

    scales = [
        load(path.with_name(f"settings.toml.{n}")).appearance.scale
        for n in range(1, COPIES + 1)
    ]
    assert scales == [109, 108, 107, 106, 105]
    assert len(list(path.parent.iterdir())) == COPIES + 1


def test_the_last_good_copy_is_what_was_saved_last(path: Path) -> None:
    save(path, LIGHT)
    save(path, LARGE)
    write(path, "[server\n")

    found = last_good(path)

    assert found == (LARGE, path.with_name("settings.toml.1"))


def test_a_broken_copy_is_passed_over(path: Path) -> None:
    save(path, LIGHT)
    save(path, LARGE)
    write(path.with_name("settings.toml.1"), "")

    assert last_good(path) == (LIGHT, path.with_name("settings.toml.2"))


def test_there_may_be_no_good_copy(path: Path) -> None:
    write(path, "[server\n")

    assert last_good(path) is None


def test_an_empty_file_is_no_defaults_while_a_good_copy_exists(path: Path) -> None:
    save(path, LIGHT)
    write(path, "")

    with pytest.raises(SettingsError, match="is empty"):
        load(path)
    assert last_good(path) is not None


def test_an_empty_file_without_copies_means_the_defaults(path: Path) -> None:
    write(path, "")

    assert load(path) == Settings()


def test_a_hand_edited_file_is_remembered(path: Path) -> None:
    write(path, COMMENTED)

    remember(path)
    remember(path)

    assert path.with_name("settings.toml.1").read_text() == COMMENTED
    assert not path.with_name("settings.toml.2").exists()


@pytest.mark.parametrize("text", ["", "[server\n", "[server]\nport = 1\n"])
def test_what_is_not_good_never_becomes_a_copy(path: Path, text: str) -> None:
    save(path, LIGHT)
    write(path, text)

    remember(path)
    save(path, LARGE)

    copies = [path.with_name(f"settings.toml.{n}") for n in range(1, COPIES + 1)]
    assert [load(copy) for copy in copies if copy.exists()] == [LARGE, LIGHT]


def test_what_a_broken_file_held_is_kept_aside(path: Path) -> None:
    save(path, LIGHT)
    write(path, "[server\nport = 8000 # mine\n")

    save(path, LARGE)

    aside = path.with_name("settings.toml.broken").read_text()
    assert aside == "[server\nport = 8000 # mine\n"
    assert load(path) == LARGE


def test_comments_come_back_from_the_copy_of_a_file_that_broke(path: Path) -> None:
    write(path, COMMENTED)
    remember(path)
    write(path, "")
    good = last_good(path)
    assert good is not None

    save(path, good[0])

    assert path.read_text() == COMMENTED


@contextmanager
def full_disk(limit: int) -> Iterator[None]:
    """Let the system refuse every file larger than `limit` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_write_that_fails_half_way_leaves_the_old_file(path: Path) -> None:
    save(path, LIGHT)
    long = with_values(LIGHT, {"moderation.blocklist": ["word"] * 1000})

    with full_disk(2048), pytest.raises(SettingsError, match="cannot be used"):
        save(path, long)

    assert load(path) == LIGHT
    assert not path.with_name("settings.toml.new").exists()


def test_a_folder_that_takes_no_new_file_is_an_error(path: Path) -> None:
    save(path, LIGHT)
    path.with_name("settings.toml.new").mkdir()

    with pytest.raises(SettingsError, match="cannot be used"):
        save(path, LARGE)
    assert load(path) == LIGHT


def test_a_file_that_is_a_link_stays_one(path: Path, tmp_path: Path) -> None:
    real = write(tmp_path / "dotfiles" / "companion.toml", "")
    path.parent.mkdir()
    path.symlink_to(real)

    save(path, LIGHT)

    assert path.is_symlink()
    assert load(real) == LIGHT


plain = st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.text(max_size=8)
tables = st.recursive(
    plain | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
changed = st.fixed_dictionaries(
    {},
    optional={
        "server.port": st.integers(1024, 65535),
        "connections.silent_after_s": st.floats(1, 3600),
        "tiktok.notice_accepted_at": st.datetimes(
            min_value=datetime(2001, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
            max_value=datetime(2999, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
            timezones=st.timezones().filter(lambda zone: zone is not None),
        ).map(lambda at: at.replace(microsecond=0, fold=0)),
        "scoring.preset": st.sampled_from(["default", "classic"]),
        "scoring.chat.points": st.decimals(0, 1_000_000, places=3),
        "scoring.gift.tiers": st.lists(
            st.integers(1, 1000), max_size=4, unique=True
        ).map(lambda limits: tiers(sorted(limits))),
        "scoring.superchat.currencies": st.dictionaries(
            st.sampled_from(["EUR", "JPY", "USD"]), st.decimals(0, 10, places=3)
        ),
        "moderation.blocklist": st.lists(st.text(min_size=1, max_size=10), max_size=3),
        "overlays.chat": st.dictionaries(st.text(max_size=6), tables, max_size=3),
    },
)


def tiers(limits: list[int]) -> list[dict[str, int]]:
    return [{"up_to": limit, "factor": limit} for limit in limits] + [{"factor": 2}]


@pytest.fixture(scope="module")
def one_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings") / FILE_NAME


@given(values=changed)
def test_any_settings_come_back_through_a_file_of_any_other(
    one_path: Path, values: dict[str, object]
) -> None:
    # The file is whatever the example before has left, comments and all.
    settings = with_values(Settings(), values)

    save(one_path, settings)

    assert load(one_path) == settings
