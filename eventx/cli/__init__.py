"""The command line: `eventx extract | train | evaluate | convert | view | schema`."""

from eventx.cli.main import main

__all__ = ["main"]
