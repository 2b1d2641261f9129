"""What a complaint means that no row knows, by the words it is made of.

Tools say the same few things in thousands of sentences: an option is wrong, a package is not to be had, a server does
not answer. Where only such a sentence is left, the nouns of its subject and the verbs of its failure tell its class.
The groups are in the order in which they overrule each other; a sentence with none of the words stays Unknown.
"""

from __future__ import annotations

import re

from mity.healing.model import ErrorType

_LONGEST = 400  # characters of a line that are looked at
_NEAR = 70  # characters between what is spoken of and what is wrong with it
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
_QUOTED = re.compile(
    r"`([^`'\n]{1,200})'|`([^`\n]{1,200})`|\"([^\"\n]{1,200})\"|(?<!\w)'([^'\n]{1,200})'"
    r"|‘([^’\n]{1,200})’"
)
_NAMES = (  # what a word names, by how it is spelled
    (re.compile(r"\b(?:https?|git|ssh|file|tcp)://\S+"), " url "),
    (re.compile(r"(?<!\S)[\"'(]?--?[a-zA-Z][\w-]{0,60}\b"), " option "),
    (re.compile(r"\$\{?\w{1,60}\}?|\b[A-Z][A-Z0-9]{0,30}_[A-Z0-9_]{1,60}\b"), " variable "),
    (re.compile(r"(?<![\w.])(?:@?[\w.~-]{0,80}[\\/])+[\w.@-]{0,120}|\b[\w-]{1,80}\.[a-z]{1,5}\b(?![(\w])"), " file "),
)
_PLACE = re.compile(  # a place in a source, which compilers and linters put first
    r"^(?:error:? |\W{0,4})(?:[\w.@~-]{0,80}[\\/]){0,30}[\w.@-]{1,120}"
    r"\.(?:py|pyi|[cm]?[jt]sx?|vue|svelte|rs|go|java|kt|scala|cs|fs|vb|c|cc|cpp|cxx|h|hpp|rb|php|swift|dart|ex|exs)"
    r"(?::\d+(?::\d+)?:|\(\d+,\d+\):?| line \d+)"
)
_EXHAUSTED = re.compile(
    r"\bout of memory\b|\bout of disk\b|\bcannot allocate\b|\b(?:not|enough|insufficient)\b.{0,12}\b(?:memory"
    r"|space|stack)\b"
    r"|\bno space left\b|\bdisk (?:is )?full\b|\bquota\b|\btoo many open files\b|\bsegmentation fault\b|\bbus error\b"
    r"|\billegal instruction\b|\bstack overflow\b|\boverflowed its stack\b|\bdeadlock\b|\bkilled\b|\bsig(?:kill"
    r"|segv|abrt|bus)\b"
    r"|\bterminated (?:by signal|unexpectedly)\b|\bcore dumped\b|\bcrash(?:ed)?\b|\bdisappeared unexpectedly\b"
    r"|\bpanic(?:ked)?\b"
    r"|\bdatabase is locked\b|\b(?:get|acquire|obtain|take)\b.{0,20}\block\b|\bheld by (?:another )?process\b"
    r"|\banother process\b|\block file\b.{0,80}\bexists\b|\balready running\b"
    r"|\b(?:unhealthy|not (?:become )?(?:healthy|ready|responding))\b"
)
_REMOTE = re.compile(
    r"\btim(?:e|ed|ing) ?-?out\b|\bconnection\b.{0,30}\b(?:refused|reset|closed|aborted|failed|lost|error|timed)\b"
    r"|\bconnect(?:ing)? to\b|\bcould(?: not|n't) (?:connect|reach)\b|\bunreachable\b|\bno route to\b"
    r"|\bname resolution\b"
    r"|\bresolv(?:e|ing) (?:the )?(?:host|address|url)|\btemporary failure\b|\bnetwork\b|\bdns\b|\btls\b|\bssl\b"
    r"|\bcertificate\b|\bhandshake\b|\beconn\w+\b|\benotfound\b|\betimedout\b|\beai_again\b|\bepipe\b|\bbroken pipe\b"
    r"|\bbad gateway\b|\bservice unavailable\b|\brate limit|\btoo many requests\b|\b(?:status|http|code"
    r"|error)\D{0,10}5\d\d\b"
    r"|\bunexpected(?:ly)? (?:eof|closed|end of (?:file|stream))|\bearly eof\b|\bremote end\b|\bhost key\b"
    r"|\bnot reachable\b"
)
_FETCHED = re.compile(
    r"\b(?:download\w*|fetch(?:ing|ed)?|registry|packages?|index|artifacts?|crates?|tarball|mirror|dependenc\w+|wheel"
    r"|component|distribution|toolchain)\b|\brepository\b.{0,80}\burl\b"
)
_PACKAGE = re.compile(
    r"\b(?:packages?(?! director| json)|dependenc(?:y|ies)|requirements?|crates?|gems?|wheels?|distributions?"
    r"|artifacts?|librar(?:y|ies)"
    r"|lock ?files?|registry|resolution|peers?|tarball|node_modules|candidates? (?:for|found|were))\b"
)
_NOT_TO_BE_HAD = re.compile(
    r"\bnot (?:found|installed|available|exist|satisf\w+|compatible|resolved?|match\w*|be (?:found|installed"
    r"|resolved|built))"
    r"|\bno (?:such|match\w*|installation|compatible|candidates?|versions?|longer)\b|\bunmet\b|\bunresolved\b"
    r"|\bexhausted\b|\berror processing\b|\bconflict"
    r"|\bincompatib|\bmismatch|\bcorrupt|\bunsatisf|\bout[ -]of[ -](?:date|sync)\b|\bneeds? to be (?:updated"
    r"|installed)\b"
    r"|\b(?:unable to|failed to|fails to|cannot|can't|could not|couldn't|failed)\b.{0,30}"
    r"\b(?:find|install\w*|resolv\w*|resolution|fetch\w*|download\w*|build|select|add|locate|satisfy)\b"
    r"|\b(?:resolv\w+|resolution|integrity|checksum|verification|installation)\b.{0,40}\bfail"
    r"|\bdo(?:es)? not (?:match|exist)\b"
    r"|\b(?:is|are) (?:needed|missing)\b|\bbroken\b|\byanked\b|\bplease install\b|\bunable to correct\b"
    r"|\bchanged significantly\b"
)
_DEPENDENCY = re.compile(
    r"\b(?:unknown|missing|undeclared|unresolved) (?:\w+ )?(?:packages?|dependenc|modules?|crates?|gems?|librar"
    r"|artifacts?)"
    r"|\b(?:integrity|checksum|hash(?:es)?)\b.{0,40}\b(?:fail\w*|mismatch|match|differ\w*|wrong)\b|\bversion solving\b"
    r"|\binstallation candidate\b|\bsupported wheel\b|\bin the dependencies for\b|\bunmet dependenc"
    r"|\bfind a resolution\b|\bheld broken\b|\brelease file\b"
    r"|\b(?:download|fetch)\w*\b.{0,60}\bfail|\bfail\w* (?:to|in|while|during)? ?(?:download|fetch)\w*\b"
    r"|\b(?:could not|cannot|unable to|can't) (?:be )?(?:download|fetch)|\bindex files failed\b|\bis it installed\b"
    r"|\bcompatible versions?\b|\bfind (?:any |a )?(?:matching )?versions?\b|\bmodule not found\b"
    r"|\bno module named\b|\bcannot find (?:module|package)\b|\bdid you install it\b"
)
_SOURCE = re.compile(
    r"\b(?:invalid[ -])?syntax(?: ?error)?\b|\bpars(?:e|ing) (?:error|failed)\b|\bcannot parse\b|\bundeclared\b"
    r"|\bunexpected (?:token|identifier|character|indent|newline)|\bunterminated\b|\bunclosed\b"
    r"|\bundefined (?:reference|symbol|variable|method|function|name|identifier)\b|\bcannot find (?:symbol|name|type)\b"
    r"|\b(?:type|types) mismatch\b|\bincompatible types?\b|\bcompil(?:e|er|ation)\b.{0,40}\b(?:fail\w*|errors?)\b"
    r"|\btype ?check|\breformat(?:ted)?\b|\bnot (?:formatted|exported)\b|\blint(?:er|ing)? (?:errors?|failed"
    r"|problems?)\b"
    r"|\bmerge conflict|\bpatch does not apply\b|\bno go files\b|\bimport cycle\b"
)
_SETTINGS_FILE = re.compile(
    r"\.(?:ya?ml|toml|jsonc?|ini|cfg|conf|xml|env|properties|gradle|tf|sh)\b|dockerfile|makefile|manifest|config"
)
_TESTED = re.compile(
    r"(?<![\w:/-])(?:tests?|specs?|assertions?|suites?|scenarios?)\b(?!-).{0,40}\b(?:fail\w*|did not pass|timed out)\b"
    r"|\b(?:failed|failing) (?:tests?|specs?|assertions?)\b|\bassertion ?(?:error|failed)\b|\bcoverage\b.{0,80}"
    r"\b(?:threshold|below|less|under|not met|fail\w*)\b|\btimed out while running tests\b"
)
_SETTING = re.compile(
    r"\b(?:options?|arguments?|flags?|switch|param(?:eter)?s?|config\w*|settings?|environments?|env|variables?"
    r"|propert(?:y|ies)"
    r"|fields?|keys?|values?|usage|sections?|directives?|profiles?|targets?|projects?|workspaces?|scripts?|commands?"
    r"|subcommands?|tasks?|sessions?|groups?|features?|plugins?|presets?|rules?|schema|format|interpreter"
    r"|toolchain|loader"
    r"|entry ?points?|entry|services?|secrets?|credentials?|tokens?|passwords?|users?|modules?|files?"
    r"|director(?:y|ies)|path"
    r"|patterns?|branch|tags?|revisions?|references?|remote|url|databases?|roles?|tables?|versions?|engine"
    r"|python|node|java"
    r"|limits?|memory areas|permissions?|names?|tools?|programs?|modes?|images?|containers?|templates?"
    r"|providers?|index|sources?|expression"
    r"|inputs?|outputs?|binary|executables?|tests|archive|components?|markers?|ranges?|expressions|strategy"
    r"|shell|overrides?|hooks?|email|identity|daemon|host|assets?|entrypoints|class|phase|linker|compiler)\b"
    r"|''"
)
_WRONG = re.compile(
    r"\bnever (?:defined|declared|set)\b"
    r"|\b(?:must|should|may not|can only|can't|cannot|can not|could not|couldn't|unable to|failed to|required"
    r"|requires|needs?|expects?)\b"
    r"|\bnot (?:authori[sz]ed|found|defined|set|exist\w*|supported|allowed|permitted|valid|recogni[sz]ed|known"
    r"|installed"
    r"|configured|declared"
    r"|specified|provided|available|empty|clean|initiali[sz]ed|match\w*|contain|appear|present|possible"
    r"|up to date|a |an |enough|logged|be )"
    r"|\bdo(?:es)? not (?:support|make|look|exist|have|contain|end|match|declare|specify|allow)\b"
    r"|\berror (?:while |when |in |during )?(?:loading|reading|parsing|collecting|resolving|writing|creating"
    r"|decoding)\b"
    r"|n't (?:exist|look|contain|have|seem|match|support)|\b(?:unknown|unrecogni[sz]ed|invalid|malformed|unsupported"
    r"|undefined|unset|missing|ambiguous|duplicate\w*|illegal|bad|wrong|incorrect|unexpected|denied|refused|forbidden"
    r"|unauthori[sz]ed|exclusive|expired|incompatible|mismatch|expected|circular|cyclic|misconfigured"
    r"|uninitialized|disabled|prohibited|negative|too long|malformed)\b"
    r"|\bcycle\b|\bno {1,3}(?:\w|'')|\balready (?!in use)|\b(?:multiple|twice|more than one|too many|too few"
    r"|at least|neither)\b"
    r"|\b(?:same|only one|nothing to|clashes|believes)\b|\bconflicts?\b|\bwithout (?:a|an|any|the|\w+ing)\b"
    r"|\btoo (?:low|high|small|large|big|old|new|short)\b"
    r"|\bonly (?:works?|supports?|supported|available|allowed)\b|\bformat error\b|\bcan be enabled by\b"
    r"|\bpass \w+=\w+ into\b"
)
_IMPORTED = re.compile(  # what an import asks for and a resolver does not find
    r"(?:resolve|find)(?: the)?(?: import| module)?:? [`'\"]([^`'\"\s]{1,200})[`'\"],? (?:imported )?(?:from"
    r"|in) [`'\"]?\S{1,300}"
    r"|Unable to resolve module [`'\"]?([^`'\"\s]{1,200})"
)
_NAME = re.compile(r"\W{0,3}(?:[A-Za-z_]\w{0,60}[.:]{1,2}){0,12}([A-Za-z_]\w{1,100})")
_NAMED = (
    (
        re.compile(
            r"\b(?:package|dependency|dependencies|distribution|requirements?|artifact|wheel|crate|gem"
            r"|lock ?file|resolution)\b"
            r".*\b(?:error|exception|not found|conflict|failed)\b|\bmodule not found\b|\bversion conflict\b"
        ),
        ErrorType.DEPENDENCY,
    ),
    (
        re.compile(
            r"\b(?:usage|option|options|config|configuration|settings?|setup|flag|command|improperly configured|"
            r"undefined environment|missing environment|template not found)\b.*\b(?:error|exception|missing|invalid)\b"
            r"|\bimproperly configured\b|\binvalid (?:config|configuration|settings?|option)\b|\bno such option\b"
        ),
        ErrorType.CONFIG,
    ),
    (
        re.compile(r"\b(?:compile|compilation|parse|parser|syntax|template syntax|transpile)\b.*\berror\b"),
        ErrorType.BUILD,
    ),
)
_OF_ITS_OWN = re.compile(r"\binternal (?:compiler )?error\b")
_NOTHING_SAID = re.compile(
    r"\b(?:exit(?:ed|s)?|returned?|failed|finished|completed)\b.{0,30}\b(?:code|status)\b|\bcommand failed\b"
    r"|\bfailed \(exit\b|\berror executing command\b|\btarget\b.{0,80}\bfailed to build\b"
    r"|\bdependenc\w+ of\b.{0,80}\bfailed to build\b|\breturned error exit\b"
    r"|\bexecution failed for task\b|^\W*failed to run\W*$"
    r"|^\W*(?:build|job|task|step|run|error)s? failed\W*$"
)


