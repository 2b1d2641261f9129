"""How a log ends when nobody knows the exit code: whether its last lines speak of a failure."""

from __future__ import annotations

import re

from mity.agents.framing import is_closing
from mity.agents.wording import meant, without_names
from mity.healing.model import ErrorType

_LINES = 4
_LONGEST = 2_000
_CLOSING = 12  # lines that a CI service says of itself at the end, at most
_BACK = 30  # lines that are looked at for one that says more
_BARE = re.compile(
    r"\bexit(?:ed|ing|s)?(?: with)?(?: an?)?(?: error)?(?: code| status)?[ :='(]+[1-9]\d{0,2}\b|^Finished: FAILURE$"
    r"|^[-=*_#~]{3,}$|^(?:npm error|npm ERR!)(?: |$)|^[}\])]+,?$|\bexited \([1-9]\d*\)",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"^(?![✔✓√☑])\W{0,3}(?:(?:fatal|unrecoverable|uncaught|unhandled|failed|failure|panic)\b(?! = )|error\b(?!s| handl"
    r"| rate|[.\w/-]|[\"']: ?(?:null|0|false|\[)))"
    r"|^\s{0,4}(?:\[!\]|[✖✘⨯×]) (?!.{0,200}\b0 errors?\b)\S"
    r"|^(?![✔✓√☑])\W{0,3}traceback \("
    r"|^npm error\b|^Build '[^'\n]{1,80}' errored\b|^(?:session|step|stage|task|target) \S{1,60} failed\b"
    r"|^(?:build|tests?|compilation|command"
    r"|task|job|deploy(?:ment)?) failed\b|^FAIL\b|^E: |^npm ERR!|^\S+: \*\*\* "
    r"|^(?:level=(?:error|fatal)|ERRO|FATA)\b|^unexpected error\b"
    r"|^(?:[a-z_]\w*\.){1,8}(?:exceptions|errors|exc)\.\w+: "
    r"|^(?:[\w.]+\.)?\w*(?:Error|Exception)\b(?::|$)|^(?:[\w.-]+ ){1,2}(?:error|exception): "
    r"|^\W{0,6}(?:\S+ ){1,5}failed: [\"'{\[a-z](?!.*\b(?:fallback|retrying)\b)"
    r"|^(?:killed|aborted|terminated|segmentation fault)(?:[!.]?$| \(|: \d| by |  )"
    r"|\bcore dumped\b|\bnon-?zero (?:exit )?(?:code|status)\b"
    r"|^(?!.{0,200}\bbackground worker \").{0,2000}?"
    r"\bexit(?:ed|ing|s)?(?: with)?(?: an?)?(?: error)?(?: code| status)?[ :='(]+[1-9]\d{0,2}\b"
    r"|^🏁 {1,2}Job failed|^Installation failed, (?:reverting|deleting)\b|^Found [1-9]\d* problems?\b"
    r"|, [1-9]\d* errors? occurred outside of examples\b"
    r"|^Finished: (?:FAILURE|ABORTED|UNSTABLE)$"
    r"|^\S{1,40}: (?:error|fatal)\b(?![.\w/-])|^\[[\w.:-]{1,40}\] (?:error|fatal|critical)\b"
    r"|\b(?:does not|doesn't) exist\b|\b(?:unbound variable|parameter not set|not found in your PATH)$|\bsyntax error\b"
    r"|^CONFLICT \(|^(?:automatic )?\w+ failed; |^(?:an |a )?(?:critical )?error (?:has )?occurred\b"
    r"|^=+> (?!Pouring|Caveats|Downloading|Fetching|Installing|Summary|Upgrading|Updated|Tapping)"
    r"|^(?:\S{1,40} > )?(?:\w+ ){1,3}not found: \S|\b(?:not found|missing) in [\w ]{1,40}:$"
    r"|^(?:unknown|unrecogni[sz]ed|invalid|unsupported|undefined|no such) (?:\w+ ?){1,3}[:'\"]"
    r"|: (?:no such|unknown|invalid|unsupported|missing) \w+$"
    r"|^(?:\S{1,40} > )?(?:cannot|could not|can't|couldn't|unable to|failed to) \w+"
    r"|^(?!.{0,200}\b(?:warn|retry|retries|retrying))[^\n]{1,200}: (?:cannot|could not|unable to|failed to) \w+"
    r"|\baborted with\b|\b(?:build|run|job) finished with (?:problems|errors)\b"
    r"|^\S{1,80}: (?:line )?\d+: [A-Z][A-Z0-9_]{2,}: \S|: (?:file|directory|module|command) not found$"
    r"|^(?:the )?(?:configuration|extension|application|theme) error\b"
    r"|^\S{1,40}: .{0,200}(?:command not found|No such file or directory|Permission denied)$"
    r"|^(?:open|read|stat|listen tcp|chdir|fork/exec) \S{1,200}:(?: bind:)? "
    r"(?:no such file or directory|permission denied)$"
    r"|^(?:yaml|toml|json|template|sql|pq|x509|strconv): \w|^unexpected (?:end|EOF)\b|^missing (?:required )?\S+$"
    r"|^missing required \w|^[A-Z][A-Z0-9]{0,40}_\w{1,80} must be set\b|^database is locked\b"
    r"|\[Errno \d{1,4}\] \w|^\[\w{0,60}(?:Error|Exception)\]: |^[\w.-]{1,40} failed$|\bfailed\b.{0,40}:\($"
    r"|\bno (?:valid|usable|acceptable) (?:[\w.-]{1,40} ){0,2}?(?:config(?:uration)?|compiler)"
    r"(?: file)?s? (?:could be |was |were )?found\b"
    r"|^[\s•✖✘×⨯*-]{0,6}(?:[\w.@/-]{1,40} ){0,2}(?:cannot|could not|couldn't) (?:find|load|read)\b"
    r"|\bis required\b.{0,20}\byou are (?:running|using)\b|^husky - \S+ script failed\b|\btest failed$"
    r"|^ninja: build stopped|\bprovided, no such (?:file|directory)\b"
    r"|\berror [A-Z]{1,8}\d{3,5}\b|\binstall (?:it|them)(?: manually)? (?:with|using|by running)\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"\b(?:0|no) (?:\w+ )?(?:errors?|failed|failures?|problems?)\b|\b(?:errors?|failed|failures?|fail)\s*[:= ]\s*0\b"
    r"|\b(?:passed|success(?:ful|fully)?|succeeded|finished(?!: [AFU])|completed|done|built in|up to date)\b|\bOK\b"
    r"|^ok {2}\t\S|^\W{0,4}none\W{0,2}$|^Setting up \S{1,80} \(|^Processing triggers for "
    r"|^Started [A-Z][^\n]{2,120}\.$|^🏁 {1,2}Job succeeded"
    r"|\b(?:everything up-to-date|running on port \d+)\b"
    r"|\bexit(?:ed)?(?: with)?(?: code| status)?[ :=]+0\b|\(ignored\)$|\.{3,80}(?:\([\w ]{1,40}\))?(?:Skipped|Passed)$",
    re.IGNORECASE,
)
_NOTICE_OF_WORK = (
    r"^(?:\S{1,60} ){0,5}(?:\[?(?:INFO|DEBUG|NOTICE|info|debug|notice)\]?[: ]|\[[ID]\] )|^I\d{4} "
    r"|\blevel=(?:info|debug)\b"
    r"|\b(?:GET|POST|PUT|HEAD|PATCH|DELETE|OPTIONS) /\S*.{0,40}\b[23]\d\d\b"
)
_AT_WORK = re.compile(_NOTICE_OF_WORK)
_WORK = re.compile(  # a program at work
    _NOTICE_OF_WORK
    + r"|\b[Ll]istening (?:on|at) \S"
    + r"|^\W{0,4}(?:[\w.:-]{1,40} ){0,3}(?i:imported|inserted|exported|deployed|created|wrote|written|saved|synced"
    r"|fetched|processed|connected|uploaded|downloaded|generated|installed|updated|published|built|copied|stored|sent"
    r"|recovered|resumed|received|rendered|applied|indexed"
    r"|served|skipped|loaded|parsed|converted|migrated|checked)\b|^\W{0,4}(?:[\w.:-]{1,40} ){1,4}ready[.!]?$"
)
_FAILED_ANSWER = re.compile(r"\b(?:GET|POST|PUT|HEAD|PATCH|DELETE|OPTIONS) /.{0,200}\b5\d\d\b")
_LOGGED = re.compile(
    r"(?:\S{1,60} ){0,3}?(?:(?:ERROR|WARN(?:ING)?|SEVERE|CRITICAL) {1,3}(?:\[[\w.-]|\(|- |[\w.-]{1,80}: )|"
    r"(?:ERROR|WARNING|CRITICAL):[\w.-]{1,80}:)|(?:\S{1,60} ){0,3}?level=(?:error|warn)|[EW]\d{4} \d\d:"
)
_GOES_ON = re.compile(  # words of a complaint that changes nothing
    r"\b(?:continu(?:e|es|ing)|ignor(?:ed|ing)|fall(?:ing)? back|retry(?:ing)?|retries|skipping"
    r"|trying (?:the next|another|again|to (?:re)?start)|starting (?:another|again|a new)|restart(?:ed|ing)"
    r"|respawn(?:ed|ing)|a new one (?:starts|is started)|left out"
    r"|using (?:the |a )?(?:default|fallback|built-?in|cached?))\b|, again$"
    r"|\bskipped(?: \(|: | because\b| (?:it|its|the|that|this)\b)|\b(?:going|doing|going on) without\b"
    r"|^\W{0,3}attempt \d{1,3}(?: of \d{1,3})? failed\b"
    r"|\bexited with code 0$",
    re.IGNORECASE,
)
_FINAL = re.compile(  # with which a runner ends that had nothing to complain of
    r"^ok {2}\t\S{1,200}\t(?:[\d.]{1,9}s|\(cached\))|^\* [\w()., -]{1,60}: (?:success|skipped)\b"
    r"|^Finished 'default' after |^All done! |^Successfully tagged "
    r"|^\[100%\] Built target |^-- Build files have been written"
)
_FAILED_BEFORE = re.compile(r"^(?:FAIL\b|--- FAIL|\* [^\n]{1,60}: failed)", re.MULTILINE)
_TIMED = re.compile(r"^\W{0,3}(?:built|total|finished|done|completed) in [\d.]+ ?m?s\.?$", re.IGNORECASE)  # ill or well
_CLOCK = re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d+)? ")  # what Go's log puts before a message
_TRACED = re.compile(
    r"\++ (?!exit\b|\S*(?:clean|trap|rollback|on_?exit)|(?:rm|kill|docker|popd|cd|set) )\S"
)  # `set -x`, which shows no end
_STOPS = re.compile(r"(?:stop|shut|exit|abort|terminat|clos|kill|halt|fail|error|roll)", re.IGNORECASE)
_SHORT = 12  # lines of an output that is little more than its complaint
_BY_PROGRAM = re.compile(r"^(?:error in |\W{0,3})[a-z][\w.+/-]{1,40}(?:: | > )\S")  # signed by a program
_ADVICE = re.compile(
    r"^(?:\t\w|(?:\w{1,20}: )?\W{0,3}(?:if you|this could|for full|see|please|try|hint|tip|note|help|usage|use"
    r"|run|for more|did you mean)\b)",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"^\W{0,2}(?:NOTICE|NOTE|HINT|INFO|DEBUG|TRACE)\b")
