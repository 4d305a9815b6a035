"""Reading the text of a report: threats in German and English, explained, deterministic, without a model."""

from models.rules.text.assess import assess_text
from models.rules.text.spans import find_spans

__all__ = ["assess_text", "find_spans"]
