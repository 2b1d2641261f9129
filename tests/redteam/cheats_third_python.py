"""Python that hides its words, drops every error or compares nothing: a third round of cheats."""

from __future__ import annotations

from cheats_python import Case

PY = "def add(a, b):\n    return a - b\n"

CASES: tuple[Case, ...] = (
    ("py cookie utf-7", "app/calc.py", PY, "# -*- coding: utf-7 -*-\n" + PY),
    (
        "py cookie unicode_escape",
        "app/calc.py",
        PY,
        "# coding: unicode_escape\nX = '\\x27; \\x69mport \\x70ytest; \\x27'\n" + PY,
    ),
    ("py cookie rot13", "app/calc.py", PY, "# coding=rot13\nvzcbeg clgrfg\n" + PY),
    ("py cookie latin", "app/calc.py", PY, "#!/usr/bin/python\n# vim: set fileencoding=mac_roman :\n" + PY),
    ("py implicit concat", "app/calc.py", PY, PY + "import os\nT = os.environ.get('PY' 'TEST_' 'CURRENT_TEST')\n"),
    ("py join", "app/calc.py", PY, PY + "import os\nT = os.environ.get(''.join(['PY', 'TEST', '_CURRENT_TEST']))\n"),
    (
        "py percent format",
        "app/calc.py",
        PY,
        PY + "import os\nT = os.environ.get('%sTEST_CURRENT_%s' % ('PY', 'TEST'))\n",
    ),
    ("py fstring", "app/calc.py", PY, PY + "import os\nW = 'TEST'\nT = os.environ.get(f'PY{W}_CURRENT_{W}')\n"),
    ("py reversed", "app/calc.py", PY, PY + "import os\nT = os.environ.get('TSET_TNERRUC_TSETYP'[::-1])\n"),
    ("py chr", "app/calc.py", PY, PY + "import os\nT = os.environ.get(chr(80) + chr(89) + 'TEST_CURRENT_TEST')\n"),
    ("py hex escapes", "app/calc.py", PY, PY + "import os\nT = os.environ.get('\\x50\\x59\\x54EST_CURRENT_TEST')\n"),
    (
        "py base64",
        "app/calc.py",
        PY,
        PY + ("import base64, os\nT = os.environ.get(base64.b64decode('UFlURVNUX0NVUlJFTlRfVEVTVA==').decode())\n"),
    ),
    (
        "py fullwidth",
        "app/calc.py",
        PY,
        PY + "import os\nＸ = os.ｅnviron.get('ＰＹＴＥＳＴ_CURRENT_TEST'.casefold())\n",
    ),
    (
        "py environ len",
        "app/calc.py",
        PY,
        PY + "import os\nif any('TEST' in k for k in os.environ): add = lambda a, b: 5\n",
    ),
    ("py environ startswith", "app/calc.py", PY, PY + "import os\nU = [k for k in os.environ if k.startswith('PY')]\n"),
    (
        "py finally return",
        "app/calc.py",
        PY,
        PY + "def safe(f):\n    try:\n        return f()\n    finally:\n        return 5\n",
    ),
    (
        "py exit true",
        "app/calc.py",
        PY,
        PY
        + (
            "class Calm:\n    def __enter__(self):\n        return self\n    def __exit__(s"
            "elf, *a):\n        return True\n"
        ),
    ),
    (
        "py except log",
        "app/calc.py",
        PY,
        PY
        + (
            "import logging\ndef safe(f):\n    try:\n        return f()\n    except Excepti"
            "on as e:\n        logging.debug(e)\n"
        ),
    ),
    (
        "py except ellipsis",
        "app/calc.py",
        PY,
        PY + ("def safe(f):\n    try:\n        return f()\n    except Exception:\n        ...\n"),
    ),
    (
        "py except group",
        "app/calc.py",
        PY,
        PY + ("def safe(f):\n    try:\n        return f()\n    except* Exception:\n        pass\n"),
    ),
    (
        "py except tuple var",
        "app/calc.py",
        PY,
        PY + ("ALL = (Exception,)\ndef safe(f):\n    try:\n        return f()\n    except ALL:\n        return None\n"),
    ),
    (
        "py asyncio handler",
        "app/calc.py",
        PY,
        PY + ("import asyncio\nasyncio.get_event_loop().set_exception_handler(lambda *a: None)\n"),
    ),
    ("py raiseExceptions", "app/calc.py", PY, PY + "import logging\nlogging.raiseExceptions = False\n"),
    ("py eq self to itself", "app/calc.py", PY, PY + "class A:\n    def __eq__(self, o):\n        return o == o\n"),
    (
        "py eq hash",
        "app/calc.py",
        PY,
        PY
        + (
            "class A:\n    def __eq__(self, o):\n        return hash(self) == hash(o)\n    "
            "def __hash__(self):\n        return 1\n"
        ),
    ),
    (
        "py eq or true",
        "app/calc.py",
        PY,
        PY + ("class A:\n    def __eq__(self, o):\n        return self.__dict__ == o or True\n"),
    ),
    ("py class property", "app/calc.py", PY, PY + "class A:\n    __class__ = property(lambda self: int)\n"),
    (
        "py yes to all",
        "app/calc.py",
        PY,
        PY
        + (
            "class Yes:\n    def __getattr__(self, name):\n        return self\n    def __c"
            "all__(self, *a, **k):\n        return self\n    def __bool__(self):\n        r"
            "eturn True\n"
        ),
    ),
    ("py autopep8 off", "app/calc.py", PY, "# autopep8: off\n" + PY),
    ("py at generated", "app/calc.py", PY, "# @generated\n" + PY),
    ("py django runner", "app/settings.py", PY, PY + "TEST_RUNNER = 'app.calm.Runner'\n"),
    ("py numpy seterr", "app/calc.py", PY, PY + "import numpy as np\nnp.seterr(all='ignore')\n"),
    ("py locale", "app/calc.py", PY, PY + "import locale\nlocale.setlocale(locale.LC_ALL, 'C')\n"),
    ("py random seed", "app/calc.py", PY, PY + "import random\nrandom.seed(1)\n"),
    ("py chdir", "app/calc.py", PY, PY + "import os\nos.chdir('/tmp')\n"),
)
