"""`mihak.tokenizer` and `mihak.extractor`: spans in code points, and what the program's systems find."""

import threading

import pytest

import mihak

TEXT = "وزار بوتين القاهرة"


def test_pieces_stand_in_the_text_at_their_code_points():
    tokens = mihak.tokenizer("clitics-atb")(TEXT)
    assert [token.text for token in tokens] == ["و", "زار", "بوتين", "القاهرة"]
    assert all(TEXT[token.start : token.end] == token.text for token in tokens)
    assert tokens[0] == mihak.Found("و", 0, 1, "CONJ")


def test_offsets_are_code_points_also_behind_characters_of_four_bytes():
    text = "😀 " + TEXT
    assert all(text[token.start : token.end] == token.text for token in mihak.tokenizer("clitics-d3")(text))


def test_mentions_have_types():
    mentions = mihak.extractor("union")("زار فلاديمير بوتين القاهرة أمس.")
    assert ("القاهرة", "GPE") in [(mention.text, mention.label) for mention in mentions]


def test_a_batch_is_every_text_in_order_whatever_the_number_of_threads():
    texts = [TEXT, "", "سيبحثان القضايا في بلدهما", "a b"] * 50
    for name in ("clitics-d3", "crf-d3", "whitespace"):
        tokenizer = mihak.tokenizer(name)
        wanted = [tokenizer(text) for text in texts]
        assert [tokenizer.batch(texts, jobs) for jobs in (None, 1, 3)] == [wanted] * 3


def test_threads_of_python_share_a_system():
    extractor, found = mihak.extractor("rules"), []
    threads = [threading.Thread(target=lambda: found.append(extractor.batch([TEXT] * 20))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and all(each == found[0] for each in found)


def test_names_that_there_are_not_are_errors_that_name_those_that_there_are():
    for wrong, said in (
        (lambda: mihak.tokenizer("none"), "clitics-atb"),
        (lambda: mihak.extractor("none"), "union"),
        (lambda: mihak.extractor("clitics-atb"), "is no extractor"),
        (lambda: mihak.tokenizer("union"), "is no tokenizer"),
        (lambda: mihak.tokenizer("camel/atb"), "inside of the package"),
    ):
        with pytest.raises(mihak.Error, match=said):
            wrong()


def test_a_system_says_what_it_is():
    assert "mihak" in repr(mihak.tokenizer("clitics-atb"))
    assert mihak.tokenizer("clitics-atb").version.startswith("mihak ")
