"""HTTP in: the form, the API and the pages. Knows nothing of Prefect, flows and mail."""
