#!/bin/sh
# Compares xspice/layout.c and our struct declarations with an ngspice's own headers, in all configurations.
# usage: check-abi.sh NGSPICE_SOURCE_DIR     (CC: the compiler; the source need not be configured)
set -eu
[ $# -eq 1 ] && [ -d "$1/src/include/ngspice" ] ||
    { echo "usage: check-abi.sh NGSPICE_SOURCE_DIR (the one with configure.ac and src/)" >&2; exit 2; }
source=$1
here=$(cd "$(dirname "$0")" && pwd)
xspice=$here/../../xspice
cc=${CC:-cc}
version=$(sed -n 's/^m4_define(\[ngspice_major_version\], *\[\(.*\)\]).*/\1/p' "$source/configure.ac")
version=${NGSPICE_VERSION:-$version}
case $version in
"" | *[!0-9.]*)
    echo "check-abi.sh: $source/configure.ac has no version of a release (\"$version\"): set NGSPICE_VERSION to" \
        "the one to compare with" >&2
    exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/ngspice"
# What configure would find on any system of today, and the one option that code models need.
cat > "$work/ngspice/config.h" <<END
#define PACKAGE_VERSION "$version"
#define STDC_HEADERS 1
#define HAVE_DECL_ISNAN 1
#define HAVE_DECL_ISINF 1
#define XSPICE 1
END
for configuration in "" OSDI CIDER KLU "OSDI CIDER" "OSDI KLU" "CIDER KLU" "OSDI CIDER KLU" \
    PREDICTOR; do
    # KLU came into the code models' structs with 42.
    case $configuration in *KLU*) [ "${version%%.*}" -ge 42 ] || continue ;; esac
    flags="-DHOST_MAJOR=${version%%.*}" osdi=0 cider=0 klu=0 predictor=0
    for option in $configuration; do
        flags="$flags -D$option"
        case $option in OSDI) osdi=1 ;; CIDER) cider=1 ;; KLU) klu=1 ;; PREDICTOR) predictor=1 ;; esac
    done
    flags="$flags -DHAS_OSDI=$osdi -DHAS_CIDER=$cider -DHAS_KLU=$klu -DHAS_PREDICTOR=$predictor"
    # shellcheck disable=SC2086
    $cc -w $flags -I"$work" -I"$source/src/include" -I"$source/src/maths/KLU" -I"$source/src" -I"$here" \
        -c "$here/abi_facts.c" -o "$work/abi_facts.o"
    # shellcheck disable=SC2086
    $cc -std=c17 -D_GNU_SOURCE $flags -I"$xspice" -I"$here" \
        "$here/check_abi.c" "$xspice/layout.c" "$work/abi_facts.o" -o "$work/check_abi"
    printf 'ngspice %s [%s]: ' "$version" "$configuration"
    "$work/check_abi" "$version"
done
