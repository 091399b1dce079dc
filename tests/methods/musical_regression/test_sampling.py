import numpy as np

from composer_app.methods.left_to_right.longest_match import longest_matches
from composer_app.methods.musical_regression.batches import collate, cut
from composer_app.methods.musical_regression.network import batch_loss
from composer_app.methods.musical_regression.notes import MATCH_DISTANCE, WAIT, keys, no_rows, seed_rows
from composer_app.methods.musical_regression.sampling import DecoderState, write
from composer_app.music.clip import Clip
from composer_app.music.note import Note
from tests.methods.musical_regression.songs import AS_PUBLISHED, SMALL, fresh, mended, song


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
    told = batch_loss(network, collate([cut(whole, 0, 50)]))
    nats = (told.note + told.wait + told.velocity + told.lasts)[20:].detach().numpy()
    assert np.allclose(nats, [float(n[0]) for _, n in found], atol=1e-2)


def test_what_is_written_recalls_as_what_is_read() -> None:
    wrote = write(mended(), song()[:20], [4], 0.2, 0.5)
    rows = np.concatenate([song()[:20], *(next(wrote)[0] for _ in range(60))])
    assert rows[:, MATCH_DISTANCE:].tolist() == longest_matches(keys(rows)).tolist()


def test_silence_after_a_seed_is_over_before_anything_is_written() -> None:
    clip = Clip((), tuple(Note(480 * beat, 480, 60 + beat) for beat in range(3)), 1920)
    network = mended()
    decoder = DecoderState(network, seed_rows(clip, SMALL), list(range(8)))
    rows, _ = decoder.write(1.0, 1.0)
    assert [song[-1][WAIT] for song in decoder.songs] == (rows[:, WAIT] + 48).tolist()
    assert rows[:, WAIT].min() >= 0
    assert len(decoder.songs[0]) == 4


def test_what_is_written_from_nothing_begins_at_once() -> None:
    rows, nats = next(write(mended(), no_rows(SMALL), [1, 2], 1.0, 0.9))
    assert rows[:, 2].tolist() == [0, 0]
    assert (nats > 0).all()


def test_published_network_leaves_nothing_to_chance() -> None:
    wrote = write(fresh(AS_PUBLISHED), no_rows(AS_PUBLISHED), [1, 2], 1.0, 1.0)
    for _ in range(40):
        rows, nats = next(wrote)
        assert rows[0].tolist() == rows[1].tolist()
        assert not nats.any()
