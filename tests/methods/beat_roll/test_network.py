from dataclasses import replace
from itertools import islice

import pytest
import torch

from composer_app.errors import ComposerError
from composer_app.methods import beat_roll
from composer_app.methods.beat_roll.measure import likeliest, likeliest_top, marginal
from composer_app.methods.beat_roll.network import Batch, Network, Said, known, nats_of, one
from composer_app.methods.beat_roll.roll import PRESETS
from tests.methods.beat_roll.songs import SMALL, network, song, trained

PUBLISHED = PRESETS["as-published"]


def test_published_network_has_the_published_size() -> None:
    assert sum(p.numel() for p in Network(PUBLISHED).parameters()) == 99_251


@pytest.mark.parametrize("config", [SMALL, replace(PUBLISHED, hidden=32)], ids=list(PRESETS))
def test_loss_falls_on_one_song(config: beat_roll.Config) -> None:
    _, losses = trained(config)
    assert losses[-1] < 0.3 * losses[0]


def test_published_loss_is_the_binary_cross_entropy_of_every_note() -> None:
    net = network(PUBLISHED)
    batch = one(song(config=PUBLISHED), net.config)
    said, _ = net(batch)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(said.sounds[:, :, 0], batch.target[:, :, 0])
    assert torch.allclose(beat_roll.likelihood(net, batch).loss, expected)


def test_future_does_not_change_the_likelihood_of_the_past() -> None:
    net = network()
    rows = song()
    changed = rows.copy()
    changed[20:, 1] ^= 0b1111
    with torch.no_grad():
        before, after = (nats_of(net(batch)[0], batch)[0][:, :20] for batch in (one(rows, SMALL), one(changed, SMALL)))
    assert torch.equal(before, after)


def test_batch_number_k_is_always_the_same() -> None:
    for config in (SMALL, PUBLISHED):
        windows = beat_roll.Windows([song(), song(4)], config)
        third = list(islice(windows.stream(1), 3))[2]
        assert torch.equal(third.target, next(windows.stream(1, 2)).target)


def test_published_batches_are_whole_songs() -> None:
    batch = next(beat_roll.Windows([song(8), song(4)], PUBLISHED).stream(0))
    assert sorted(batch.counts.sum(1).tolist()) == [32, 64]


def test_crop_never_leaves_its_song() -> None:
    low, high = song(8), song(8, 24)
    for batch in islice(beat_roll.Windows([low, high], replace(SMALL, window=48)).stream(0), 10):
        for sounds in batch.target[:, :, 0]:
            heard = sounds.any(0).nonzero()
            assert heard.max() - heard.min() < 48


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(ComposerError, match="add songs"):
        beat_roll.Windows([], SMALL)


def test_transposed_crop_is_the_song_in_another_key() -> None:
    moved, up = known(song(), 3, 30, SMALL.lowest - 2, SMALL), known(song(8, 2), 3, 30, SMALL.lowest, SMALL)
    assert all((one == other).all() for one, other in zip(moved, up, strict=True))


def test_state_carried_over_says_what_the_whole_song_says() -> None:
    net = network()
    batch = one(song(), SMALL)

    def part(begin: int, end: int) -> Batch:
        return Batch(*(getattr(batch, name)[:, begin:end] for name in Batch.__slots__))

    with torch.no_grad():
        whole, _ = net(batch)
        _, state = net(part(0, 10))
        rest, _ = net(part(10, 64), state)
    assert torch.allclose(whole.sounds[:, 10:], rest.sounds, atol=1e-5)


def said(*shares: tuple[float, ...]) -> Said:
    """A beat of two rows: the chances of two choices, then of each row's sounding in either."""
    choice, one_row, other = (torch.tensor(pair).logit() for pair in shares)
    return Said(
        torch.tensor(shares[0]).log()[None, None], torch.stack([one_row, other])[None, None], choice[None, None]
    )


def test_likeliest_beat_is_that_of_one_choice_not_a_mean_of_all() -> None:
    beat = said((0.6, 0.4), (0.95, 0.05), (0.05, 0.95))
    assert likeliest(beat).flatten().tolist() == [True, False]
    assert marginal(beat).flatten().tolist() == pytest.approx([0.59, 0.41], abs=1e-5)


def test_figures_of_a_song_learnt_by_heart_are_good() -> None:
    net, _ = trained()
    figures = (beat_roll.measure(net, song(16)) + beat_roll.measure(net, song(8))).figures()
    assert next(iter(figures)) == "beat_accuracy"
    assert figures["beat_accuracy"] > 0.8
    assert figures["next_note_accuracy"] > 0.8
    assert figures["bce"] < 0.02


@pytest.mark.parametrize("preset", list(PRESETS))
def test_half_precision_measures_nearly_the_same(preset: str) -> None:
    config = replace(PRESETS[preset], window=8, hidden=32)
    rows = song(config=config)
    net = network(config)
    whole = beat_roll.measure(net, rows).figures()["bce"]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        half = beat_roll.measure(net, rows).figures()["bce"]
    assert half == pytest.approx(whole, rel=0.02)


def test_highest_struck_is_none_that_only_sounds_on() -> None:
    net, _ = trained()
    rows = song(16)
    batch = one(rows, net.config)
    with torch.no_grad():
        tops = likeliest_top(net(batch)[0], batch)[0] + net.config.lowest
    assert tops[64:68].tolist()[0:4:2] == [72, 74]


def test_streams_tell_beats_apart_and_name_the_highest_notes_struck() -> None:
    streams = beat_roll.streams(song(8), SMALL)
    beats = streams["beat"].tolist()
    assert beats[:32] == beats[32:]
    assert len(set(beats)) == 16
    assert streams["next_note"].tolist()[:4] == [72, 74, 55, 78]


def test_copy_last_knows_the_notes_before() -> None:
    found = beat_roll.extra_baselines([song(8)], [song(4)], SMALL)["copy_last"]
    assert 0.5 < found["top_4_precision"] <= found["top_4_recall"] + 0.5
    assert 0 < found["bce"] < 0.1
