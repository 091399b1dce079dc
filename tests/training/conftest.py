from __future__ import annotations

import pytest

from composer_app.training import clips


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of what runs do need not listen to long ideas, nor to eight rounds of them at every end."""
    monkeypatch.setattr(clips, "IDEA_BARS", 8)
    monkeypatch.setattr(clips, "SETTLING", 0)
