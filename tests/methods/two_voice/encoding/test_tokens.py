from composer_app.methods.two_voice.encoding.tokens import FIRST, SHAPES, chord_token
from tests.methods.two_voice.songs import G_SEVENTH_OVER_F


def test_slash_chord_keeps_its_bass() -> None:
    token = chord_token(G_SEVENTH_OVER_F)
    assert (token - FIRST) % 12 == 5
    assert SHAPES[(token - FIRST) // 12] == (0, 2, 6, 9)


def test_unknown_chord_becomes_the_likest_on_its_bass() -> None:
    cluster = chord_token((36, 37, 38, 40, 43))
    assert (cluster - FIRST) % 12 == 0
    assert SHAPES[(cluster - FIRST) // 12] == (0, 2, 4, 7)


def test_each_shape_stands_once() -> None:
    assert len(set(SHAPES)) == len(SHAPES)
