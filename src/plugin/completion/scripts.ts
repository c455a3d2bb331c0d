/** Completion scripts for shells. They ask the program itself, with the hidden command __complete, so they never grow old. */

/** As Cobra's programs answer __complete, so that kubectl can ask for its plugins. */
export const directives = { noFiles: 4, files: 0 } as const;

const bash = `# bash completion for kubectl-clusterpivot
__kubectl_clusterpivot_complete() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" out directive line
  out=$(kubectl-clusterpivot __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) || return
  directive="\${out##*:}"
  COMPREPLY=()
  while IFS= read -r line; do
    line="\${line%%$'\\t'*}"
    [[ -n "$line" && "$line" != :* && "$line" == "$cur"* ]] && COMPREPLY+=("$line")
  done <<<"$out"
  if [[ "$directive" == 0 ]]; then
    compopt -o default 2>/dev/null
  fi
}
complete -F __kubectl_clusterpivot_complete kubectl-clusterpivot
`;

const zsh = `#compdef kubectl-clusterpivot
# zsh completion for kubectl-clusterpivot
_kubectl_clusterpivot() {
  local out directive line
  local -a found
  out=$(kubectl-clusterpivot __complete "\${(@)words[2,CURRENT]}" 2>/dev/null) || return
  directive="\${out##*:}"
  while IFS= read -r line; do
    [[ -z "$line" || "$line" == :* ]] && continue
    line="\${line//:/\\\\:}"
    found+=("\${line/$'\\t'/:}")
  done <<<"$out"
  if (( \${#found} )); then
    _describe 'kubectl-clusterpivot' found
  elif [[ "$directive" == 0 ]]; then
    _files
  fi
}
if [[ "$funcstack[1]" == _kubectl_clusterpivot ]]; then
  _kubectl_clusterpivot "$@"
else
  compdef _kubectl_clusterpivot kubectl-clusterpivot
fi
`;

const fish = `# fish completion for kubectl-clusterpivot
function __kubectl_clusterpivot_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l found (kubectl-clusterpivot __complete $words[2..-1] 2>/dev/null)
  for line in $found
    string match -q ':*' -- $line; or echo $line
  end
  if test "$found[-1]" = ':0'
    __fish_complete_path (commandline -ct)
  end
end
complete -c kubectl-clusterpivot -f -a '(__kubectl_clusterpivot_complete)'
`;

/** kubectl calls a program of this name, in the PATH, for `kubectl clusterpivot <TAB>`. */
export const kubectlProgram = 'kubectl_complete-clusterpivot';

const kubectl = `#!/bin/sh
exec kubectl-clusterpivot __complete "$@"
`;

export const shells = { bash, zsh, fish, kubectl } as const;
