#!/bin/sh
# Tries the logic of the Windows setup program under wine, around a stand-in payload:
# test_installer_wine.sh [FOLDER]. It is a test of packaging, not of SeatApp on Windows.
# Needs makensis and wine64; works in a wine prefix of its own.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'wineserver -k 2>/dev/null || true; rm -rf "$work"' EXIT
PATH="$PATH:/usr/lib/wine"
export PATH WINEPREFIX="$work/prefix" WINEDEBUG=-all WINEARCH=win64 DISPLAY=
icon=${1:-$here/../build/deb/icons}/seatapp.ico

payload() { # payload VERSION: what an installed program looks like to the setup program
    rm -rf "$work/payload"
    mkdir -p "$work/payload/_internal/lib_of_$1"
    echo "$1" >"$work/payload/_internal/lib_of_$1/file.txt"
    echo "$1" >"$work/payload/seatapp.exe"
    echo "$1" >"$work/payload/seatapp-window.exe"
    makensis -V1 -DTARGET=amd64-unicode "-DVERSION=$1" "-DPAYLOAD=$work/payload" "-DICON=$icon" \
        "-DOUT=$work/SeatApp-$1.exe" "$here/seatapp.nsi"
}

check() { # check WORDS CONDITION...
    words=$1
    shift
    if "$@"; then echo "ok: $words"; else echo "NOT OK: $words" >&2; exit 1; fi
}

registered() {
    wine64 reg query 'HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\SeatApp' \
        /v DisplayVersion 2>/dev/null | grep -q "$1"
}

payload 0.1.0
payload 0.2.0
wine64 wineboot -i >/dev/null 2>&1
check "an older Windows is turned away" sh -c \
    "wine64 winecfg -v win7 >/dev/null 2>&1; ! wine64 '$work/SeatApp-0.1.0.exe' /S"
wine64 winecfg -v win10 >/dev/null 2>&1

site="$WINEPREFIX/drive_c/site"
mkdir -p "$site"
echo 'name = "x"' >"$site/centre.toml"
echo certificate >"$site/root.crt"
wine64 "$work/SeatApp-0.1.0.exe" /S '/SITE=C:\site\centre.toml'
folder="$WINEPREFIX/drive_c/Program Files/SeatApp"
data="$WINEPREFIX/drive_c/users/$(id -un)/AppData/Local/SeatApp"
settings="$WINEPREFIX/drive_c/ProgramData/SeatApp"
mkdir -p "$data"
echo work >"$data/replica.db"
check "the program is there" test -f "$folder/_internal/lib_of_0.1.0/file.txt"
check "the settings of the site are there" cmp -s "$site/centre.toml" "$settings/centre.toml"
check "and the root certificate" cmp -s "$site/root.crt" "$settings/root.crt"
check "Windows knows version 0.1.0" registered 0.1.0
check "everybody has it in the menu" test -f \
    "$WINEPREFIX/drive_c/ProgramData/Microsoft/Windows/Start Menu/Programs/城管席位工作站.lnk"

check "settings that cannot be read are told" sh -c \
    "wine64 '$work/SeatApp-0.2.0.exe' /S '/SITE=C:\\nowhere\\centre.toml'; test \$? = 5"
check "and the ones there are stay" cmp -s "$site/centre.toml" "$settings/centre.toml"
wine64 "$work/SeatApp-0.2.0.exe" /S
check "an upgrade replaces the libraries" test ! -e "$folder/_internal/lib_of_0.1.0"
check "by the new ones" test -f "$folder/_internal/lib_of_0.2.0/file.txt"
check "Windows knows version 0.2.0" registered 0.2.0
check "the settings stay" cmp -s "$site/centre.toml" "$settings/centre.toml"
check "the data stay" grep -q work "$data/replica.db"

wine64 "$folder/uninstall.exe" /S
wineserver -w # it goes on as a copy of itself
check "the removal takes the program" test ! -e "$folder/seatapp-window.exe"
check "and its entry" sh -c "! wine64 reg query 'HKLM\\Software\\SeatApp' >/dev/null 2>&1"
check "and leaves the data" grep -q work "$data/replica.db"
check "and the settings" test -f "$settings/centre.toml"
