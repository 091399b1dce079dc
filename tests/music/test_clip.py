from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from composer_app.music.clip import Clip
from composer_app.music.note import Note

LOW, HIGH = Note(0, 960, 48), Note(0, 480, 72)
CLIP = Clip(chords=[LOW], melody=[HIGH], length=1920)


def test_notes_of_a_voice_are_sorted() -> None:
    assert Clip(melody=[Note(480, 480, 60), HIGH]).melody == (HIGH, Note(480, 480, 60))


def test_clip_is_as_long_as_its_last_note() -> None:
    assert Clip(chords=[LOW]).length == 960


def test_other_notes_in_one_voice_leave_all_else_as_it_was() -> None:
    changed = CLIP.with_parts(melody=())
    assert (changed.chords, changed.melody, changed.length) == ((LOW,), (), 1920)


def test_replacing_another_field_keeps_the_notes() -> None:
    assert replace(CLIP, length=3840).parts == CLIP.parts


def test_voice_that_the_table_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="no voice 'kazoo'"):
        CLIP.with_parts(kazoo=[HIGH])


def test_equal_clips_have_equal_hashes_and_others_do_not() -> None:
    assert hash(CLIP) == hash(Clip([LOW], [HIGH], 1920))
    assert hash(CLIP) != hash(CLIP.with_parts(melody=()))


def test_clip_passes_a_pipe() -> None:
    assert pickle.loads(pickle.dumps(CLIP)) == CLIP
