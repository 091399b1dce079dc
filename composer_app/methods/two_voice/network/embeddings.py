"""How events, chords and places become vectors: small tables that both networks are built from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from composer_app.methods.two_voice.encoding.batch import Batch
from composer_app.methods.two_voice.encoding.conditions import (
    ENDING,
    FAR_FROM_END,
    FARTHEST_IN_SECTION,
    FEATURES,
    INSTRUMENTAL,
    LEFT,
    LETTER,
    SINCE,
    classes_of,
)
from composer_app.methods.two_voice.encoding.events import SLOTS_A_STEP
from composer_app.methods.two_voice.encoding.phrases import (
    CADENCE,
    CADENCES,
    CHORD_SOURCE,
    LONGEST_PHRASE,
    NO_SOURCE,
    NOTES,
    RELATION,
    RELATIONS,
    SINCE_BREATH,
    SOURCE,
    TO_BREATH,
    TOP,
)
from composer_app.methods.two_voice.encoding.tokens import FIRST, MAX_BAR, Shape

MIDDLE, SPREAD = 72.0, 12.0  # semitones to which a bar's highest note is compared
USUAL_NOTES = 6.0
MODES, KEYS = 3, 2


class ChordEmbedding(nn.Module):
    """A chord as the sum of what its bass, shape and pitch classes say; some ids beyond the chords stand alone."""

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
        classes[:tokens] = torch.from_numpy(classes_of(shapes)).float()
        self.register_buffer("classes", classes, persistent=False)
        self.kept: Tensor | None = None
        self.bass = nn.Embedding(13, size)
        self.shape = nn.Embedding(len(shapes) + 1, size)
        self.alone = nn.Embedding(FIRST + more, size)
        self.tones = nn.Linear(12, size, bias=False)
        alone = torch.where(ids < FIRST, ids, torch.where(is_chord, 0, ids - tokens + FIRST))
        self.register_buffer("alone_of", alone, persistent=False)
        self.alone_of: Tensor

    def table(self) -> Tensor:
        """The vector of every id (ids, size)."""
        return self._table() if self.kept is None else self.kept

    def _table(self) -> Tensor:
        is_alone = (self.bass_of == 12)[:, None]
        chord = self.bass(self.bass_of) + self.shape(self.shape_of) + self.tones(self.classes)
        return torch.where(is_alone, self.alone(self.alone_of), chord)

    def forward(self, token: Tensor) -> Tensor:
        """The vectors of tokens (...,) as (..., size)."""
        return torch.nn.functional.embedding(token, self.table())


@contextmanager
def kept_tables(network: nn.Module) -> Iterator[None]:
    """While ideas are written, the chords' vectors are not made anew for every event."""
    embeddings = [module for module in network.modules() if isinstance(module, ChordEmbedding)]
    try:
        for embedding in embeddings:
            embedding.kept = embedding.table()
        yield
    finally:
        for embedding in embeddings:
            embedding.kept = None


class BarEmbedding(nn.Module):
    """What is told of each bar: its place in the form, the section's plan, its phrasing, the piece's key and meter."""

    def __init__(self) -> None:
        super().__init__()
        self.letter = nn.Embedding(INSTRUMENTAL + 1, 6)
        self.since, self.left = (nn.Embedding(FARTHEST_IN_SECTION + 1, 6) for _ in range(2))
        self.ending = nn.Embedding(FAR_FROM_END + 1, 8)
        self.relation = nn.Embedding(RELATIONS, 8)
        self.source, self.chord_source = (nn.Embedding(NO_SOURCE + 1, 6) for _ in range(2))
        self.cadence = nn.Embedding(CADENCES, 6)
        self.since_breath, self.to_breath = (nn.Embedding(LONGEST_PHRASE + 1, 6) for _ in range(2))
        self.key, self.mode = nn.Embedding(KEYS, 4), nn.Embedding(MODES, 6)
        self.meter = nn.Embedding(2 * (MAX_BAR + 1), 6)
        self.size = 6 * 3 + 8 + 8 + 6 * 2 + 6 + 6 * 2 + 4 + 6 + 6 + 4 + 2 * len(FEATURES)

    def forward(self, batch: Batch) -> Tensor:
        """(songs, bars, size)."""
        form, rows = batch.form, batch.phrasing
        songs, bars, _ = form.shape
        meter = torch.full_like(batch.key, batch.bar // SLOTS_A_STEP + (MAX_BAR + 1) * batch.compound)
        piece = torch.cat([self.key(batch.key), self.mode(batch.mode), self.meter(meter)], -1)
        top, notes = rows[..., TOP].float(), rows[..., NOTES].float()
        numbers = torch.stack(
            [
                (top - MIDDLE) / SPREAD * (top > 0), (top > 0).float(),
                (notes - 1) / USUAL_NOTES * (notes > 0), (notes > 0).float(),
            ],
            -1,
        )  # fmt: skip
        told = [
            self.letter(form[..., LETTER]), self.since(form[..., SINCE]), self.left(form[..., LEFT]),
            self.ending(form[..., ENDING]), self.relation(rows[..., RELATION]), self.source(rows[..., SOURCE]),
            self.chord_source(rows[..., CHORD_SOURCE]), self.cadence(rows[..., CADENCE]),
            self.since_breath(rows[..., SINCE_BREATH]), self.to_breath(rows[..., TO_BREATH]),
            numbers, batch.plan, piece[:, None].expand(songs, bars, -1),
        ]  # fmt: skip
        dtype = self.letter.weight.dtype
        return torch.cat([part.to(dtype) for part in told], -1)


def by_slot(table: Tensor, at: Tensor) -> Tensor:
    """Of (songs, slots, ...) or (songs, slots) what stands at slots or bars `at` (songs, n)."""
    if table.dim() == 2:
        return table.gather(1, at)
    index = at[..., None].expand(*at.shape, table.shape[-1])
    return table.gather(1, index)
