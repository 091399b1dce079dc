from composer_app.methods.musical_regression.evaluate import evaluate_song, onsets, streams
from composer_app.methods.musical_regression.notes import VELOCITY
from tests.methods.musical_regression.songs import AS_PUBLISHED, PATTERN, SMALL, fresh, mended, song, walk


def test_figures_of_two_songs_add_up() -> None:
    network, one, other = mended(), song(), walk(50)
    both = evaluate_song(network, one) + evaluate_song(network, other)
    assert both.sums["notes"] == len(one) + len(other)
    assert {"note_accuracy", "next_note_accuracy", "musical_cost", "velocity_error", "event_nats"} <= set(
        both.figures()
    )


def test_published_figures_tell_every_message_but_the_first() -> None:
    some = song(AS_PUBLISHED)
    assert evaluate_song(fresh(AS_PUBLISHED), some).sums["notes"] == len(some) - 1


def test_next_note_is_the_highest_of_all_struck_at_once() -> None:
    for config in (SMALL, AS_PUBLISHED):
        some = song(config)
        assert streams(some, config)["next_note"].tolist() == [PATTERN[i % 6] for i in range(64)]
        assert (some[onsets(some), VELOCITY] > 0).all()
