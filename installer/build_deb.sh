#!/bin/sh
# Packs the seat for Debian and its relatives (UOS, Kylin): build_deb.sh [OUT_FOLDER]
#
# Build on the oldest system that the package shall run on: what is built here needs at least the
# C library of this computer, and needs gcc, icu-devtools, libblas64-dev and liblapack64-dev. PYTHON
# names the interpreter (3.11 or newer, with its libpython.so); VERSION overrides that of the
# project; COMPRESS (xz, zstd, gzip) that of the package.
# Steps: `all` (default), `program` (PyInstaller only), `package` (pack what `program` made).
set -eu
cd "$(dirname "$0")/.."
out=${1:-dist}
step=${2:-all}
python=${PYTHON:-python3}
work=build/deb
env=$work/env
arch=$(dpkg --print-architecture)
version=${VERSION:-$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)}

program() {
    rm -rf "$work"
    mkdir -p "$work"
    "$python" -m venv "$env"
    install="$env/bin/python -m pip --disable-pip-version-check install --quiet --no-deps"
    # The libraries of a seat, without the server of the demonstration, and PyInstaller.
    $install --require-hashes -r installer/build.lock
    # With the setuptools of the lock, not with whatever there is today.
    "$env/bin/python" -m pip --disable-pip-version-check wheel --quiet --no-deps \
        --no-build-isolation --wheel-dir "$work/wheel" .
    $install "$work"/wheel/seatapp-*.whl
    "$env/bin/python" -m installer.icon "$work/icons"
    (cd "$work" && env/bin/pyinstaller --noconfirm --log-level ERROR \
        --distpath program --workpath pyinstaller ../../installer/seatapp.spec)
    # The libraries that wheels bring along have been patched and cannot be loaded after `strip`.
    find "$work/program/seatapp/_internal" -name '*.so*' -not -path '*.libs/*' \
        -not -path '*/Qt/lib/*' -type f -exec strip --strip-unneeded {} +
    installer/shrink.sh "$work/program/seatapp"
}

package() {
    root=$work/root
    rm -rf "$root"
    mkdir -p "$root/DEBIAN" "$root/opt" "$root/usr/bin" "$root/usr/share/applications" \
        "$root/usr/share/doc/seatapp" "$root/usr/share/seatapp" "$out"
    cp -a "$work/program/seatapp" "$root/opt/seatapp"
    ln -s /opt/seatapp/seatapp "$root/usr/bin/seatapp"
    for icon in "$work"/icons/*.png; do
        size=$(basename "$icon" .png)
        size=${size#seatapp-}
        mkdir -p "$root/usr/share/icons/hicolor/${size}x$size/apps"
        cp "$icon" "$root/usr/share/icons/hicolor/${size}x$size/apps/seatapp.png"
    done
    cp installer/seatapp.desktop "$root/usr/share/applications/seatapp.desktop"
    cp installer/centre.example.toml "$root/usr/share/doc/seatapp/centre.example.toml"
    # For the computer of the centre: what `docs/admin-guide.md` and `docs/runbook.md` speak of.
    cp -r installer/linux "$root/usr/share/seatapp/server"
    cp docs/admin-guide.md docs/runbook.md docs/security.md "$root/usr/share/doc/seatapp/"
    cp resources/licences/* "$root/usr/share/doc/seatapp/"
    cp LICENSE "$root/usr/share/doc/seatapp/copyright"
    # What is linked in besides the libraries of the list: the interpreter and the routines of
    # `shrink.sh`, with the texts that their authors ask to be passed on.
    cp "$("$python" -c 'import os; print(os.path.dirname(os.__file__))')/LICENSE.txt" \
        "$root/usr/share/doc/seatapp/copyright.python"
    cp /usr/share/doc/liblapack64-dev/copyright "$root/usr/share/doc/seatapp/copyright.lapack"
    size=$(du -sk "$root" | cut -f1)
    sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$size/" \
        installer/deb_control >"$root/DEBIAN/control"
    chmod -R u+rwX,go+rX,go-w "$root"
    dpkg-deb --root-owner-group -Z"${COMPRESS:-xz}" --build "$root" \
        "$out/seatapp_${version}_$arch.deb"
}

case $step in
all) program && package ;;
program | package) "$step" ;;
*) echo "usage: build_deb.sh [OUT_FOLDER] [all|program|package]" >&2; exit 2 ;;
esac
