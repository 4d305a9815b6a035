#!/bin/sh
# Make the secrets of a new installation, each random and a file of its own: make_secrets.sh DIRECTORY [DATABASE_HOST]
# What is there already stays. As root the files go to user 10001, as whom the containers run.
set -eu
directory=${1:?usage: make_secrets.sh DIRECTORY [DATABASE_HOST]}
host=${2:-postgres}
umask 077
mkdir -p "$directory"

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { # name, content
    [ -e "$directory/$1" ] || printf '%s\n' "$2" >"$directory/$1"
}

keep postgres_password "$(random)"
keep database_superuser_url "postgresql://postgres:$(cat "$directory/postgres_password")@$host/postgres"
keep database_owner_url "postgresql://meldeweg_owner:$(random)@$host/meldeweg"
keep database_url "postgresql://meldeweg_app:$(random)@$host/meldeweg"
keep prefect_database_url "postgresql+asyncpg://meldeweg_prefect:$(random)@$host/prefect"
keep prefect_auth_string "admin:$(random)"
keep prefect_encryption_key "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')"
keep relay_password "" # the mail server's, yours to fill in
keep master.key "$(head -c 32 /dev/urandom | base64)"
if [ "$(id -u)" -eq 0 ]; then
    chown -R 10001:10001 "$directory"
fi
printf '%s\n' "Geheimnisse liegen in $directory. Sichern Sie master.key getrennt von der Datenbank; ohne ihn ist keine Meldung lesbar." \
    "Secrets are in $directory. Back up master.key apart from the database; without it no report can be read."
