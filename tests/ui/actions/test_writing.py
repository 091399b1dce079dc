"""Generate, vary, continue, bridge and write again, in a window with stand-in workers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from composer_app.errors import ComposerError
from composer_app.library.idea import Idea
from composer_app.models.listing import ModelChoice
from composer_app.music.clip import Clip
from composer_app.music.voices import WRITTEN_VOICES
from composer_app.protocol.request import Sketch, Span
from composer_app.ui.piano_roll.selection import Edit
from tests.ui.conftest import Opened
from tests.ui.stand_ins import some_clip

BAR = 1920
CLIP = some_clip(bars=8)


@pytest.fixture
def at_work(opened: Opened) -> Opened:
    """A window in which an idea of eight bars is open."""
    idea = opened.desk.library.add(Idea("Rain", CLIP, model="Base"))
    opened.window.parts.ideas.add_ideas([idea])
    opened.desk.session.document.open_idea(idea)
    return opened


def select_bars(opened: Opened, first: int, last: int) -> None:
    """Select the notes that begin in the bars `first` to `last`, counted from 0."""
    area = range(first * BAR, (last + 1) * BAR)
    editor = opened.window.parts.roll.editor
    picked = frozenset((v, n) for v in WRITTEN_VOICES for n in editor.clip.part(v) if n.onset in area)
    editor.apply(Edit(editor.clip, picked))


def wait_for(qtbot: QtBot, opened: Opened, act: Callable[[], object]) -> None:
    """Act, and wait until what it asks for is written."""
    with qtbot.waitSignal(opened.desk.session.writing.ended):
        act()


def generate(qtbot: QtBot, opened: Opened) -> None:
    wait_for(qtbot, opened, opened.window.parts.generate.button.click)


def test_button_says_which_bars_it_fills(at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    assert at_work.window.parts.generate.button.text() == "Fill bars 5-8"


def test_selected_bars_are_written_anew_and_nothing_else(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    asked = at_work.desk.generator.asked[0]
    assert (asked.task, asked.clip) == ("fill", CLIP)
    assert set(asked.write) == {Span(voice, 4, 7) for voice in WRITTEN_VOICES}
    clip = at_work.window.parts.roll.editor.clip
    assert clip != CLIP
    assert [n for n in clip.notes if n.onset < 4 * BAR] == [n for n in CLIP.notes if n.onset < 4 * BAR]


def test_new_notes_are_selected_and_one_undo_takes_them_back(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    roll = at_work.window.parts.roll
    assert {note for _, note in roll.editor.picked} == {n for n in roll.editor.clip.notes if n.onset >= 4 * BAR}
    qtbot.keyClick(at_work.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert roll.editor.clip == CLIP


def test_every_alternative_is_an_idea_of_the_library(qtbot: QtBot, at_work: Opened) -> None:
    parent = at_work.desk.session.document.idea
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    takes = at_work.desk.library.ideas(limit=4)
    assert {idea.parent for idea in takes} == {parent.id if parent else None}
    assert {idea.remarks[0] for idea in takes} == {"bars 5-8 of Rain"}


def test_another_alternative_takes_the_place_of_the_first(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    first = at_work.window.parts.roll.editor.clip
    at_work.window.parts.alternatives.cards[3].click()
    third = at_work.window.parts.roll.editor.clip
    assert third not in (first, CLIP)
    at_work.window.parts.roll.editor.undo()
    assert at_work.window.parts.roll.editor.clip == CLIP


def test_chosen_alternative_is_heard_a_bar_before_what_is_new(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    at_work.window.parts.alternatives.cards[2].click()
    assert at_work.desk.player.told[-1] == ("play", at_work.window.parts.roll.editor.clip, 3 * BAR, None)


def test_swapping_while_it_plays_goes_on_playing(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    at_work.window.parts.alternatives.cards[2].click()
    at_work.window.parts.alternatives.cards[4].click()
    assert at_work.desk.player.told[-1] == ("replace", at_work.window.parts.roll.editor.clip)


def test_card_before_brings_back_what_was_there(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    at_work.window.parts.alternatives.cards[0].click()
    assert at_work.window.parts.roll.editor.clip == CLIP


def test_alt_right_goes_to_the_next_alternative_and_round(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    actions = at_work.window.wiring.menu_actions
    for _ in range(4):
        actions["next_alternative"].trigger()
    assert at_work.window.parts.roll.editor.clip == CLIP


def test_what_was_edited_meanwhile_is_not_overwritten(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    at_work.desk.generator.gate.clear()
    edited = some_clip(bars=8, pitch=80)

    def act() -> None:
        at_work.window.parts.generate.button.click()
        at_work.window.parts.roll.editor.apply(Edit(edited))
        at_work.desk.generator.gate.set()

    wait_for(qtbot, at_work, act)
    assert at_work.window.parts.roll.editor.clip == edited
    at_work.window.parts.alternatives.cards[1].click()
    at_work.window.parts.roll.editor.undo()
    assert at_work.window.parts.roll.editor.clip == edited


def test_alternatives_vanish_when_another_idea_is_opened(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    at_work.desk.session.document.open_idea(at_work.desk.library.add(Idea("Sun", some_clip())))
    assert not at_work.window.parts.alternatives.isVisible()


def test_sketch_is_shown_and_not_kept(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    at_work.desk.generator.sketches = [Sketch(1, CLIP)]
    at_work.desk.generator.gate.clear()
    before = at_work.desk.library.count()
    at_work.window.parts.generate.button.click()
    card = at_work.window.parts.alternatives.cards[2]
    qtbot.waitUntil(lambda: bool(card._clip.notes))
    assert not card.isEnabled()
    assert at_work.desk.library.count() == before
    wait_for(qtbot, at_work, at_work.desk.generator.gate.set)
    assert card.isEnabled()


def test_sketch_of_a_new_idea_stands_in_the_list_until_the_idea_is_there(qtbot: QtBot, opened: Opened) -> None:
    opened.desk.generator.sketches = [Sketch(0, some_clip()), Sketch(1, some_clip())]
    opened.desk.generator.gate.clear()
    ideas = opened.window.parts.ideas.model
    opened.window.parts.generate.button.click()
    qtbot.waitUntil(lambda: ideas.rowCount() == 2)
    wait_for(qtbot, opened, opened.desk.generator.gate.set)
    assert [idea.name for idea in ideas.ideas] == ["Idea 4", "Idea 3", "Idea 2", "Idea 1"]


def test_list_stands_at_its_top_when_sketched_ideas_are_written(qtbot: QtBot, opened: Opened) -> None:
    opened.desk.generator.sketches = [Sketch(number, some_clip()) for number in range(4)]
    generate(qtbot, opened)
    assert opened.window.parts.ideas.view.verticalScrollBar().value() == 0


def test_locked_chords_get_a_melody_over_them(qtbot: QtBot, at_work: Opened) -> None:
    at_work.window.parts.header.lock("chords", True)
    assert at_work.window.parts.generate.button.text() == "Generate a melody"
    generate(qtbot, at_work)
    assert at_work.desk.generator.asked[0].task == "melody"
    assert at_work.window.parts.roll.editor.clip.chords == CLIP.chords
    assert at_work.window.parts.roll.editor.clip.melody != CLIP.melody


def test_locked_melody_gets_chords_under_it(qtbot: QtBot, at_work: Opened) -> None:
    at_work.window.wiring.menu_actions["lock_melody"].trigger()
    generate(qtbot, at_work)
    assert at_work.desk.generator.asked[0].task == "chords"
    assert at_work.window.parts.roll.editor.clip.melody == CLIP.melody


def test_two_locks_are_a_sentence_beside_the_button(at_work: Opened) -> None:
    for voice in WRITTEN_VOICES:
        at_work.window.parts.header.lock(voice, True)
    panel = at_work.window.parts.generate
    assert not panel.button.isEnabled()
    assert panel.about.text() == "Both voices are locked: unlock the one to generate."


def test_cross_beside_the_button_goes_back_to_a_new_idea(at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    at_work.window.parts.header.lock("chords", True)
    at_work.window.parts.generate.drop.click()
    assert at_work.window.parts.generate.button.text() == "Generate idea"
    assert at_work.window.parts.header.locked == frozenset()


def test_variation_asks_for_the_amount_of_the_slider(qtbot: QtBot, at_work: Opened) -> None:
    at_work.window.parts.generate.verbs.amount.setValue(45)
    wait_for(qtbot, at_work, at_work.window.parts.generate.verbs.vary.click)
    asked = at_work.desk.generator.asked[0]
    assert (asked.task, asked.amount, asked.write) == ("vary", 0.45, ())


def test_continuation_is_appended_and_taken_back_by_one_undo(qtbot: QtBot, at_work: Opened) -> None:
    wait_for(qtbot, at_work, at_work.window.parts.generate.onward.click)
    assert at_work.window.parts.roll.editor.clip.bars == 16
    at_work.window.parts.roll.editor.undo()
    assert at_work.window.parts.roll.editor.clip == CLIP


def test_bridge_leads_from_the_opened_idea_to_the_other(qtbot: QtBot, at_work: Opened) -> None:
    sun = at_work.desk.library.add(Idea("Sun", some_clip(bars=4)))
    wait_for(qtbot, at_work, lambda: at_work.window.parts.ideas.bridge_requested.emit(sun))
    asked = at_work.desk.generator.asked[0]
    assert (asked.task, asked.clip, asked.to) == ("bridge", CLIP, sun.clip)
    assert at_work.desk.library.ideas(limit=1)[0].remarks[0] == "bridge from Rain to Sun"
    assert at_work.window.parts.roll.editor.clip == CLIP


def test_bridge_offers_every_idea_but_the_opened_one(at_work: Opened) -> None:
    at_work.desk.library.add(Idea("Sun", some_clip()))
    at_work.window.parts.generate.destinations_wanted.emit()
    offered = at_work.window.parts.generate.verbs.destinations.actions()
    assert [action.text().split("  ")[0] for action in offered] == ["Sun"]


def test_bridge_leads_to_the_idea_chosen_in_the_panel(qtbot: QtBot, at_work: Opened) -> None:
    sun = at_work.desk.library.add(Idea("Sun", some_clip(bars=4)))
    at_work.window.parts.generate.destinations_wanted.emit()
    (sunny,) = at_work.window.parts.generate.verbs.destinations.actions()
    wait_for(qtbot, at_work, sunny.trigger)
    assert at_work.desk.generator.asked[0].to == sun.clip


def test_request_of_a_clip_leaves_key_meter_and_tempo_to_the_clip(qtbot: QtBot, at_work: Opened) -> None:
    panel = at_work.window.parts.generate
    panel.signature.key.set_value("A minor")
    panel.signature.meter.set_value("3/4")
    panel.signature.tempo.setValue(80)
    wait_for(qtbot, at_work, panel.onward.click)
    asked = at_work.desk.generator.asked[0]
    assert (asked.key, asked.meter, asked.tempo) == (None, None, None)


def test_written_again_an_idea_is_asked_for_with_its_seed_and_wishes(qtbot: QtBot, opened: Opened) -> None:
    panel = opened.window.parts.generate
    panel.adventure.slider.setValue(80)
    generate(qtbot, opened)
    panel.adventure.reset()
    first = opened.desk.library.ideas()[0]
    wait_for(qtbot, opened, lambda: opened.window.parts.ideas.again_requested.emit(first))
    asked = opened.desk.generator.asked[-1]
    assert (asked.seed, asked.count, asked.adventure) == (first.seed, 1, 0.8)


def test_idea_that_was_edited_is_written_again_as_it_was(qtbot: QtBot, opened: Opened) -> None:
    generate(qtbot, opened)
    first = opened.desk.library.ideas()[-1]
    opened.desk.session.document.open_idea(first)
    opened.window.parts.roll.editor.apply(Edit(some_clip(bars=8, pitch=80)))
    wait_for(qtbot, opened, lambda: opened.window.parts.ideas.again_requested.emit(first))
    assert opened.window.parts.status.text == "Idea 5 has the same notes as Idea 1 had when it was generated."


def test_idea_that_no_model_wrote_cannot_be_written_again(qtbot: QtBot, at_work: Opened) -> None:
    with qtbot.waitSignal(at_work.desk.session.messages.failed) as failed:
        at_work.window.wiring.menu_actions["generate_again"].trigger()
    assert str(failed.args[0]) == "Rain was not written by a model, so there is nothing to write again."


def test_idea_whose_model_is_gone_says_so(qtbot: QtBot, opened: Opened) -> None:
    generate(qtbot, opened)
    first = opened.desk.library.ideas()[0]
    (opened.desk.folder / "shipped" / "base.safetensors").unlink()
    with qtbot.waitSignal(opened.desk.session.messages.failed) as failed:
        opened.window.wiring.actions.writing.generate_idea_again(first)
    assert '"Base" is no longer in the list' in str(failed.args[0])


def test_task_that_the_model_cannot_do_is_greyed_with_the_reason(at_work: Opened) -> None:
    panel, path = at_work.window.parts.generate, at_work.desk.folder / "notes.safetensors"
    reasons = {"vary": "It writes one voice from left to right.", "fill": "It cannot see what comes after."}
    panel.set_models([ModelChoice("Notes", path, reasons)], path)
    assert not panel.verbs.vary.isEnabled()
    assert panel.verbs.vary.toolTip() == reasons["vary"]
    select_bars(at_work, 4, 7)
    assert not panel.button.isEnabled()
    assert panel.about.text() == reasons["fill"]


def test_empty_roll_has_nothing_to_vary_or_continue(opened: Opened) -> None:
    verbs = opened.window.parts.generate.verbs
    assert not any(button.isEnabled() for button in (verbs.vary, verbs.onward, verbs.bridge))
    assert "Open an idea" in verbs.vary.toolTip()


def test_failure_closes_the_empty_strip_of_alternatives(qtbot: QtBot, at_work: Opened) -> None:
    at_work.desk.generator.error = ComposerError("The model is damaged.")
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    assert not at_work.window.parts.alternatives.isVisible()
    assert at_work.window.parts.toast.text == "The model is damaged."


def test_looping_the_alternatives_takes_a_bar_around_them(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 5)
    generate(qtbot, at_work)
    at_work.window.parts.alternatives.loop.click()
    assert at_work.window.parts.roll.editor.loop == (3 * BAR, 7 * BAR)


def test_unsaved_first_notes_become_an_idea_before_they_are_varied(qtbot: QtBot, opened: Opened) -> None:
    opened.window.parts.roll.editor.apply(Edit(CLIP))
    wait_for(qtbot, opened, opened.window.parts.generate.verbs.vary.click)
    sketch = next(idea for idea in opened.desk.library.ideas() if idea.task == "sketch")
    assert opened.desk.library.ideas()[0].parent == sketch.id
    assert opened.window.parts.alternatives.isVisible()


def test_clip_of_nothing_is_no_aim(opened: Opened) -> None:
    opened.window.parts.roll.set_clip(Clip(length=8 * BAR))
    opened.window.parts.roll.editor.set_loop((0, BAR))
    assert opened.window.parts.generate.button.text() == "Generate idea"


def test_other_alternatives_are_deleted_and_brought_back(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    at_work.window.parts.alternatives.cards[3].click()
    at_work.window.parts.alternatives.discard.click()
    kept = [idea.clip for idea in at_work.desk.library.ideas() if idea.task == "fill"]
    assert kept == [at_work.window.parts.roll.editor.clip]
    assert at_work.window.parts.toast.text == "3 ideas were deleted."
    at_work.desk.session.ideas.undo_delete()
    assert sum(idea.task == "fill" for idea in at_work.desk.library.ideas()) == 4


def test_arrow_keys_go_from_card_to_card(qtbot: QtBot, at_work: Opened) -> None:
    select_bars(at_work, 4, 7)
    generate(qtbot, at_work)
    cards = at_work.window.parts.alternatives.cards
    first = at_work.window.parts.roll.editor.clip
    cards[1].setFocus()
    qtbot.keyClick(cards[1], Qt.Key.Key_Right)
    assert at_work.window.parts.roll.editor.clip != first
    qtbot.keyClick(cards[2], Qt.Key.Key_Left)
    assert at_work.window.parts.roll.editor.clip == first


def test_alternatives_can_be_left_out_of_the_list(qtbot: QtBot, at_work: Opened) -> None:
    ideas = at_work.window.parts.ideas
    ideas.plain.click()
    wait_for(qtbot, at_work, at_work.window.parts.generate.verbs.vary.click)
    assert [idea.name for idea in ideas.model.ideas] == ["Rain"]
    ideas.plain.click()
    assert ideas.model.rowCount() == 5


def test_what_the_model_cannot_do_is_said_when_asked_for_by_key(qtbot: QtBot, at_work: Opened) -> None:
    panel, path = at_work.window.parts.generate, at_work.desk.folder / "notes.safetensors"
    panel.set_models([ModelChoice("Notes", path, {"vary": "it writes one voice only"})], path)
    at_work.window.wiring.menu_actions["vary"].trigger()
    assert at_work.window.parts.toast.text == "It writes one voice only."
    assert at_work.desk.generator.asked == []


def test_wish_while_ideas_are_written_is_answered(qtbot: QtBot, at_work: Opened) -> None:
    at_work.desk.generator.gate.clear()
    at_work.window.parts.generate.button.click()
    at_work.window.wiring.menu_actions["vary"].trigger()
    assert "still being generated" in at_work.window.parts.status.text
    wait_for(qtbot, at_work, at_work.desk.generator.gate.set)
