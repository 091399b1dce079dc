"""`python -m composer_app`: the window, or with arguments a command without one."""

from __future__ import annotations

import sys


def main() -> int:
    """Open the window, or run the command that the arguments name; the exit status."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    if len(sys.argv) > 1:
        from composer_app import commands

        return commands.main(sys.argv[1:])
    from composer_app.app import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
