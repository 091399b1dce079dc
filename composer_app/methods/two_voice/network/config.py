"""The sizes of the two-voice networks."""

from __future__ import annotations

from dataclasses import dataclass

from composer_app.methods.two_voice.encoding.tokens import SHAPES, Shape


@dataclass(frozen=True, slots=True)
class TwoVoiceConfig:
    """Sizes of the networks and the chord shapes that their tokens stand for.

    `hidden` and `harmony` are the units of the melody's and the harmony's LSTM, `layers` their layers, `encoder`
    those that read what is given (each way), `inputs` what the LSTMs are fed, `memory` and `value` of an attention
    head, `embedding` of a token, `critic` those of the critic.
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

    @property
    def chord_tokens(self) -> int:
        """Hold, rest and every shape on every bass."""
        return 2 + 12 * len(self.shapes)
