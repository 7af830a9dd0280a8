"""The Rules tab over the real engine: what is changed judges at once, or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files
from pathlib import Path

import pytest

from companion.domain.entries import Verdict
from companion.gui.moderation.rules_tab import RulesTab
from companion.moderation.word_list import starter_entries
from tests.companion.gui.moderation.tab_scene import KAI, LUNA, TabScene, on_page

pytestmark = pytest.mark.qt

LISTS = files("companion.moderation") / "lists"
Story = Callable[[TabScene, RulesTab], Awaitable[None]]


@pytest.fixture
def play(run, tmp_path, theme) -> Callable[[Story], None]:
    def tell(story: Story) -> None:
        async def whole() -> None:
            async with on_page(theme, tmp_path / "data") as scene:
                tab = scene.tab("rules", RulesTab)
                await scene.settle()
                await story(scene, tab)

        run(whole())

    return tell


async def verdict_on(scene: TabScene, text: str) -> Verdict:
    """Return what the gate says about a text now."""
    trial = await scene.desk.app.engine.gate.try_text(text)
    return trial.verdict


async def type_in(scene: TabScene, field, text: str) -> None:
    field.set_text(text)
    field.edit.editingFinished.emit()
    await scene.settle()


def test_a_word_that_is_added_is_blocked_at_once_and_removed_again(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        editor = tab.words.editor
        editor.field.set_text("numpty")
        editor.add()
        await scene.settle()
        assert scene.settings.moderation.blocklist == ("numpty",)
        assert await verdict_on(scene, "you numpty") is Verdict.BLOCK
        assert editor.field.text == ""
        assert editor.count.text() == "1 entry"

        editor.choose("numpty")
        editor.remove()
        await scene.settle()
        assert scene.settings.moderation.blocklist == ()
        assert await verdict_on(scene, "you numpty") is Verdict.ALLOW

    play(story)


def test_a_copy_of_a_starter_list_is_edited_in_its_place(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        words = tab.words
        of_french = [line.text() for line in words.copies_menu().actions()]
        assert "Français" in of_french
        words.edit_copy("fr")
        await scene.settle()
        now = scene.settings.moderation
        assert now.starter_lists == ("en",)
        assert now.holdlist == starter_entries("fr")
        assert words.which.current == "holdlist"
        assert not words.starters["fr"].isChecked()
        assert "can be edited" in words.editor.note.text()

        words.editor.choose(now.holdlist[0])
        words.editor.remove()
        await scene.settle()
        assert await verdict_on(scene, now.holdlist[0]) is Verdict.ALLOW
        assert await verdict_on(scene, now.holdlist[1]) is Verdict.HOLD

        words.edit_copy("fr")  # again: what is there already is not there twice
        await scene.settle()
        again = scene.settings.moderation.holdlist
        assert sorted(again) == sorted(starter_entries("fr"))

    play(story)


def test_what_cannot_be_an_entry_stays_typed_and_changes_nothing(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        editor = tab.words.editor
        for text, told in (("~a", "at least 3 letters"), ("x" * 201, "longer")):
            editor.field.set_text(text)
            editor.add()
            assert told in editor.field.error
            assert editor.field.text == text
        assert scene.settings.moderation.blocklist == ()
        assert scene.desk.saved == []

    play(story)


def test_each_list_has_its_own_words_and_its_own_verdict(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        for field, word in (("holdlist", "maybe"), ("permitlist", "scunthorpe")):
            tab.words.show_list(field)
            tab.words.editor.field.set_text(word)
            tab.words.editor.add()
            await scene.settle()
        assert scene.settings.moderation.holdlist == ("maybe",)
        assert scene.settings.moderation.permitlist == ("scunthorpe",)
        assert await verdict_on(scene, "well maybe") is Verdict.HOLD
        assert tab.words.editor.entries == ("scunthorpe",)
        tab.words.show_list("holdlist")
        assert tab.words.editor.entries == ("maybe",)

    play(story)


def test_a_list_goes_out_to_a_file_and_comes_in_again(play, tmp_path: Path) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        file = tmp_path / "words.txt"
        file.write_text("# mine\n\nnumpty\n~muppet\nnumpty\n", "utf-8")

        tab.words.import_file(file)
        await scene.settle()
        assert scene.settings.moderation.blocklist == ("numpty", "~muppet")
        assert tab.words.editor.note.text() == "2 entries added · 1 were there already"

        out = tmp_path / "out.txt"
        tab.words.export_file(out)
        await scene.settle()
        heading, *lines = out.read_text("utf-8").splitlines()
        assert heading.startswith("# Messages and names")
        assert lines == ["numpty", "~muppet"]

    play(story)


def test_a_bad_file_names_its_line_and_takes_nothing_away(play, tmp_path: Path) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        tab.words.editor.add_all(["kept"])
        await scene.settle()
        file = tmp_path / "bad.txt"
        file.write_bytes(b"fine\n\xff\xfe\n")

        tab.words.import_file(file)
        await scene.settle()

        assert "bad.txt, line 2" in tab.words.editor.note.text()
        assert scene.settings.moderation.blocklist == ("kept",)
        assert tab.words.editor.entries == ("kept",)

    play(story)


def test_a_file_that_cannot_be_written_is_told(play, tmp_path: Path) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        tab.words.editor.add_all(["kept"])
        await scene.settle()

        tab.words.export_file(tmp_path / "nowhere" / "out.txt")
        await scene.settle()

        assert "cannot be written" in tab.words.editor.note.text()

    play(story)


def test_typing_finds_in_a_long_list(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        editor = tab.words.editor
        editor.add_all([f"word{n}" for n in range(300)])
        await scene.settle()

        editor.field.edit.textEdited.emit("word29")
        assert editor.found == ["word29", *(f"word29{n}" for n in range(10))]
        assert editor.count.text() == "11 of 300 entries"

    play(story)


def test_two_words_in_a_hurry_are_both_kept(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        editor = tab.words.editor
        for word in ("numpty", "muppet", "plonker"):
            editor.field.set_text(word)
            editor.add()
        assert editor.entries == ("numpty", "muppet", "plonker")
        await scene.settle()
        assert scene.settings.moderation.blocklist == ("numpty", "muppet", "plonker")
        assert editor.entries == ("numpty", "muppet", "plonker")

    play(story)


def test_another_list_is_shown_whole_after_looking_for_a_word(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        editor = tab.words.editor
        tab.words.show_list("holdlist")
        editor.add_all(["maybe", "perhaps"])
        await scene.settle()
        editor.field.set_text("perh")
        editor.field.edit.textEdited.emit("perh")
        assert editor.found == ["perhaps"]

        tab.words.show_list("blocklist")
        tab.words.show_list("holdlist")

        assert editor.found == ["maybe", "perhaps"]

    play(story)


def test_there_is_a_switch_for_every_starter_list(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        starters = tab.words.starters
        there = {one.name.removesuffix(".txt") for one in LISTS.iterdir()}
        assert set(starters) == there
        assert [key for key, one in starters.items() if one.isChecked()] == ["en", "fr"]

        starters["de"].click()
        starters["fr"].click()
        await scene.settle()

        assert set(scene.settings.moderation.starter_lists) == {"en", "de"}
        german = starter_entries("de")[0]
        assert await verdict_on(scene, f"du {german}") is Verdict.HOLD

    play(story)


def test_links_are_stopped_but_for_hosts_that_are_permitted(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        tab.cards["rules.links.action"].action.chosen.emit("block")
        await scene.settle()
        assert await verdict_on(scene, "see https://good.example/x") is Verdict.BLOCK

        tab.hosts.field.set_text("https://good.example")
        tab.hosts.add()
        assert "without https://" in tab.hosts.field.error
        tab.hosts.field.set_text("good.example")
        tab.hosts.add()
        await scene.settle()
        assert await verdict_on(scene, "see https://good.example/x") is Verdict.ALLOW

    play(story)


def test_a_number_out_of_range_is_said_beside_it_and_the_old_one_holds(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        card = tab.cards["rules.caps.action"]
        field = card.fields["rules.caps.share"]
        await type_in(scene, field, "7")
        assert "0 to 1" in field.error
        assert field.text == "7"
        assert scene.settings.moderation.rules.caps.share == 0.8

        await type_in(scene, field, "0.5")
        assert field.error == ""
        assert scene.settings.moderation.rules.caps.share == 0.5

        card.action.chosen.emit("hold")
        await scene.settle()
        assert await verdict_on(scene, "WHY ARE WE SHOUTING now then") is Verdict.HOLD

    play(story)


def test_a_pattern_is_tried_while_it_is_typed_and_saved_when_it_is_one(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        patterns = tab.patterns
        patterns.add()
        row = patterns.rows[0]
        await type_in(scene, row.field, "free (skins")
        assert "Not a regular expression" in row.field.error
        assert row.field.text == "free (skins"
        assert scene.settings.moderation.rules.patterns == ()

        await type_in(scene, row.field, r"free\s+skins")
        assert row.field.error == ""
        assert [one.pattern for one in scene.settings.moderation.rules.patterns] == [
            r"free\s+skins"
        ]
        assert await verdict_on(scene, "FREE  skins here") is Verdict.HOLD

        for text, told in (("free skins", "Found"), ("free hugs", "Not in the text")):
            patterns.trial.set_text(text)
            patterns.try_all()
            await scene.settle()
            assert patterns.rows[0].glyph.accessibleName().startswith(told)

        patterns.remove(patterns.rows[0])
        await scene.settle()
        assert scene.settings.moderation.rules.patterns == ()

    play(story)


def test_roles_steps_and_modes_are_kept(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        tab.roles.toggles["vip"].setChecked(True)
        await scene.settle()
        assert "vip" in scene.settings.moderation.exempt_roles

        await type_in(scene, tab.steps.field, "0, 30, soon")
        assert tab.steps.field.error
        assert tab.steps.field.text == "0, 30, soon"
        await type_in(scene, tab.steps.field, "0, 30, 600")
        assert scene.settings.moderation.ladder.steps == (0, 30, 600)

        quiet = tab.lines["modes.quiet_from"]
        await type_in(scene, quiet.control, "25:00")
        assert not quiet.note.isHidden()
        assert scene.settings.moderation.modes.quiet_from == ""
        await type_in(scene, quiet.control, "22:00")
        assert scene.settings.moderation.modes.quiet_from == "22:00"

    play(story)


def test_marks_and_texts_are_listed_and_taken_back(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        gate = scene.desk.app.engine.gate
        await scene.say("hello")
        entry = await scene.say("hi", by=KAI)
        await gate.mark(LUNA.id, "trust")
        await gate.mark(KAI.id, "ban")
        await gate.always_allow(entry.seq)
        tab.people.refresh()
        await scene.settle()
        lines = tab.people.viewers.lines
        banned = next(n for n, one in enumerate(lines) if "banned here" in one)
        assert len(lines) == 2
        assert "trusted, nothing stops them" in lines[1 - banned]

        tab.people.viewers.asked.emit(banned)
        tab.people.texts.asked.emit(0)
        await scene.settle()
        assert [one.viewer_id for one in gate.marks()] == [LUNA.id]
        assert list(gate.permitted_texts()) == []
        assert len(tab.people.viewers.lines) == 1

    play(story)


def test_a_change_on_another_tab_shows_when_this_one_is_opened_again(play) -> None:
    async def story(scene: TabScene, tab: RulesTab) -> None:
        scene.page.open_tab("held")
        scene.page.settings.change({"hold_seconds": 45}, lambda _error: None)
        await scene.settle()
        scene.page.open_tab("rules")
        await scene.settle()

        assert tab.lines["hold_seconds"].control.text == "45"

    play(story)
