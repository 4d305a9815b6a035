"""Commands of people that cause notices: the change and the telling in one transaction."""
