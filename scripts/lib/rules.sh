# shellcheck shell=bash disable=SC2154,SC2016 # the repository's folder comes from common.sh; awk has its own $
# The rules that neither the compiler nor the formatter knows. Each prints its findings as file:line: what to do, and
# runs in the repository's folder. Sourced after common.sh.

swift_files() { find Sources Tests -name '*.swift' -type f -print0; }

# swift_grep MESSAGE PATTERN PATH…: finds a pattern in code; strings and comments do not count.
swift_grep() {
    local message=$1 pattern=$2
    shift 2
    find "$@" -name '*.swift' -type f -print0 | xargs -0 -r awk -v message="$message" -v pattern="$pattern" '
        FNR == 1 { prose = 0 }
        {
            line = $0
            quotes = gsub(/"""/, "", line)
            if (prose) { if (quotes % 2) prose = 0; next }
            if (quotes % 2) { prose = 1 }
            gsub(/\\"/, "", line)
            gsub(/"[^"]*"/, "\"\"", line)
            sub(/\/\/.*$/, "", line)
            if (line ~ pattern) print FILENAME ":" FNR ": " message
        }'
}

rule_format() {
    swift_files | xargs -0 -r swift format lint --strict --parallel 2>&1 | sed "s|^$repository/||" |
        grep -E ': (warning|error):' | sort -u -t: -k1,1 -k2,2n -k3,3n | sed 's/$/ (swift format -i FILE mends most)/' || true
}

# Asked only when a script has changed: the linter reads every sourced file again for every script.
rule_shell() {
    local findings stamp=$repository/.run/shell-checked
    [[ ! -f $stamp || -n $(find scripts .ci -newer "$stamp" -print -quit) ]] || return 0
    findings=$(check_scripts)
    mkdir -p "${stamp%/*}"
    if [[ -z $findings ]]; then touch "$stamp"; else printf '%s\n' "$findings"; fi
}

check_scripts() {
    local script
    for script in scripts/* scripts/lib/*.sh scripts/model/check .ci/run; do
        head -n 1 "$script" 2>/dev/null | grep -qE '^#(!.*bash| shellcheck)' || continue
        bash -n "$script" 2>&1 | sed -E 's/: line ([0-9]+)/:\1/'
        ! command -v shellcheck >/dev/null || (cd scripts && shellcheck -f gcc "../$script") || true
    done
}

rule_sizes() {
    find Sources Tests scripts -type f \( -name '*.swift' -o -name '*.sh' -o -path 'scripts/*' ! -name '*.*' \) -print0 |
        xargs -0 -r awk 'FNR == 351 { print FILENAME ":351: longer than 350 lines: divide it by subject" }'
}

rule_traps() {
    swift_grep 'try! ends the process: throw, or handle the error' '(^|[^A-Za-z0-9_])try!' Sources Tests
    swift_grep 'fatalError ends the process: throw, or make the case impossible' \
        '(^|[^A-Za-z0-9_.])fatalError *[(]' Sources Tests
    swift_grep 'a forced value ends the process: guard let, ?? or #require' \
        '[A-Za-z0-9_)\\]>]!([^=A-Za-z]|$)' Sources Tests
}

rule_access() {
    swift_grep 'package is the widest access level here: nothing outside the package uses it' \
        '^[ \t]*(@[A-Za-z]+ )*(public|open) ' Sources Tests
}

# Waiting for a condition may poll, in a function whose name says so.
rule_sleeps() {
    find Tests -name '*.swift' -type f -print0 | xargs -0 -r awk '
        FNR == 1 { name = "" }
        match($0, /func +[A-Za-z0-9_]+/) { name = tolower(substr($0, RSTART + 4, RLENGTH - 4)) }
        /(^|[^A-Za-z0-9_])(Task\.sleep|Thread\.sleep|usleep|nanosleep|sleep) *\(/ && !/^ *\/\// {
            if (name !~ /poll|eventually|until|wait/)
                print FILENAME ":" FNR ": a test must not sleep: poll a condition with a deadline (eventually, waitUntil…)"
        }'
}

rule_sql() {
    local below=(Sources/AMQP Sources/Domain Sources/Events Sources/Fleet Sources/*Worker Sources/Lianhu) folders=() folder
    for folder in "${below[@]}"; do [[ ! -d $folder ]] || folders+=("$folder"); done
    ((${#folders[@]} > 0)) || return 0
    swift_grep 'SQL lives in Store: add a function there and call it' '(^|[^A-Za-z0-9_])SQL([^A-Za-z0-9_]|$)' "${folders[@]}"
    grep -rnE --include='*.swift' '(SELECT .* FROM|INSERT INTO|UPDATE .* SET|DELETE FROM) ' "${folders[@]}" |
        grep -vE ':[0-9]+: *//' | sed -E 's/^([^:]+:[0-9]+):.*/\1: SQL lives in Store: add a function there and call it/' || true
}

rule_paths() {
    local place places=()
    for place in Sources Tests scripts deploy docker .ci README.md Package.swift; do
        [[ ! -e $place ]] || places+=("$place")
    done
    grep -rnIE '(^|[^A-Za-z0-9_.$}/-])/(work|root|Users)/' "${places[@]}" |
        sed -E 's/^([^:]+:[0-9]+):.*/\1: a path of one machine: derive it from the checkout or a setting/' || true
}

# A package type or function without a comment above it; what a protocol asks for is documented by the protocol.
rule_documented() {
    find Sources -name '*.swift' -type f -print0 | xargs -0 -r awk '
        FNR == 1 { documented = conforming = 0 }
        /^[a-z]/ { conforming = /^(package )?extension [A-Za-z.]+ *:/ }
        /^ *\/\/\// || /\*\/ *$/ { documented = 1; next }
        /^ *@[A-Za-z]+(\(.*\))? *$/ || /^ *#if/ { next }
        /^ *(@[A-Za-z()]+ )*package ([a-z]+ )*(struct|class|actor|enum|protocol|func) / {
            asked = (conforming && /func /) || $0 ~ /func (==|<|hash\(into|encode\(to)/
            if (!documented && !asked)
                print FILENAME ":" FNR ": say what it is, its units and errors, in a /// comment above it"
        }
        { documented = 0 }'
}

# Files and programs that documents name are there.
rule_readme() {
    local document line token
    [[ -f README.md ]] || { say 'README.md:1: there is none'; return; }
    for document in README.md deploy/*.md scripts/*/*.md; do
        [[ -f $document ]] || continue
        while IFS=: read -r line token; do
            [[ -e $token ]] || say "$document:$line: $token does not exist: correct the document or add it"
        done < <(grep -noE '\b(scripts|deploy|docker|Sources|Tests)/[A-Za-z0-9_./-]*[A-Za-z0-9_]' "$document")
        while IFS=: read -r line token; do
            grep -q "\"$token\"" Package.swift || say "$document:$line: there is no program $token in Package.swift"
        done < <(grep -noE '\blianhu-(intake|notice|escalation|inspection)\b' "$document")
        while IFS=: read -r line token; do
            grep -qE "commandName: \"${token#lianhu }\"" Sources/Lianhu/*.swift Sources/Lianhu/*/*.swift ||
                say "$document:$line: there is no command \`$token\`"
        done < <(grep -noE '(\$ |`)lianhu [a-z]+' "$document" | sed -E 's/:(\$ |`)/:/')
    done
}
