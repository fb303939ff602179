"""The command `mihak`: the program inside of the extension module."""

import signal
import sys

from mihak._mihak import program


def main() -> int:
    """Run the program with the arguments of this process, and return its exit code."""
    if sys.argv[1:2] == ["bench"]:
        # It starts its own program again, which is the interpreter here.
        print("mihak: `bench` measures the program itself, which a Python package is not; install it with cargo", file=sys.stderr)
        return 2
    # While the program runs, nobody asks Python whether Ctrl-C was pressed.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return program(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
