"""What the figures and curves of a training run mean, in a composer's words. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NEXT_NOTE, NEXT_CHORD = "next_note_accuracy", "next_chord_accuracy"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run is checked with: so many bars of songs it does not learn from, or whole songs where that is 0."""

    bars: int

    @property
    def foreseen(self) -> str:
        """The name of the share of notes and chords guessed right."""
        return "New bars foreseen" if self.bars else "Other songs foreseen"

    @property
    def surprise(self) -> str:
        """The name of the loss."""
        return "Surprise, new bars" if self.bars else "Surprise, other songs"

    @property
    def about_foreseen(self) -> str:
        """What the share means."""
        if self.bars:
            return (
                f"How often the model guesses the next note, and the next chord, in the first {self.bars} bars of "
                "songs it has never heard. Later on a song repeats itself, which is easily foreseen; an idea is all "
                "new bars."
            )
        return "How often the model guesses the next note in songs it has never heard."

    @property
    def about_surprise(self) -> str:
        """What the loss means."""
        return f"The loss on {self._what}: the less they surprise it, the better. The best epoch goes by it."

    @property
    def about_learnt(self) -> str:
        """What the loss on training songs means beside it."""
        if self.bars:
            return (
                "The loss on long stretches of the songs learnt from, in any key and repeats included: how it falls "
                "tells something, how it stands beside the other does not."
            )
        return "The loss on the songs learnt from."

    @property
    def curve(self) -> str:
        """What the curve that counts shows."""
        return f"Orange, and what counts: how much it is surprised by {self._what}. Lower is better."

    @property
    def _what(self) -> str:
        if self.bars:
            return f"new bars, the first {self.bars} of songs it has never heard"
        return "songs it has never heard"


def foreseen(figures: Sequence[tuple[str, float]]) -> str:
    """How much is foreseen, by voice: "melody 46 %, chords 38 %"; "-" where it was not measured."""
    known = dict(figures)
    voices = (("melody", NEXT_NOTE), ("chords", NEXT_CHORD))
    return ", ".join(f"{voice} {100 * known[name]:.0f} %" for voice, name in voices if name in known) or "-"
