from __future__ import annotations

from pathlib import Path

import pytest

from composer_app.commands import parser
from composer_app.commands.generate import request_of
from composer_app.errors import ComposerError
from composer_app.formats.midi_file import write_clip
from composer_app.music.key import Key
from composer_app.music.meter import Meter
from composer_app.protocol.controls import Controls
from composer_app.protocol.request import Request, Span
from tests.commands.conftest import Run
from tests.training.songs import song


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A clip of eight bars."""
    path = tmp_path / "clip.mid"
    write_clip(song(1), path, "clip")
    return path


def asked(*words: object) -> Request:
    return request_of(parser().parse_args(["generate", "--out", "x", *map(str, words)]))


def test_without_options_eight_ideas_of_eight_bars_are_asked_for() -> None:
    assert asked() == Request(count=8, bars=8)


def test_key_meter_tempo_and_range_are_asked_for() -> None:
    request = asked("--key", "F# minor", "--lock-key", "--meter", "6/8", "--tempo", 96, "--range", "Bb3-C6")
    expected = Request(count=8, key=Key(6, True), lock_key=True, meter=Meter(6, 8), tempo=96, low=58, high=84)
    assert request == expected


def test_every_control_is_asked_for() -> None:
    words = "--density .1 --rests .2 --leaps .3 --syncopation .4 --chord-rate .5 --chord-colour .6"
    assert asked(*words.split()).controls == Controls(
        density=0.1, rests=0.2, leaps=0.3, syncopation=0.4, chord_rate=0.5, chord_colour=0.6
    )


def test_form_sets_the_bars() -> None:
    request = asked("--form", "A8 B4 A8")
    assert (request.form, request.bars) == ("A8 B4 A8", 20)


def test_adventure_sets_temperature_and_top_p() -> None:
    assert asked("--adventure", 0).sampling == Request(adventure=0).sampling
    assert asked("--temperature", 0.8, "--top-p", 0.9).sampling == (0.8, 0.9)


def test_fill_asks_for_the_bars_named(clip: Path) -> None:
    request = asked("--task", "fill", "--clip", clip, "--write", "melody:5-8,chords:7")
    assert request.write == (Span("melody", 4, 7), Span("chords", 6, 6))
    assert request.clip is not None
    assert request.clip.melody == song(1).melody


def test_vary_asks_for_the_amount(clip: Path) -> None:
    assert asked("--task", "vary", "--clip", clip, "--amount", 0.6).amount == 0.6
    assert asked("--task", "vary", "--clip", clip).amount == Request().amount


def test_bridge_leads_from_clip_to_clip(clip: Path, tmp_path: Path) -> None:
    write_clip(song(2), tmp_path / "b.mid", "b")
    request = asked("--task", "bridge", "--clip", clip, "--to", tmp_path / "b.mid")
    assert request.to is not None
    assert request.to.melody == song(2).melody


@pytest.mark.parametrize("task", ["melody", "chords", "continue"])
def test_task_begins_from_the_clip(clip: Path, task: str) -> None:
    assert asked("--task", task, "--clip", clip).clip is not None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--task continue", "--task continue needs --clip"),
        ("--task fill --clip CLIP", "--task fill needs --write"),
        ("--task bridge --clip CLIP", "--task bridge needs --to"),
        ("--task melody", "--task melody needs --clip"),
        ("--clip CLIP", "--clip goes with --task continue or fill"),
        ("--task fill --clip CLIP --write 1 --to CLIP", "--to goes with --task bridge"),
        ("--task melody --clip CLIP --write 1", "--write goes with --task fill or vary"),
        ("--task fill --clip CLIP --write 1 --amount 0.5", "--amount goes with --task vary"),
        ("--task fill --clip CLIP --write bass:1", "names no bars"),
        ("--task continue --clip CLIP --form A8", "--form goes with --task new"),
        ("--bars 8 --form A8", "not allowed with"),
        ("--form A0", "at least one bar"),
        ("--form=", "names its sections"),
        ("--form A64B64", "at most 64 bars"),
        ("--adventure 0.5 --temperature 1", "--adventure sets"),
        ("--adventure 0.5 --top-p 0.9", "--adventure sets"),
        ("--range C4-E4", "octave"),
        ("--range C6-C4", "highest"),
        ("--key H", "is not a key"),
        ("--meter 3", "is not a meter"),
        ("--density 1.5", "is not a number from 0 to 1"),
        ("--density nan", "is not a number from 0 to 1"),
    ],
)
def test_contradiction_is_wrong_usage_in_one_sentence(clip: Path, inkling: Run, words: str, sentence: str) -> None:
    given = [str(clip) if word == "CLIP" else word for word in words.split()]
    status, out, err = inkling("generate", "--out", "x", *given)
    usage, *said = err.strip().splitlines()
    assert (status, out) == (2, "")
    assert usage.startswith("usage: ")
    assert sentence in " ".join(said)
    assert len(said) == 1


def test_bars_outside_the_clip_are_refused(clip: Path) -> None:
    with pytest.raises(ComposerError, match=r"clip\.mid has 8 bars, so bar 9"):
        asked("--task", "fill", "--clip", clip, "--write", "melody:7-9")


def test_clip_without_notes_is_refused(tmp_path: Path) -> None:
    write_clip(song(1, bars=0), tmp_path / "empty.mid", "empty")
    with pytest.raises(ComposerError, match="no notes"):
        asked("--task", "continue", "--clip", tmp_path / "empty.mid")


def test_what_the_clip_decides_is_said_not_to_change(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked("--task", "chords", "--clip", clip, "--bars", 4, "--tempo", 90)
    assert capsys.readouterr().err.splitlines() == [
        "inkling: the clip keeps its length; --bars changes nothing.",
        "inkling: the clip keeps its tempo; --tempo changes nothing.",
    ]


def test_bars_to_add_are_not_the_clips(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("--task", "continue", "--clip", clip, "--bars", 4).bars == 4
    assert capsys.readouterr().err == ""
