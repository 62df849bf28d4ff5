# Sourced: where Debian's packages come from, $DEBIAN_MIRROR or the place that this system has them from.

debian_mirror() {
    [ -n "${DEBIAN_MIRROR:-}" ] && { echo "$DEBIAN_MIRROR"; return 0; }
    # shellcheck disable=SC2016
    uri=$(apt-get indextargets --format '$(REPO_URI)' "Origin: Debian" 2>/dev/null | grep -v -e -security | head -1)
    [ -n "$uri" ] && { echo "$uri"; return 0; }
    echo "no Debian mirror known here; give one: DEBIAN_MIRROR=URL" >&2
    return 77
}
