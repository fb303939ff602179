"""The command `mihak`: the program inside of the extension module."""

import signal
import sys

from mihak._mihak import program


def main() -> int:
    """Run the program with the arguments of this process, and return its exit code."""
    # While the program runs, nobody asks Python whether Ctrl-C was pressed.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return program(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
