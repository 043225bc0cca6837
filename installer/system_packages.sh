#!/bin/sh
# Makes sure that this machine has what pip cannot bring: venv for Python, the libraries that Qt
# is linked against, and a font with Chinese characters. Root gets what is missing installed;
# everyone else is told the one line to type. Usage: system_packages.sh [PYTHON]
set -eu
python=${1:-python3}
missing=

# A library and the Debian package it comes in: first for running without a screen, then with one.
libraries='
libGL.so.1 libgl1
libEGL.so.1 libegl1
libfontconfig.so.1 libfontconfig1
libxkbcommon.so.0 libxkbcommon0
libdbus-1.so.3 libdbus-1-3
libglib-2.0.so.0 libglib2.0-0
libxcb-cursor.so.0 libxcb-cursor0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
libwayland-cursor.so.0 libwayland-cursor0
'

need() {
    missing="$missing $1"
}

has_chinese_font() {
    for fonts in /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.local/share/fonts"; do
        [ -d "$fonts" ] || continue
        found=$(find "$fonts" -name 'NotoSansCJK*' -o -name 'NotoSansSC*' -o -name 'SourceHanSans*' \
            -o -name 'wqy-*' -o -name 'DroidSansFallback*')
        [ -z "$found" ] || return 0
    done
    return 1
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "SeatApp needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2
    exit 1
}
"$python" -c 'import ensurepip, venv' 2>/dev/null || need python3-venv

known=$(/sbin/ldconfig -p)
while read -r library package; do
    [ -n "$library" ] || continue
    case $known in *"$library "*) ;; *) need "$package" ;; esac
done <<EOF
$libraries
EOF

has_chinese_font || need fonts-noto-cjk

[ -n "$missing" ] || exit 0

install="apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" -ne 0 ]; then
    echo "Some system packages are missing. Type this line, then start again:" >&2
    echo "    sudo sh -c 'apt-get update && $install'" >&2
    exit 1
fi
command -v apt-get >/dev/null || {
    echo "Some system packages are missing; on Debian they are called:$missing" >&2
    exit 1
}
echo "Installing system packages:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
$install -qq >/dev/null
