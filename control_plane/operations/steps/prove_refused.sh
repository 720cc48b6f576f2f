# Tries passwords that must not count any more: each line of the secret is a login and one of them.
# It ends well only if every door was there and refused: not reached is no proof.
# Its last line is its outcome in JSON, like every job's: {"result": …} or {"error": …}.
set -eu
umask 077

code=door_unreachable message='Database or Redis does not answer.'
say_why() {
    [ $? -eq 0 ] || printf '{"error":{"code":"%s","message":"%s","details":{}}}\n' "$code" "$message"
}
trap say_why EXIT

database() { # login, password → what it said
    printf '[client]\nhost=%s\nport=3306\nprotocol=tcp\nconnect-timeout=5\nuser=%s\npassword=%s\n' \
        "$DATABASE_HOST" "$1" "$2" >/tmp/login.cnf
    echo 'SELECT 1' | "$(command -v mariadb || command -v mysql)" --defaults-file=/tmp/login.cnf 2>&1 || true
}

redis() {
    echo PING | REDISCLI_AUTH="$2" redis-cli -h "$REDIS_HOST" --user "$1" --no-auth-warning 2>&1 || true
}

refused=0
while read -r login password; do
    case $("$DOOR" "$login" "$password") in
    *'ERROR 1045'* | *WRONGPASS*) refused=$((refused + 1)) ;;
    *"Can't connect"* | *'Could not connect'* | *'Lost connection'*) exit 1 ;;
    *)
        code=old_accepted message="The old password of $login is not refused."
        exit 1
        ;;
    esac
done </run/secrets/retired
printf '{"result":{"refused":%s}}\n' "$refused"
