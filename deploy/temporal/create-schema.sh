#!/bin/sh
# Creates Temporal's two databases in PostgreSQL and brings their schemas up to date. Repeatable: existing data is kept,
# so this is also the upgrade. Run it before a newer server starts. The schemas are embedded in the tool.
#
#   POSTGRES_HOST  POSTGRES_PORT  POSTGRES_USER  POSTGRES_PWD (or POSTGRES_PWD_FILE)
#   SQL_TOOL       path of temporal-sql-tool, if it is not on the PATH under this name
set -eu

tool=${SQL_TOOL:-temporal-sql-tool}
if [ -n "${POSTGRES_PWD_FILE:-}" ]; then POSTGRES_PWD=$(cat "$POSTGRES_PWD_FILE"); fi
# The tool reads the password from this variable. As an argument it would be visible to every user of the machine.
export SQL_PASSWORD="${POSTGRES_PWD:?POSTGRES_PWD or POSTGRES_PWD_FILE must be set}"

sql() {
  database=$1
  shift
  "$tool" --plugin postgres12 --ep "${POSTGRES_HOST:?}" -p "${POSTGRES_PORT:-5432}" -u "${POSTGRES_USER:?}" --db "$database" "$@"
}

set_up() {
  database=$1
  schema=$2
  sql "$database" create
  if ! sql "$database" update-schema --schema-name "$schema"; then
    echo "$database: no schema yet (this explains the error above); creating it"
    sql "$database" setup-schema -v 0.0
    sql "$database" update-schema --schema-name "$schema"
  fi
}

set_up temporal postgresql/v12/temporal
set_up temporal_visibility postgresql/v12/visibility
