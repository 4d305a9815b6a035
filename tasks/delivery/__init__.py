"""Notices on their way out: made into mails, sent, recorded. No Prefect here."""
