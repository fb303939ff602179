"""CPU time of seqeval and of `mihak.seqeval` on the same lists of a million tokens, in one process, conversion included."""

import random
import sys
import time
import warnings


def lists(tokens, seed=1):
    """Gold and a prediction of so many tokens, as strings of their own: no two tags are one object."""
    chance = random.Random(seed)
    gold, predicted, made = [], [], 0
    while made < tokens:
        row = []
        while len(row) < 25:
            if chance.random() < 0.8:
                row.append("O")
            else:
                name = chance.choice(["PERS", "GPE", "ORG", "LOC"])
                row += [f"B-{name}"] + [f"I-{name}"] * chance.choice([0, 1, 2])
        gold.append(row)
        predicted.append([tag if chance.random() < 0.95 else "O" for tag in row])
        made += len(row)
    return [[[str(tag.encode(), "utf-8") for tag in row] for row in side] for side in (gold, predicted)]


def cpu(function, *given, rounds=1):
    """The least CPU seconds of some rounds."""
    least = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        function(*given)
        least = min(least, time.process_time() - start)
    return least


def main(tokens):
    import seqeval.metrics as theirs

    import mihak
    import mihak.seqeval as ours

    warnings.simplefilter("ignore")
    gold, predicted = lists(tokens)
    print(f"{sum(map(len, gold)):,} tokens in {len(gold):,} sentences, CPU seconds in one process")
    for name in ("classification_report", "f1_score", "accuracy_score"):
        mine, other = getattr(ours, name), getattr(theirs, name)
        assert mine(gold, predicted) == other(gold, predicted), name
        fast, slow = cpu(mine, gold, predicted, rounds=5), cpu(other, gold, predicted)
        print(f"{name:<24} seqeval {slow:8.3f}   mihak {fast:8.4f}   {slow / fast:6.1f} ×")
    start = time.perf_counter()
    used = cpu(lambda: mihak.score(gold, predicted, repair="conlleval"))
    print(f"mihak.score with intervals and every measure: {used:.3f} CPU seconds, {time.perf_counter() - start:.3f} by the clock")
    text = "وزار بوتين القاهرة وسيبحثان القضايا في بلدهما. " * 24
    tokenizer = mihak.tokenizer("clitics-atb")
    texts = [text[:540]] * 2000
    seconds = cpu(tokenizer.batch, texts, 1)
    print(f"clitics-atb from Python: {sum(len(text.encode()) for text in texts) / seconds / 1e6:.1f} MB a CPU second on texts of {len(texts[0].encode())} bytes")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
