#!/bin/sh
# A whole adapter in POSIX sh and awk: greet, answer every request with one line, leave at the end of the input.
# It answers with pieces instead of offsets: awk does not count characters everywhere alike, but a piece is cut out of the request
# as it is written, escapes and all. Each line has an awk of its own, because some of them do not read before their buffer is full.
LC_ALL=C
export LC_ALL

answer='
# The string value of a key as it is written, without its quotes.
function field(json, key) {
  if (!match(json, "\"" key "\" ?: ?\"")) exit 1
  json = substr(json, RSTART + RLENGTH)
  gsub(/\\\\/, "\001", json)  # No control character stands in JSON, so these two are free.
  gsub(/\\"/, "\002", json)
  return substr(json, 1, index(json, "\"") - 1)
}
# Not gsub: what a backslash means in its replacement differs from awk to awk.
function put(json, mark, surface,    part, count, i) {
  count = split(json, part, mark)
  json = part[1]
  for (i = 2; i <= count; i++) json = json surface part[i]
  return json
}
function written(json) { return put(put(json, "\002", "\\\""), "\001", "\\\\") }
{
  text = field($0, "text")
  # White space as an escape, then as UTF-8.
  gsub(/\\[nrtf]|\\u000[9aAbBcCdD]|\\u0085|\\u00[aA]0|\\u1680|\\u20(0[0-9aA]|2[89fF]|5[fF])|\\u3000/, " ", text)
  gsub(/\302[\205\240]|\341\232\200|\342\200[\200-\212\250\251\257]|\342\201\237|\343\200\200/, " ", text)
  count = split(text, piece, " ")
  printf "{\"id\":\"%s\",\"pieces\":[", written(field($0, "id"))
  for (i = 1; i <= count; i++) printf "%s\"%s\"", (i > 1 ? "," : ""), written(piece[i])
  print "]}"
}'

echo '{"protocol":1,"name":"template-sh","version":"1","task":"words","offsets":"chars"}'
while IFS= read -r line; do
  printf '%s\n' "$line" | awk "$answer" || exit 1
done
