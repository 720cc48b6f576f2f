#!/bin/bash
# What we use of the official mariadb image's entry point: the first start makes the data directory, root (from
# MARIADB_ROOT_PASSWORD or the file named by MARIADB_ROOT_PASSWORD_FILE) and the database MARIADB_DATABASE.
# Each variable may begin with MYSQL_ instead.
# A start that dies half-way leaves nothing behind that the next one would take for a database.
set -euo pipefail
data=/var/lib/mysql
new=$data/initialising # inside the volume, so that moving it into place copies nothing; InnoDB skips hidden folders

quoted() { # a value as an SQL string
    local value=${1//\\/\\\\}
    printf "'%s'" "${value//\'/\'\'}"
}

initialise() {
    local password=${MARIADB_ROOT_PASSWORD:-${MYSQL_ROOT_PASSWORD:-}} statements
    local password_file=${MARIADB_ROOT_PASSWORD_FILE:-${MYSQL_ROOT_PASSWORD_FILE:-}}
    local database=${MARIADB_DATABASE:-${MYSQL_DATABASE:-}}
    [ -z "$password_file" ] || password=$(<"$password_file")
    if [ -z "$password" ]; then
        echo >&2 "database is uninitialised and neither MARIADB_ROOT_PASSWORD nor MARIADB_ROOT_PASSWORD_FILE gives a password"
        exit 1
    fi
    find "$data" -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf {} +
    mkdir "$new"
    mariadb-install-db "${@:2}" --datadir="$new" --auth-root-authentication-method=normal --skip-test-db \
        --skip-name-resolve --cross-bootstrap >/dev/null

    statements=$(mktemp) # readable by us alone, on a tmpfs
    {
        echo "FLUSH PRIVILEGES;"
        echo "DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');"
        echo "FLUSH PRIVILEGES;"
        echo "ALTER USER 'root'@'localhost' IDENTIFIED BY $(quoted "$password");"
        echo "CREATE USER 'root'@'%' IDENTIFIED BY $(quoted "$password");"
        echo "GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;"
        [ -z "$database" ] || echo "CREATE DATABASE \`$database\`;"
    } >"$statements"
    "$@" --datadir="$new" --bootstrap <"$statements"
    rm "$statements"

    # `mysql` goes last: its presence says that the directory is whole.
    find "$new" -mindepth 1 -maxdepth 1 ! -name mysql -exec mv -t "$data" {} +
    mv -t "$data" "$new/mysql"
    rmdir "$new"
}

[ "${1:0:1}" != - ] || set -- mariadbd "$@"
if { [ "$1" = mariadbd ] || [ "$1" = mysqld ]; } && [ ! -d "$data/mysql" ]; then
    initialise "$@"
fi
exec "$@"
