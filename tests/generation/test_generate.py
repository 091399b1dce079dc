from pathlib import Path

import pytest

from composer_app.errors import ComposerError
from composer_app.generation.generate import Model, generate, is_sound, moves, open_model
from composer_app.generation.request import Request, Written
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note
from tests.training.songs import BAR, song, tiny_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return open_model(tiny_model(tmp_path_factory.mktemp("model") / "tiny.safetensors"))


def ideas(model: Model, **wish: object) -> list[Written]:
    return list(generate(Request(**{"bars": 4, "count": 3, "seed": 5, **wish}), model))  # type: ignore[arg-type]


def test_as_many_ideas_as_asked_of_the_length_asked(model: Model) -> None:
    assert [idea.clip.bars for idea in ideas(model, bars=3)] == [3, 3, 3]


def test_seed_of_one_idea_writes_it_again(model: Model) -> None:
    second = ideas(model)[1]
    again = next(generate(second.request, model))
    assert again.clip == second.clip


def test_ideas_of_one_request_differ(model: Model) -> None:
    assert len({idea.clip.melody for idea in ideas(model)}) == 3


@pytest.mark.parametrize("key", [Key(2), Key(9, minor=True)])
def test_key_asked_for_is_the_key_of_the_clip(model: Model, key: Key) -> None:
    assert {idea.clip.key for idea in ideas(model, key=key)} == {key}


def test_meter_and_tempo_asked_for_are_kept(model: Model) -> None:
    clip = ideas(model, meter=Meter(3, 4), tempo=77.0)[0].clip
    assert (clip.timeline.meter, clip.timeline.bpm, clip.length) == (Meter(3, 4), 77.0, 4 * 1440)


def test_both_voices_are_written_and_never_cross(model: Model) -> None:
    for idea in ideas(model, count=8):
        assert idea.clip.chords
        assert idea.clip.melody
        assert max(n.pitch for n in idea.clip.chords) < min(n.pitch for n in idea.clip.melody)


def test_continuing_keeps_the_seed_note_for_note(model: Model) -> None:
    seed = song(3, bars=2)
    for idea in ideas(model, task="continue", clip=seed):
        assert [n for n in idea.clip.chords if n.onset < 2 * BAR] == list(seed.chords)
        assert [n for n in idea.clip.melody if n.onset < 2 * BAR] == list(seed.melody)
        assert idea.clip.bars == 6
        assert idea.clip.timeline == seed.timeline


def test_continuing_strikes_a_chord_where_the_new_bars_begin(model: Model) -> None:
    for idea in ideas(model, task="continue", clip=song(3, bars=2)):
        assert any(n.onset == 2 * BAR for n in idea.clip.chords)


def test_seed_in_three_four_is_continued_in_three_four(model: Model) -> None:
    waltz = Clip((Note(0, 1440, 48), Note(0, 1440, 52)), (Note(0, 480, 72),), 1440, Timeline.plain(90.0, Meter(3, 4)))
    assert ideas(model, task="continue", clip=waltz)[0].clip.length == 5 * 1440


def test_empty_seed_is_refused_in_words(model: Model) -> None:
    with pytest.raises(ComposerError, match="no notes"):
        ideas(model, task="continue", clip=Clip())


def test_missing_model_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ComposerError, match="There is no model"):
        open_model(tmp_path / "gone.safetensors")


def line(*pitches: int) -> list[Note]:
    return [Note(480 * i, 480, pitch) for i, pitch in enumerate(pitches)]


def test_melody_that_is_nearly_empty_or_on_one_pitch_is_no_idea() -> None:
    assert is_sound(line(60, 64, 67, 72), 2, Key(0))
    assert not is_sound(line(60, 64), 2, Key(0))
    assert not is_sound(line(60, 60, 60, 60, 60, 60), 4, Key(0))


def test_melody_outside_its_key_is_no_idea() -> None:
    assert not is_sound(line(60, 61, 63, 66), 2, Key(0))
    assert is_sound(line(57, 59, 60, 68), 2, Key(9, minor=True))


def test_chord_held_for_more_than_four_bars_does_not_move() -> None:
    assert moves([Note(0, 4 * BAR, 48)], Meter())
    assert not moves([Note(0, 5 * BAR, 48)], Meter())


def test_unsound_idea_is_drawn_again_and_the_draws_are_told(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([False, True, True, True])
    monkeypatch.setattr("composer_app.generation.generate.moves", lambda *_: True)
    monkeypatch.setattr("composer_app.generation.generate.is_sound", lambda *_: next(answers))
    assert [idea.draws for idea in ideas(model)] == [2, 1, 1]
