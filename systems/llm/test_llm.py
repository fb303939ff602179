"""The adapter as a child process against a stub endpoint on 127.0.0.1. Run as `python3 systems/llm/test_llm.py`."""

import json
import os
import subprocess
import sys
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CHAT = Path(__file__).with_name("chat.py")


def said(content, usage=True):
    reply = {"choices": [{"message": {"role": "assistant", "content": content}}]}
    return 200, json.dumps(reply | ({"usage": {"prompt_tokens": 10, "completion_tokens": 3}} if usage else {}))


def entities(*found):
    return said(json.dumps({"entities": [dict(zip(("text", "label", "n"), one)) for one in found]}, ensure_ascii=False))


class Stub(ThreadingHTTPServer):
    """Answers the n-th request about a text with the n-th of its answers, and with the last of them from then on."""

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.seen = answers, []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = body["messages"][1]["content"]
        earlier = sum(before["messages"][1]["content"] == text for _, _, before in self.server.seen)
        self.server.seen.append((self.path, self.headers, body))
        answers = self.server.answers[text]
        code, content = answers[min(earlier, len(answers) - 1)]
        self.send_response(code)
        if code == 429:
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, *_):
        pass


class Run:
    """The adapter's answers to the texts of `answers`, in that order, and what it wrote besides."""

    def __init__(self, answers, *arguments, texts=None, **environment):
        stub = Stub(answers)
        threading.Thread(target=stub.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            url = f"http://127.0.0.1:{stub.server_address[1]}/v1"
            environment = {"MIHAK_LLM_URL": url, "MIHAK_LLM_MODEL": "stub-1", "MIHAK_LLM_KEY": "secret", "no_proxy": "127.0.0.1"} | environment
            lines = "".join(json.dumps({"id": str(at), "text": text}) + "\n" for at, text in enumerate(answers if texts is None else texts))
            child = subprocess.run(
                [sys.executable, CHAT, "--backoff", "0.01", *arguments], input=lines.encode(), capture_output=True, timeout=30,
                env={"PATH": os.environ.get("PATH", "")} | environment,
            )
        finally:
            stub.shutdown()
            stub.server_close()
        self.code, self.seen, self.stderr = child.returncode, stub.seen, child.stderr.decode()
        self.greeting, *self.answers = map(json.loads, child.stdout.decode().splitlines())

    def cost(self):
        return {kind: int(count) for kind, count in (pair.split("=") for pair in self.stderr.splitlines()[-1].removeprefix("mihak: ").split())}


class Extractor(unittest.TestCase):
    def answer(self, text, *answers, arguments=()):
        """The first answer of the model that is passed on."""
        run = Run({text: list(answers)}, *arguments)
        self.assertEqual(run.code, 0, run.stderr)
        return run.answers[0]["answer"], run

    def test_an_answer_is_passed_on_as_the_model_wrote_it_with_the_text_that_it_is_about(self):
        content = '```json\n{"entities": [{"text": "بوتين", "label": "PERS", "n": 1}, {"text": "كيف", "label": "?"}]}\n```'
        answer, run = self.answer("🎉 قال بوتين", said(content))
        self.assertEqual(answer, [[0, 11, content]])
        self.assertEqual((run.greeting["task"], run.greeting["offsets"]), ("entities", "chars"))

    def test_a_busy_endpoint_is_asked_again(self):
        answer, run = self.answer("مصر", (429, "slow down"), (503, ""), entities(("مصر", "GPE", 1)))
        self.assertIn("مصر", answer[0][2])
        self.assertEqual((run.cost()["requests"], run.cost()["retries"]), (3, 2))

    def test_half_an_answer_is_asked_for_again(self):
        self.assertIn("مصر", self.answer("مصر", (200, '{"choices": ['), entities(("مصر", "GPE", 1)))[0][0][2])

    def test_an_endpoint_that_stays_broken_fails_the_article_only(self):
        run = Run({"مصر": [(500, "broken")], "تونس": [entities(("تونس", "GPE", 1))]}, "--retries", "2")
        self.assertIn("3 tries, the last: HTTP 500: broken", run.answers[0]["error"])
        self.assertIn("تونس", run.answers[1]["answer"][0][2])
        self.assertEqual((run.code, run.cost()["requests"], run.cost()["retries"]), (0, 4, 2))

    def test_a_refused_request_is_not_repeated(self):
        run = Run({"مصر": [(401, "no such key")]})
        self.assertIn("HTTP 401: no such key", run.answers[0]["error"])
        self.assertEqual(run.cost()["requests"], 1)

    def test_an_endpoint_that_is_not_there_fails_the_article(self):
        run = Run({}, "--retries", "1", texts=["مصر"], MIHAK_LLM_URL="http://127.0.0.1:1")
        self.assertIn("2 tries, the last: URLError", run.answers[0]["error"])

    def test_invalid_json_is_asked_for_once_more(self):
        answer, run = self.answer("مصر", said("Here you are: GPE"), entities(("مصر", "GPE", 1)))
        self.assertIn("مصر", answer[0][2])
        self.assertEqual(run.seen[1][2]["messages"][2], {"role": "assistant", "content": "Here you are: GPE"})

    def test_what_is_invalid_twice_is_passed_on_for_mihak_to_judge(self):
        for wrong in ("no JSON", "{not JSON}", "[]", '{"entities": 1}', '{"entities": [{"text": "مصر"'):
            run = Run({"مصر": [said(wrong)]})
            self.assertEqual(run.answers[0]["answer"], [[0, 3, wrong]], wrong)
            self.assertEqual(run.cost()["requests"], 2, wrong)

    def test_a_long_article_is_asked_for_in_chunks_that_end_at_lines(self):
        first, second = "زار مصر\n", "وزار مصر"
        run = Run({first: [entities(("مصر", "GPE", 1))], second: [entities(("مصر", "GPE", 1))]}, "--chunk", "12", texts=[first + second])
        self.assertEqual([answer[:2] for answer in run.answers[0]["answer"]], [[0, 8], [8, 16]])

    def test_a_text_of_white_space_costs_nothing(self):
        run = Run({}, texts=["", " \n"])
        self.assertEqual([answer["spans"] for answer in run.answers], [[], []])
        self.assertEqual(run.cost()["requests"], 0)

    def test_the_version_tells_model_sampling_and_prompt(self):
        plain, warm = (Run({}, *more).greeting["version"] for more in ([], ["--temperature", "0.7", "--extra", '{"top_p": 0.5}']))
        self.assertRegex(plain, r"^stub-1 at 127\.0\.0\.1:\d+ t0 seed1 max8192 chunk6000 prompt#[0-9a-f]{8}$")
        self.assertRegex(warm, r"^stub-1 at 127\.0\.0\.1:\d+ t0\.7 seed1 max8192 chunk6000 prompt#[0-9a-f]{8} extra#[0-9a-f]{8}$")

    def test_the_request_carries_the_key_and_the_sampling(self):
        _, run = self.answer("مصر", entities(), arguments=("--extra", '{"seed": null, "top_p": 0.5}', "--max-tokens", "99"))
        path, headers, body = run.seen[0]
        self.assertEqual((path, headers["Authorization"]), ("/v1/chat/completions", "Bearer secret"))
        self.assertEqual({field: body.get(field) for field in ("model", "temperature", "max_tokens", "top_p", "seed")},
                         {"model": "stub-1", "temperature": 0, "max_tokens": 99, "top_p": 0.5, "seed": None})

    def test_the_cost_line_sums_what_the_endpoint_reports(self):
        run = Run({"مصر": [entities(("مصر", "GPE", 1))], "تونس": [said('{"entities": []}', usage=False)]})
        self.assertEqual(run.cost(), {"requests": 2, "retries": 0, "prompt_tokens": 10, "completion_tokens": 3, "unmetered": 1})

    def test_a_setting_that_is_not_there_is_named(self):
        for variable in ("MIHAK_LLM_URL", "MIHAK_LLM_MODEL", "MIHAK_LLM_KEY"):
            run = Run({}, **{variable: ""})
            self.assertIn(f"{variable} is not set", run.greeting["missing"])
            self.assertIn(f"{variable}=…", run.greeting["install"])
            self.assertEqual(run.code, 0)

    def test_an_endpoint_without_keys_needs_none(self):
        run = Run({"مصر": [entities()]}, "--key-env", "", MIHAK_LLM_KEY="")
        self.assertEqual(run.answers[0]["answer"], [[0, 3, '{"entities": []}']])
        self.assertIsNone(run.seen[0][1]["Authorization"])


class Segmenter(unittest.TestCase):
    def test_pieces_of_all_chunks_are_answered_in_order(self):
        first, second = "وبوتين غدا.\n", "بالرياض"
        pieces = {first: ["و", "بوتين", "غدا", "."], second: ["ب", "ال", "رياض", " "]}
        run = Run({text: [said(json.dumps({"pieces": cut}))] for text, cut in pieces.items()}, "--task", "segments", "--chunk", "14", texts=[first + second])
        self.assertEqual(run.answers[0]["pieces"], ["و", "بوتين", "غدا", ".", "ب", "ال", "رياض"])
        self.assertEqual((run.greeting["task"], run.greeting["scheme"]), ("segments", "d3"))

    def test_pieces_that_are_no_strings_fail_the_article(self):
        run = Run({"مصر": [said('{"pieces": [1]}')]}, "--task", "segments")
        self.assertIn("Invalid", run.answers[0]["error"])


if __name__ == "__main__":
    unittest.main()
