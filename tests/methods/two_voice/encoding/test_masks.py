import numpy as np

from composer_app.methods.two_voice.encoding.masks import align_to_notes, mask_notes, sample_masks
from composer_app.methods.two_voice.encoding.tokens import FIRST, HOLD, REST
from tests.methods.two_voice.songs import song

NOTE = FIRST + 60
TOKENS = np.array([NOTE, HOLD, HOLD, NOTE, REST, HOLD, HOLD, NOTE], np.int16)


def mask(*steps: int) -> np.ndarray:
    return np.isin(np.arange(len(TOKENS)), steps)


def steps(mask: np.ndarray) -> list[int]:
    return np.flatnonzero(mask).tolist()


def test_note_that_begins_in_the_mask_is_masked_to_its_end() -> None:
    assert steps(align_to_notes(TOKENS, mask(0, 1))) == [0, 1, 2]


def test_note_that_began_before_the_mask_is_context_to_its_end() -> None:
    assert steps(align_to_notes(TOKENS, mask(1, 2, 3))) == [3]


def test_silence_is_cut_at_the_edges_of_the_mask() -> None:
    assert steps(align_to_notes(TOKENS, mask(5, 6))) == [5, 6]


def test_notes_are_chosen_by_share_each_with_the_silence_behind_it() -> None:
    chosen = mask_notes(TOKENS, 0.4, np.random.default_rng(0))
    owners = [{0: [0, 1, 2], 3: [3, 4, 5, 6], 7: [7]}[on] for on in steps(chosen & (TOKENS >= FIRST))]
    assert len(owners) == 1
    assert steps(chosen) == owners[0]


def test_share_of_one_is_everything_and_of_nothing_nothing() -> None:
    chance = np.random.default_rng(0)
    assert mask_notes(TOKENS, 1.0, chance).all()
    assert not mask_notes(TOKENS, 0.0, chance).any()


def test_small_share_is_one_note_at_least_and_within_what_may_change() -> None:
    chosen = mask_notes(TOKENS, 0.01, np.random.default_rng(0), within=mask(6, 7))
    assert steps(chosen) == [7]


def test_sampled_masks_hold_whole_notes() -> None:
    whole = song(8)
    for seed in range(40):
        for tokens, mask in zip(
            (whole.melody, whole.chords), sample_masks(whole, np.random.default_rng(seed)), strict=True
        ):
            sounds = np.maximum.accumulate(np.where(tokens != 0, np.arange(len(tokens)), 0))
            held = (tokens == HOLD) & (tokens[sounds] >= FIRST)
            assert (mask[held] == mask[sounds[held]]).all()
