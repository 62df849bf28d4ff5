# Sourced: hosts that nobody knows, made of those that are known: another version in the same program.
# shellcheck disable=SC2154,SC2034 # here, work, jobs, hosts, failed: check-hosts.sh

# What must happen with a version in a host: "runs" (its own), "refused", or "refused or runs": layouts that cannot be told
# apart by what the host writes, where anything but a crash will do.
expected_with() { # expected_with HOST VERSION
    own=$(cat "$jobs/$1/version")
    case $2 in
    "$own") echo runs ;;
    38 | 99 | "" | *-dev | *+) echo refused ;;
    *)
        # The sizes of instances, 152 bytes up to 41, 160 up to 46, 224 from 47 on, tell these from each other.
        if [ "$(size_class "$own")" = "$(size_class "$2")" ]; then echo "no crash"; else echo refused; fi
        ;;
    esac
}

size_class() {
    if [ "${1%%.*}" -le 41 ]; then echo 1; elif [ "${1%%.*}" -le 46 ]; then echo 2; else echo 3; fi
}

# A deck that needs a model, and says by its results whether it had it.
unknown_deck() {
    cat <<END
* a host that nobody knows
v1 a 0 dc 0.5 sin(0 1 1)
a1 %gd(a b) null device
r1 b 0 1k
.model device mem_drift
$1
.control
pre_codemodel ./ngspike.cm
op
print v(b)
tran 10m 1
reset
tran 10m 1
quit 0
.endc
.end
END
}

# What a program of that version did: "runs", "refused" (a message, no models, no crash), or what else.
outcome() { # outcome HOST DECK
    status=$(cat "$jobs/$1/$2.status")
    out=$jobs/$1/$2.out
    if [ "$status" -ge 124 ]; then
        echo "crash-$status"
    elif grep -q '^ngspike.cm: error: ' "$out" && grep -q 'no models' "$out" && ! grep -q '^v(b) = ' "$out"; then
        echo refused
    elif grep -q '^v(b) = 4.166667e-02' "$out"; then
        echo runs
    else
        echo other
    fi
}

try_version() { # try_version HOST VERSION OPTION: prints a cell
    name=altered-$(echo "$2" | tr -c '0-9a-z\n' _)
    root=$(cat "$jobs/$1/root")
    unknown_deck "$3" >"$jobs/$1/$name.cir"
    "$work/alter_version" "$root$(cat "$jobs/$1/program")" "$2" "$jobs/$1/$name" || { echo FAIL:not-altered; return; }
    chmod +x "$jobs/$1/$name"
    in_host "$1" "./$name -b $name.cir" >"$jobs/$1/$name.cir.out" 2>&1
    echo $? >"$jobs/$1/$name.cir.status"
    rm -f "$jobs/$1/$name"
    result=$(outcome "$1" "$name.cir")
    case "$(expected_with "$1" "$2"):$result" in
    runs:runs | refused:refused | "no crash:refused" | "no crash:runs" | "no crash:other") echo "$result" ;;
    *) echo "FAIL:$result" ;;
    esac
}

check_unknown() {
    echo
    # shellcheck disable=SC2086
    row "a host that calls itself" "" "" $hosts
    for version in own 38 99 "" 39-dev 44.2+ 39.3 41 42 44.2 45.2 46 47; do
        cells=
        for host in $hosts; do
            option='*'
            has "$host" klu && option='.option klu'
            v=$version
            [ "$v" = own ] && v=$(cat "$jobs/$host/version")
            cells="$cells $(try_version "$host" "$v" "$option")"
        done
        # shellcheck disable=SC2086
        row "\"$version\"" "" "" $cells
        case $cells in *FAIL*) failed=1 ;; esac
    done
}
