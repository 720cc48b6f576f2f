"""`python -m control_plane.cli`: the `guiche` command where it is not installed."""

from control_plane.cli.main import main

main()
