# Completion of funnel for bash. For every new shell, put this line into ~/.bashrc:
#   eval "$(funnel completion bash)"
# or, where bash-completion is installed, once:
#   funnel completion bash > ~/.local/share/bash-completion/completions/funnel

_funnel() {
    local rest=${COMP_LINE:0:COMP_POINT} words=() part count=0 reply text
    # bash parts words at colons and equals signs too; what no space parts is one word here
    for part in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if [[ $count -eq 0 || $rest == [[:space:]]* || -z $rest ]]; then
            rest=${rest#"${rest%%[![:space:]]*}"}
            words[count]=
            count=$((count + 1))
        fi
        [[ $rest == "$part"* ]] || part=$rest
        words[count - 1]+=$part
        rest=${rest#"$part"}
    done
    words=("${words[@]//[\"\'\\]/}")
    local typed=${words[count - 1]}
    # what bash has parted off already and will not replace
    local before=${typed%"${typed##*[:=]}"}
    [[ $before && $COMP_WORDBREAKS != *"${before: -1}"* ]] && before=
    COMPREPLY=()
    while IFS= read -r reply; do
        case $reply in
            :files | :folders)
                compopt -o filenames 2>/dev/null
                [[ $reply == :files ]] && part=f || part=d
                while IFS= read -r text; do
                    COMPREPLY+=("$text")
                done < <(compgen -"$part" -- "${typed#"$before"}")
                ;;
            *)
                text=${reply%%$'\t'*}
                text=${text#"$before"}
                # 33 and 63: the candidates are listed, so each may say what it is
                if [[ $COMP_TYPE == 33 || $COMP_TYPE == 63 ]] && [[ $reply == *$'\t'* ]]; then
                    text="$text  (${reply#*$'\t'})"
                fi
                COMPREPLY+=("$text")
                ;;
        esac
    done < <(funnel --complete "${words[@]:1}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 ]]; then
        COMPREPLY[0]=${COMPREPLY[0]%%  (*}
        [[ ${COMPREPLY[0]} == *[:=] ]] && compopt -o nospace 2>/dev/null
    fi
}

complete -o nosort -F _funnel funnel 2>/dev/null || complete -F _funnel funnel
