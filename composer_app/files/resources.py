"""Where the files that come with the program lie, in a checkout and when installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_INSTALLED = _PACKAGE / "_resources"
_CHECKOUT = _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of a file or folder that ships with Inkling, such as `resource("models", "base.safetensors")`.

    The wheel carries the checkout's `resources/` inside the package; there the first place is found.
    """
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    return root.joinpath(*parts)


def base_model() -> Path:
    """The model that ships with the program."""
    return resource("models", "base.safetensors")
