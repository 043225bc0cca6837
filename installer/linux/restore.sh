#!/bin/sh
# Restores a centre: restore.sh BACKUP_FOLDER [DATABASE], as the owner of a cluster that has no
# database of that name. Seats notice the new epoch by themselves and offer their last 30 days
# again, so that what came after the backup is settled once more.
set -eu
backup=$1
database=${2:-seatapp}

(cd "$backup" && sha256sum --check --quiet sums.txt)
# Roles that are there already are kept.
PGOPTIONS='--client-min-messages=warning' psql --no-psqlrc --quiet --dbname postgres --file "$backup/roles.sql" 2>&1 |
    grep -v 'already exists' >&2 || true
createdb --template template0 --encoding UTF8 "$database"
pg_restore --exit-on-error --single-transaction --dbname "$database" "$backup/centre.dump"
psql --no-psqlrc --quiet --tuples-only --set ON_ERROR_STOP=1 --dbname "$database" \
    --command 'SELECT core.begin_epoch(30)' >/dev/null
echo "restored: $database. Now run 'seatapp center upgrade': it puts back the rights and settings of"
echo "the database itself, which no backup holds. Then 'seatapp center check'."
