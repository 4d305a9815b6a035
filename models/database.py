"""The engine, the transaction and the only commit."""
