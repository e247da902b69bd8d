#compdef funnel
# Completion of funnel for zsh. For every new shell, put these lines into ~/.zshrc:
#   autoload -Uz compinit && compinit
#   eval "$(funnel completion zsh)"
# or, with a folder of your own in fpath, once: funnel completion zsh > FOLDER/_funnel

_funnel() {
    local -a texts shown open_texts open_shown
    local reply text said
    for reply in "${(@f)$(funnel --complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
        text=${reply%%$'\t'*}
        said=$text
        [[ $reply == *$'\t'* ]] && said="$text  -- ${reply#*$'\t'}"
        case $text in
            '') ;;
            :files) compset -P '*='; _files ;;
            :folders) compset -P '*='; _files -/ ;;
            *[:=]) open_texts+=("$text") open_shown+=("$said") ;;
            *) texts+=("$text") shown+=("$said") ;;
        esac
    done
    # -U: funnel has chosen already, also by what stands in a name and not in the id
    (( $#texts )) && compadd -U -l -V funnel -d shown -a texts
    (( $#open_texts )) && compadd -U -S '' -V funnel-open -d open_shown -a open_texts
}

if [[ $funcstack[1] == _funnel ]]; then
    _funnel "$@"
else
    compdef _funnel funnel
fi
