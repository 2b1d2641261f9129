"""Commands with values: those in which every value is safe, and those that are refused, by the reason."""

from __future__ import annotations

HOSTILE = (
    *("$(touch pwned)", "`touch pwned`", "; touch pwned #", "' ; touch pwned ; '", '" ; touch pwned ; "', "a  b *"),
    *("x\ntouch pwned\ny", "EOF\ntouch pwned\n", "a[$(touch pwned)]", "\\", "-n", "", "x) touch pwned;; *", "${HOME}"),
)
RIGHT = {
    'printf "<%s>" ${{ v }}': "<{}>",
    'printf "<%s>" "a ${{ v }}b"': "<a {}b>",
    'printf "<%s>" a${{ v }}b "c"': "<a{}b><c>",
    'x=${{ v }}; printf "<%s>" "$x"': "<{}>",
    'for x in ${{ v }}; do printf "<%s>" "$x"; done': "<{}>",
    "cat <<EOF\n<${{ v }}>\nEOF": "<{}>\n",
    "cat <<-EOF\n\t<${{ v }}y>\n\tEOF\nprintf '<%s>' ${{ v }}": "<{}y>\n<{}>",
    'printf "<%s>" "$(printf "%s." ${{ v }})"': "<{}.>",
    'case ${{ v }} in "x y") ;; *) printf "<%s>" ${{ v }};; esac': "<{}>",
    'f() { printf "<%s>" "$1"; }; f ${{ v }}': "<{}>",
    'if [ -n ${{ v }} ]; then :; fi; printf "<%s>" ${{ v }} # of ${{ v }}': "<{}>",
    "printf '%s' ${{ v }} | cat": "{}",
    "printf '%s' ${{ v }} | cat; : | sh": "{}",
    "env X=${{ v }} printenv X": "{}\n",
    'sh -c \'printf "<%s>" "$MITY_V1"\'; : ${{ v }}': "<{}>",
}
UNSAFE = {
    "in arithmetic": ["echo $(( ${{ v }} ))", "(( ${{ v }} ))", "echo $[ ${{ v }} ]", 'echo "$((x + ${{ v }}))"'],
    "in [[": ["[[ ${{ v }} -eq 1 ]]", "[[ -v ${{ v }} ]]", "[[ a && $x -lt ${{ v }} ]]"],
    "in an argument of": [
        *("let ${{ v }}", "let x=${{ v }}", "eval ${{ v }}", "eval echo '' \"${{ v }}\"", "xargs ${{ v }}"),
        *("echo a | xargs -I{} sh ${{ v }}", "ssh host ${{ v }}", "trap ${{ v }} EXIT", "sh -c ${{ v }}"),
        *(
            'bash -c "echo ${{ v }}"',
            "sh -ec 'echo \"$1\"' _ ${{ v }}",
            "env sh -c ${{ v }}",
            "sudo -u x sh -c ${{ v }}",
        ),
        *("docker run i sh -c ${{ v }}", "find . -exec sh -c ${{ v }} \\;", "read ${{ v }}", ". ${{ v }}"),
        *("source ${{ v }}", "make X=${{ v }}", "printf -v ${{ v }} x", "su -c ${{ v }}", "env -S ${{ v }}"),
        *('eval "$(echo ${{ v }})"', '"$PYTHON" -c ${{ v }}', "alias a=${{ v }}", "unset ${{ v }}"),
    ],
    "as the command word": [
        *("${{ v }}", "${{ v }} x", "A=b ${{ v }}", "if ${{ v }}; then :; fi", "a && ${{ v }}", "( ${{ v }} )"),
        *(
            '"$(${{ v }})"',
            "env ${{ v }}",
            "exec ${{ v }}",
            "timeout 10 ${{ v }}",
            "sudo -u bob ${{ v }}",
            "! ${{ v }}",
        ),
        *("${{ project.test }} --fast", "$x ${{ v }}", '"$@" ${{ v }}', "nohup ${{ v }} &", "./${{ v }}"),
    ],
    "in backticks": ["echo `ls ${{ v }}`", 'echo "`ls ${{ v }}`"'],
    "inside ${ }": ["echo ${x:-${{ v }}}", 'echo "${x:${{ v }}}"'],
    "in the code of": [
        "python3 -c ${{ v }}",
        'perl -ne "print ${{ v }}" f',
        "node --eval ${{ v }}",
        "ruby -e ${{ v }}",
    ],
    "in the program of": ["awk ${{ v }} f", "sed s/a/${{ v }}/ f", "sed -e ${{ v }} f"],
    "in what": ["sh ${{ v }}", "bash -x ${{ v }} a", "python ${{ v }}"],
    "in the format of printf": ["printf ${{ v }}", 'printf "${{ v }}\\n"'],
    "in an array subscript": ["a[${{ v }}]=1", "a=([${{ v }}]=1)", "test -n a[${{ v }}]"],
    "as code that a program reads": [
        *("echo ${{ v }} | sh", "sh <<EOF\n${{ v }}\nEOF", "cat <<EOF | bash -s\n${{ v }}\nEOF", "bash <<< ${{ v }}"),
        *("{ cd x; echo ${{ v }}; } | sh", "echo ${{ v }} | { cd x; sh; }", "echo ${{ v }} | (cd x; python3 -)"),
        *("echo ${{ v }} | sudo sh", "echo ${{ v }} | bash -eo pipefail", "for x in a; do echo ${{ v }}; done | sh"),
    ],
    "in PATH": ["PATH=${{ v }} ls", "env LD_PRELOAD=${{ v }} ls", "export BASH_ENV=${{ v }}"],
    "in a name or number": ["declare ${{ v }}=1", "declare -i x=${{ v }}", "local -n x=${{ v }}"],
    "where test may take it": ["[ ${{ v }} ${{ w }} ]", "test ! ${{ v }} ${{ w }}"],
    "in test -v": ["test -v ${{ v }}", "[ -v ${{ v }} ]"],
    "right behind": ["echo \\${{ v }}", "echo $${{ v }}", 'echo "\\${{ v }}"'],
    "behind a text in $' '": ["echo $'\\' ; echo ${{ v }}"],
    "as the end of a here-document": ["cat <<${{ v }}\nx\n"],
}
SINGLE = ("echo '${{ v }}'", "cat <<'EOF'\n${{ v }}\nEOF", "cat <<\\EOF\n${{ v }}\nEOF", "echo $'${{ v }}'")
