from __future__ import annotations

import pytest

from composer_app.commands.library_ideas import library_ideas
from composer_app.errors import ComposerError
from composer_app.files.folders import data_folder


def test_library_that_was_damaged_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    data_folder().mkdir(parents=True, exist_ok=True)
    (data_folder() / "ideas.sqlite").write_bytes(b"damaged")
    with pytest.raises(ComposerError, match="There is no idea 1"):
        library_ideas(["1"])
    assert "inkling: The idea library was damaged" in capsys.readouterr().err
