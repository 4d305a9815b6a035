"""Random lives of cases against a slow, obvious reference: deadlines are neither lost, doubled nor moved.

`policy_in_words` says how long what may take and who is told when, `reference` what people and time do to a
case; neither uses the product's own planning or firing. `installation` does the same to the real code.
"""
