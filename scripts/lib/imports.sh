# shellcheck shell=bash disable=SC2154 # the repository's folder comes from common.sh
# Which module may import which. SwiftPM lets a file import what its target never declared, as long as something else
# brought it in, and it knows nothing of layers. Sourced after common.sh.

# What comes with the compiler and may be imported anywhere but in the domain.
system_modules='Dispatch Foundation FoundationEssentials FoundationNetworking Glibc Observation RegexBuilder
    Synchronization Testing'

# layer_below MODULE: our own modules that it may import; the table of the architecture, top to bottom.
layer_below() {
    case $1 in
        Lianhu) printf '%s' 'Fleet SMPP AMQP Events Store Domain Postgres' ;;
        NoticeWorker) printf '%s' 'Fleet SMPP Events Store Domain Postgres' ;;
        *Worker) printf '%s' 'Fleet Events Store Domain Postgres' ;;
        Fleet) printf '%s' 'AMQP Events Store Domain Postgres Loop' ;;
        Store) printf '%s' 'Domain Postgres' ;;
        Events) printf '%s' 'CSimdJSON Domain' ;;
        AMQP) printf '%s' 'CRabbitMQ Loop' ;;
        Postgres) printf '%s' 'CPostgres Loop' ;;
        Loop) printf '%s' 'CPlatform' ;;
        SMPP) printf '%s' 'Domain' ;;
        Domain) ;;
        *) return 1 ;;
    esac
}

# TARGET: its dependencies as Package.swift declares them, one target a line. Kept until the manifest changes.
declared_dependencies() {
    local cache=$repository/.run/dependencies
    mkdir -p "$repository/.run"
    if [[ ! $cache -nt $repository/Package.swift ]]; then
        swift package --package-path "$repository" dump-package | jq -r '.targets[] | .name + " " +
            ([.dependencies[] | (.byName // .target // .product)[0]] | join(" "))' >"$cache.new" || return 1
        mv "$cache.new" "$cache"
    fi
    cat "$cache"
}

# FILE LINE MODULE for every import in the Swift files given.
imports_of() {
    awk '/^[ \t]*(@[A-Za-z_()]+ +)*((package|public|internal|private|fileprivate) +)?import +[A-Za-z]/ {
        line = $0
        sub(/^.*import +((struct|class|enum|protocol|func|var|let|typealias) +)?/, "", line)
        sub(/[^A-Za-z0-9_].*$/, "", line)
        print FILENAME, FNR, line
    }' "$@"
}

has_word() { [[ " $1 " == *" $2 "* ]]; }

# import_trouble TARGET MODULE LAYER DECLARED: prints what is wrong with it, nothing if it is in order.
import_trouble() {
    local own_module=''
    if [[ -d $repository/Sources/$2 ]]; then own_module=yes; fi
    if [[ $1 == Domain && $2 != Foundation ]]; then
        printf 'Domain imports Foundation alone: pass in what %s would have given\n' "$2"
    elif has_word "$(tr -s ' \n' ' ' <<<"$system_modules")" "$2" || [[ $2 == "$1" ]]; then
        return 0
    elif [[ -n $own_module && $1 != *Tests && $1 != TestSupport ]] && ! has_word "$3" "$2"; then
        printf '%s must not import %s: move what needs it to a module that may (scripts/lib/imports.sh)\n' "$1" "$2"
    elif ! has_word "$4" "$2"; then
        printf '%s imports %s, which it does not declare: add it to the target in Package.swift\n' "$1" "$2"
    fi
}

# Prints each import that points the wrong way or was never declared.
rule_imports() {
    local folder target layer declared all file line module trouble
    if ! all=$(declared_dependencies); then
        printf 'Package.swift:1: the manifest cannot be read: swift package dump-package says why\n'
        return
    fi
    for folder in Sources/*/ Tests/*/; do
        target=$(basename "$folder")
        [[ -n $(find "$folder" -name '*.swift' -print -quit) ]] || continue
        declared=$(awk -v target="$target" '$1 == target' <<<"$all")
        if ! layer=$(layer_below "$target"); then
            [[ $folder == Tests/* || $target == C* ]] ||
                printf '%s:1: no layer is set for %s: add it to scripts/lib/imports.sh\n' "$folder" "$target"
        fi
        while read -r file line module; do
            trouble=$(import_trouble "$target" "$module" "$layer" "$declared")
            [[ -z $trouble ]] || printf '%s:%s: %s\n' "$file" "$line" "$trouble"
        done < <(imports_of_folder "$folder")
    done
}

imports_of_folder() {
    local files=()
    mapfile -d '' -t files < <(find "$1" -name '*.swift' -print0)
    imports_of "${files[@]}" | sort -u -k1,1 -k3,3
}
