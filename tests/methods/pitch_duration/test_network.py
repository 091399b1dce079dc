from dataclasses import replace

import numpy as np
import torch

from composer_app.corpus.recall import recalled
from composer_app.methods.pitch_duration.batches import Windows, cut, look
from composer_app.methods.pitch_duration.events import (
    AGO,
    ALIKE,
    GAP,
    PLACE,
    PRESETS,
    ROOT,
    START,
    WHOLE,
    decode,
    keys,
    nothing,
    seed_of,
    symbols,
)
from composer_app.methods.pitch_duration.measure import highest, measure, onsets, streams
from composer_app.methods.pitch_duration.sampling import write
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.methods.pitch_duration.songs import PATTERN, fitted, fresh, song, taught, walk

AS_PUBLISHED = PRESETS["as-published"]


def test_loss_falls_and_a_repeated_pattern_is_continued() -> None:
    config = fitted()
    songs = [song(config, 12), song(config, 12)]
    network, losses = taught(replace(config, rate=1e-2), songs, 80)
    assert losses[-1] < 0.3 * losses[0]
    wrote = write(network, songs[0][:60], [1], 0.5, 0.9)
    roots = [int(next(wrote)[0][0, ROOT]) for _ in range(20)]
    assert roots == songs[0][60:80, ROOT].tolist()


def test_published_network_learns_too() -> None:
    songs = [song(AS_PUBLISHED, 16)]
    _, losses = taught(AS_PUBLISHED, songs, 40)
    assert losses[-1] < 0.7 * losses[0]


def test_batch_number_k_is_always_the_same() -> None:
    windows = Windows([song(), walk(60)], fitted())
    batches = windows.stream(3)
    third = [next(batches) for _ in range(3)][2]
    assert torch.equal(third.target, next(windows.stream(3, 2)).target)


def test_no_window_crosses_songs() -> None:
    low, high = song(AS_PUBLISHED, 8, -24), song(AS_PUBLISHED, 8, 24)
    windows = Windows([low, high], AS_PUBLISHED)
    for place in range(windows.examples):
        rows, _ = windows._cut(place, np.random.default_rng(0))
        assert rows.shape == (33, 8)
        assert any(rows.tolist() == s[i : i + 33].tolist() for s in (low, high) for i in range(len(s) - 32))
    assert windows.examples == len(low) + len(high) - 64


def test_crop_begins_with_the_event_before_it_or_the_start() -> None:
    rows, _ = cut(song(), 5, 4)
    assert rows[:, ROOT].tolist() == song()[4:9, ROOT].tolist()
    assert cut(song(), 0, 4)[0][0, ROOT] == START


def test_what_is_recalled_moves_with_the_key() -> None:
    rows, again = cut(song(), 50, 10, 3)
    assert again[:, ROOT].tolist() == rows[1:, ROOT].tolist()


def test_future_of_a_song_does_not_change_the_nats_of_its_past() -> None:
    network, some = fresh(), song()
    changed = np.concatenate([some[:40], walk(40)])

    def nats(rows: np.ndarray) -> torch.Tensor:
        batch = look([cut(rows, 0, len(rows))], network.config)
        return network.nats(network(batch), batch.target)[0, :40]

    assert torch.allclose(nats(some), nats(changed), atol=1e-5)


def test_event_knows_nothing_of_itself_but_what_was_recalled() -> None:
    some = song()
    batch = look([cut(some, 0, len(some))], fitted())
    assert torch.equal(batch.before[0, 1:], torch.from_numpy(symbols(some, fitted())[:-1]))
    far = some[:, ALIKE] > 0
    assert (some[far, AGO] > 0).all()


def test_same_seed_writes_the_same_beside_other_ideas() -> None:
    network = fresh()
    alone, beside = (write(network, song()[:20], seeds, 1.0, 0.95) for seeds in ([7], [3, 7, 5]))
    for _ in range(30):
        assert next(alone)[0][0].tolist() == next(beside)[0][1].tolist()


def test_writing_event_by_event_gives_the_nats_of_one_sweep() -> None:
    network = fresh()
    wrote = write(network, song()[:20], [4], 1.0, 1.0)
    found = [next(wrote) for _ in range(30)]
    whole = np.concatenate([song()[:20], *(rows for rows, _ in found)])
    batch = look([cut(whole, 0, 50)], network.config)
    nats = network.nats(network(batch), batch.target)[0, 20:].sum(-1)
    assert np.allclose(nats.detach().numpy(), [float(n[0]) for _, n in found], atol=1e-3)


def test_what_is_written_recalls_as_what_is_read() -> None:
    wrote = write(fresh(), song()[:20], [4], 0.2, 0.5)
    rows = np.concatenate([song()[:20], *(next(wrote)[0] for _ in range(60))])
    assert rows[:, AGO:].tolist() == recalled(keys(rows)).tolist()


def test_what_is_written_after_a_seed_keeps_its_place_in_the_bar() -> None:
    clip = Clip((), tuple(Note(480 * beat, 480, 60 + beat) for beat in range(3)), 1920)
    wrote = write(fresh(), seed_of(clip, fitted()), list(range(8)), 1.0, 1.0)
    rows = next(wrote)[0]
    assert rows[:, PLACE].tolist() == (rows[:, GAP] % WHOLE).tolist()
    assert rows[:, GAP].max() > 0
    decoded = [decode(fitted(), row[None], 1920, 100.0) for row in rows]
    onsets = [(chords + melody)[0].onset for chords, melody in decoded]
    assert onsets == (1920 + rows[:, GAP]).tolist()


def test_published_network_writes_on_from_a_seed_and_from_nothing() -> None:
    network = fresh(AS_PUBLISHED)
    for start in (song(AS_PUBLISHED)[-32:], nothing(AS_PUBLISHED)):
        rows, nats = next(write(network, start, [1, 2], 1.0, 1.0))
        assert rows.shape == (2, 8)
        assert (nats > 0).all()


def test_figures_of_two_songs_add_up() -> None:
    network, one, other = fresh(), song(), walk(50)
    both = measure(network, one) + measure(network, other)
    assert both.sums["events"] == len(one) + len(other)
    assert set(streams(one, network.config)) <= {name.removesuffix("_accuracy") for name in both.figures()}


def test_next_note_is_the_highest_of_all_struck_at_once() -> None:
    some = song()
    assert highest(some)[onsets(some)].tolist() == [PATTERN[i % 6] for i in range(64)]


def test_published_figures_are_of_the_published_classes() -> None:
    lines = streams(song(AS_PUBLISHED), AS_PUBLISHED)
    assert set(lines) == {"pitch_class", "duration", "next_note"}
    assert lines["duration"].max() <= 4
    assert measure(fresh(AS_PUBLISHED), song(AS_PUBLISHED)).sums["events"] == len(song(AS_PUBLISHED)) - 1
