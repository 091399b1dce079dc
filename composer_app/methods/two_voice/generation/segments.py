"""What the network is to write: segments of one meter with masks, and the frames that new notes are put into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from composer_app.errors import ComposerError
from composer_app.methods.model import Model
from composer_app.methods.two_voice.encoding.grid import Song, describe_key, encode
from composer_app.methods.two_voice.encoding.tokens import MAX_BAR, STEP, UNKNOWN_KEY
from composer_app.methods.two_voice.encoding.transposition import semitones_to_c, transpose_to_c
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.two_voice import TwoVoice
from composer_app.methods.two_voice.sampling.planner import Planner
from composer_app.music.clip import Clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.music.note import TICKS_PER_QUARTER
from composer_app.music.voices import WrittenVoice
from composer_app.protocol.request import Request

Steps = NDArray[np.bool_]
Masks = tuple[Steps, Steps]  # the steps of melody and chords to write, (steps,) each
KeySignature = tuple[int, int]  # as the pitch class of its major key, and mode
TwoVoiceModel = Model[TwoVoiceConfig, TwoVoice]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one meter: the songs of all ideas, transposed to C, and the masks of what is to be written.

    In the `no_onsets` nothing new begins: there a note sounded that has been taken out of the bars before. Where it
    `closes` its last bar ends on a cadence.
    """

    songs: list[Song]
    masks: list[Masks]
    meter: Meter
    no_onsets: list[Masks] | None = None
    closes: bool = False

    @property
    def transpositions(self) -> list[int]:
        """By how many semitones each idea was moved."""
        return [song.transposition for song in self.songs]

    def mask(self, row: int, voice: WrittenVoice) -> Steps:
        """The steps (steps,) that are written of one voice of an idea."""
        return self.masks[row][0 if voice == "melody" else 1]

    @property
    def begin(self) -> int:
        """The step of the first bar in which anything is written in any idea."""
        first = min(int(np.argmax(melody | chords)) for melody, chords in self.masks)
        return first // self.songs[0].bar * self.songs[0].bar


@dataclass(frozen=True, slots=True)
class Brief:
    """The frames of all ideas, which are the clip with what is kept in it, and the segments to write in them.

    `low` and `high` are the melody's range as MIDI pitches, `scale` the pitch classes to keep to after the move to C.
    """

    frames: list[Clip]
    segments: list[Segment]
    low: int
    high: int
    scale: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A request to a model for some seeds, with so many drafts of each; the melody lies from `low` to `high`."""

    request: Request
    model: TwoVoiceModel
    seeds: Sequence[int]
    drafts: int
    low: int
    high: int

    @property
    def takes(self) -> Iterator[tuple[int, int]]:
        """Each seed with the number of each of its drafts."""
        return product(self.seeds, range(self.drafts))

    def planner(self, parts: Sequence[tuple[str, int]] | int, meter: tuple[int, bool]) -> Planner:
        """What plans these parts (letter, bars), or so many bars, in a meter (steps a bar, compound or not)."""
        plans = self.model.card.corpus_statistics.get("plans", ())
        return Planner(plans, parts, meter, self.request.controls.features, self.model.config.features)


def check_meter(meter: Meter) -> None:
    """Raise ComposerError where a meter's bars do not fit the grid of 16ths."""
    if meter.bar % STEP or meter.bar > MAX_BAR * STEP:
        longest = MAX_BAR * STEP // TICKS_PER_QUARTER
        raise ComposerError(
            f"Bars of {meter} cannot be written: a bar holds whole 16ths, and {longest} quarters at most; "
            "choose another meter."
        )


def key_of(request: Request, model: TwoVoiceModel, seed: int) -> KeySignature:
    """Key signature and mode that the network is conditioned on: what was asked, the clip's, or one by chance."""
    if request.key is not None:
        return request.key.relative_major, int(request.key.minor)
    if request.clip is not None:
        key, mode = describe_key(request.clip)
        return int(key), int(mode)
    rng = np.random.default_rng((seed, 1))
    return int(rng.integers(12)), int(rng.random() < model.card.corpus_statistics.get("minor_share", 0.3))


def scale_of(request: Request, signature: KeySignature) -> tuple[int, ...]:
    """The pitch classes of the key after the move to C, where the idea is to keep to them."""
    if not request.lock_key:
        return ()
    if signature[0] == UNKNOWN_KEY:
        raise ComposerError("The clip's key is not known, so it cannot be locked; choose a key.")
    return tuple(sorted(Key(0).scale))


def songs_of(clip: Clip, model: TwoVoiceModel) -> list[Song]:
    """The clip as the network takes it in, a song for each stretch of one meter."""
    songs = encode(clip, model.config.shapes, empty_too=True)
    if not songs:
        raise ComposerError("The clip is shorter than a 16th; choose a longer one.")
    return songs


def moved_to_c(song: Song, signature: KeySignature) -> Song:
    """A song with this key signature and mode, transposed to C where the key is known."""
    key, mode = signature
    if key == UNKNOWN_KEY:
        return replace(song, key=key, mode=mode)
    return replace(transpose_to_c(replace(song, key=key, mode=mode)), transposition=semitones_to_c(key))
