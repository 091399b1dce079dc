from collections.abc import Sequence

import pytest

from composer_app.corpus.melody_index import Index
from composer_app.methods import two_voice
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from composer_app.training import copying
from composer_app.training.copying import IDEAS, copy_limit, copy_rate, share_copied
from tests.corpus.test_melody_index import line, moved, song
from tests.methods.two_voice.songs import small_network

FOUR_FOUR = (16, False)


def test_share_copied_counts_ideas_that_hold_ten_notes_of_a_song() -> None:
    index = Index.build((str(seed), song(seed)) for seed in range(6))
    ideas = [line(0)[10:22], moved(line(1)[:10], up=3), line(2)[:9], line(50)]
    assert share_copied(ideas, index) == 0.5


def test_share_of_no_ideas_is_none() -> None:
    assert share_copied([], Index.build([])) == 0.0


def test_one_idea_may_always_quote() -> None:
    assert copy_limit(Index.build((str(seed), song(seed)) for seed in range(6)), 32) == 1 / 32


def test_what_songs_share_among_themselves_is_no_copying() -> None:
    tune = line(7, 40)
    songs = [
        (str(seed), Clip(melody=line(seed, 40) + moved(tune[:20], up=seed, later=seed * 120 + 40 * 1920)))
        for seed in range(8)
    ]
    index = Index.build(songs)
    assert index.human > 0.2
    assert copy_limit(index) > index.human


def test_network_that_writes_its_songs_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Sequence[Note]] = []

    def listening(melodies: Sequence[Sequence[Note]], index: Index) -> float:
        written.extend(melodies)
        return share_copied(melodies, index)

    monkeypatch.setattr(copying, "IDEAS", 6)
    monkeypatch.setattr(copying, "share_copied", listening)
    network = small_network()
    assert copy_rate(network, two_voice, Index.build([]), FOUR_FOUR, seed=1) == 0
    assert len(written) == 6
    own = Index.build((str(place), Clip(melody=tuple(melody))) for place, melody in enumerate(written))
    assert copy_rate(network, two_voice, own, FOUR_FOUR, seed=1) == 1
    assert copy_rate(network, two_voice, own, FOUR_FOUR, seed=50) < 1


def test_rate_is_of_as_many_ideas_as_the_limit_is_for() -> None:
    assert copy_limit(Index.build([])) == 1 / IDEAS
