# A whole adapter: greet, answer every request with one line, leave at the end of the input. Copy it and put a system in `spans`.
import json, re, sys

def spans(text):
    return [[word.start(), word.end()] for word in re.finditer(r"\S+", text)]

def say(message):
    print(json.dumps(message), flush=True)

say({"protocol": 1, "name": "template-py", "version": "1", "task": "words", "offsets": "chars"})
for line in sys.stdin.buffer:  # Bytes: JSON is UTF-8, whatever the locale says.
    request = json.loads(line)
    say({"id": request["id"], "spans": spans(request["text"])})
