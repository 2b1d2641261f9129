"""Any text of shell words: where no value is refused, no shell runs one."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from mity.workflow.lexer import ExpressionError
from mity.workflow.shell import Values, substituted
from shell_cases import HOSTILE

pytestmark = pytest.mark.slow
VALUES = st.sampled_from(["${{ v }}", '"${{ v }}"', '"a ${{ v }}b"'])
_WORDS = r"""
'x'  echo  printf "%s"  [  [[  -eq  1  ==  =  ]  ]]  -n  -v  &&  ||  ;  |  (  )  {  }  $(  "$(  "  `  $((  ))  ((
${x:-  }  x=  a[  ]=  eval  sh -c  bash  read  declare  export  x=${{ v }}  local  test  case a in  a)  *)  ;;  esac
if  then  fi  for i in  do  done  while  f()  \  $  ${  #  <<<  <  >/dev/null  2>&1  let  env  command  exec  time  !
sed  awk  set --  shift  $'  '  a  $x  "$x"  $i  "$1"  "$@"  $[  trap  x+=  a=(  true  unset  .  wait  printf -v
getopts  mapfile -t  alias  ${#x}  ${x#a}  ${x:1}  ${x/a/b}  ${!x}  ${x@P}  ~  coproc  select  until  kill  type
xargs  find . -exec  {} \;  +  cat <<EOF  EOF
"""
WORDS = st.sampled_from([word for line in _WORDS.splitlines() for word in line.split("  ") if word])
PARTS = st.tuples(st.one_of(VALUES, WORDS, WORDS, WORDS), st.sampled_from([" ", " ", "", "\n"]))
TEXTS = st.lists(PARTS, min_size=2, max_size=9)
EXTRA = ("touch pwned", "./evil", "x=$(touch pwned)", "@P", "| touch pwned", "-ctouch pwned")


@examples(3000)
@given(TEXTS, st.sampled_from([*HOSTILE, *EXTRA]), st.sampled_from(["bash", "dash"]))
def test_what_is_not_refused_runs_nothing(parts: list[tuple[str, str]], value: str, shell: str) -> None:
    text = "".join(word + space for word, space in parts)
    values = Values()
    try:
        made, problems = substituted(text, values)
    except ExpressionError:
        return
    if problems or not values.given():
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "evil").write_text("#!/bin/sh\ntouch pwned\n")
        (folder / "evil").chmod(0o755)
        env = {"PATH": os.environ["PATH"], **dict.fromkeys(values.given(), value)}
        command = [shell, "-e", "-f", "-c", made]
        with tempfile.TemporaryFile() as sink:
            try:
                subprocess.run(
                    command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, timeout=5
                )
            except subprocess.TimeoutExpired:
                return
        assert not (folder / "pwned").exists(), (text, made, value)


@examples(1500)
@given(st.text(alphabet="${}v 'x\"`()[]\\\n;|&<>=#a-!", max_size=60))
def test_any_text_is_read(text: str) -> None:
    try:
        substituted(text.replace("v", "${{ v }}"), Values(), {"x"})
    except ExpressionError as error:
        assert "has no" in str(error)