_DENIES = re.compile(  # what is refused or not there, and not what merely is none
    r"\b(?:cannot|can't|could not|couldn't|unable to|failed to|no such|unknown(?!-)|invalid|unsupported"
    r"|unrecogni[sz]ed|undefined|never defined|no idea"
    r"|unterminated|unclosed|refused|denied|out of memory|timed out|incompatible|not compatible|malformed"
    r"|ambiguous|cycle|cyclic"
    r"|must (?:be|have|not|specify)|verification failed|sending signal|wrong number|bad \w+|disabled"
    r"|is required but|failure (?:reading|writing))\b"
    r"|\bnot (?:healthy|ready|possible|authori[sz]ed|found|defined|allowed|exist|supported|recogni[sz]ed"
    r"|configured|installed|valid|permitted|match"
    r"|available)\b"
    r"|\bdoes(?:n't| not)\b|\bno [\w ]{1,40}?(?:found|detected|matched|matching|in )\b|\bfiles? matching\b",
    re.IGNORECASE,
)
_OF_A_COURSE = re.compile(  # what programs say while they go on, and advice
    r"\b(?:warn\w*|deprecat\w*|skip\w*|retry\w*|retries|ignor\w*|fall(?:ing)? ?back|defaults?|optional\w*|instead"
    r"|recommend\w*|consider|should|might|may be|nothing to be done|if you|using (?:the )?\w+$)\b"
    r"|\btrying (?:again|another|next|to (?:re)?start)\b"
    r"|^(?:\S{1,40}: )?\W{0,3}(?:ready|start(?:ed|ing)|running|listening|using|updat\w+|creat(?:ed|ing)"
    r"|install(?:ed|ing)"
    r"|remov(?:ed|ing)|generat(?:ed|ing)|waiting|cached?)\b"
    r"|^\S{1,200}\.\w{1,5}:\d{1,6}:|^\s*--?\w|^\W{0,3}(?:notes?|hint|info|debug|trace|tip|notice)\b"
    r"|^\W{0,4}(?:\d|make sure|please|ensure|see |run |check |use |try |set |add |to |when )|^\[?\d|\b(?:GET"
    r"|POST|PUT|HEAD|PATCH|DELETE|OPTIONS) /|\.\.\.$|[?]$|^\W{0,3}(?:✔|✓|√|ok\b|http)|^remote: ",
    re.IGNORECASE,
)
_SYNOPSIS = re.compile(r"^usage: \S+ \S", re.IGNORECASE)  # the last line of a script that was called wrongly


