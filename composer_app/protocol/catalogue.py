"""The methods to choose from, as told before torch is loaded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offered:
    """A method by name, what it is called and what it does, and its presets, the default first."""

    name: str
    title: str
    about: str
    presets: tuple[str, ...] = ("mended", "as-published")


# A test holds this against what the methods say of themselves.
OFFERED = (
    Offered("two_voice", "Two voices", "Inkling's own: chords low, melody high, any part given.", ()),
    Offered(
        "note_names",
        "Note names",
        "Classical-Piano-Composer, mended: names of notes and chords one after another, each with its time and touch.",
    ),
    Offered(
        "melody_grid",
        "Melody grid",
        "midi-rnn, mended: one melody, a token for every 16th, learnt from the parts of a file that have one voice.",
    ),
    Offered(
        "pitch_duration",
        "Pitch and duration",
        "music_generation: which pitch comes next and how long it lasts, learnt from all parts of a file together.",
    ),
    Offered(
        "musical_regression",
        "Musical regression",
        "DeepLearning4Music: note after note by pitch, velocity and time; a 4th, 5th or octave off is a smaller miss.",
    ),
    Offered(
        "beat_roll",
        "Beat roll",
        "Neural Tunes, mended: which notes sound at each beat and which are struck, for all instruments together.",
    ),
)
