"""What is broken is told in one sentence, and the window goes on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.desktop import hands
from tests.desktop.display import wait_until
from tests.desktop.program import Program

Inkling = Callable[..., AbstractContextManager[Program]]


def test_a_file_that_is_not_midi_is_refused_and_the_window_goes_on(inkling: Inkling, tmp_path: Path) -> None:
    song = tmp_path / "song.mid"
    song.write_bytes(b"This is a letter, not a song.")
    with inkling() as program:
        program.find("position")
        program.display.key("ctrl+o")
        hands.answer_dialog(program, song)
        wait_until(lambda: program.says("not a midi file"), "the window says that it is not MIDI")
        assert hands.generate(program)


def test_a_folder_without_midi_is_told_and_cannot_be_trained_on(inkling: Inkling, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter.txt").write_text("no music here")
    with inkling() as program:
        program.click("choose_folder")
        hands.answer_dialog(program, folder)
        wait_until(lambda: program.says("midi files") and program.says("letters"), "the folder is read")
        wait_until(lambda: bool(program.all_named("training_message")), "the window says that there is nothing")
        assert not program.all_named("start_training")[0].enabled


def test_a_damaged_library_is_kept_aside_and_a_new_one_begun(inkling: Inkling, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    (home / "data" / "ideas.sqlite").write_bytes(b"not a library " * 1000)
    with inkling(home=home) as program:
        wait_until(lambda: program.says("damaged"), "the window says that the library was damaged")
        hands.generate(program)
    kept = [path for path in (home / "data").iterdir() if path.read_bytes().startswith(b"not a library")]
    assert len(kept) == 1


def test_a_model_file_that_holds_code_is_refused_and_the_code_never_runs(inkling: Inkling, tmp_path: Path) -> None:
    home, trace = tmp_path / "home", tmp_path / "trace"
    (home / "data" / "models").mkdir(parents=True)
    pickled = f"cos\nsystem\n(S'touch {trace}'\ntR.".encode()
    (home / "data" / "models" / "Broken.safetensors").write_bytes(pickled)
    with inkling(home=home) as program:
        hands.choose(program, "model", "Broken")
        program.click("New idea")
        wait_until(lambda: program.says("Broken.safetensors"), "the window says what is wrong with the model")
        assert hands.kept_ideas(program) == []
    assert not trace.exists()
