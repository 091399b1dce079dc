from composer_app.methods.pitch_duration.evaluate import evaluate_song, highest, onsets, streams
from composer_app.methods.pitch_duration.events import (
    PRESETS,
)
from tests.methods.pitch_duration.songs import PATTERN, fresh, song, walk

AS_PUBLISHED = PRESETS["as-published"]


def test_figures_of_two_songs_add_up() -> None:
    network, one, other = fresh(), song(), walk(50)
    both = evaluate_song(network, one) + evaluate_song(network, other)
    assert both.sums["events"] == len(one) + len(other)
    assert set(streams(one, network.config)) <= {name.removesuffix("_accuracy") for name in both.figures()}


def test_next_note_is_the_highest_of_all_struck_at_once() -> None:
    some = song()
    assert highest(some)[onsets(some)].tolist() == [PATTERN[i % 6] for i in range(64)]


def test_published_figures_are_of_the_published_classes() -> None:
    lines = streams(song(AS_PUBLISHED), AS_PUBLISHED)
    assert set(lines) == {"pitch_class", "duration", "next_note"}
    assert lines["duration"].max() <= 4
    assert evaluate_song(fresh(AS_PUBLISHED), song(AS_PUBLISHED)).sums["events"] == len(song(AS_PUBLISHED)) - 1
