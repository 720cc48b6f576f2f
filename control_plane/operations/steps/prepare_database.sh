# Runs in the tenant's own database image. Makes the schema and its three users; run again it changes nothing.
# Passwords stay in files and in SQL on standard input: never in an argument or a variable of the environment.
# Its last line is its outcome in JSON, like every job's: {"result": …} or {"error": …}.
set -eu
umask 077

code=database_refused message='The database refused to make the schema or its users.'
say_why() {
    [ $? -eq 0 ] || printf '{"error":{"code":"%s","message":"%s","details":{}}}\n' "$code" "$message"
}
trap say_why EXIT

client=$(command -v mariadb || command -v mysql)
secret() { cat "/run/secrets/database_$1_password"; }

options() { # an option file for one user
    printf '[client]\nhost=%s\nport=3306\nprotocol=tcp\nconnect-timeout=3\nuser=%s\npassword=%s\n' \
        "$DATABASE_HOST" "$1" "$2" >"/tmp/$1.cnf"
}

ask() { # SQL on standard input, as one user
    "$client" --defaults-file="/tmp/$1.cnf" --batch --skip-column-names
}

options root "$(secret root)"
options app "$(secret app)"
options migrate "$(secret migrate)"
options dump "$(secret dump)"

tries=0
until echo 'SELECT 1' | ask root >/dev/null 2>/tmp/error; do
    tries=$((tries + 1))
    if [ "$tries" -ge 240 ]; then
        cat /tmp/error >&2
        code=database_unavailable message='The database did not let root in within 60 s.'
        exit 1
    fi
    sleep 0.25
done

user() { # name, privileges on the tenant's schema
    printf "CREATE USER IF NOT EXISTS '%s'@'%%' IDENTIFIED BY '%s';\n" "$1" "$(secret "$1")"
    printf "ALTER USER '%s'@'%%' IDENTIFIED BY '%s';\n" "$1" "$(secret "$1")"
    printf "GRANT %s ON \`%s\`.* TO '%s'@'%%';\n" "$2" "$DATABASE_NAME" "$1"
}

{
    printf 'CREATE DATABASE IF NOT EXISTS `%s`;\n' "$DATABASE_NAME"
    printf 'ALTER DATABASE `%s` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;\n' "$DATABASE_NAME"
    user app 'SELECT, INSERT, UPDATE, DELETE'
    user migrate 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, TRIGGER'
    user dump 'SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES'
} | ask root

users=$(for name in app migrate dump; do # proof: each gets in over the network
    printf 'USE `%s`; SELECT CURRENT_USER();\n' "$DATABASE_NAME" | ask "$name"
done)
# shellcheck disable=SC2086 # one word for each user
printf '{"result":{"users":["%s","%s","%s"]}}\n' $users
