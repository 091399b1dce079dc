import torch

from composer_app.methods.two_voice.encoding.batch import collate
from composer_app.methods.two_voice.encoding.conditions import FEATURES
from composer_app.methods.two_voice.encoding.tokens import FIRST, REST, SHAPES, chord_token
from composer_app.methods.two_voice.network.embeddings import BarEmbedding, ChordEmbedding, gather_at
from tests.methods.two_voice.songs import random_song

CHORDS = ChordEmbedding(SHAPES, 6, more=2)
BEYOND = FIRST + 12 * len(SHAPES)


def test_chord_knows_its_bass_shape_and_pitch_classes() -> None:
    token = chord_token((43, 47, 50, 53), SHAPES)  # G7
    assert int(CHORDS.bass_of[token]) == 7
    assert SHAPES[int(CHORDS.shape_of[token])] == (0, 4, 7, 10)
    assert CHORDS.classes[token].nonzero()[:, 0].tolist() == [2, 5, 7, 11]


def test_inversions_share_what_their_pitch_classes_say() -> None:
    root, sixth = (chord_token(pitches, SHAPES) for pitches in ((36, 40, 43), (40, 43, 48)))
    assert torch.equal(CHORDS.classes[root], CHORDS.classes[sixth])
    assert root != sixth


def test_what_is_no_chord_has_a_vector_of_its_own() -> None:
    with torch.no_grad():
        found = CHORDS(torch.tensor([REST, BEYOND, BEYOND + 1]))
    assert torch.equal(found, CHORDS.special.weight[[REST, FIRST, FIRST + 1]])
    assert not CHORDS.classes[BEYOND:].any()


def test_every_bar_has_as_many_numbers_as_said() -> None:
    bars = BarEmbedding(tuple(FEATURES))
    assert bars(collate([random_song(0), random_song(1, told=False)])).shape == (2, 4, bars.size)


def test_table_is_read_at_slots() -> None:
    table = torch.arange(12).reshape(1, 6, 2)
    assert gather_at(table, torch.tensor([[4, 0]])).tolist() == [[[8, 9], [0, 1]]]
    assert gather_at(table[..., 0], torch.tensor([[5, 1]])).tolist() == [[10, 2]]
