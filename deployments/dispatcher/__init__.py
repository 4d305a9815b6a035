"""The dispatcher: leases what waits and turns each row into exactly one flow run, in its own process."""
