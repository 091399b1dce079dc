from dataclasses import replace

import pytest

from composer_app.corpus.originality.melody_index import Index
from composer_app.generation.generate import compare_with_songs, open_model
from composer_app.methods.model import Model
from composer_app.methods.two_voice.generation.originality import originality_of
from composer_app.models.file import load_songs
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.protocol.request import Request, Span
from tests.corpus.originality.test_melody_index import line, song
from tests.generation.clips import ideas
from tests.training.songs import tiny_model

BAR = 1920
INDEX = Index.build((f"song {seed}", song(seed)) for seed in range(6))


def test_idea_that_quotes_a_song_is_told_with_its_name() -> None:
    found = originality_of(Clip(melody=line(2)[10:24]), INDEX)
    assert (found.verdict, found.runs[0].song, found.runs[0].notes) == ("red", "song 2", 14)


def test_chords_are_not_judged() -> None:
    assert originality_of(Clip(chords=line(2)[10:24], melody=line(50)), INDEX).verdict == "green"


def test_what_the_composer_gave_is_no_copy() -> None:
    given = line(2)[10:24]
    new = tuple(replace(note, onset=note.onset + given[-1].end + 120) for note in line(60, 20))
    assert originality_of(Clip(melody=given + new), INDEX, kept=given).verdict == "green"
    assert originality_of(Clip(melody=given + new), INDEX).verdict == "red"


def test_notes_written_between_given_ones_are_counted_alone() -> None:
    whole = line(2)[10:34]
    written = whole[8:17]
    kept: tuple[Note, ...] = tuple(note for note in whole if note not in written)
    found = originality_of(Clip(melody=whole), INDEX, kept=kept)
    assert (found.verdict, found.longest) == ("amber", 9)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return replace(open_model(tiny_model(tmp_path_factory.mktemp("model") / "tiny.safetensors")), index=INDEX)


WISHES = pytest.mark.parametrize(
    "wish",
    [
        {},
        {"task": "continue"},
        {"task": "fill", "write": (Span("melody", 1, 1),)},
        {"task": "vary", "amount": 0.5},
        {"task": "melody"},
    ],
    ids=lambda wish: wish.get("task", "new"),
)


@WISHES
def test_idea_that_was_not_edited_is_judged_as_when_it_was_written(model: Model, wish: dict[str, object]) -> None:
    chords = tuple(Note(bar * BAR, BAR, 48) for bar in range(4))
    clip = Clip(chords, line(2)[10:20]) if wish else None
    for idea in ideas(model, clip=clip, **wish):
        assert compare_with_songs(idea.clip, idea.request, model) == idea.originality


@WISHES
def test_weights_are_not_needed_to_judge(model: Model, wish: dict[str, object]) -> None:
    songs = replace(load_songs(model.path), index=model.index)
    clip = Clip((Note(0, 4 * BAR, 48),), line(2)[10:20]) if wish else None
    edited = Clip((Note(0, 4 * BAR, 48),), line(2)[10:24])
    asked = Request(clip=clip, seed=1, **wish)  # type: ignore[arg-type]
    assert compare_with_songs(edited, asked, songs) == compare_with_songs(edited, asked, model)


def test_notes_that_the_composer_wrote_since_are_judged(model: Model) -> None:
    (idea,) = ideas(model, count=1)
    edited = replace(idea.clip, melody=line(2)[10:24])
    found = compare_with_songs(edited, idea.request, model)
    assert found is not None
    assert (found.verdict, found.runs[0].song) == ("red", "song 2")
    assert compare_with_songs(edited, Request(task="continue", clip=edited, seed=1), model).verdict == "green"  # type: ignore[union-attr]


def test_nothing_is_known_without_songs_to_compare_with(model: Model) -> None:
    (idea,) = ideas(model, count=1)
    assert compare_with_songs(idea.clip, idea.request, replace(model, index=None)) is None
