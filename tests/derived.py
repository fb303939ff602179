"""Inputs for `releases.py` that are made of others: predictions from gold, gold from raw text. Equal chance, equal bytes."""

import csv
import io
import re


def rows(text):
    """The records of a CSV."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table(records):
    """Records as a CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, records[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


def perturbed(mentions, segments, texts, chance):
    """The gold with mentions dropped, relabelled and moved by a character, and with cuts forgotten."""
    labels = sorted({row["label"] for row in mentions})
    moved, glued = [], []
    for row in mentions:
        case = chance.random()
        start, end = int(row["start"]) + (0.2 < case < 0.25), int(row["end"]) - (0.25 < case < 0.3)
        surface = texts[row["article"]][start:end]
        row = row | {"start": start, "end": end, "text": surface, "label": chance.choice(labels) if case < 0.2 else row["label"]}
        if case > 0.1 and surface and surface == surface.strip() and not any(crosses(row, other) or crosses(other, row) for other in moved):
            moved.append(row)
    for row in segments:
        last = glued[-1] if glued else {}
        if [last.get("article"), last.get("word")] == [row["article"], row["word"]] and chance.random() < 0.1:
            stem = row if row["class"] == "STEM" else last
            row = last | {"end": row["end"], "text": last["text"] + row["text"], "class": stem["class"], "form": ""}
            glued.pop()
        glued.append(row)
    return moved, glued


def crosses(first, second):
    """Whether the second mention begins inside the first and ends behind it, or both are one."""
    (article, a, b, label), (other, c, d, name) = [[row[key] for key in ["article", "start", "end", "label"]] for row in [first, second]]
    return article == other and (a < c < b < d or [a, b, label] == [c, d, name])


def retagged(text, chance):
    """A column file in which tags (the last column, or `ner=` in it) are swapped with that of the line behind, dropped and relabelled."""
    tagged = re.compile(r"(?s)(?P<head>[^#\s].*[ \t|](ner=)?)(?P<tag>O|[A-Z]-[^ \t|\r]+)(?P<tail>[^ \t]*)")
    lines = text.split("\n")
    found = {number: match for number, line in enumerate(lines) if (match := tagged.fullmatch(line))}
    tags = {number: match["tag"] for number, match in found.items()}
    kinds = sorted(set(tags.values()))
    for number in tags:
        case, behind = chance.random(), number + 1 if number + 1 in tags else number
        if case < 0.03:
            tags[number], tags[behind] = tags[behind], tags[number]
        elif case < 0.09:
            tags[number] = "O" if case < 0.06 else chance.choice(kinds)
    for number, match in found.items():
        lines[number] = match["head"] + tags[number] + match["tail"]
    return "\n".join(lines)


def resegmented(text, chance):
    """A CoNLL-U file in which some tokens of one word are cut in two; numbers follow, and every word hangs from the first."""
    out, cuts, multiword = [], 0, 0
    for line in text.split("\n"):
        cells = line.split("\t")
        first, _, last = cells[0].partition("-")
        cuts, multiword = (cuts, multiword) if line.strip() else (0, 0)
        if len(cells) == 10 and last:
            multiword, cells[0] = int(last), f"{int(first) + cuts}-{int(last) + cuts}"
        elif len(cells) == 10 and first.isdigit():
            number, form = int(first) + cuts, cells[1]
            cells[0], cells[6:8] = str(number), ["1", "dep"] if number > 1 else ["0", "root"]
            is_free = int(first) > multiword and len(form) > 3 and not re.search("ner=[^O]|Mention=", cells[9])
            if is_free and chance.random() < 0.04:
                out.append("\t".join([cells[0], form[:2], *cells[2:9], "SpaceAfter=No"]))
                cells[:2], cells[6:8], cuts = [str(number + 1), form[2:]], ["1", "dep"], cuts + 1
        out.append("\t".join(cells))
    return "\n".join(out)


def gold_of(article, text, chance):
    """Mentions and segments of raw text: every run between white space is a word, some are mentions."""
    mentions, segments = [], []
    for word, match in enumerate(re.finditer(r"[^\s\x85]+", text), 1):
        place = {"start": match.start(), "end": match.end(), "text": match.group()}
        segments.append({"article": article, "word": word, **place, "class": "STEM", "form": ""})
        if word == 1 or chance.random() < 0.05:
            mentions.append({"article": article, **place, "label": chance.choice(["PERS", "GPE", "ORG"]), "ref": ""})
    return mentions, segments
