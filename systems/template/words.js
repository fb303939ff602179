// A whole adapter: greet, answer every request with one line, leave at the end of the input. Copy it and put a system in `spans`.

// JavaScript counts strings in UTF-16 units: the greeting says so, and no offset is converted.
function spans(text) {
  return [...text.matchAll(/\P{White_Space}+/gu)].map((word) => [word.index, word.index + word[0].length]);
}

function say(message) {
  process.stdout.write(JSON.stringify(message) + "\n");
}

function answer(line) {
  const request = JSON.parse(line);
  say({ id: request.id, spans: spans(request.text) });
}

say({ protocol: 1, name: "template-js", version: "1", task: "words", offsets: "utf16" });

// Not `readline`: it also ends lines at U+2028 and U+2029, which JSON allows inside a text.
let unfinished = "";
process.stdin.setEncoding("utf8").on("data", (chunk) => {
  const lines = chunk.split("\n");
  lines[0] = unfinished + lines[0];
  unfinished = lines.pop();
  lines.forEach(answer);
});
