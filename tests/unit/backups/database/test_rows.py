import pytest

from backups.database.rows import RowCounter

MYSQL = rb"""CREATE TABLE `messages` (
  `id` bigint NOT NULL
);
INSERT INTO `messages` VALUES (1,'it\'s ),( no row',NULL),(2,'a\\',0x00FF),(3,'INSERT INTO `x` VALUES (','');
INSERT INTO `messages` VALUES (4,';\n','');
"""
MARIADB = rb"""CREATE TABLE `messages` (
  `id` bigint NOT NULL
);
INSERT INTO `messages` VALUES
(1,'it\'s ),( not a row',NULL),
(2,'ends with ;',''),
(3,'x','');
INSERT INTO `contacts` VALUES
(1,'(');
"""


def count(dump: bytes, size: int) -> dict[str, int]:
    counter = RowCounter()
    for start in range(0, len(dump), size):
        counter.feed(dump[start : start + size])
    return counter.rows


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 16])
def test_counts_rows_of_one_line_statements(size: int) -> None:
    assert count(MYSQL, size) == {"messages": 4}


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 16])
def test_counts_rows_on_lines_of_their_own(size: int) -> None:
    assert count(MARIADB, size) == {"messages": 3, "contacts": 1}


def test_an_empty_table_counts_zero() -> None:
    assert count(b"CREATE TABLE `vazia` (\n  `id` int\n);\n", 16) == {"vazia": 0}
