"""Makes folders that `mihak describe --articles` reads of public corpora of found text, as their repositories have them.

    python3 found.py FOLDER OUT        # FOLDER/ant_corpus_v1.1, FOLDER/ntrex_ar, FOLDER/ud_arabic_pud, FOLDER/wikinews_segmentation

Nothing of their text is kept here: found.csv has the figures.
"""

import pathlib
import re
import sys
import tarfile


def ant(folder):
    """News of Jawhara FM: antcorpus/antcorpus.data. A title, a blank line, the text; the genre is the folder."""
    with tarfile.open(next(folder.glob("*.tar.xz"))) as archive:
        for member in archive:
            if not member.isfile() or not member.name.endswith(".txt"):
                continue
            page = archive.extractfile(member).read().decode("utf-8", "replace")
            title, text = (re.search(f"<{tag}>(.*?)</{tag}>", page, re.S) for tag in ("TITLE", "TEXT"))
            if title and text:
                path = pathlib.PurePath(member.name)
                yield path.stem, path.parent.name, f"{title[1].strip()}\n\n{text[1].strip()}\n"


def ntrex(folder):
    """newstest2019, translated by people: MicrosoftTranslator/NTREX. A sentence a line."""
    lines = (folder / "newstest2019-ref.arb.txt").read_text(encoding="utf-8").splitlines()
    ids = (folder / "DOCUMENT_IDS.tsv").read_text(encoding="utf-8").splitlines()
    documents = {}
    for name, line in zip(ids, lines, strict=True):
        documents.setdefault(name.split("\t")[0], []).append(line)
    for number, text in enumerate(documents.values()):
        yield f"ntrex-{number:03}", "news", "\n".join(text) + "\n"


def pud(folder):
    """News and encyclopaedia, translated by people: UniversalDependencies/UD_Arabic-PUD. A sentence a line."""
    documents, name = {}, ""
    for line in (folder / "ar_pud-ud-test.conllu").read_text(encoding="utf-8").splitlines():
        if line.startswith("# newdoc id"):
            name = line.split("=")[1].strip()
        elif line.startswith("# text ="):
            documents.setdefault(name, []).append(line.split("=", 1)[1].strip())
    for number, (name, text) in enumerate(documents.items()):
        yield f"pud-{number:03}", "news" if name.startswith("n") else "encyclopaedia", "\n".join(text) + "\n"


def wikinews(folder):
    """Arabic WikiNews: kdarwish/Farasa, WikiNews.pos.ref. A word a row; rows of # end a part."""
    parts = [[]]
    for line in (folder / "WikiNews.pos.ref").read_text(encoding="utf-8").splitlines():
        word = line.split("\t")[0]
        if word.startswith("#"):
            parts.append([])
        elif word:
            parts[-1].append(word if word == "+" else word.replace("+", ""))
    for number, words in enumerate(filter(None, parts)):
        yield f"wikinews-{number:03}", "news", " ".join(words) + "\n"


def main(folder, out):
    for name, where, read in [
        ("ant", "ant_corpus_v1.1", ant),
        ("ntrex", "ntrex_ar", ntrex),
        ("pud", "ud_arabic_pud", pud),
        ("wikinews", "wikinews_segmentation", wikinews),
    ]:
        target = pathlib.Path(out) / name
        target.mkdir(parents=True)
        declared = ['duplicates = "allowed"\n']
        for ident, genre, text in read(pathlib.Path(folder) / where):
            (target / f"{ident}.txt").write_text(text, encoding="utf-8", newline="")
            declared.append(f'\n[[article]]\nid = "{ident}"\nsplit = "all"\ngenre = "{genre}"\n')
        (target / "corpus.toml").write_text("".join(declared), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
