"""What an idea shares with training songs as compact JSON text, as the library stores it, and back."""

from __future__ import annotations

import json
from dataclasses import astuple
from typing import get_args

from composer_app.music.originality import Originality, Shared, Verdict


def originality_to_json(found: Originality | None) -> str | None:
    """One line of text, or None where nothing was checked."""
    if found is None:
        return None
    value = {
        "verdict": found.verdict,
        "longest": found.longest,
        "share": round(found.share, 4),
        "runs": [astuple(run) for run in found.runs],
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def originality_from_json(text: str | None) -> Originality | None:
    """The originality read back; None for text that holds none."""
    if text is None:
        return None
    try:
        value = json.loads(text)
        if value["verdict"] not in get_args(Verdict):
            return None
        runs = tuple(Shared(*run) for run in value["runs"])
        return Originality(value["verdict"], int(value["longest"]), float(value["share"]), runs)
    except (ValueError, TypeError, KeyError):
        return None
