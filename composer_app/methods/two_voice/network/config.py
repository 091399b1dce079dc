"""The configuration of the two-voice networks: their sizes, chord shapes and features."""

from __future__ import annotations

from dataclasses import dataclass

from composer_app.methods.two_voice.encoding.conditions import FEATURES, check_features
from composer_app.methods.two_voice.encoding.tokens import SHAPES, Shape

FIRST_FEATURES = (
    "density", "rests", "leaps", "syncopation", "chord_rate", "chord_colour",
    "register", "span", "repeated_notes", "steps", "turns", "chord_tones",
    "bars_repeated", "rhythms_repeated", "chord_silence", "chords_on_bar",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TwoVoiceConfig:
    """Sizes of the networks, the chord shapes that tokens stand for, and the features of the plan.

    `hidden` and `harmony` are the units of the melody's and the harmony's LSTM, `layers` their layers, `encoder` the
    units of the encoder of the context (each way), `inputs` the width of the LSTMs' inputs, `memory` and `value` that
    of an attention head's keys and values, `embedding` that of a token, `critic` the critic's units. `features` are
    the plan's features, by name, that the networks are conditioned on; a file that names none was trained with the
    first sixteen. ComposerError where the program does not know one.
    """

    hidden: int = 320
    harmony: int = 256
    layers: int = 2
    embedding: int = 48
    memory: int = 48
    value: int = 48
    encoder: int = 96
    inputs: int = 256
    critic: int = 96
    dropout: float = 0.25
    shapes: tuple[Shape, ...] = SHAPES
    features: tuple[str, ...] = FIRST_FEATURES

    def __post_init__(self) -> None:
        check_features(self.features)

    @property
    def chord_tokens(self) -> int:
        """Hold, rest and every shape on every bass."""
        return 2 + 12 * len(self.shapes)


# New networks are conditioned on all features that the program has.
PRESETS = {"": TwoVoiceConfig(features=tuple(FEATURES))}
