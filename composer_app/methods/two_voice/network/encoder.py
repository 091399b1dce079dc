"""The encoder of the context: a bidirectional LSTM over the quarters of a piece (Graves & Schmidhuber 2005).

Each quarter holds what begins in its four 16ths and what sounds as it begins, of both voices; what is to be written is
masked. The conditions of the bars are inputs, too.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from composer_app.learning.locked_dropout import LockedDropout
from composer_app.methods.two_voice.encoding.batch import Batch, sounding_at
from composer_app.methods.two_voice.encoding.events import SLOTS_PER_QUARTER, SLOTS_PER_STEP
from composer_app.methods.two_voice.encoding.tokens import HOLD, MAX_BAR, MELODY_TOKENS, STEPS_PER_QUARTER
from composer_app.methods.two_voice.network.config import TwoVoiceConfig
from composer_app.methods.two_voice.network.embeddings import ChordEmbedding

MASKED = MELODY_TOKENS
PITCH_SIZE, CHORD_SIZE = 16, 24


class Encoder(nn.Module):
    """Vectors of every quarter from the context of both voices; `conditions` is the width of those of a bar."""

    def __init__(self, config: TwoVoiceConfig, conditions: int, units: int) -> None:
        super().__init__()
        self.masked_chord = config.chord_tokens
        self.pitch = nn.Embedding(MELODY_TOKENS + 1, PITCH_SIZE)
        self.chord = ChordEmbedding(config.shapes, CHORD_SIZE, more=1)
        self.place = nn.Embedding(MAX_BAR, 12)
        cells = (STEPS_PER_QUARTER + 1) * (PITCH_SIZE + CHORD_SIZE)
        self.input = nn.Linear(cells + 12 + conditions, units)
        self.lstm = nn.LSTM(units, units, batch_first=True, bidirectional=True)
        self.dropout = LockedDropout(config.dropout)
        self.size = 2 * units

    def forward(self, batch: Batch, conditions: Tensor, melody_masked: Tensor, chords_masked: Tensor) -> Tensor:
        """(songs, quarters, size), with the `conditions` (songs, bars, width) of bars.

        The masks (songs, slots) are true where a voice must not be seen.
        """
        melody = self._cells(batch.melody, melody_masked, MASKED)
        chords = self._cells(batch.chords, chords_masked, self.masked_chord)
        quarters = melody.shape[1]
        first = torch.arange(quarters, device=conditions.device) * SLOTS_PER_QUARTER
        place = self.place(first % batch.bar // SLOTS_PER_STEP).expand(len(conditions), -1, -1)
        bars = conditions[:, first // batch.bar]
        inputs = [self.pitch(melody).flatten(2), self.chord(chords).flatten(2), place, bars]
        outputs: Tensor = self.lstm(self.dropout(functional.gelu(self.input(torch.cat(inputs, -1)))))[0]
        return outputs

    @staticmethod
    def _cells(tokens: Tensor, masked: Tensor, mask: int) -> Tensor:
        """Tokens by quarter (songs, quarters, 5): what sounds as it begins, and what begins in its four 16ths."""
        missing = -tokens.shape[1] % SLOTS_PER_QUARTER
        shown = functional.pad(torch.where(masked, HOLD, tokens), (0, missing))
        hidden = functional.pad(masked, (0, missing), value=True)
        cells = shown.reshape(len(shown), -1, STEPS_PER_QUARTER, SLOTS_PER_STEP).amax(3)
        covered = hidden.reshape(len(shown), -1, STEPS_PER_QUARTER, SLOTS_PER_STEP)[..., 0]
        cells = torch.where(covered & (cells == HOLD), mask, cells)
        sounding = torch.where(hidden, mask, sounding_at(shown))[:, ::SLOTS_PER_QUARTER]
        return torch.cat([sounding[..., None], cells], -1)
