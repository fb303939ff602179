"""`load`: metrics in the form of Hugging Face `evaluate`."""

from __future__ import annotations

from typing import Any

from mihak.seqeval import accuracy_score, classification_report, scheme as schemes


class Seqeval:
    """The metric `seqeval` as `evaluate.load("seqeval")` gives it."""

    name = "seqeval"

    def compute(
        self,
        *,
        predictions: Any,
        references: Any,
        suffix: bool = False,
        scheme: str | None = None,
        mode: str | None = None,
        sample_weight: list[int] | None = None,
        zero_division: str | int = "warn",
    ) -> dict[str, Any]:
        """The scores of lists of tags, one list a sentence.

        Args:
            predictions: Predicted tags.
            references: Gold tags.
            suffix: Whether the letter stands behind the type.
            scheme: The name of a scheme: IOB1, IOB2, IOE1, IOE2, IOBES or BILOU.
            mode: "strict", or None.
            sample_weight: Taken and not used, as in seqeval.
            zero_division: "warn", 0 or 1.

        Returns:
            For each type a dict with `precision`, `recall`, `f1` (shares of 1) and `number` (gold mentions); and `overall_precision`,
            `overall_recall`, `overall_f1`, which are micro averages, and `overall_accuracy` over tokens.
        """
        chosen = None
        if scheme is not None:
            chosen = getattr(schemes, scheme, None)
            if not (isinstance(chosen, type) and issubclass(chosen, schemes.Token)):
                raise ValueError(f"`{scheme}` is no scheme; there are {', '.join(schemes.SCHEMES)}")
        report: dict[str, dict[str, float]] = classification_report(  # type: ignore[assignment]
            references, predictions, suffix=suffix, output_dict=True, scheme=chosen, mode=mode, sample_weight=sample_weight,
            zero_division=zero_division,
        )  # fmt: skip
        del report["macro avg"], report["weighted avg"]
        overall = report.pop("micro avg")
        scores: dict[str, Any] = {
            label: {"precision": row["precision"], "recall": row["recall"], "f1": row["f1-score"], "number": row["support"]}
            for label, row in report.items()
        }
        scores["overall_precision"] = overall["precision"]
        scores["overall_recall"] = overall["recall"]
        scores["overall_f1"] = overall["f1-score"]
        scores["overall_accuracy"] = accuracy_score(references, predictions)
        return scores


def load(name: str) -> Seqeval:
    """The metric of that name. There is one: "seqeval".

    Raises:
        ValueError: There is no metric of that name.
    """
    if name != "seqeval":
        raise ValueError(f"no metric `{name}`; there is `seqeval`")
    return Seqeval()
