"""Each import contract is shown to fail on an import that it forbids."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.api import read_configuration

ROOT = Path(__file__).parents[2]
LINT = "from importlinter.cli import lint_imports_command as run; run()"
CONTRACTS = [contract["name"] for contract in read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]]

# The first words of a contract's name, a file, and an import in it that breaks the contract.
OFFENCES = [
    ("Imports point downward only", "music/note.py", "import composer_app.formats.clip_json"),
    ("Imports point downward only", "generation/generate.py", "import composer_app.training.loop"),
    ("Qt and pyqtgraph only", "playback/ports.py", "import PySide6.QtCore"),
    ("Qt and pyqtgraph only", "commands/train.py", "import pyqtgraph"),
    ("torch only", "corpus/reading/folder.py", "import torch"),
    ("torch only", "ui/session/job.py", "import torch"),
    ("MIDI ports, messages and sound only", "ui/session/playing.py", "import rtmidi"),
    ("MIDI ports, messages and sound only", "library/store.py", "import mido"),
    ("Methods do not know each other", "methods/beat_roll/roll.py", "import composer_app.methods.note_names.elements"),
    ("Nobody but the table", "training/loop.py", "import composer_app.methods.two_voice.method"),
    ("Nobody but the table", "ui/panels/training/panel.py", "import composer_app.methods.left_to_right.parts"),
    ("Formats do not know each other", "formats/musicxml/write.py", "import composer_app.formats.midi_file.write"),
    ("Panels do not know each other", "ui/panels/transport.py", "import composer_app.ui.panels.clip_header"),
    ("No cycles anywhere", "music/accompaniment/styles.py", "import composer_app.music.accompaniment.play"),
    ("Inside the window", "ui/panels/transport.py", "import composer_app.ui.actions.play"),
    ("Inside the actions", "ui/actions/play.py", "import composer_app.ui.actions.writing"),
    ("Inside the session", "ui/session/playing.py", "import composer_app.ui.session.document"),
    ("Inside the corpus", "corpus/transcription/beat.py", "import composer_app.corpus.reading.folder"),
]  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's sources beside its contracts, to be damaged."""
    place = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "composer_app", place / "composer_app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


@pytest.fixture
def damaged(copy: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The copy with one import too many; it is taken out again afterwards."""
    file, line = request.param
    path = copy / "composer_app" / file
    sound = path.read_text(encoding="utf-8")
    path.write_text(f"{sound}\n{line}\n", encoding="utf-8")
    yield copy
    path.write_text(sound, encoding="utf-8")


@pytest.mark.parametrize(
    ("contract", "damaged"),
    [(contract, (file, line)) for contract, file, line in OFFENCES],
    indirect=["damaged"],
    ids=[f"{file}: {line}" for _, file, line in OFFENCES],
)
def test_forbidden_import_breaks_its_contract(contract: str, damaged: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(damaged)}
    command = [sys.executable, "-c", LINT, "--cache-dir", str(damaged / "cache")]
    run = subprocess.run(command, cwd=damaged, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in run.stdout.splitlines() if line.startswith(contract)]
    assert any(line.partition(" (")[0].endswith("BROKEN") for line in lines), run.stdout + run.stderr


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_contract_has_an_offence_that_proves_it(contract: str) -> None:
    assert [name for name, _, _ in OFFENCES if contract.startswith(name)]
