"""`python -m benchmarks` measures."""

import typer

from benchmarks.command import bench

typer.run(bench)
