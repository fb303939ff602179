"""Segments by PyFarasa, the pure Python port of the Farasa segmenter: clitics and inflectional endings, «و+ال+مكتب+ات»."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from mihak import installed, serve


class Fixed(dict):
    """A table that ignores what is added to it."""

    def __setitem__(self, key, value):
        pass


def load():
    from farasa import fitTemplateClass, segmentation

    # Farasa writes every new word into the table of words that it was trained on, so a text met again would look faster.
    segmentation.hmSeenBefore = Fixed(segmentation.hmSeenBefore)
    fitTemplateClass.hmSeenBefore = Fixed()

    def pieces(text):
        return [piece for word in segmentation.segmentLine(text) for piece in word.split("+") if piece]

    return "farasa", installed("Farasa"), lambda text: {"pieces": pieces(text)}


serve(load, task="segments", scheme="d3", install="systems/install farasa")
