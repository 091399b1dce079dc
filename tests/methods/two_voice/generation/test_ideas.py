from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer_app.corpus.originality.melody_index import Index
from composer_app.errors import ComposerError
from composer_app.generation.generate import generate, open_model
from composer_app.methods.model import Model
from composer_app.methods.two_voice.encoding.grid import encode
from composer_app.methods.two_voice.generation import checks
from composer_app.methods.two_voice.generation import ideas as writing
from composer_app.methods.two_voice.generation.checks import is_sound, moves
from composer_app.methods.two_voice.network.expression import FEWEST_EXAMPLES
from composer_app.methods.two_voice.sampling.drafts import distance_from_request
from composer_app.music.clip import Clip, Section
from composer_app.music.key import Key
from composer_app.music.meter import Meter, Timeline
from composer_app.music.note import Note
from composer_app.protocol.controls import Controls
from composer_app.protocol.request import Request, Sketch, Span
from tests.generation.clips import ideas
from tests.training.songs import BAR, song, tiny_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return open_model(tiny_model(tmp_path_factory.mktemp("model") / "tiny.safetensors"))


@pytest.fixture(autouse=True)
def contented(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network at random writes little that would stand; here it may."""
    monkeypatch.setattr(checks, "is_sound", lambda *_: True)
    monkeypatch.setattr(checks, "moves", lambda *_: True)


@pytest.fixture
def players(model: Model) -> Iterator[None]:
    """The model has heard how melodies are played."""
    model.network.melody.expression.examples_seen.fill_(FEWEST_EXAMPLES)
    yield
    model.network.melody.expression.examples_seen.fill_(0)


@pytest.fixture
def critical(model: Model) -> Iterator[None]:
    """The model has a critic that knows something."""
    model.network.critic.examples_seen.fill_(1)
    yield
    model.network.critic.examples_seen.fill_(0)


def touched(clip: Clip, before: Clip) -> list[Note]:
    return [note for voice in ("chords", "melody") for note in set(clip.part(voice)) - set(before.part(voice))]  # type: ignore[arg-type]


def test_as_many_ideas_as_asked_of_the_length_asked(model: Model) -> None:
    assert [idea.clip.bars for idea in ideas(model, bars=3, count=3)] == [3, 3, 3]


def test_form_says_how_long_an_idea_is(model: Model) -> None:
    assert [idea.clip.bars for idea in ideas(model, form="A2 B1 A2", bars=8)] == [5, 5]


def test_continuing_adds_the_bars_asked_for(model: Model) -> None:
    assert {idea.clip.bars for idea in ideas(model, task="continue", clip=song(3, bars=2), bars=3)} == {5}


def test_clip_that_ends_within_a_bar_is_continued_from_the_next(model: Model) -> None:
    short = Clip(melody=(Note(0, 480, 72), Note(BAR, 480, 74)))
    idea = ideas(model, task="continue", clip=short)[0].clip
    assert idea.bars == 4
    assert min(note.onset for note in touched(idea, short)) >= 2 * BAR


@pytest.mark.parametrize("task", ["melody", "chords", "vary", "fill"])
def test_other_tasks_keep_the_clips_length(model: Model, task: str) -> None:
    clip = song(3, bars=3)
    write = (Span("melody", 1, 1),) if task == "fill" else ()
    assert {idea.clip.length for idea in ideas(model, task=task, clip=clip, bars=8, write=write)} == {3 * BAR}


def test_bridge_is_as_long_as_the_clip_it_begins_with(model: Model) -> None:
    assert ideas(model, task="bridge", clip=song(1, bars=4), to=song(2, bars=8))[0].clip.bars == 4


@pytest.mark.parametrize("key", [Key(2), Key(9, minor=True)])
def test_key_asked_for_is_the_key_of_the_clip(model: Model, key: Key) -> None:
    assert {idea.clip.key for idea in ideas(model, key=key)} == {key}


@pytest.mark.parametrize("meter", [Meter(3, 4), Meter(6, 8), Meter(2, 2), Meter(7, 16)], ids=str)
def test_meter_and_tempo_asked_for_are_kept(model: Model, meter: Meter) -> None:
    clip = ideas(model, meter=meter, tempo=77.0)[0].clip
    assert (clip.timeline.meter, clip.timeline.bpm, clip.length) == (meter, 77.0, 2 * meter.bar)


def test_seed_in_three_four_is_continued_in_three_four(model: Model) -> None:
    waltz = Clip((Note(0, 1440, 48), Note(0, 1440, 52)), (Note(0, 480, 72),), 1440, Timeline.plain(90, Meter(3, 4)))
    assert ideas(model, task="continue", clip=waltz)[0].clip.length == 3 * 1440


@pytest.mark.parametrize("key", [Key(1), Key(6), Key(11, minor=True)], ids=str)
def test_melody_keeps_to_the_range_asked_for_in_any_key(model: Model, key: Key) -> None:
    for idea in ideas(model, key=key, low=58, high=70, count=4):
        assert idea.clip.melody
        assert all(58 <= note.pitch <= 70 for note in idea.clip.melody)


@pytest.mark.parametrize("key", [Key(3), Key(8, minor=True)], ids=str)
def test_locked_key_is_left_by_no_note(model: Model, key: Key) -> None:
    for idea in ideas(model, key=key, lock_key=True, count=4):
        assert {note.pitch % 12 for note in idea.clip.notes} <= set(key.scale)


def test_range_and_key_are_kept_over_given_chords(model: Model) -> None:
    chords = tuple(Note(bar * BAR, BAR, pitch + bar) for bar in range(4) for pitch in (44, 56, 60, 64))
    clip = Clip(chords, (), 4 * BAR, key=Key(0))
    for idea in ideas(model, task="melody", clip=clip, low=60, high=76, key=Key(5), lock_key=True, count=4):
        assert idea.clip.melody
        assert all(60 <= note.pitch <= 76 and note.pitch % 12 in Key(5).scale for note in idea.clip.melody)


def test_chord_off_the_locked_key_is_not_struck_again_where_new_bars_begin(model: Model) -> None:
    seed = Clip(tuple(Note(0, BAR, pitch) for pitch in (37, 53, 56)), (Note(0, BAR, 72),), BAR, key=Key(0))
    for idea in ideas(model, task="continue", clip=seed, key=Key(0), lock_key=True, count=4):
        assert all(note.pitch % 12 in Key(0).scale for note in idea.clip.notes if note.onset >= BAR)


def test_hands_never_cross(model: Model) -> None:
    for wish in ({}, {"low": 48, "high": 60}, {"low": 40, "high": 52}):
        for idea in ideas(model, count=4, **wish):
            assert max(n.pitch for n in idea.clip.chords) < min(n.pitch for n in idea.clip.melody)


def test_hands_do_not_cross_where_one_of_them_is_given(model: Model) -> None:
    clip = song(1, bars=3)
    for task in ("melody", "chords"):
        for idea in ideas(model, task=task, clip=clip):
            assert max(n.pitch for n in idea.clip.chords) < min(n.pitch for n in idea.clip.melody)


def test_sections_of_the_form_stand_in_the_clip(model: Model) -> None:
    clip = ideas(model, form="i1 A2 B1")[0].clip
    assert clip.sections == (Section(0, "i"), Section(BAR, "A"), Section(3 * BAR, "B"))


def test_sections_in_lower_case_have_no_melody(model: Model) -> None:
    for idea in ideas(model, form="i1 A1 b1 A1 o1"):
        bars = {note.onset // BAR for note in idea.clip.melody}
        assert bars <= {1, 3}
        assert {0, 2, 4} <= {note.onset // BAR + bar for note in idea.clip.chords for bar in range(4)}
        assert all(note.end <= 4 * BAR for note in idea.clip.melody)


def test_continuing_strikes_a_chord_where_the_new_bars_begin(model: Model) -> None:
    for idea in ideas(model, task="continue", clip=song(3, bars=2)):
        assert any(n.onset == 2 * BAR for n in idea.clip.chords)


@pytest.mark.parametrize("minor", [False, True], ids=["major", "minor"])
def test_bars_written_up_to_the_end_close_on_a_cadence(model: Model, minor: bool) -> None:
    key, triad = (Key(9, minor=True), {9, 0, 4}) if minor else (Key(0), {0, 4, 7})
    clip = dataclasses.replace(song(3, bars=3), key=key)  # its last bar stands on G
    for idea in ideas(model, task="fill", clip=clip, write=(Span("melody", 2, 2), Span("chords", 1, 2)), count=8):
        last = [note.pitch for note in idea.clip.chords if note.end == 3 * BAR]
        assert min(last) % 12 == key.tonic
        assert triad <= {pitch % 12 for pitch in last}
        assert idea.clip.melody[-1].pitch % 12 in triad


def test_fill_closes_in_the_mode_in_which_the_clip_had_ended(model: Model) -> None:
    a_minor = [Note(bar * BAR, BAR, pitch) for bar in range(2) for pitch in (45, 48, 52)]
    clip = Clip((*a_minor, *(Note(2 * BAR, BAR, pitch) for pitch in (36, 40, 43))), song(3, bars=3).melody, key=Key(0))
    for idea in ideas(model, task="fill", clip=clip, write=(Span("melody", 2, 2), Span("chords", 2, 2)), count=4):
        assert min(note.pitch for note in idea.clip.chords if note.end == 3 * BAR) % 12 == 0


def test_melody_written_up_to_the_end_rests_on_chords_that_come_home(model: Model) -> None:
    clip = song(3, bars=4)
    for idea in ideas(model, task="fill", clip=clip, write=(Span("melody", 2, 3),), count=8):
        assert idea.clip.chords == clip.chords
        assert idea.clip.melody[-1].pitch % 12 in {0, 4, 7}


def test_variation_changes_the_share_of_the_notes_asked_for(model: Model) -> None:
    clip = song(3, bars=5)
    for idea in ideas(model, task="vary", clip=clip, amount=0.25):
        assert len(set(clip.melody) - set(idea.clip.melody)) <= 5
        assert len(set(clip.melody) & set(idea.clip.melody)) >= 15


def test_new_notes_are_accented_by_the_beat_where_no_player_was_heard(model: Model) -> None:
    assert {note.velocity for note in ideas(model)[0].clip.melody} <= {84, 89, 94}


@pytest.mark.usefixtures("players")
def test_new_notes_are_played_as_players_do_where_they_were_heard(model: Model) -> None:
    melody = ideas(model)[0].clip.melody
    assert {note.velocity % 8 for note in melody} == {4}
    assert any(note.onset % 40 for note in melody)


def test_seed_of_one_idea_writes_it_again(model: Model) -> None:
    second = ideas(model)[1]
    (again,) = (said for said in generate(second.request, model) if not isinstance(said, Sketch))
    assert again.clip == second.clip


TASKS = ("new", "fill", "vary", "melody", "chords", "continue", "bridge")


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.usefixtures("players", "critical")
def test_idea_does_not_depend_on_its_neighbours(model: Model, task: str) -> None:
    wish = {"task": task, "clip": song(3, bars=3), "controls": Controls(density=0.8), "bars": 1}
    if task == "new":
        del wish["clip"]
    if task == "bridge":
        wish["to"] = song(4, bars=3)
    if task == "fill":
        wish["write"] = (Span("melody", 1, 2), Span("chords", 0, 0))
    beside = ideas(model, **wish, count=3, seed=7)
    assert [idea.clip for idea in beside] == [ideas(model, **wish, count=1, seed=7 + k)[0].clip for k in range(3)]


@pytest.mark.parametrize("task", TASKS)
def test_again_writes_an_idea_again(model: Model, task: str) -> None:
    wish = {"clip": song(3, bars=4)} if task != "new" else {"form": "A2 B1 A1", "controls": Controls(leaps=0.9)}
    wish |= {"to": song(4, bars=4)} if task == "bridge" else {}
    wish |= {"write": (Span("melody", 1, 2), Span("chords", 2, 2))} if task == "fill" else {}
    last = ideas(model, task=task, count=3, **wish)[2]
    assert (
        ideas(model, **{f.name: getattr(last.request, f.name) for f in dataclasses.fields(Request)})[0].clip
        == last.clip
    )


def test_more_notes_are_written_where_more_are_asked_for(model: Model) -> None:
    few, many = (ideas(model, bars=8, count=6, controls=Controls(density=share)) for share in (0.0, 1.0))
    assert sum(len(idea.clip.melody) for idea in few) < sum(len(idea.clip.melody) for idea in many)


@pytest.mark.parametrize("name", ["rests", "leaps", "chord_rate", "chord_colour"])
def test_idea_does_more_of_what_is_asked_for_than_of_what_is_not(model: Model, name: str) -> None:
    got = []
    for share in (0.0, 1.0):
        found = ideas(model, bars=8, count=3, seed=1, controls=Controls(**{name: share}))
        songs = [s for idea in found for s in encode(idea.clip)]
        got.append([distance_from_request(s, model.config.shapes, {name: 1.0}) for s in songs])
    assert sum(got[1]) < sum(got[0])


def test_ideas_of_one_request_differ(model: Model) -> None:
    assert len({idea.clip.melody for idea in ideas(model, count=3)}) == 3


def test_variation_by_next_to_nothing_is_one_note_in_every_idea(model: Model) -> None:
    clip = dataclasses.replace(song(3, bars=2), chords=())
    for idea in ideas(model, task="vary", clip=clip, amount=0.01, count=4):
        assert len(set(clip.melody) - set(idea.clip.melody)) <= 1


def test_few_ideas_are_sketched_as_they_grow(model: Model) -> None:
    said = list(generate(Request(bars=8, count=2, seed=5), model))
    sketches = [value for value in said if isinstance(value, Sketch)]
    assert [sketch.number for sketch in sketches] == [0, 1] * (len(sketches) // 2)
    assert 4 <= len(sketches) <= 8  # after bars 1, 2, 4 and 8, as far as all ideas finish them one by one
    assert not any(isinstance(value, Sketch) for value in said[-2:])


def test_sketch_is_the_beginning_of_its_idea(model: Model) -> None:
    *sketches, first, second = (value for value in generate(Request(bars=8, count=2, seed=5), model))
    for place, sketch in enumerate(sketches):
        begun, whole = ([(n.onset, n.pitch) for n in c.melody] for c in (sketch.clip, (first, second)[place % 2].clip))
        assert begun
        assert whole[: len(begun)] == begun
        assert sketch.clip.bars == 8


def test_sketch_of_a_clip_holds_what_is_given(model: Model) -> None:
    clip = song(3, bars=2)
    first = next(iter(generate(Request(task="continue", clip=clip, bars=2, count=1, seed=1), model)))
    assert isinstance(first, Sketch)
    assert set(clip.melody) <= set(first.clip.melody)


def test_many_ideas_are_not_sketched(model: Model) -> None:
    said = list(generate(Request(bars=1, count=17, seed=5), model))
    assert len(said) == 17


def test_unsound_idea_is_drawn_again_and_the_draws_are_told(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([False] * writing.DRAFTS + [True, True, True])
    monkeypatch.setattr(checks, "is_sound", lambda *_: next(answers))
    found = ideas(model, count=3)
    assert [idea.attempts for idea in found] == [2, 1, 1]
    assert found[0].remarks == ("written 2 times: the melody was empty or off its key",)


def test_next_best_draft_is_shown_where_the_best_has_a_fault(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    (best,) = ideas(model, count=1)
    judged: list[tuple[Note, ...]] = []

    def all_but_the_first(melody: tuple[Note, ...], *_: object) -> bool:
        judged.append(melody)
        return len(judged) > 1

    monkeypatch.setattr(checks, "is_sound", all_but_the_first)
    (idea,) = ideas(model, count=1)
    assert (idea.attempts, idea.remarks) == (1, ())
    assert judged == [best.clip.melody, idea.clip.melody]
    assert idea.clip.melody != best.clip.melody


@pytest.fixture
def one_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "DRAFTS", 1)


def drawn(model: Model, draws: int) -> Clip:
    (found,) = writing._attempt(Request(bars=16, seed=5), model, [5], draws, sketched=False)
    assert not isinstance(found, Sketch)
    return found[1].clip


@pytest.mark.usefixtures("one_draft")
def test_copy_is_drawn_again_and_told(model: Model) -> None:
    index = Index.build([("Some song", drawn(model, 1))])
    (idea,) = ideas(dataclasses.replace(model, index=index), bars=16, count=1)
    assert idea.attempts == 2
    assert idea.remarks == ("written 2 times: too close to Some song",)
    assert idea.originality is not None
    assert idea.originality.verdict != "red"


@pytest.mark.usefixtures("one_draft")
def test_last_draw_keeps_off_the_songs_note_by_note(model: Model) -> None:
    index = Index.build([(str(draws), drawn(model, draws)) for draws in (1, 2, 3)])
    (idea,) = ideas(dataclasses.replace(model, index=index), bars=16, count=1)
    assert idea.attempts == writing.ATTEMPTS
    assert idea.originality is not None
    assert idea.originality.verdict != "red"
    assert idea.clip.melody != drawn(model, writing.ATTEMPTS).melody


def test_fault_that_stays_is_told(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "moves", lambda *_: False)
    assert ideas(model, count=1)[0].remarks == (
        "written 3 times: the harmony stood still",
        "still the harmony stood still",
    )


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
