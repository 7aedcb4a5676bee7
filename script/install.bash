# What script/server and script/test both need. Sourced; the caller stands in the checkout.

PYTHON=.venv/bin/python

# Stop with a sentence.
die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Run a command so that SIGTERM or Ctrl-C to this script reaches it at once; bash alone would wait for its end.
attended() {
    "$@" </dev/null &
    local child=$!
    trap 'kill -TERM "$child" 2>/dev/null; wait "$child"; exit 143' TERM INT
    local status=0
    wait "$child" || status=$?
    trap - TERM INT
    return "$status"
}

# install_debian PACKAGE...: as root installs what is missing, otherwise prints the command and stops.
install_debian() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    local command="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    if [[ $EUID -ne 0 ]]; then
        die "System packages are missing. Run this, then start again:"$'\n\n'"    sudo sh -c '$command'"
    fi
    echo "Installing ${missing[*]} …"
    attended env DEBIAN_FRONTEND=noninteractive sh -c "($command) >/dev/null" || die "This failed: $command"
}

# The libraries that WeasyPrint loads. Without dpkg (not Debian) they are looked for by loading them.
install_weasyprint_libraries() {
    if command -v dpkg-query >/dev/null; then
        install_debian libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    elif ! "$PYTHON" -c 'import weasyprint' 2>/dev/null; then
        die "WeasyPrint does not find Pango: install pango and harfbuzz with your system's package manager."
    fi
}

# The first Python on the path that is new enough.
find_python() {
    local python
    for python in python3 python3.11 python3.12 python3.13; do
        if command -v "$python" >/dev/null && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            echo "$python"
            return
        fi
    done
    die "Python 3.11 or newer is needed; none was found."
}

make_venv() {
    local python
    python=$(find_python) || exit 1
    echo "Making .venv …"
    # On Debian, `venv` without the package python3-venv leaves half a .venv behind.
    if ! "$python" -c 'import ensurepip' 2>/dev/null && command -v dpkg-query >/dev/null; then
        install_debian python3-venv
    fi
    attended "$python" -m venv .venv || die "'$python -m venv .venv' failed."
}

# install_python FILE...: .venv with exactly these locks; quick when they are installed already.
install_python() {
    local line missing="" stamp=.venv/installed.sha256
    [[ -x $PYTHON ]] || make_venv
    while read -r line; do
        grep -qxF "$line" "$stamp" 2>/dev/null || missing=yes
    done < <(sha256sum "$@")
    [[ -n $missing ]] || return 0
    echo "Installing the locked requirements …"
    local arguments=() file
    for file in "$@"; do arguments+=(--requirement "$file"); done
    attended "$PYTHON" -m pip install -qq --disable-pip-version-check --require-hashes "${arguments[@]}" ||
        die "The requirements could not be installed."
    sha256sum "$@" >"$stamp"
}
