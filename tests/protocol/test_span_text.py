import pytest

from composer_app.protocol.request import Span
from composer_app.protocol.span_text import read_spans, spans_text


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("melody:5-8,chords:7", (Span("melody", 4, 7), Span("chords", 6, 6))),
        ("both:3-4", (Span("chords", 2, 3), Span("melody", 2, 3))),
        ("3-4", (Span("chords", 2, 3), Span("melody", 2, 3))),
        ("1, 3", (Span("chords", 0, 0), Span("melody", 0, 0), Span("chords", 2, 2), Span("melody", 2, 2))),
        ("Melody: 2–3", (Span("melody", 1, 2),)),
    ],
)
def test_bars_are_read_by_name(text: str, spans: tuple[Span, ...]) -> None:
    assert read_spans(text) == spans
    assert read_spans(spans_text(spans)) == spans


@pytest.mark.parametrize(
    "text", ["", "melody", "melody:0", "melody:8-5", "bass:1-2", "melody:1-2-3", "chords:1,3", "a"]
)
def test_what_names_no_bars_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"bar|voice"):
        read_spans(text)