def says_nothing(sentence: str) -> bool:
    """Whether a sentence tells no more than that something failed."""
    return bool(_NOTHING_SAID.search(without_names(sentence[:_LONGEST])))


def named(exception: str, otherwise: ErrorType) -> ErrorType:
    """The class that the name of an exception tells, which `exception` begins with; `otherwise` when it tells none."""
    found = _NAME.match(exception)
    name = _HUMPS.sub(" ", found.group(1)).lower() if found else ""
    return next((kind for words, kind in _NAMED if words.search(name)), otherwise)


def meant(sentence: str) -> ErrorType:
    """The class that the words of a sentence tell, else Unknown.

    What it quotes or spells as a name only tells what kind of thing that is.
    """
    said = sentence[:_LONGEST].lower()
    text = without_names(sentence[:_LONGEST])
    if _NOTHING_SAID.search(text):
        return ErrorType.UNKNOWN
    imported = _IMPORTED.search(sentence[:_LONGEST])
    if imported:
        return (
            ErrorType.BUILD
            if (imported.group(1) or imported.group(2)).startswith((".", "/", "~", "@/", "#"))
            else ErrorType.DEPENDENCY
        )
    if _EXHAUSTED.search(text):
        return ErrorType.RUNTIME
    if _REMOTE.search(text):
        return ErrorType.DEPENDENCY if _FETCHED.search(text) else ErrorType.RUNTIME
    if _DEPENDENCY.search(text) or _close(_PACKAGE, _NOT_TO_BE_HAD, text):
        return ErrorType.DEPENDENCY
    if _PLACE.search(said):
        return ErrorType.BUILD
    if _SOURCE.search(text):
        return ErrorType.CONFIG if _SETTINGS_FILE.search(said) else ErrorType.BUILD
    if _TESTED.search(text):
        return ErrorType.TEST
    if _SETTING.search(text) and _WRONG.search(text):
        return ErrorType.CONFIG
    return ErrorType.RUNTIME if _OF_ITS_OWN.search(text) else ErrorType.UNKNOWN


def without_names(line: str) -> str:
    """The sentence in small letters, each name in it replaced by the kind of thing that it is spelled as."""
    text = _QUOTED.sub(lambda found: _kind("".join(filter(None, found.groups()))), line).replace("’", "'")
    for spelled, kind in _NAMES:
        text = spelled.sub(kind, text)
    return _HUMPS.sub(" ", text).lower()


def _kind(name: str) -> str:
    """What stands for a quoted name."""
    return next((kind for spelled, kind in _NAMES if spelled.fullmatch(name)), " '' ")


def _close(subject: re.Pattern[str], fault: re.Pattern[str], text: str) -> bool:
    """Whether the fault is told of the subject: both stand near each other."""
    faults = [found.span() for found in fault.finditer(text)]
    return any(
        start - found.end() <= _NEAR and found.start() - end <= _NEAR
        for found in subject.finditer(text)
        for start, end in faults
    )
