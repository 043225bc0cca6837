#!/bin/sh
# Backs up a centre: backup.sh FOLDER [DATABASE], as the owner of the cluster (postgres).
#
# Makes FOLDER/<time>/ with roles.sql and centre.dump, read back once before it counts, and removes
# backups older than KEEP_DAYS (30). It holds password verifiers and callers' data: keep FOLDER for
# its owner alone and on another computer. Daily by a timer; a standby makes up for the hours between.
set -eu
umask 077
folder=$1
database=${2:-seatapp}
keep=${KEEP_DAYS:-30}
target=$folder/$(date +%Y%m%d-%H%M%S)
part=$target.part

mkdir -p "$part"
pg_dumpall --roles-only --file "$part/roles.sql"
pg_dump --no-unlogged-table-data --format custom --file "$part/centre.dump" "$database"
pg_restore --list "$part/centre.dump" >"$part/contents.txt"
grep -q ' TABLE DATA core entry ' "$part/contents.txt" || {
    echo "backup.sh: $part/centre.dump holds no entries; it is kept for inspection" >&2
    exit 1
}
(cd "$part" && sha256sum roles.sql centre.dump >sums.txt)
sync "$part/roles.sql" "$part/centre.dump" "$part/sums.txt"
mv "$part" "$target"
psql --no-psqlrc --quiet --tuples-only --set ON_ERROR_STOP=1 --dbname "$database" \
    --command 'SELECT core.note_backup()' >/dev/null
find "$folder" -mindepth 1 -maxdepth 1 -type d -name '20??????-??????' -mtime "+$keep" \
    -exec rm -rf {} +
echo "$target"
