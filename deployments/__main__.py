"""`python -m deployments` is the command line `meldeweg`."""

from deployments.cli import main

main()
