# Completion of funnel for fish. Install it once:
#   funnel completion fish > ~/.config/fish/completions/funnel.fish

function __funnel_complete
    set -l words (commandline --cut-at-cursor --current-process --tokenize)
    set -l typed (commandline --cut-at-cursor --current-token | string unescape)
    for reply in (funnel --complete $words[2..-1] "$typed" 2>/dev/null)
        switch $reply
            case :files
                __fish_complete_path (string replace --regex '^--?[a-z-]+=' '' -- $typed)
            case :folders
                __fish_complete_directories (string replace --regex '^--?[a-z-]+=' '' -- $typed)
            case '*'
                echo $reply
        end
    end
end

complete --command funnel --no-files --keep-order --arguments '(__funnel_complete)'
