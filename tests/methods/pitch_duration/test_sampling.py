import numpy as np

from composer_app.methods.left_to_right.longest_match import longest_matches
from composer_app.methods.pitch_duration.batches import collate, cut
from composer_app.methods.pitch_duration.events import (
    GAP,
    MATCH_DISTANCE,
    PLACE,
    PRESETS,
    WHOLE,
    decode,
    keys,
    no_rows,
    seed_rows,
)
from composer_app.methods.pitch_duration.sampling import write
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.methods.pitch_duration.songs import fitted, fresh, song

AS_PUBLISHED = PRESETS["as-published"]


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
    batch = collate([cut(whole, 0, 50)], network.config)
    nats = network.nats(network(batch), batch.target)[0, 20:].sum(-1)
    assert np.allclose(nats.detach().numpy(), [float(n[0]) for _, n in found], atol=1e-3)


def test_what_is_written_recalls_as_what_is_read() -> None:
    wrote = write(fresh(), song()[:20], [4], 0.2, 0.5)
    rows = np.concatenate([song()[:20], *(next(wrote)[0] for _ in range(60))])
    assert rows[:, MATCH_DISTANCE:].tolist() == longest_matches(keys(rows)).tolist()


def test_what_is_written_after_a_seed_keeps_its_place_in_the_bar() -> None:
    clip = Clip((), tuple(Note(480 * beat, 480, 60 + beat) for beat in range(3)), 1920)
    wrote = write(fresh(), seed_rows(clip, fitted()), list(range(8)), 1.0, 1.0)
    rows = next(wrote)[0]
    assert rows[:, PLACE].tolist() == (rows[:, GAP] % WHOLE).tolist()
    assert rows[:, GAP].max() > 0
    decoded = [decode(fitted(), row[None], 1920, 100.0) for row in rows]
    onsets = [(chords + melody)[0].onset for chords, melody in decoded]
    assert onsets == (1920 + rows[:, GAP]).tolist()


def test_published_network_writes_on_from_a_seed_and_from_nothing() -> None:
    network = fresh(AS_PUBLISHED)
    for start in (song(AS_PUBLISHED)[-32:], no_rows(AS_PUBLISHED)):
        rows, nats = next(write(network, start, [1, 2], 1.0, 1.0))
        assert rows.shape == (2, 8)
        assert (nats > 0).all()
