"""`python3 -m backups <command>`."""

import sys

from backups.cli import main

sys.exit(main(sys.argv[1:]))
