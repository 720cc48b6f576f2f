# Runs in the tenant's own Redis image. Makes Redis let in exactly who stands in the ACL, without a restart, and
# keep that beside its data; run again it changes nothing. Whoever is connected stays so.
# Passwords stay in files and on standard input: REDISCLI_AUTH is set for redis-cli alone, which has no other way.
# Its last line is its outcome in JSON, like every job's: {"result": …} or {"error": …}.
set -eu

code=redis_unavailable message='Redis did not let us in within 30 s.'
say_why() {
    [ $? -eq 0 ] || printf '{"error":{"code":"%s","message":"%s","details":{}}}\n' "$code" "$message"
}
trap say_why EXIT

ask() { # commands on standard input, as app with the password $1
    REDISCLI_AUTH="$1" redis-cli -h "$REDIS_HOST" --user app --no-auth-warning -e 2>&1
}

entered=
tries=0
until [ -n "$entered" ]; do # whichever password it had: the volume may be an older one, or a new one
    while read -r password; do
        if [ "$(echo PING | ask "$password")" = PONG ]; then
            entered=$password
            break
        fi
    done </run/secrets/redis_passwords
    tries=$((tries + 1))
    [ -n "$entered" ] || [ "$tries" -lt 60 ] || exit 1
    [ -n "$entered" ] || sleep 0.5
done

said=$({
    sed 's/^user \([a-z]*\) /ACL SETUSER \1 reset /' /run/secrets/redis_acl
    echo 'ACL SAVE'
} | ask "$entered")
if [ "$(echo "$said" | sort -u)" != OK ]; then
    code=redis_refused message='Redis did not take its users.'
    exit 1
fi
echo '{"result":{}}'
