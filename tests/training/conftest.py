from __future__ import annotations

import pytest

from composer_app.methods.two_voice.encoding import crops as batches
from composer_app.methods.two_voice.training import critic_training as teaching
from composer_app.training import clips


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of what runs do need not hear much at a time, nor listen to many ideas or teach for long."""
    monkeypatch.setattr(clips, "IDEAS", 2)
    monkeypatch.setattr(clips, "LESSONS_AN_EPOCH", 1)
    monkeypatch.setattr(clips, "ROUNDS", 1)
    monkeypatch.setattr(clips, "LESSONS", 2)
    monkeypatch.setattr(batches, "STEPS_PER_BATCH", 256)
    monkeypatch.setattr(teaching, "PASSAGES", 4)
    monkeypatch.setattr(teaching, "IDEA_BARS", 2)
    monkeypatch.setattr(teaching, "IDEAS", 2)
