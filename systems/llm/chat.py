"""A chat model behind any OpenAI-compatible endpoint, as an entity extractor or a segmenter. It needs the standard library alone."""

import argparse
import hashlib
import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from mihak import serve

PROMPTS = {"entities": "entities.md", "segments": "segments.md"}
CHUNKS = {"entities": 6000, "segments": 1500}
BUSY = {408, 409, 425, 429, 500, 502, 503, 504, 529}
COST = ["requests", "retries", "prompt_tokens", "completion_tokens", "unmetered"]
REMINDER = "That was not the JSON object asked for. Answer with that object alone."


def arguments():
    env = os.environ.get
    parser = argparse.ArgumentParser()
    parser.add_argument("--task", choices=sorted(PROMPTS), default="entities")
    parser.add_argument("--scheme", default="d3", help="the segmentation scheme that the prompt asks for")
    parser.add_argument("--url", default=env("MIHAK_LLM_URL"), help="base URL, to which /chat/completions is added ($MIHAK_LLM_URL)")
    parser.add_argument("--model", default=env("MIHAK_LLM_MODEL"), help="name of the model ($MIHAK_LLM_MODEL)")
    parser.add_argument("--key-env", default="MIHAK_LLM_KEY", help="the environment variable that holds the key; empty for an endpoint without keys")
    parser.add_argument("--prompt", help="a file to use instead of the shipped prompt")
    parser.add_argument("--temperature", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max-tokens", type=int, default=8192)
    parser.add_argument("--extra", type=json.loads, default={}, help="JSON object laid over each request; null takes a field out")
    parser.add_argument("--chunk", type=int, help="longest text of one request, in characters")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for one request")
    parser.add_argument("--retries", type=int, default=4, help="further tries of one request when the endpoint is busy or gone")
    parser.add_argument("--backoff", type=float, default=1, help="seconds before the first further try; each one after waits twice as long, up to 30")
    return parser.parse_args()


class Invalid(Exception):
    """What the model said is not the JSON that the prompt asks for."""


class Endpoint:
    """The chat endpoint with its sampling; what it costs is added to `cost`."""

    def __init__(self, options, prompt, cost):
        self.options, self.prompt, self.cost = options, prompt, cost
        self.key = os.environ[options.key_env] if options.key_env else None

    def ask(self, text, read, last=None):
        """What `read` makes of the model's answer to `text`. An answer that it cannot read is asked for once more, and read by `last`, if given."""
        messages = [{"role": "system", "content": self.prompt}, {"role": "user", "content": text}]
        said = self.complete(messages)
        try:
            return read(said)
        except Invalid:
            self.cost["retries"] += 1
        again = [{"role": "assistant", "content": said}, {"role": "user", "content": REMINDER}]
        return (last or read)(self.complete(messages + again))

    def complete(self, messages):
        options = self.options
        body = {"model": options.model, "messages": messages, "temperature": options.temperature, "seed": options.seed, "max_tokens": options.max_tokens}
        body = {field: value for field, value in {**body, **options.extra}.items() if value is not None}
        request = urllib.request.Request(options.url.rstrip("/") + "/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
        if self.key:
            # Unredirected: a redirect to another host is not to see the key.
            request.add_unredirected_header("Authorization", f"Bearer {self.key}")
        reply = self.send(request)
        usage = reply.get("usage") or {}
        self.cost["unmetered"] += not usage
        for kind in ("prompt_tokens", "completion_tokens"):
            self.cost[kind] += usage.get(kind) or 0
        try:
            return reply["choices"][0]["message"]["content"] or ""
        except (KeyError, IndexError, TypeError) as error:
            raise ValueError("the endpoint answers without choices[0].message.content") from error

    def send(self, request):
        for turn in range(self.options.retries + 1):
            self.cost["requests"] += 1
            wait = min(self.options.backoff * 2**turn, 30)
            try:
                with urllib.request.urlopen(request, timeout=self.options.timeout) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                said = error.read(300).decode(errors="replace")
                failed = f"HTTP {error.code}: {said}"
                if error.code not in BUSY:
                    raise ValueError(failed) from error
                asked = error.headers.get("Retry-After", "")
                wait = min(float(asked), 30) if asked.isdecimal() else wait
            # A connection that breaks, a time-out, or half an answer: all may be better next time.
            except (OSError, http.client.HTTPException, ValueError) as error:
                failed = f"{type(error).__name__}: {error}"
            if turn < self.options.retries:
                self.cost["retries"] += 1
                time.sleep(wait)
        raise ValueError(f"{self.options.retries + 1} tries, the last: {failed}")


def load(options, cost):
    settings = [("MIHAK_LLM_URL", options.url, "the base URL"), ("MIHAK_LLM_MODEL", options.model, "the name of the model")]
    if options.key_env:
        settings.append((options.key_env, os.environ.get(options.key_env), "the key, or pass --key-env '' if there is none"))
    for variable, value, meaning in settings:
        if not value:
            raise LookupError(f"{variable} is not set: {meaning}")
    prompt = Path(options.prompt or Path(__file__).with_name(PROMPTS[options.task])).read_text(encoding="utf-8")
    endpoint = Endpoint(options, prompt, cost)
    limit = options.chunk or CHUNKS[options.task]
    answer = {"entities": extract, "segments": segment}[options.task]
    return f"llm-{options.task}", version(options, prompt, limit), lambda text: answer(endpoint, text, limit)


def version(options, prompt, limit):
    """The model and all that shapes its answers: who serves it, sampling, chunk, prompt and what is laid over the request."""
    server = urllib.parse.urlsplit(options.url).netloc.rpartition("@")[2]
    parts = [options.model, f"at {server}", f"t{options.temperature:g}", f"seed{options.seed}", f"max{options.max_tokens}", f"chunk{limit}", f"prompt#{short(prompt)}"]
    if options.extra:
        parts.append(f"extra#{short(json.dumps(options.extra, sort_keys=True))}")
    return " ".join(parts)


def short(text):
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def chunks(text, limit):
    """Where to cut: behind the last line end that fits, else behind the last white space, else anywhere."""
    at = 0
    while len(text) - at > limit:
        room = text[at : at + limit]
        cut = room.rfind("\n") + 1 or max((i + 1 for i, c in enumerate(room) if c.isspace()), default=limit)
        yield at, text[at : at + cut]
        at += cut
    yield at, text[at:]


def parsed(said):
    """The JSON object in an answer, also where a model puts it into a code fence or says something around it."""
    start, end = said.find("{"), said.rfind("}")
    try:
        found = json.loads(said[start : end + 1]) if start >= 0 else None
    except ValueError as error:
        raise Invalid(f"the model's answer is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise Invalid("the model's answer has no JSON object")
    return found


def checked(said):
    """The answer as it is, if it has the list that the prompt asks for. Mihak reads it, places its quotes and counts what is wrong with them."""
    if not isinstance(parsed(said).get("entities"), list):
        raise Invalid("the model's answer has no list `entities`")
    return said


def pieces(said):
    found = parsed(said).get("pieces")
    if not (isinstance(found, list) and all(isinstance(piece, str) for piece in found)):
        raise Invalid("the model's answer has no list `pieces` of strings")
    return [piece for piece in found if piece.strip()]


def extract(endpoint, text, limit):
    asked = [(at, chunk) for at, chunk in chunks(text, limit) if chunk.strip()]
    answers = [[at, at + len(chunk), endpoint.ask(chunk, checked, last=str)] for at, chunk in asked]
    return {"answer": answers} if answers else {"spans": []}


def segment(endpoint, text, limit):
    return {"pieces": [piece for _, chunk in chunks(text, limit) if chunk.strip() for piece in endpoint.ask(chunk, pieces)]}


def main():
    options, cost = arguments(), dict.fromkeys(COST, 0)
    variables = " ".join(f"{variable}=…" for variable in ("MIHAK_LLM_URL", "MIHAK_LLM_MODEL", options.key_env) if variable)
    scheme = options.scheme if options.task == "segments" else None
    serve(lambda: load(options, cost), task=options.task, scheme=scheme, install=f"export {variables}")
    print("mihak: " + " ".join(f"{kind}={count}" for kind, count in cost.items()), file=sys.stderr)


if __name__ == "__main__":
    main()
