"""The commands that need no screen: results on stdout, progress on stderr, one sentence on an error."""

from __future__ import annotations

import argparse
import os
import sys

from composer_app import __version__
from composer_app.commands import compare, data, evaluate, export, generate, importing, playing, train
from composer_app.errors import ComposerError

DESCRIPTION = "Inkling: musical ideas, chords low and melody high, learnt from songs. Without a command: the window."
# One file each; a command adds itself, with its options, and imports what it runs only when it runs.
FILES = (generate, train, evaluate, compare, importing, data, export, playing)


def main(argv: list[str]) -> int:
    """Run one command; 0 done, 1 one sentence on stderr, 2 wrong usage."""
    arguments = parser().parse_args(argv)
    # A file's name may be no UTF-8; it is printed as it is.
    sys.stdout.reconfigure(errors="surrogateescape")  # type: ignore[union-attr]
    try:
        arguments.run(arguments)
        sys.stdout.flush()
    except ComposerError as error:
        print(f"inkling: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the results has left, as `head` does; there is nobody to tell.
        sys.stderr.close()
        return 1
    except OSError as error:
        _tell_refused(error)
        return 1
    except KeyboardInterrupt:
        print("inkling: stopped.", file=sys.stderr)
        return 1
    return 0


def _tell_refused(error: OSError) -> None:
    """What the system would not do: an error without a file's name is of stdout."""
    what = f"{error.filename} could not be read or written" if error.filename else "The results could not be printed"
    print(f"inkling: {what}: {(error.strerror or str(error)).lower()}.", file=sys.stderr)
    if not error.filename:
        # Python tries what is left of them once more as it ends, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(prog="inkling", description=DESCRIPTION)
    top.add_argument("--version", action="version", version=f"Inkling {__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for file in FILES:
        file.add_options(commands)
    return top
