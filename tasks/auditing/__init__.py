"""The auditor: looks whether what must hold does hold, remembers it, and tells somebody. No Prefect here."""