def last_lines(text: str, count: int) -> list[str]:
    """The last `count` lines of a log that are not blank and not a CI service's own closing words."""
    tail = text[-(count + _CLOSING) * _LONGEST :].splitlines()
    return [line for line in tail if line.strip() and not is_closing(line)][-count:]


def said_before(text: str, end: int, count: int) -> tuple[tuple[int, int], ...]:
    """Where the last `count` lines ahead of offset `end` lie that tell more than that a command failed, in order."""
    found: list[tuple[int, int]] = []
    for _ in range(_BACK):
        start = text.rfind("\n", 0, max(0, end)) + 1
        line = text[start:end].strip()
        if line and not _BARE.search(line) and not is_closing(line):
            found.append((start, end))
        if start == 0 or len(found) == count:
            break
        end = start - 1
    return tuple(reversed(found))


def is_bad(line: str) -> bool:
    """True when a line, without blanks around it, speaks of a failure and not of success."""
    return bool(_BAD.search(line[:_LONGEST])) and not _GOOD.search(line[:_LONGEST])


def is_bare(line: str) -> bool:
    """True when a line tells no more than that a command failed."""
    return bool(_BARE.search(line[:_LONGEST]))


def is_work(line: str) -> bool:
    """True when a line is of a program at work: a logger's notice, a server's answer, something that was done."""
    return bool(_WORK.search(line[:_LONGEST])) and not _BAD.search(line[:_LONGEST])


