"""The figures and curves of a training run in words. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NEXT_NOTE, NEXT_CHORD = "next_note_accuracy", "next_chord_accuracy"


@dataclass(frozen=True, slots=True)
class Validation:
    """What a run is validated on: so many bars of songs it does not learn from, or whole songs where that is 0."""

    bars: int

    @property
    def accuracy(self) -> str:
        """The name of the share of notes and chords predicted right."""
        return "New bars predicted" if self.bars else "Other songs predicted"

    @property
    def loss(self) -> str:
        """The name of the validation loss."""
        return "Loss, new bars" if self.bars else "Loss, other songs"

    @property
    def about_accuracy(self) -> str:
        """What the accuracy means."""
        if self.bars:
            return (
                f"How often the model predicts the next note, and the next chord, in the first {self.bars} bars of "
                "songs that it does not learn from. Later bars of a song are easier, for they repeat earlier ones; "
                "an idea has only new bars."
            )
        return "How often the model predicts the next note in songs that it does not learn from."

    @property
    def about_loss(self) -> str:
        """What the validation loss means."""
        return f"The loss on {self._what}: the lower, the better. It decides which epoch is the best."

    @property
    def about_training_loss(self) -> str:
        """What the training loss means beside it."""
        if self.bars:
            return (
                "The loss on long passages of the training songs, in any key and with their repeats: it should fall, "
                "but its value cannot be compared with the other loss."
            )
        return "The loss on the training songs."

    @property
    def curve(self) -> str:
        """What the curve that counts shows."""
        return f"Orange, and what counts: the loss on {self._what}. Lower is better."

    @property
    def _what(self) -> str:
        if self.bars:
            return f"new bars, the first {self.bars} of songs that it does not learn from"
        return "songs that it does not learn from"


def accuracy_text(figures: Sequence[tuple[str, float]]) -> str:
    """The accuracy by voice: "melody 46 %, chords 38 %"; "-" where it was not measured."""
    known = dict(figures)
    voices = (("melody", NEXT_NOTE), ("chords", NEXT_CHORD))
    return ", ".join(f"{voice} {100 * known[name]:.0f} %" for voice, name in voices if name in known) or "-"
