import torch
from torch.nn import functional

from composer_app.methods.two_voice.grid import FIRST, HOLD, REST
from composer_app.methods.two_voice.network import Batch
from composer_app.methods.two_voice.sampling import Draw, Pen, choose, write
from tests.methods.two_voice.songs import random_batch, small_network


def nothing(songs: int) -> Batch:
    empty = torch.zeros((songs, 0), dtype=torch.long)
    return Batch(empty, empty, torch.zeros(songs, dtype=torch.long), torch.zeros(songs, dtype=torch.long), 16)


def written(seeds: list[int], given: Batch | None = None, draw: Draw | None = None, steps: int = 64) -> Pen:
    *_, pen = write(small_network(), given or nothing(len(seeds)), steps, draw or Draw(), seeds)
    return pen


def test_same_seed_writes_the_same_beside_other_ideas() -> None:
    alone, beside = written([7]), written([3, 7, 5])
    assert torch.equal(alone.melody[0], beside.melody[1])
    assert torch.equal(alone.chords[0], beside.chords[1])


def test_writing_step_by_step_gives_the_likelihoods_of_one_sweep() -> None:
    pen = written([1, 2])
    network = small_network()
    batch = Batch(pen.melody.clone(), pen.chords.clone(), pen.key, pen.mode, 16)
    _, melody = network(batch)
    nats = (
        functional.cross_entropy(melody.flatten(0, 1), batch.melody.flatten(), reduction="none").reshape(2, -1).sum(1)
    )
    assert torch.allclose(nats, pen.nats.clone(), rtol=1e-3)


def test_given_beginning_is_taken_in_as_if_it_had_been_written() -> None:
    network = small_network()
    whole = random_batch(network, 2, 48)
    first = Batch(whole.melody[:, :32], whole.chords[:, :32], whole.key, whole.mode, 16)
    pen = Pen(network, first, 16)
    for step in range(32, 40):
        known, context = pen.context()
        chords = network.chord_logits(context)[:, 0]
        assert torch.allclose(chords, network(whole)[0][:, step], atol=1e-4)
        pen.put(known, whole.melody[:, step], whole.chords[:, step])


def test_given_beginning_comes_back_unchanged() -> None:
    given = random_batch(small_network(), 2, 32)
    pen = written([1, 2], given)
    assert torch.equal(pen.melody[:, :32], given.melody)
    assert torch.equal(pen.chords[:, :32], given.chords)


def test_melody_stays_in_its_range() -> None:
    melody = written(list(range(8)), draw=Draw(low=60, high=64)).melody
    pitches = melody[melody >= FIRST] - FIRST
    assert len(pitches)
    assert int(pitches.min()) >= 60
    assert int(pitches.max()) <= 64


def test_idea_begins_with_a_chord() -> None:
    assert bool((written(list(range(8))).chords[:, 0] >= FIRST).all())


def test_truncation_leaves_alone_whether_something_happens() -> None:
    logits = torch.log(torch.tensor([[0.9, 0.02, 0.05, 0.03]])).expand(1000, 4)
    chance = torch.linspace(0.0005, 0.9995, 1000)
    tokens = choose(logits, chance, chance.flip(0), Draw(top_p=0.1, rhythm=1.0))
    assert {int(t) for t in tokens} == {HOLD, REST, FIRST}
    assert 70 <= int((tokens == FIRST).sum()) <= 90
