"""Embeddings that both networks are built from: of chords, and of the conditions of each bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from composer_app.methods.two_voice.encoding.batch import Batch
from composer_app.methods.two_voice.encoding.conditions import FEATURES, column
from composer_app.methods.two_voice.encoding.events import SLOTS_PER_STEP
from composer_app.methods.two_voice.encoding.form import (
    FAR_FROM_END,
    FARTHEST_IN_SECTION,
    INSTRUMENTAL,
    LETTER,
    SECTION_BAR,
    SECTION_BARS_LEFT,
    SONG_BARS_LEFT,
)
from composer_app.methods.two_voice.encoding.phrases import (
    CADENCE,
    CADENCES,
    CHORD_SOURCE,
    LONGEST_PHRASE,
    NO_SOURCE,
    NOTES,
    PHRASE_BAR,
    PHRASE_BARS_LEFT,
    RELATION,
    RELATIONS,
    SOURCE,
    TOP,
)
from composer_app.methods.two_voice.encoding.tokens import FIRST, MAX_BAR, Shape, chord_classes

MIDDLE, SPREAD = 72.0, 12.0  # MIDI pitch and semitones by which a bar's highest note is standardised
USUAL_NOTES = 6.0
MODES, KEYS = 3, 2


class ChordEmbedding(nn.Module):
    """A chord as the sum of vectors of its bass, shape and pitch classes; ids that are no chord have their own."""

    bass_of: Tensor
    shape_of: Tensor
    classes: Tensor

    def __init__(self, shapes: tuple[Shape, ...], size: int, more: int = 0) -> None:
        super().__init__()
        tokens = FIRST + 12 * len(shapes)
        ids = torch.arange(tokens + more)
        is_chord = (ids >= FIRST) & (ids < tokens)
        self.register_buffer("bass_of", torch.where(is_chord, (ids - FIRST) % 12, 12), persistent=False)
        self.register_buffer("shape_of", torch.where(is_chord, (ids - FIRST) // 12, len(shapes)), persistent=False)
        classes = torch.zeros(tokens + more, 12)
        classes[:tokens] = torch.from_numpy(chord_classes(shapes)).float()
        self.register_buffer("classes", classes, persistent=False)
        self.cached: Tensor | None = None
        self.bass = nn.Embedding(13, size)
        self.shape = nn.Embedding(len(shapes) + 1, size)
        self.special = nn.Embedding(FIRST + more, size)
        self.tones = nn.Linear(12, size, bias=False)
        special = torch.where(ids < FIRST, ids, torch.where(is_chord, 0, ids - tokens + FIRST))
        self.register_buffer("special_of", special, persistent=False)
        self.special_of: Tensor

    def table(self) -> Tensor:
        """The vector of every id (ids, size)."""
        return self._table() if self.cached is None else self.cached

    def _table(self) -> Tensor:
        is_special = (self.bass_of == 12)[:, None]
        chord = self.bass(self.bass_of) + self.shape(self.shape_of) + self.tones(self.classes)
        return torch.where(is_special, self.special(self.special_of), chord)

    def forward(self, token: Tensor) -> Tensor:
        """The vectors of tokens (...,) as (..., size)."""
        return torch.nn.functional.embedding(token, self.table())


@contextmanager
def cached_tables(network: nn.Module) -> Iterator[None]:
    """Inside, the chords' vectors are computed once and not at every call, as while ideas are written."""
    embeddings = [module for module in network.modules() if isinstance(module, ChordEmbedding)]
    try:
        for embedding in embeddings:
            embedding.cached = embedding.table()
        yield
    finally:
        for embedding in embeddings:
            embedding.cached = None


class BarEmbedding(nn.Module):
    """The conditions of each bar: place in the form, the section's plan, phrasing, and the song's key and meter."""

    plan_columns: Tensor

    def __init__(self, features: Sequence[str]) -> None:
        super().__init__()
        self.letter = nn.Embedding(INSTRUMENTAL + 1, 6)
        self.section_bar, self.section_bars_left = (nn.Embedding(FARTHEST_IN_SECTION + 1, 6) for _ in range(2))
        self.song_bars_left = nn.Embedding(FAR_FROM_END + 1, 8)
        self.relation = nn.Embedding(RELATIONS, 8)
        self.source, self.chord_source = (nn.Embedding(NO_SOURCE + 1, 6) for _ in range(2))
        self.cadence = nn.Embedding(CADENCES, 6)
        self.phrase_bar, self.phrase_bars_left = (nn.Embedding(LONGEST_PHRASE + 1, 6) for _ in range(2))
        self.key, self.mode = nn.Embedding(KEYS, 4), nn.Embedding(MODES, 6)
        self.meter = nn.Embedding(2 * (MAX_BAR + 1), 6)
        self.size = 6 * 3 + 8 + 8 + 6 * 2 + 6 + 6 * 2 + 4 + 6 + 6 + 4 + 2 * len(features)
        # Of the plan's features those that the model was trained with: their values, then which are known.
        columns = [column(name) for name in features]
        columns += [len(FEATURES) + at for at in columns]
        self.register_buffer("plan_columns", torch.tensor(columns, dtype=torch.long), persistent=False)

    def forward(self, batch: Batch) -> Tensor:
        """The conditions of every bar, (songs, bars, size)."""
        form, rows = batch.form, batch.phrasing
        songs, bars, _ = form.shape
        meter = torch.full_like(batch.key, batch.bar // SLOTS_PER_STEP + (MAX_BAR + 1) * batch.compound)
        piece = torch.cat([self.key(batch.key), self.mode(batch.mode), self.meter(meter)], -1)
        top, notes = rows[..., TOP].float(), rows[..., NOTES].float()
        numbers = torch.stack(
            [
                (top - MIDDLE) / SPREAD * (top > 0), (top > 0).float(),
                (notes - 1) / USUAL_NOTES * (notes > 0), (notes > 0).float(),
            ],
            -1,
        )  # fmt: skip
        conditions = [
            self.letter(form[..., LETTER]), self.section_bar(form[..., SECTION_BAR]),
            self.section_bars_left(form[..., SECTION_BARS_LEFT]), self.song_bars_left(form[..., SONG_BARS_LEFT]),
            self.relation(rows[..., RELATION]), self.source(rows[..., SOURCE]),
            self.chord_source(rows[..., CHORD_SOURCE]), self.cadence(rows[..., CADENCE]),
            self.phrase_bar(rows[..., PHRASE_BAR]), self.phrase_bars_left(rows[..., PHRASE_BARS_LEFT]),
            numbers, batch.plan[..., self.plan_columns], piece[:, None].expand(songs, bars, -1),
        ]  # fmt: skip
        dtype = self.letter.weight.dtype
        return torch.cat([part.to(dtype) for part in conditions], -1)


def gather_at(table: Tensor, at: Tensor) -> Tensor:
    """The entries of `table` (songs, slots or bars, ...) at places `at` (songs, n), (songs, n, ...)."""
    if table.dim() == 2:
        return table.gather(1, at)
    index = at[..., None].expand(*at.shape, table.shape[-1])
    return table.gather(1, index)
