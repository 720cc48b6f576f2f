"""Counts rows in a dump as it streams by: in the very snapshot that was dumped, at no second query."""

import re

_INSERT = re.compile(rb"INSERT INTO `([^`]+)` VALUES\s*")
_STRING = re.compile(rb"'(?:[^'\\]|\\.)*'", re.DOTALL)
_TUPLE_END = re.compile(rb"\)\s*,\s*\(")


class RowCounter:
    """Fed with chunks of a dump; `rows` maps table to rows seen so far."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self._rest = b""
        self._table: str | None = None

    def feed(self, chunk: bytes) -> None:
        """Takes the next bytes; only whole lines are looked at."""
        lines = (self._rest + chunk).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            self._line(line)

    def _line(self, line: bytes) -> None:
        if line.startswith(b"CREATE TABLE `"):
            self.rows.setdefault(line.split(b"`", 2)[1].decode(), 0)
            return
        start = _INSERT.match(line)
        if start:
            self._table = start[1].decode()
            line = line[start.end() :]
        elif self._table is None or not line.startswith(b"("):
            self._table = None
            return
        bare = _STRING.sub(b"''", line)
        if bare.startswith(b"("):
            # mariadb-dump puts each tuple on a line of its own, mysqldump all of a statement on one
            self.rows[self._table] = self.rows.get(self._table, 0) + 1 + len(_TUPLE_END.findall(bare))
        if bare.rstrip().endswith(b";"):
            self._table = None
