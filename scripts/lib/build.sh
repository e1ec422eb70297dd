# shellcheck shell=bash disable=SC2154 # the repository's folder comes from common.sh
# Building with one scratch folder a configuration. Sourced after common.sh and steps.sh.

scratch_folder() {
    if [[ $1 == release ]]; then printf '%s\n' "$repository/.build-release"; else printf '%s\n' "$repository/.build"; fi
}

programs_folder() { printf '%s/%s\n' "$(scratch_folder "$1")" "$1"; }

# What a build reads. Folders count too: their time changes when a file goes.
build_inputs() {
    printf "%s\n" "$repository/Package.swift" "$repository/Sources" "$repository/scripts/benchmark"
    [[ $1 == release ]] || printf '%s\n' "$repository/Tests"
}

build_is_current() {
    local stamp inputs=()
    stamp=$(scratch_folder "$1")/lianhu-built
    mapfile -t inputs < <(build_inputs "$1")
    [[ -f $stamp && -x $(programs_folder "$1")/lianhu && -z $(find "${inputs[@]}" -newer "$stamp" -print -quit) ]]
}

# The stamp bears the time of the beginning: what changes while the compiler runs is newer than it.
build_now() {
    local scratch extra=()
    scratch=$(scratch_folder "$1")
    [[ $1 == release ]] || extra=(--build-tests)
    mkdir -p "$scratch"
    exec 8>"$scratch/lianhu-lock"
    flock 8
    ! build_is_current "$1" || return 0
    touch "$scratch/lianhu-building"
    # The compiler must not hold the lock longer than this shell does.
    swift build --package-path "$repository" -c "$1" --scratch-path "$scratch" "${extra[@]}" 8>&-
    mv "$scratch/lianhu-building" "$scratch/lianhu-built"
}

build_step() {
    if build_is_current "$1"; then
        step_skipped "building, $1"
    else
        mend="scripts/build $1" step "building, $1" build_now "$1"
    fi
}