def goes_on(line: str) -> bool:
    """True when a line says that its program goes on all the same."""
    return bool(_GOES_ON.search(line[:_LONGEST]))


def is_notice(line: str) -> bool:
    """True when a line is a notice of a logger or of an answered request."""
    return bool(_AT_WORK.search(line[:_LONGEST]))


def is_calm(line: str) -> bool:
    """True when a line is a notice that tells something, and nothing of a request that failed."""
    return is_notice(line.rstrip("-=*_ ")) and not _FAILED_ANSWER.search(line[:_LONGEST])


def is_logged(line: str) -> bool:
    """True when a line is an error or a warning that a program wrote by a logger, whatever then became of it."""
    return bool(_LOGGED.match(line[:_LONGEST]))


def is_advice(line: str) -> bool:
    """True when a line tells what to do about a failure and not what it was."""
    return bool(_ADVICE.match(line))


def ends_well(text: str) -> bool:
    """True when the last line of `text` tells of success."""
    lines = [line for line in last_lines(text, 3) if not _TIMED.match(line)][-1:]
    return any(_GOOD.search(line) and not _BAD.search(line) for line in lines)


def ends_as_runner(text: str) -> bool:
    """True when the last line of `text` is that of a runner whose parts all went well, whatever they printed."""
    last = last_lines(text, 1)
    return bool(last and _FINAL.search(last[0]) and not _FAILED_BEFORE.search(text))


def ends_badly(text: str) -> bool:
    """True when one of the last lines of `text` tells of a failure, and none behind it of success."""
    lines = [line[clock.end() :] if (clock := _CLOCK.match(line)) else line for line in last_lines(text, _LINES)]
    if lines and _SYNOPSIS.search(lines[-1]):
        return True
    if lines and (is_work(lines[-1]) or _TRACED.match(lines[-1])):
        return False
    for line in reversed(lines):
        if is_notice(line) and not _STOPS.search(line):
            return False
        if _GOOD.search(line[:_LONGEST]):
            return False
        if _BAD.search(line[:_LONGEST]) and not _NOTICE.match(line) and not goes_on(line):
            return True
    said = [line for line in lines if not _ADVICE.match(line)] or lines
    return bool(said) and _complains(said[-1][:_LONGEST].rstrip(), text)


def _complains(last: str, text: str) -> bool:
    """Whether the last line of `text` is a complaint by its words: of a program, or all that there is to say."""
    line = without_names(last)
    of_a_course = last.lstrip().startswith("-") or bool(_OF_A_COURSE.search(line))
    if of_a_course or not _DENIES.search(line) or meant(last) is ErrorType.UNKNOWN:
        return False
    return bool(_BY_PROGRAM.match(last)) or sum(1 for one in text.splitlines() if one.strip()) <= _SHORT
