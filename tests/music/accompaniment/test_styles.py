from __future__ import annotations

import pytest

from composer_app.music.accompaniment.styles import STYLES, style_named


@pytest.mark.parametrize("name", STYLES)
def test_every_style_is_found_by_its_name(name: str) -> None:
    assert style_named(name) == name


def test_unknown_style_is_answered_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no accompaniment; there are piano, block"):
        style_named("polka")
