"""`meldeweg database …`: the schema of the application database."""

from __future__ import annotations

import typer

database = typer.Typer(help="Datenbank-Schema / database schema", no_args_is_help=True)


@database.command()
def prepare() -> None:
    """Rollen und Datenbanken anlegen; was da ist, bleibt. / Make roles and databases; what is there stays.

    Needs the address of a superuser (DATABASE_SUPERUSER_URL or the file `database_superuser_url`) besides
    those of the three roles, and no other command does.
    """
    from deployments.municipal_database import PreparationRefused, prepare_databases

    try:
        prepare_databases()
    except PreparationRefused as refused:
        typer.echo(f"{refused.words.de}\n{refused.words.en}", err=True)
        raise typer.Exit(1) from None


@database.command()
def upgrade() -> None:
    """Schema auf den Stand dieser Version bringen. / Bring the schema to this version."""
    from sqlalchemy import make_url

    from models.migrations import upgrade as upgrade_schema
    from models.settings import DatabaseSettings

    settings = DatabaseSettings()
    owner_url = settings.migration_url()
    owner, application = make_url(owner_url).username, make_url(settings.application_url()).username
    upgrade_schema(owner_url, application_role=application if application != owner else None)


@database.command()
def status() -> None:
    """Stand des Schemas zeigen; Status 1, wenn ein Upgrade fehlt. / Show the schema's revision."""
    from rich.console import Console
    from sqlalchemy import create_engine

    from models.migrations import current_revision, head_revision
    from models.settings import DatabaseSettings

    engine = create_engine(DatabaseSettings().migration_url(), hide_parameters=True)
    with engine.connect() as connection:
        current = current_revision(connection)
    engine.dispose()
    head = head_revision()
    Console(highlight=False).print(
        f"Stand / revision: {current or '–'}   Soll / expected: {head}", soft_wrap=True
    )
    raise typer.Exit(0 if current == head else 1)
