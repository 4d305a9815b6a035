#!/bin/sh
# Prefect takes its secrets from environment variables alone. Here they come from files, as everything else's do: from
# the service manager's credentials or the mounted secrets of a container. Starts the command given as arguments.
set -eu
: "${CREDENTIALS_DIRECTORY:=/run/secrets}"
export CREDENTIALS_DIRECTORY

take() { # file, then the variables it is for
    file=$CREDENTIALS_DIRECTORY/$1
    shift
    [ -r "$file" ] || return 0
    value=$(cat "$file")
    for name in "$@"; do
        export "$name=$value"
    done
}

take prefect_auth_string PREFECT_API_AUTH_STRING
if [ -r "$CREDENTIALS_DIRECTORY/prefect_database_url" ]; then # a server, which asks for the login it also uses
    take prefect_auth_string PREFECT_SERVER_API_AUTH_STRING
fi
take prefect_database_url PREFECT_SERVER_DATABASE_CONNECTION_URL
take prefect_encryption_key PREFECT_SERVER_ENCRYPTION_KEY
take redis_url PREFECT_REDIS_MESSAGING_URL PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL PREFECT_SERVER_DOCKET_URL

exec "$@"
