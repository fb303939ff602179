"""Threads that live as long as the process, and do not survive a fork."""

from __future__ import annotations

import os

from mihak._mihak import Error

_state = {"used": False, "forked": False}


def _forked() -> None:
    _state["forked"] = _state["used"]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def used() -> None:
    """Note that threads of the process are used.

    Raises:
        Error: They were used before this process was forked, and are gone: whoever waits for them waits for ever.
    """
    if _state["forked"]:
        raise Error("this process was forked after mihak had started its threads: start processes with `spawn`")
    _state["used"] = True
