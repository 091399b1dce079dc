from composer_app.corpus.originality.melody_index import Index
from composer_app.learning.copying import IDEAS, copy_limit, share_copied
from composer_app.music.clip import Clip
from tests.corpus.originality.test_melody_index import line, moved, song


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


def test_rate_is_of_as_many_ideas_as_the_limit_is_for() -> None:
    assert copy_limit(Index.build([])) == 1 / IDEAS
