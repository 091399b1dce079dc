from dataclasses import replace

import numpy as np
import torch

from composer_app.corpus.recall import recalled
from composer_app.methods.musical_regression.batches import Windows, cut, look
from composer_app.methods.musical_regression.measure import measure, onsets, streams
from composer_app.methods.musical_regression.network import likelihood
from composer_app.methods.musical_regression.notes import AGO, PITCH, VELOCITY, WAIT, keys, nothing, seed_of
from composer_app.methods.musical_regression.sampling import Pen, write
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.methods.musical_regression.songs import AS_PUBLISHED, PATTERN, SMALL, fresh, mended, song, taught, walk


def test_published_network_has_the_published_size() -> None:
    assert sum(parameter.numel() for parameter in fresh(AS_PUBLISHED).parameters()) == 11_235


def test_loss_falls_and_a_repeated_pattern_is_continued() -> None:
    some = song(SMALL, 12)
    network, losses = taught(replace(SMALL, rate=1e-2), [some, some], 80)
    assert losses[-1] < 0.4 * losses[0]
    wrote = write(network, some[:60], [1], 0.2, 0.9)
    assert [int(next(wrote)[0][0, PITCH]) for _ in range(20)] == some[60:80, PITCH].tolist()


def test_published_loss_falls() -> None:
    config = replace(AS_PUBLISHED, note_loss="squared")
    _, losses = taught(config, [song(config, 16)], 60)
    assert losses[-1] < 0.9 * losses[0]


def test_published_loss_weighs_velocity_and_time_a_fifth() -> None:
    network, batch = fresh(AS_PUBLISHED), next(Windows([song(AS_PUBLISHED)], AS_PUBLISHED).stream(0))
    found = likelihood(network, batch)
    assert torch.allclose(found.losses, found.note + 0.2 * (found.velocity + found.wait))


def test_batch_number_k_is_always_the_same() -> None:
    windows = Windows([song(), walk(60)], SMALL)
    batches = windows.stream(3)
    third = [next(batches) for _ in range(3)][2]
    assert torch.equal(third.target, next(windows.stream(3, 2)).target)


def test_no_window_crosses_songs() -> None:
    songs = [song(AS_PUBLISHED), walk(40, AS_PUBLISHED)]
    windows = Windows(songs, AS_PUBLISHED)
    assert windows.examples == sum(map(len, songs)) - 64
    for place in range(windows.examples):
        rows, _ = windows._cut(place, np.random.default_rng(0))
        assert any(rows.tolist() == s[i : i + 33].tolist() for s in songs for i in range(len(s) - 32))


def test_what_is_recalled_moves_with_the_key() -> None:
    rows, again = cut(song(), 50, 10, 3)
    assert again[:, PITCH].tolist() == rows[1:, PITCH].tolist()


def test_future_of_a_song_does_not_change_the_losses_of_its_past() -> None:
    network, some = mended(), song()
    changed = np.concatenate([some[:40], walk(40)])
    losses = [likelihood(network, look([cut(rows, 0, len(rows))])).losses[:40] for rows in (some, changed)]
    assert torch.allclose(*losses, atol=1e-5)


def test_note_is_told_by_nothing_of_its_own() -> None:
    network, some, changed = mended(), walk(40), walk(40)
    changed[20, :4] = (71, 11, 7, 3)
    outputs = [network(look([cut(rows, 0, 40)]))[0, :21] for rows in (some, changed)]
    assert torch.allclose(*outputs, atol=1e-6)


def test_expected_musical_cost_is_paid_beside_the_nats() -> None:
    batch = look([cut(song(), 0, 40)])
    plain, musical = (fresh(replace(SMALL, musical=weight)) for weight in (0.0, 1.0))
    paid = likelihood(musical, batch).losses - likelihood(plain, batch).losses.detach()
    assert float(paid.detach().min()) > 0
    assert float(paid.detach().max()) <= 1


def test_same_seed_writes_the_same_beside_other_ideas() -> None:
    network = mended()
    alone, beside = (write(network, song()[:20], seeds, 1.0, 0.95) for seeds in ([7], [3, 7, 5]))
    for _ in range(30):
        assert next(alone)[0][0].tolist() == next(beside)[0][1].tolist()


def test_writing_note_by_note_gives_the_nats_of_one_sweep() -> None:
    network = mended()
    wrote = write(network, song()[:20], [4], 1.0, 1.0)
    found = [next(wrote) for _ in range(30)]
    whole = np.concatenate([song()[:20], *(rows for rows, _ in found)])
    told = likelihood(network, look([cut(whole, 0, 50)]))
    nats = (told.note + told.wait + told.velocity + told.lasts)[20:].detach().numpy()
    assert np.allclose(nats, [float(n[0]) for _, n in found], atol=1e-2)


def test_what_is_written_recalls_as_what_is_read() -> None:
    wrote = write(mended(), song()[:20], [4], 0.2, 0.5)
    rows = np.concatenate([song()[:20], *(next(wrote)[0] for _ in range(60))])
    assert rows[:, AGO:].tolist() == recalled(keys(rows)).tolist()


def test_silence_after_a_seed_is_over_before_anything_is_written() -> None:
    clip = Clip((), tuple(Note(480 * beat, 480, 60 + beat) for beat in range(3)), 1920)
    network = mended()
    pen = Pen(network, seed_of(clip, SMALL), list(range(8)))
    rows, _ = pen.write(1.0, 1.0)
    assert [song[-1][WAIT] for song in pen.songs] == (rows[:, WAIT] + 48).tolist()
    assert rows[:, WAIT].min() >= 0
    assert len(pen.songs[0]) == 4


def test_what_is_written_from_nothing_begins_at_once() -> None:
    rows, nats = next(write(mended(), nothing(SMALL), [1, 2], 1.0, 0.9))
    assert rows[:, 2].tolist() == [0, 0]
    assert (nats > 0).all()


def test_published_network_leaves_nothing_to_chance() -> None:
    wrote = write(fresh(AS_PUBLISHED), nothing(AS_PUBLISHED), [1, 2], 1.0, 1.0)
    for _ in range(40):
        rows, nats = next(wrote)
        assert rows[0].tolist() == rows[1].tolist()
        assert not nats.any()


def test_figures_of_two_songs_add_up() -> None:
    network, one, other = mended(), song(), walk(50)
    both = measure(network, one) + measure(network, other)
    assert both.sums["notes"] == len(one) + len(other)
    assert {"note_accuracy", "next_note_accuracy", "musical_cost", "velocity_error", "event_nats"} <= set(
        both.figures()
    )


def test_published_figures_tell_every_message_but_the_first() -> None:
    some = song(AS_PUBLISHED)
    assert measure(fresh(AS_PUBLISHED), some).sums["notes"] == len(some) - 1


def test_next_note_is_the_highest_of_all_struck_at_once() -> None:
    for config in (SMALL, AS_PUBLISHED):
        some = song(config)
        assert streams(some, config)["next_note"].tolist() == [PATTERN[i % 6] for i in range(64)]
        assert (some[onsets(some), VELOCITY] > 0).all()
