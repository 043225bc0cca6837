#!/bin/sh
# Makes what PyInstaller packed smaller: shrink.sh FOLDER (the one that holds `_internal`).
#
# Three files make up a fifth of a seat and are hardly used: ICU's data for all languages (a seat
# speaks two), OpenBLAS with a kernel for every processor (a seat multiplies no matrices), and the
# client with which PROJ would fetch grids from the web (a seat fetches none). Each is replaced by a
# smaller one under its name. Needs gcc, icu-devtools, libblas64-dev and liblapack64-dev.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
inner=$(cd "$1/_internal" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Only the locales root, English and Chinese, and the converters for Chinese text. Names of
# characters, word breaks, transliterations and spelled-out numbers are not asked for by Qt.
icu() {
    library=$(find "$inner/PySide6/Qt/lib" -name 'libicudata.so.*')
    symbol=$(nm -D "$library" | awk '$3 ~ /^icudt[0-9]+_dat$/ {print $3}')
    data=$work/${symbol%_dat}l.dat
    objcopy -O binary -j .rodata "$library" "$data"
    icupkg -l "$data" | grep -Ev \
        '^((coll|curr|lang|region|unit|zone)/)?((root|en|en_US|zh|zh_.*|res_index|pool)\.res)$' |
        grep -E '\.res$|\.cnv$|^(brkitr|translit|rbnf)/|^unames\.icu$|\.cfu$' |
        grep -Ev '^(gb18030|windows-936-2000|ibm-1386_P100-2001)\.cnv$' |
        grep -Ev '^(currencyNumericCodes|dayPeriods|genderList|grammaticalFeatures|icustd|icuver|keyTypeData|likelySubtags|metaZones|metadata|numberingSystems|plurals|pluralRanges|supplementalData|timezoneTypes|units|windowsZones|zoneinfo64|tzdbNames|langInfo)\.res$|/tzdbNames\.res$|/ucadata\.icu$' \
        >"$work/gone.txt"
    icupkg -r "$work/gone.txt" "$data"
    printf '.section .rodata\n.globl %s\n.balign 16\n%s: .incbin "%s"\n.section .note.GNU-stack\n' \
        "$symbol" "$symbol" "$data" >"$work/data.s"
    gcc -shared -nostdlib -Wl,-soname,"$(basename "$library")" -o "$work/icu.so" "$work/data.s"
    cat "$work/icu.so" >"$library"
}

# The routines that numpy names, out of the reference BLAS and LAPACK, with numpy's names for them.
blas() {
    library=$(find "$inner/numpy.libs" -name 'libscipy_openblas64_*')
    links=""
    for name in $(nm -D --undefined-only "$inner"/numpy/_core/_multiarray_umath*.so \
            "$inner"/numpy/linalg/*.so | grep -o 'scipy_[a-z0-9_]*64_' | sort -u); do
        case $name in
        scipy_cblas_*) plain=${name#scipy_}; plain=${plain%64_} ;;
        *) plain=${name#scipy_}; plain=${plain%_64_}_ ;;
        esac
        links="$links -Wl,-u,$plain -Wl,--defsym,$name=$plain"
    done
    echo '{ global: scipy_*; local: *; };' >"$work/names"
    lib=/usr/lib/$(gcc -print-multiarch)
    # shellcheck disable=SC2086  # the links are words
    gcc -shared -fPIC -O2 -o "$work/blas.so" "$here/small_blas.c" $links \
        -Wl,-soname,"$(basename "$library")" -Wl,--gc-sections -Wl,-z,defs \
        -Wl,--version-script,"$work/names" \
        "$lib/liblapack64_pic.a" "$lib/blas64/libblas64.a" -lm
    strip --strip-unneeded "$work/blas.so"
    cat "$work/blas.so" >"$library"
    rm -f "$inner"/numpy.libs/libgfortran* "$inner"/numpy.libs/libquadmath*
}

# A client that never gets a connection; PROJ then works without the network, as it does by default.
curl() {
    library=$(find "$inner/pyproj.libs" -name 'libcurl-*')
    gcc -shared -fPIC -O2 -o "$work/curl.so" "$here/no_curl.c" \
        -Wl,-soname,"$(basename "$library")"
    strip --strip-unneeded "$work/curl.so"
    cat "$work/curl.so" >"$library"
    rm -f "$inner"/pyproj.libs/libnghttp2*
}

icu
blas
curl
# PyInstaller links the libraries of wheels at the top; those that are gone leave loose ends.
find "$inner" -maxdepth 1 -xtype l -delete
