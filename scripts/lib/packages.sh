#!/usr/bin/env bash
# Debian packages and the Swift toolchain: installs what is missing, touches no network when nothing is.
# Sourced for `packages_step`, or run by itself.

# shellcheck source=lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=lib/steps.sh
source "$repository/scripts/lib/steps.sh"

# Libraries to build against, the C++ compiler's library that Swift's C++ needs, the two servers, small tools, and the
# clock that fault tests set for a database, an SMPP and a relay of texts that others wrote, and what makes certificates.
debian_packages=(
    librabbitmq-dev libpq-dev libsimdjson-dev g++ pkg-config
    rabbitmq-server postgresql
    curl git jq procps tzdata
    libfaketime libnet-smpp-perl openssl kannel
)

missing_packages() {
    local installed package
    # dpkg-query fails as soon as it does not know one of them; what it knows it prints all the same.
    installed=$({ dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${debian_packages[@]}" 2>/dev/null || true; } |
        awk '$2 == "installed" { print $1 }')
    for package in "${debian_packages[@]}"; do
        grep -qxF "$package" <<<"$installed" || printf '%s\n' "$package"
    done
}

# Runs as root. Debian starts services as it installs them; a policy that answers 101 forbids that, and is put back.
install_as_root() {
    bash -euo pipefail -s -- "$@" <<'ROOT'
policy=/usr/sbin/policy-rc.d
restore() {
    rm -f "$policy"
    [[ ! -e $policy.lianhu ]] || mv "$policy.lianhu" "$policy"
}
trap restore EXIT
[[ ! -e $policy ]] || mv "$policy" "$policy.lianhu"
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=120 update
apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@"
ROOT
}

install_packages() {
    if [[ $(id -u) == 0 ]]; then
        install_as_root "$@"
    else
        sudo -n bash -euo pipefail -c "$(declare -f install_as_root); install_as_root \"\$@\"" install "$@"
    fi
}

swift_is_recent() {
    local version
    version=$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9]+\.[0-9]+' | grep -oE '[0-9.]+$') || return 1
    [[ $(printf '6.2\n%s\n' "$version" | sort -V | head -n 1) == 6.2 ]]
}

# Those in debian_packages, which a script may set to its own.
debian_packages_step() {
    local missing=()
    command -v dpkg-query >/dev/null || die "this needs Debian 12 or a system made of it: dpkg-query is not there"
    mapfile -t missing < <(missing_packages)
    if ((${#missing[@]} > 0)); then
        [[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null ||
            die "these packages are missing: ${missing[*]}" "apt-get install --no-install-recommends ${missing[*]}" 69
        mend="apt-get install --no-install-recommends ${missing[*]}" \
            step "installing missing packages" install_packages "${missing[@]}"
    fi
}

packages_step() {
    debian_packages_step
    swift_is_recent || die "Swift 6.2 or newer must be on the PATH (see swift.org/install), found: $(
        swift --version 2>/dev/null | head -n 1 || printf none)" "" 69
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    set -euo pipefail
    packages_step
fi
