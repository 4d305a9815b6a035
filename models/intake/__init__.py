"""The border: what may become a report, and what is said when it may not."""

from models.intake.json_text import parse_json
from models.intake.reading import parse_report
from models.intake.report import ReportIn

__all__ = ["ReportIn", "parse_json", "parse_report"]
