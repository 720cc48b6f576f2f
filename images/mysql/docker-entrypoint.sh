#!/bin/bash
# What we use of the official mysql image's entry point: the first start makes the data directory, root (from
# MYSQL_ROOT_PASSWORD or the file named by MYSQL_ROOT_PASSWORD_FILE) and the database MYSQL_DATABASE.
# A start that dies half-way leaves nothing behind that the next one would take for a database.
set -euo pipefail
data=/var/lib/mysql
new=$data/initialising # inside the volume, so that moving it into place copies nothing; InnoDB skips hidden folders

quoted() { # a value as an SQL string
    local value=${1//\\/\\\\}
    printf "'%s'" "${value//\'/\'\'}"
}

initialise() {
    local password=${MYSQL_ROOT_PASSWORD:-} statements
    [ -z "${MYSQL_ROOT_PASSWORD_FILE:-}" ] || password=$(<"$MYSQL_ROOT_PASSWORD_FILE")
    if [ -z "$password" ]; then
        echo >&2 "database is uninitialised and neither MYSQL_ROOT_PASSWORD nor MYSQL_ROOT_PASSWORD_FILE gives a password"
        exit 1
    fi
    find "$data" -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf {} +
    "$@" --datadir="$new" --initialize-insecure

    statements=$(mktemp) # readable by us alone, on a tmpfs
    {
        echo "ALTER USER 'root'@'localhost' IDENTIFIED BY $(quoted "$password");"
        echo "CREATE USER 'root'@'%' IDENTIFIED BY $(quoted "$password");"
        echo "GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;"
        [ -z "${MYSQL_DATABASE:-}" ] || echo "CREATE DATABASE \`$MYSQL_DATABASE\`;"
        echo "SHUTDOWN;"
    } >"$statements"
    "$@" --datadir="$new" --skip-networking --init-file="$statements"
    rm "$statements"

    # `mysql` goes last: its presence says that the directory is whole.
    find "$new" -mindepth 1 -maxdepth 1 ! -name mysql -exec mv -t "$data" {} +
    mv -t "$data" "$new/mysql"
    rmdir "$new"
}

[ "${1:0:1}" != - ] || set -- mysqld "$@"
# glibc's allocator keeps what a start needed once: 60 MB more for an idle server than jemalloc (measured).
export LD_PRELOAD=libjemalloc.so.2 MALLOC_CONF=narenas:1,dirty_decay_ms:1000,muzzy_decay_ms:0
if [ "$1" = mysqld ] && [ ! -d "$data/mysql" ]; then
    initialise "$@"
fi
exec "$@"
