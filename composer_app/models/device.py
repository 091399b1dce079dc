"""The device that a network runs on."""

from __future__ import annotations

import torch

from composer_app.errors import ComposerError


def device_for(choice: str) -> torch.device:
    """The device asked for, or the best there is; ComposerError where it is not there."""
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if choice == "auto":
        return torch.device(next(name for name in ("cuda", "mps", "cpu") if there[name]))
    if not there[choice]:
        raise ComposerError(f"This computer has no {choice.upper()} device that torch can use; choose auto or cpu.")
    return torch.device(choice)
