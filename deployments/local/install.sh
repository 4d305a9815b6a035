#!/bin/sh
# Make or mend .venv from a hash-locked requirements file; does nothing when the lock has not changed.
# Needs Python >= 3.11 with venv and nothing else. Usage: sh deployments/local/install.sh requirements.txt
set -eu
cd "$(dirname "$0")/../.."
lock=$1
log=.venv/install.log
stamp=.venv/installed-$lock
unset PYTHONPATH PYTHONHOME PIP_TARGET PIP_PREFIX || true
export PIP_USER=no PIP_REQUIRE_VIRTUALENV=no PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

fail() { # German, English
    printf '\n%s\n%s\n' "$1" "$2" >&2
    exit 1
}

find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
    fail "Meldeweg braucht Python 3.11 oder neuer; gefunden: $(python3 -V 2>&1 || echo keines). Installieren Sie es, zum Beispiel: apt install python3.11 python3.11-venv" \
        "Meldeweg needs Python 3.11 or newer; found: $(python3 -V 2>&1 || echo none). Install it, for example: apt install python3.11 python3.11-venv"
}

make_environment() {
    python=$(find_python)
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$python" -c 'import venv, ensurepip' >/dev/null 2>&1 || fail \
        "In Python $version fehlt das Modul venv. Installieren Sie es: apt install python$version-venv" \
        "Python $version lacks the module venv. Install it: apt install python$version-venv"
    echo "Python-Umgebung .venv wird angelegt (Python $version). / Creating .venv (Python $version)."
    rm -rf .venv
    "$python" -m venv .venv || fail \
        ".venv ließ sich nicht anlegen. Ist hier genug Platz und Schreibrecht?" \
        ".venv could not be created. Is there room, and may you write here?"
}

# Reads pip's output: counts the packages aloud, keeps everything in the log, passes pip's status on.
show_progress() {
    count=0
    total=$(grep -c '==' "$lock")
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        case $line in
        Collecting*)
            count=$((count + 1))
            if [ -t 1 ]; then
                printf '\r  %s / %s ' "$count" "$total"
            elif [ $((count % 25)) -eq 0 ]; then
                printf '  %s / %s\n' "$count" "$total"
            fi
            ;;
        'Installing collected packages'*)
            [ -t 1 ] && printf '\r'
            echo "  Pakete werden eingerichtet … / Installing …"
            ;;
        'pip ended: 0') return 0 ;;
        'pip ended: '*) return 1 ;;
        esac
    done
    return 1
}

run_pip() {
    { .venv/bin/python -m pip install "$@" 2>&1 && echo 'pip ended: 0' || echo 'pip ended: 1'; } | show_progress || {
        printf '\n' >&2
        tail -n 8 "$log" >&2
        fail "Die Installation ist fehlgeschlagen; alles Weitere steht in $log. Ohne Internet oder Spiegel geht es nicht. Ein neuer Aufruf macht hier weiter." \
            "The installation failed; more in $log. It needs the internet or a mirror. Calling it again continues here."
    }
}

# The place is part of it: an environment that was moved does not work.
wanted="$(cksum <"$lock") $(cksum <pyproject.toml) $PWD"
usable=no
if .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    usable=yes
    for done in "$stamp" .venv/installed-requirements-test.txt; do # the test lock holds the other one
        [ -f "$done" ] || continue
        case $done in
        "$stamp") now=$wanted ;;
        *) now="$(cksum <requirements-test.txt) $(cksum <pyproject.toml) $PWD" ;;
        esac
        [ "$(cat "$done")" = "$now" ] && exit 0
    done
fi
[ "$usable" = yes ] || make_environment
rm -f .venv/installed-*
: >"$log"
echo "Pakete werden geladen ($lock) … / Fetching packages ($lock) …"
run_pip --require-hashes -r "$lock"
run_pip --no-deps --no-build-isolation -e .
printf '%s\n' "$wanted" >"$stamp"
