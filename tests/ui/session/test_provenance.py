from __future__ import annotations

from composer_app.music.note import Note
from composer_app.protocol.request import GeneratedIdea, Request, Span
from composer_app.ui.session.provenance import idea_of, origin_text, written_notes
from tests.ui.stand_ins import some_clip

CLIP = some_clip(bars=4)


def test_filled_bars_are_told_with_their_idea() -> None:
    request = Request("fill", clip=CLIP, write=(Span("melody", 1, 2),))
    assert origin_text(request, "Idea 3") == "bars 2-3 of Idea 3, melody"


def test_variation_is_told_with_its_amount() -> None:
    assert origin_text(Request("vary", clip=CLIP, amount=0.4), "Idea 3") == "Idea 3, 40% changed"


def test_bridge_is_told_with_both_ends() -> None:
    assert origin_text(Request("bridge", clip=CLIP, to=CLIP), "Rain", "Sun") == "bridge from Rain to Sun"


def test_number_of_draws_is_among_the_notes() -> None:
    written = GeneratedIdea(CLIP, 1, "base", Request(), 1.5, attempts=3)
    assert idea_of(written, "Idea 1", "Base", None).remarks == ("drawn 3 times",)


def test_number_of_draws_is_not_told_twice() -> None:
    written = GeneratedIdea(CLIP, 1, "base", Request(), 1.5, attempts=3, remarks=("drawn 3 times",))
    assert idea_of(written, "Idea 1", "Base", None, "bar 2 of Rain").remarks == ("bar 2 of Rain", "drawn 3 times")


def test_written_notes_of_a_filling_begin_in_its_bars() -> None:
    request = Request("fill", clip=CLIP, write=(Span("melody", 1, 1),))
    assert written_notes(request, CLIP, CLIP) == {("melody", n) for n in CLIP.melody if 1920 <= n.onset < 3840}


def test_written_notes_of_a_variation_are_those_that_changed() -> None:
    new = Note(0, 240, 90)
    changed = CLIP.with_parts(melody=(new, *CLIP.melody[1:]))
    assert written_notes(Request("vary", clip=CLIP), CLIP, changed) == {("melody", new)}


def test_written_notes_of_a_continuation_come_after_the_clip() -> None:
    longer = some_clip(bars=6)
    request = Request("continue", clip=CLIP, bars=2)
    assert all(note.onset >= CLIP.length for _, note in written_notes(request, CLIP, longer))
    assert len(written_notes(request, CLIP, longer)) == 2 * 7
