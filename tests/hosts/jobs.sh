# Sourced: the hosts, and how something runs in one. Each host has a folder of its own in $jobs.
# shellcheck disable=SC2154,SC2034 # here, tests, work, jobs, jobs_inside, library, cmpp, failed: check-hosts.sh

fail() {
    echo "FAIL: $*"
    failed=1
}

add_host() { # add_host NAME ROOT PROGRAM
    hosts="$hosts $1"
    mkdir -p "$jobs/$1/home"
    echo "$2" >"$jobs/$1/root"
    echo "$3" >"$jobs/$1/program"
}

# in_host HOST COMMAND: in the host's folder; at most two minutes, and no user's start-up files.
in_host() {
    root=$(cat "$jobs/$1/root")
    set -- "$1" "unset DISPLAY; HOME=\$PWD/home; export HOME; $2"
    if [ -n "$root" ]; then
        timeout 120 chroot "$root" /bin/sh -c "cd '$jobs_inside/$1' && $2" </dev/null
    else
        (cd "$jobs/$1" && timeout 120 sh -c "$2") </dev/null
    fi
}

# spice HOST DECK: output in DECK.out, exit status in DECK.status
spice() {
    in_host "$1" "$(cat "$jobs/$1/program") -b $2" >"$jobs/$1/$2.out" 2>&1
    echo $? >"$jobs/$1/$2.status"
}

has() { # has HOST FEATURE
    [ "$2" = - ] || grep -qw "$2" "$jobs/$1/features"
}

# What a host is, and can do: from its own words, and OSDI, of which it says nothing, from its program.
describe_hosts() {
    printf '\n%-12s %-9s %-5s %-6s %-5s %s\n' host ngspice KLU CIDER OSDI program
    for host in $hosts; do
        printf '*ng_script\nversion -f\nquit 0\n' >"$jobs/$host/version.cir"
        spice "$host" version.cir
        out=$jobs/$host/version.cir.out
        version=$(sed -n 's/^\*\* ngspice-\([^ ]*\) :.*/\1/p' "$out" | head -1)
        program=$(cat "$jobs/$host/root")$(cat "$jobs/$host/program")
        features=
        grep -q 'Compiled with KLU' "$out" && features="$features klu"
        grep -q 'CIDER' "$out" && features="$features cider"
        grep -aq 'OSDI_DESCRIPTORS' "$program" && features="$features osdi"
        [ "${version%%.*}" -ge 47 ] 2>/dev/null && features="$features noise"
        echo "$features" >"$jobs/$host/features"
        echo "$version" >"$jobs/$host/version"
        yes_no() { if has "$host" "$1"; then echo yes; else echo no; fi; }
        printf '%-12s %-9s %-5s %-6s %-5s %s\n' "$host" "$version" "$(yes_no klu)" "$(yes_no cider)" "$(yes_no osdi)" \
            "$program"
    done
}
