"""`python -m sandbox`."""

from gevent import monkey

monkey.patch_all()

from sandbox.server import main  # noqa: E402 - sockets must be patched before anything opens one

raise SystemExit(main())
