from collections.abc import Callable
from datetime import timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, create_engine, select, text

from appliance.accounts.models import User
from appliance.context import Context
from appliance.conversations.models import Conversation
from appliance.conversations.ownership import hand_off, take_over
from appliance.database import Base, database_url, make_engine, transaction, utc_now
from appliance.migrations import HEAD
from appliance.migrations.commands import alembic_config, migrate

pytestmark = pytest.mark.integration


def test_there_is_one_head_and_the_code_knows_it() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [HEAD]


def test_migrating_again_changes_nothing(context: Context) -> None:
    engine = make_engine(context.settings.database)
    migrate(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
    engine.dispose()


def test_migrations_make_exactly_the_tables_of_the_models(context: Context) -> None:
    def same_type(_context, _column, _meta, _found, expected) -> bool | None:
        return False if isinstance(expected, JSON) else None  # MariaDB's JSON is a LONGTEXT with a check

    engine = create_engine(database_url(context.settings.database))
    with engine.connect() as connection:
        migration = MigrationContext.configure(connection, opts={"compare_type": same_type})
        assert compare_metadata(migration, Base.metadata) == []
    engine.dispose()


def test_every_table_compares_byte_by_byte(context: Context) -> None:
    with context.sessions() as session:
        collations = session.execute(
            text(
                "SELECT DISTINCT table_collation FROM information_schema.tables "
                "WHERE table_schema = DATABASE() AND table_name <> 'alembic_version'"
            )
        ).all()
    assert [row[0] for row in collations] == ["utf8mb4_bin"]


def test_who_waited_before_keeps_the_moment(context: Context, write: Callable[..., int], ana: User) -> None:
    """0016: one that waits, one never answered by who has it, one answered whose customer wrote since."""
    since = utc_now().replace(microsecond=0) - timedelta(minutes=30)
    ids = []
    for number in range(3):
        write(f"wamid.{number}", sender=f"551198765000{number}")
        with transaction(context.sessions) as session:
            row = session.scalars(select(Conversation).order_by(Conversation.id.desc())).first()
            assert row is not None
            hand_off(session, row, "ai_timeout")
            if number > 0:
                take_over(session, row, ana)
            ids.append(row.id)
    engine = make_engine(context.settings.database)
    with engine.connect() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0015")
        for number, values in enumerate(
            (
                "waiting_since = :since",
                "waiting_since = NULL, people_since = :since",
                "waiting_since = NULL, answered_at = :since, last_customer_message_at = :since",
            )
        ):
            connection.execute(
                text(f"UPDATE conversations SET {values} WHERE id = :id"),  # noqa: S608 - ours
                {"id": ids[number], "since": since.replace(tzinfo=None)},
            )
        connection.commit()
        command.upgrade(config, "head")
        connection.commit()
    engine.dispose()
    with context.sessions() as session:
        rows = [session.get_one(Conversation, one) for one in ids]
        assert [row.waiting_since for row in rows] == [since] * 3
        assert [row.queued_at for row in rows] == [since, None, None]
