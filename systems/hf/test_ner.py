"""The adapter on a model whose answer is known: it has no layers, and a word piece's embedding is its label. Run as `systems/python systems/hf/test_ner.py`."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from models import mentions

LABELS = ["O", "B-PERS", "I-PERS", "B-LOC", "I-LOC"]
PIECES = {"[UNK]": "O", "محمد": "B-PERS", "بن": "I-PERS", "سلمان": "I-PERS", "الق": "B-LOC", "##اهرة": "I-PERS", "الكبرى": "I-LOC", "زار": "O", ".": "O"}


def make_model(folder):
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast

    vocabulary = {piece: at for at, piece in enumerate(["[PAD]", "[CLS]", "[SEP]", *PIECES])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", model_max_length=32)
    fast.save_pretrained(folder)
    size = len(LABELS)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=size, num_hidden_layers=0, num_attention_heads=1, intermediate_size=1, max_position_embeddings=32,
        id2label=dict(enumerate(LABELS)), label2id={label: at for at, label in enumerate(LABELS)},
    )
    model = BertForTokenClassification(config)
    with torch.no_grad():
        for embedding in (model.bert.embeddings.word_embeddings, model.bert.embeddings.position_embeddings, model.bert.embeddings.token_type_embeddings):
            embedding.weight.zero_()
        for piece, label in PIECES.items():
            model.bert.embeddings.word_embeddings.weight[vocabulary[piece], LABELS.index(label)] = 1
        model.classifier.weight.copy_(torch.eye(size))
        model.classifier.bias.zero_()
    model.save_pretrained(folder)


class Mentions(unittest.TestCase):
    def test_tags_of_every_scheme_become_mentions(self):
        places = [(0, 1), (2, 3), (4, 5)]
        for tags, expected in [
            ("B-PER I-PER O", [[0, 3, "PER"]]),
            ("B-PER B-PER I-PER", [[0, 1, "PER"], [2, 5, "PER"]]),
            ("I-PER I-PER I-LOC", [[0, 3, "PER"], [4, 5, "LOC"]]),
            ("B-PER I-LOC O", [[0, 1, "PER"], [2, 3, "LOC"]]),
            ("B-PER E-PER S-PER", [[0, 3, "PER"], [4, 5, "PER"]]),
            ("B-PER L-PER U-PER", [[0, 3, "PER"], [4, 5, "PER"]]),
            ("S-PER I-PER O", [[0, 1, "PER"], [2, 3, "PER"]]),
            ("PER PER O", [[0, 3, "PER"]]),
            ("B-PER O I-PER", [[0, 1, "PER"], [4, 5, "PER"]]),
        ]:
            self.assertEqual(mentions(places, tags.split()), expected, tags)


class Ner(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        make_model(folder.name)
        cls.texts = {
            "whole word": "زار محمد بن سلمان القاهرة الكبرى.",
            "two lines": "محمد\nبن",
            "emoji": "🎉 محمد 🎉 القاهرة",
            "marks": "\u200fمحمد\u200e بن",
            "empty": "",
            "windows": "زار محمد بن القاهرة " * 500,
        }
        lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in cls.texts.items())
        adapter = Path(__file__).with_name("ner.py")
        run = subprocess.run([sys.executable, adapter, folder.name, "--overlap", "8"], input=lines, capture_output=True, text=True, check=True)
        cls.greeting, *answers = map(json.loads, run.stdout.splitlines())
        cls.answers = {answer["id"]: answer for answer in answers}

    def surfaces(self, name):
        return [(self.texts[name][start:end], label) for start, end, label in self.answers[name]["spans"]]

    def test_a_word_has_the_label_of_its_first_piece(self):
        self.assertEqual(self.surfaces("whole word"), [("محمد بن سلمان", "PERS"), ("القاهرة الكبرى", "LOC")])

    def test_a_mention_ends_with_its_line(self):
        self.assertEqual(self.surfaces("two lines"), [("محمد", "PERS"), ("بن", "PERS")])

    def test_offsets_count_code_points(self):
        self.assertEqual(self.surfaces("emoji"), [("محمد", "PERS"), ("القاهرة", "LOC")])

    def test_direction_marks_stay_outside(self):
        self.assertEqual(self.surfaces("marks")[0][0].strip("\u200e\u200f"), self.surfaces("marks")[0][0])

    def test_an_empty_text_has_no_mentions(self):
        self.assertEqual(self.surfaces("empty"), [])

    def test_a_line_longer_than_a_window_is_read_to_its_end(self):
        self.assertEqual(self.surfaces("windows"), [("محمد بن", "PERS"), ("القاهرة", "LOC")] * 500)

    def test_a_model_that_is_not_there_is_missing(self):
        run = subprocess.run([sys.executable, Path(__file__).with_name("ner.py"), "nobody/nothing"], input="", capture_output=True, text=True, check=True)
        greeting = json.loads(run.stdout)
        self.assertIn("nobody/nothing", greeting["missing"])
        self.assertIn("hf download nobody/nothing", greeting["install"])


if __name__ == "__main__":
    unittest.main()
