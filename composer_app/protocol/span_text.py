"""The bars to write as text, such as "melody:5-8,chords:7", counted from 1."""

from __future__ import annotations

import re

from composer_app.music.voices import WRITTEN_VOICES, WrittenVoice
from composer_app.protocol.request import Span

_PART = re.compile(r"(?:(?P<voice>[a-z]+):)?(?P<first>\d{1,4})(?:[-–](?P<last>\d{1,4}))?")
_VOICES: dict[str, tuple[WrittenVoice, ...]] = {"melody": ("melody",), "chords": ("chords",), "both": WRITTEN_VOICES}


def read_spans(text: str) -> tuple[Span, ...]:
    """The spans of "melody:5-8,chords:7", "both:3-4" or "3-4", which means both voices; ValueError for others."""
    spans: list[Span] = []
    parts = [part for part in text.lower().replace(" ", "").split(",") if part]
    if not parts:
        raise ValueError('no bars are named; write them as "melody:5-8,chords:7"')
    for part in parts:
        found = _PART.fullmatch(part)
        if found is None or (found["voice"] or "both") not in _VOICES:
            raise ValueError(f'"{part}" names no bars; write them as "melody:5-8,chords:7" or "both:3-4"')
        if found["voice"] is None and ":" in text:
            raise ValueError(f'"{part}" names no voice; write melody:{part}, chords:{part} or both:{part}')
        first, last = int(found["first"]), int(found["last"] or found["first"])
        if not 1 <= first <= last:
            raise ValueError(f'"{part}" is no span of bars; they are counted from 1, the first bar first')
        spans += [Span(voice, first - 1, last - 1) for voice in _VOICES[found["voice"] or "both"]]
    return tuple(spans)


def spans_text(spans: tuple[Span, ...]) -> str:
    """The spans as text that `read_spans` reads."""
    return ",".join(
        f"{span.voice}:{span.first + 1}" + (f"-{span.last + 1}" if span.last > span.first else "") for span in spans
    )
