"""A disk whose flushes take as long as a test wants, for programs that are started with these variables."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

_SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void as_slow_as_told(void)
{
    double seconds = 0;
    const char *name = getenv("SLOW_FLUSHES");
    FILE *file = name ? fopen(name, "r") : NULL;
    if (file) {
        if (fscanf(file, "%lf", &seconds) != 1)
            seconds = 0;
        fclose(file);
    }
    struct timespec left = {(time_t) seconds, (long) ((seconds - (time_t) seconds) * 1e9)};
    while (seconds > 0 && nanosleep(&left, &left) == -1 && errno == EINTR)
        ;
}

#define SLOW(name) \\
    int name(int handle) \\
    { \\
        int (*real)(int) = (int (*)(int)) dlsym(RTLD_NEXT, #name); \\
        as_slow_as_told(); \\
        return real(handle); \\
    }

SLOW(fsync)
SLOW(fdatasync)
"""


def slow_flushes(folder: Path) -> dict[str, str]:
    """The variables for programs whose disk is to be slow; what it takes for that is made in `folder`."""
    if shutil.which("cc") is None:
        pytest.skip("cc is not on PATH")
    source, library, told = folder / "slow.c", folder / "slow.so", folder / "slowness"
    source.write_text(_SOURCE)
    subprocess.run(("cc", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"), check=True, timeout=120)
    told.write_text("0")
    return {"LD_PRELOAD": str(library), "SLOW_FLUSHES": str(told)}


def set_slowness(variables: Mapping[str, str], seconds: float) -> None:
    """Lets each flush of the programs that were started with `variables` take so long from now on."""
    told = Path(variables["SLOW_FLUSHES"])
    new = told.with_suffix(".new")
    new.write_text(str(seconds))
    new.rename(told)
