#!/bin/sh
# Revisions of the example's services as processes of this machine: what a platform such as Cloud Run does, in fifty lines.
#   service.sh ENVIRONMENT SERVICE PORT build|deploy|traffic|previous|rollback|stop [REVISION] [PERCENT]
set -eu
environment=$1 service=$2 port=$3 step=$4 revision=${5:-} percent=${6:-100}
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
folder=$here/../.services/$environment/$service
builds=$here/../.services/builds
mkdir -p "$folder" "$builds"

alive() { [ -f "$folder/$1.pid" ] && kill -0 "$(cat "$folder/$1.pid")" 2>/dev/null; }

end() {
    if alive "$1"; then kill "$(cat "$folder/$1.pid")"; fi
    rm -f "$folder/$1.pid" "$folder/$1.port"
}

# In a session of its own, with its output in a file: it stays when the command that started it is over.
start() {
    name=$1
    shift
    setsid dotnet "$@" </dev/null >"$folder/$name.log" 2>&1 &
    echo $! >"$folder/$name.pid"
}

revision_up() {
    if alive "$1" && [ -f "$folder/$1.port" ]; then return; fi
    rm -f "$folder/$1.port"
    start "$1" "$builds/$1/Cinema.dll" "$service" --revision "$1" --port-file "$folder/$1.port"
    i=0
    while [ ! -f "$folder/$1.port" ]; do
        if ! alive "$1" || [ $i -gt 200 ]; then cat "$folder/$1.log" >&2; echo "$service $1 did not start" >&2; exit 1; fi
        sleep 0.1
        i=$((i + 1))
    done
}

front_up() {
    if alive front; then return; fi
    cp -R "$builds/$revision/." "$folder/front"
    start front "$folder/front/Cinema.dll" front --folder "$folder" --port "$port"
}

send() {
    serves=$("$0" "$environment" "$service" "$port" previous)
    if [ "$percent" = 100 ] || [ -z "$serves" ] || [ "$serves" = "$revision" ]; then echo "$revision 100"
    else printf '%s %s\n%s %s\n' "$revision" "$percent" "$serves" "$((100 - percent))"; fi >"$folder/traffic.new"
    mv "$folder/traffic.new" "$folder/traffic"
}

case $step in
build)
    if [ ! -f "$builds/$revision/Cinema.dll" ]; then
        dotnet publish "$here/Cinema" -c Release -o "$builds/$revision.new" --nologo -v quiet
        mv "$builds/$revision.new" "$builds/$revision"
    fi
    echo "built $revision" ;;
deploy)
    end "$revision"
    revision_up "$revision"
    front_up
    echo "$revision runs on port $(cat "$folder/$revision.port")" ;;
traffic) send; echo "$(tr '\n' ',' <"$folder/traffic")" ;;
previous) [ ! -f "$folder/traffic" ] || sort -k2 -n -r "$folder/traffic" | head -n 1 | cut -d' ' -f1 ;;
rollback) revision_up "$revision"; front_up; percent=100; send; echo "$revision serves again" ;;
stop) for pid in "$folder"/*.pid; do [ -f "$pid" ] || continue; end "$(basename "$pid" .pid)"; done; rm -f "$folder/traffic" ;;
*) echo "there is no step $step" >&2; exit 2 ;;
esac
