"""`python3 -m images [--only NAME ...] [--tag TAG] [--fresh]`: builds what is missing or changed."""

import argparse
import os
import sys
import time

from images.build import BuildError, build_images
from images.dockerfile import image_names


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m images", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=image_names(), default=[], metavar="NAME")
    parser.add_argument("--tag", default=os.environ.get("GUICHE_TAG", "dev"))
    parser.add_argument("--fresh", action="store_true", help="take in new packages of the distribution")
    arguments = parser.parse_args()
    began = time.monotonic()

    def report(name: str, state: str, seconds: float) -> None:
        took = f" ({seconds:.1f} s)" if state == "built" else ""
        print(f"[{time.monotonic() - began:6.1f} s] {name}: {state}{took}", flush=True)  # noqa: T201

    try:
        build_images(tag=arguments.tag, only=tuple(arguments.only), fresh=arguments.fresh, report=report)
    except BuildError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
