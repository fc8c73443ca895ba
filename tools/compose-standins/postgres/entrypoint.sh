#!/bin/sh
# What docker-compose.yml needs of the official entrypoint: creates the cluster if there is none, with a user and a
# database of its name, and listens to all addresses.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # Several options, so not quoted.
  initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" $POSTGRES_INITDB_ARGS
  echo "CREATE DATABASE \"$POSTGRES_USER\"" | postgres --single postgres
  echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
fi
exec "$@"
