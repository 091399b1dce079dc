from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.note import Note
from composer_app.ui.piano_roll import key_entry
from composer_app.ui.piano_roll.editor import Editor
from composer_app.ui.piano_roll.operations import Operations

CLIP = Clip(
    tuple(Note(0, 1920, pitch) for pitch in (48, 52, 55)),
    tuple(Note(1920 + 480 * beat + 17, 300, pitch, 60 + beat) for beat, pitch in enumerate((60, 62, 62, 65))),
    3840,
    key=Key(0),
)
ACTS: dict[str, Callable[[Editor, Operations], object]] = {
    "quantise": lambda _, operations: operations.quantise(),
    "split": lambda _, operations: operations.split(),
    "join": lambda _, operations: operations.join(),
    "legato": lambda _, operations: operations.legato(),
    "invert": lambda _, operations: operations.invert(),
    "up": lambda _, operations: operations.scale_step_up(),
    "down": lambda _, operations: operations.scale_step_down(),
    "louder": lambda _, operations: operations.louder(),
    "insert": lambda editor, _: key_entry.insert_note(editor),
    "extend": lambda editor, _: key_entry.extend_selection(editor, 1),
    "shrink": lambda editor, _: key_entry.extend_selection(editor, -1),
    "rest": lambda editor, _: key_entry.select_to_end(editor, forward=True),
    "all": lambda editor, _: editor.select_all(),
    "octave": lambda editor, _: editor.move(semitones=12),
    "later": lambda editor, _: editor.nudge(1),
    "longer": lambda editor, _: editor.lengthen(1),
    "copy": lambda editor, _: editor.copy(),
    "cut": lambda editor, _: editor.cut(),
    "paste": lambda editor, _: editor.paste(),
    "duplicate": lambda editor, _: editor.duplicate(),
    "delete": lambda editor, _: editor.delete(),
    "undo": lambda editor, _: editor.undo(),
    "redo": lambda editor, _: editor.redo(),
}


@pytest.fixture
def desk(qapp: object) -> tuple[Editor, Operations]:
    editor = Editor()
    editor.seek_requested.connect(lambda tick: setattr(editor, "playhead", float(tick)))
    return editor, Operations(editor)


@given(st.lists(st.sampled_from(sorted(ACTS)), max_size=25), st.integers(0, 4000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_was_done_is_undone_step_by_step(
    desk: tuple[Editor, Operations], acts: list[str], playhead: int
) -> None:
    editor, operations = desk
    editor.load(CLIP)
    editor.playhead = float(playhead)
    for act in acts:
        ACTS[act](editor, operations)
        assert all(note in editor.clip.part(voice) for voice, note in editor.picked)
    while editor.history.can_undo:
        editor.undo()
    assert editor.clip == CLIP
