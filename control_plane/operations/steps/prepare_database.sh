# Runs in the tenant's own database image. Makes the schema and its three users, and lets each in by exactly the
# passwords that count; run again it changes nothing. Its one secret has a line for each login: its name, the
# password to use, and, while that is rotated, another that counts too. Nobody who is let in now is turned away meanwhile.
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
logins=/run/secrets/database_users

options() { # an option file for one user
    printf '[client]\nhost=%s\nport=3306\nprotocol=tcp\nconnect-timeout=3\nuser=%s\npassword=%s\n' \
        "$DATABASE_HOST" "$1" "$2" >"/tmp/$1.cnf"
}

ask() { # SQL on standard input, as one user
    "$client" --defaults-file="/tmp/$1.cnf" --batch --skip-column-names
}

lets_in() { # name, password
    options "$1" "$2"
    echo 'SELECT 1' | ask "$1" >/dev/null 2>/tmp/error
}

enter() { # as root, by whichever of its passwords counts already
    read -r _ first second <<END
$(grep '^root ' $logins)
END
    lets_in root "$first" || { [ -n "$second" ] && lets_in root "$second"; }
}

tries=0
until enter; do
    tries=$((tries + 1))
    if [ "$tries" -ge 240 ]; then
        cat /tmp/error >&2
        code=database_unavailable message='The database did not let root in within 60 s.'
        exit 1
    fi
    sleep 0.25
done

is_mariadb=
case $(echo 'SELECT VERSION()' | ask root) in *MariaDB*) is_mariadb=yes ;; esac

passwords() { # account, the password to use, another that counts too or nothing
    if [ -z "$3" ]; then
        printf "ALTER USER %s IDENTIFIED BY '%s';\n" "$1" "$2"
        [ -n "$is_mariadb" ] || printf 'ALTER USER %s DISCARD OLD PASSWORD;\n' "$1"
    elif [ -n "$is_mariadb" ]; then # mariadb.com/kb/en/authentication-plugins: one account, several ways in
        printf "ALTER USER %s IDENTIFIED VIA mysql_native_password USING PASSWORD('%s') OR mysql_native_password USING PASSWORD('%s');\n" \
            "$1" "$2" "$3"
    else # dev.mysql.com/doc/refman/8.4/en/password-management.html#dual-passwords: at every moment $2 counts
        printf "ALTER USER %s IDENTIFIED BY '%s';\n" "$1" "$2"
        printf "ALTER USER %s IDENTIFIED BY '%s' RETAIN CURRENT PASSWORD;\n" "$1" "$3"
    fi
}

privileges() { # of a login, on the tenant's schema
    case $1 in
    app) echo 'SELECT, INSERT, UPDATE, DELETE' ;;
    migrate) echo 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, TRIGGER' ;;
    dump) echo 'SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES' ;;
    esac
}

collation=$(printf "SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = '%s'" \
    "$DATABASE_NAME" | ask root)
root_hosts=$(echo "SELECT host FROM mysql.user WHERE user = 'root' AND host IN ('%', 'localhost')" | ask root)

{
    # only where it is another: MySQL ends queries that run meanwhile with a deadlock
    if [ "$collation" != utf8mb4_unicode_520_ci ]; then
        printf 'CREATE DATABASE IF NOT EXISTS `%s`;\n' "$DATABASE_NAME"
        printf 'ALTER DATABASE `%s` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;\n' "$DATABASE_NAME"
    fi
    while read -r name first second; do
        if [ "$name" = root ]; then
            for host in $root_hosts; do passwords "'root'@'$host'" "$first" "$second"; done
        else
            printf "CREATE USER IF NOT EXISTS '%s'@'%%' IDENTIFIED BY '%s';\n" "$name" "$first"
            passwords "'$name'@'%'" "$first" "$second"
            printf "GRANT %s ON \`%s\`.* TO '%s'@'%%';\n" "$(privileges "$name")" "$DATABASE_NAME" "$name"
        fi
    done <$logins
} | ask root

code=database_users message='Not every password that counts lets its user in.'
users= ways=0
while read -r name first second; do # proof: each gets in over the network, by each
    for password in $first $second; do
        lets_in "$name" "$password" || { cat /tmp/error >&2 && exit 1; }
        ways=$((ways + 1))
    done
    [ "$name" = root ] && continue
    users="$users,\"$(printf 'USE `%s`; SELECT CURRENT_USER();\n' "$DATABASE_NAME" | ask "$name")\""
done <$logins
printf '{"result":{"users":[%s],"ways":%s}}\n' "${users#,}" "$ways"
