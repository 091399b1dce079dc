import numpy as np

from composer_app.methods.two_voice.evaluation.events import chord_row, chords_counted, melody_counted, melody_row


def test_melody_events_tell_rest_length_and_pitch() -> None:
    assert melody_row([0, 62, 0, 1, 0, 64]) == [(1, 2, 60), (2, 1, 62)]


def test_silence_is_a_chord_event() -> None:
    assert chord_row([5, 0, 1, 0]) == [(2, 5), (2, 1)]


def test_events_count_where_they_begin() -> None:
    tokens, steps = np.array([62, 0, 1, 64]), np.array([True, True, True, False])
    assert melody_counted(tokens, steps) == [True, False]
    assert chords_counted(tokens, steps) == [True, True, False]
