"""restic, one subcommand a file."""
