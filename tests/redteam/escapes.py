"""Ways out of a sandbox, as data: each a program that does one thing which a command of others must not do.

A program has `E`, a mapping of what it may aim at; it calls `out()` when it got what it wanted. What it changes outside
of its folder, whom it reaches and what it leaves running is seen from there.
"""

from __future__ import annotations

from dataclasses import dataclass

BOTH, ROOT = ("root", "plain"), ("root",)


@dataclass(frozen=True)
class Escape:
    """One way out: whom it works for where there is no sandbox."""

    name: str
    program: str
    users: tuple[str, ...] = BOTH

    def __str__(self) -> str:
        return self.name


def _write(path: str) -> str:
    return f"p = Path(f{path!r}); p.parent.mkdir(parents=True, exist_ok=True); p.write_text('planted')"


def _read(path: str) -> str:
    return f"'secret-4711' in Path(f{path!r}).read_text() and out()"


def _sends(family: str, kind: str, address: str) -> str:
    return f"s = socket.socket(socket.{family}, socket.{kind}); s.connect({address}); s.send(b'hello')"


_FILES = [
    ("absolute path", _write("{E['outside']}/planted")),
    ("path with dots", _write("../outside/planted")),
    ("link to a file", "Path('l').symlink_to(E['outside'] + '/file'); Path('l').write_text('planted')"),
    ("link to a folder", "Path('d').symlink_to(E['outside']); Path('d/planted').write_text('x')"),
    ("hard link", "os.link(E['outside'] + '/file', 'h'); Path('h').write_text('planted')"),
    ("moved away", "shutil.move(E['outside'] + '/file', 'taken')"),
    ("renamed in place", "os.rename(E['outside'] + '/file', E['outside'] + '/other')"),
    ("deleted", "os.unlink(E['outside'] + '/file')"),
    ("made writable for all", "os.chmod(E['outside'] + '/file', 0o666)"),
    ("truncated", "os.truncate(E['outside'] + '/file', 0)"),
    ("root of a process", _write("/proc/self/root{E['outside']}/planted")),
    ("folder of a process", _write("/proc/self/cwd/../outside/planted")),
    ("root of the parent", _write("/proc/{os.getppid()}/root{E['outside']}/planted")),
    ("relative to a handle", "os.open(E['outside'][1:] + '/p', os.O_CREAT | os.O_WRONLY, dir_fd=os.open('/', 0))"),
    ("folder made", "os.mkdir(E['outside'] + '/planted')"),
    ("pipe made", "os.mkfifo(E['outside'] + '/planted')"),
    ("socket made", "socket.socket(socket.AF_UNIX).bind(E['outside'] + '/planted')"),
    ("shell's start", _write("{E['home']}/.bashrc")),
    ("login's start", _write("{E['home']}/.profile")),
    ("desktop's start", _write("{E['home']}/.config/autostart/x.desktop")),
    ("keys that may log in", _write("{E['home']}/.ssh/authorized_keys")),
    ("settings of git", _write("{E['home']}/.gitconfig")),
    ("program before others", _write("{E['home']}/.local/bin/ls")),
    ("start of Python", _write("{E['home']}/.local/lib/python3/site-packages/usercustomize.py")),
    ("service of the user", _write("{E['home']}/.config/systemd/user/x.service")),
    ("settings of npm", _write("{E['home']}/.npmrc")),
    ("hook of the repository", _write(".git/hooks/pre-commit")),
    ("settings of the repository", "Path('.git/config').write_text('[core]\\n\\tfsmonitor = ./x\\n')"),
    ("repository replaced", "os.rename('.git', 'old'); os.mkdir('.git')"),
    ("hook of another repository", _write("{E['outside']}/.git/hooks/pre-commit")),
    ("folder for temporary files", _write("/tmp/mity-escape")),
    ("the other one", _write("/var/tmp/mity-escape")),
]
_FILES_OF_ROOT = [
    ("shared memory", _write("/dev/shm/mity-escape")),
    ("settings of the system", _write("/etc/mity-escape")),
    ("program of the system", _write("/usr/local/bin/mity-escape")),
    ("state of services", _write("/run/mity-escape")),
    ("optional software", _write("/opt/mity-escape")),
    ("device made", "os.mknod('disk', 0o600 | stat.S_IFBLK, os.makedev(254, 0)); out()"),
    ("passwords of the system", "Path('/etc/shadow').read_text() and out()"),
]
_SECRETS = [
    ("file outside", _read("{E['outside']}/file")),
    ("private key", _read("{E['home']}/.ssh/id_ed25519")),
    ("keys of a cloud", _read("{E['home']}/.aws/credentials")),
    ("passwords of hosts", _read("{E['home']}/.netrc")),
    ("token of a forge", _read("{E['home']}/.config/gh/hosts.yml")),
    ("history of the shell", _read("{E['home']}/.bash_history")),
    ("names outside", "os.listdir(E['outside']) and out()"),
    ("key in the environment", "'AWS_SECRET_ACCESS_KEY' in os.environ and out()"),
    ("token in the environment", "'GITHUB_TOKEN' in os.environ and out()"),
    ("password in an address", "'secret-4711' in os.environ.get('SHOP_URL', '') and out()"),
    ("agent for keys", "'SSH_AUTH_SOCK' in os.environ and out()"),
    ("bus of the session", "'DBUS_SESSION_BUS_ADDRESS' in os.environ and out()"),
    ("environment of the parent", "b'secret-4711' in Path(f'/proc/{os.getppid()}/environ').read_bytes() and out()"),
    ("environment of another", "b'secret-4711' in Path(f\"/proc/{E['pid']}/environ\").read_bytes() and out()"),
    (
        "environment of anybody",
        "any(b'secret-4711' in seen(p) for p in Path('/proc').glob('[0-9]*/environ')) and out()",
    ),
    ("keyring of the session", "libc.syscall(KEYCTL, 10, -3, b'user', b'mity-escape', 0) > 0 and out()"),
]
_PROCESSES = [
    ("signal", "os.kill(E['pid'], signal.SIGTERM)"),
    ("signal by a handle", "signal.pidfd_send_signal(os.pidfd_open(E['pid']), signal.SIGTERM)"),
    ("traced", "libc.ptrace(0x4206, E['pid'], 0, 0) == 0 and out()"),
    ("memory opened", "Path(f\"/proc/{E['pid']}/mem\").open('r+b') and out()"),
    ("command line", "b'sleep' in Path(f\"/proc/{E['pid']}/cmdline\").read_bytes() and out()"),
    ("listed", "str(E['pid']) in os.listdir('/proc') and out()"),
    ("files through its root", "os.listdir(f\"/proc/{E['pid']}/root{E['outside']}\") and out()"),
    ("files through its folder", "os.listdir(f\"/proc/{E['pid']}/cwd\") and out()"),
    ("made slower", "os.setpriority(os.PRIO_PROCESS, E['pid'], 19); out()"),
    ("limited", "resource.prlimit(E['pid'], resource.RLIMIT_NOFILE, (5, 5)); out()"),
    ("moved to one processor", "os.sched_setaffinity(E['pid'], {0}); out()"),
    ("left running", "os.fork() == 0 and (os.setsid(), os.fork() == 0 and os.execve(*E['daemon']), os._exit(0))"),
]
_NETWORK = [
    ("service on loopback", _sends("AF_INET", "SOCK_STREAM", "('127.0.0.1', E['tcp'])")),
    ("service by the address for all", _sends("AF_INET", "SOCK_STREAM", "('0.0.0.0', E['tcp'])")),
    ("service by IPv6", _sends("AF_INET6", "SOCK_STREAM", "('::ffff:127.0.0.1', E['tcp'])")),
    ("service by the machine's address", _sends("AF_INET", "SOCK_STREAM", "(E['address'], E['tcp'])")),
    ("datagram", _sends("AF_INET", "SOCK_DGRAM", "('127.0.0.1', E['udp'])")),
    (
        "question for a name",
        "socket.socket(2, 2).sendto(b'\\x12\\1\\0\\0\\1' + bytes(6) + b'\\1x\\0\\0\\1\\0\\1', ('127.0.0.1', E['udp']))",
    ),
    ("socket in the file system", _sends("AF_UNIX", "SOCK_STREAM", "E['unix']")),
    ("socket in a readable folder", _sends("AF_UNIX", "SOCK_STREAM", "E['home'] + '/agent.sock'")),
    ("socket without a place", _sends("AF_UNIX", "SOCK_STREAM", "'\\0' + E['abstract']")),
    ("list of connections", "f\":{E['tcp']:04X}\" in Path('/proc/net/tcp').read_text() and out()"),
    ("list of sockets", "E['unix'] in Path('/proc/net/unix').read_text() and out()"),
    ("other interfaces", "len(socket.if_nameindex()) > 1 and out()"),
]
_KERNEL = [
    ("namespace for users", "libc.unshare(0x10000000) == 0 and out()"),
    ("io_uring", "libc.syscall(425, 4, ctypes.create_string_buffer(256)) >= 0 and out()"),
]
_KERNEL_OF_ROOT = [
    ("rights by a program", "'NoNewPrivs:\\t0' in Path('/proc/self/status').read_text() and out()"),
    ("namespace for mounts", "libc.unshare(0x20000) == 0 and out()"),
    ("namespace of another", "libc.setns(os.open(f\"/proc/{E['pid']}/ns/uts\", 0), 0) == 0 and out()"),
    ("mount", "os.mkdir('m'); libc.unshare(0x20000); libc.mount(b'none', b'm', b'tmpfs', 0, 0) == 0 and out()"),
    ("root changed", "os.chroot('.'); out()"),
    ("name of the machine", "socket.sethostname(socket.gethostname()); out()"),
    ("program for crashes", "p = Path('/proc/sys/kernel/core_pattern'); p.write_text(p.read_text()); out()"),
    ("what follows a panic", "os.open('/proc/sys/kernel/panic', os.O_WRONLY); out()"),
    ("settings of memory", "os.open('/proc/sys/vm/overcommit_memory', os.O_WRONLY); out()"),
    ("program in the kernel", "libc.syscall(BPF, 0, (ctypes.c_uint32 * 18)(2, 4, 4, 1), 72) >= 0 and out()"),
    ("packets", "socket.socket(17, socket.SOCK_RAW); out()"),
    ("raw messages", "socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP); out()"),
    ("user changed", "os.setuid(65534); out()"),
    ("owner changed", "Path('f').touch(); os.chown('f', 65534, 65534); out()"),
]
_LIMITS = [
    ("many processes", "for _ in range(150): os.fork() == 0 and (time.sleep(4), os._exit(0))\nout()"),
    ("many threads", "for _ in range(150): threading.Thread(target=time.sleep, args=(4,), daemon=True).start()\nout()"),
    ("much memory", "b = bytearray(700 << 20); b[::4096] = b'x' * len(b[::4096]); out()"),
    ("large file", "with open('big', 'wb') as f: [f.write(bytes(1 << 20)) for _ in range(70)]\nout()"),
    ("large file with holes", "os.truncate(os.open('big', os.O_CREAT | os.O_RDWR), 1 << 30); out()"),
    ("memory dumped to a file", "resource.getrlimit(resource.RLIMIT_CORE)[1] != 0 and out()"),
]
_MORE = [
    ("copied by the kernel", "os.sendfile(os.open('x', 66), os.open(E['outside'] + '/file', 0), 0, 9) and out()"),
    (
        "handle of a file",
        "h = ctypes.create_string_buffer(b'\\x80\\0\\0\\0', 136); m = ctypes.byref(ctypes.c_int())\n"
        "libc.syscall(303 if x86 else 264, -100, (E['outside'] + '/file').encode(), h, m, 0) == 0 and out()",
    ),
    ("times of a file", "os.utime(E['outside'] + '/file', (1, 1)); out()"),
    ("attribute of a file", "os.setxattr(E['outside'] + '/file', 'user.x', b'1'); out()"),
    ("lock of a file", "import fcntl; fcntl.flock(open(E['outside'] + '/file', 'r+'), 2); out()"),
    ("names in a home", "os.listdir(E['home'] + '/.ssh') and out()"),
    ("folder watched", "libc.inotify_add_watch(libc.inotify_init(), E['outside'].encode(), 256) >= 0 and out()"),
    ("asked whether it is there", "os.kill(E['pid'], 0); out()"),
    ("signal to a group", "os.killpg(os.getpgid(E['pid']), signal.SIGCONT); out()"),
    ("folder of another by a link", "E['outside'] in os.readlink(f\"/proc/{E['pid']}/cwd\") and out()"),
    ("input of another", "os.open(f\"/proc/{E['pid']}/fd/0\", os.O_RDONLY); out()"),
    ("handle of another", "libc.syscall(438, os.pidfd_open(E['pid']), 0, 0) >= 0 and out()"),
    ("map of another", "open(f\"/proc/{E['pid']}/maps\").readline() and out()"),
    ("compared", "libc.syscall(312 if x86 else 272, os.getpid(), E['pid'], 0, 0, 0) >= 0 and out()"),
    ("slower at disks", "libc.syscall(251 if x86 else 30, 1, E['pid'], 0x6000) == 0 and out()"),
    ("datagram by IPv6", "socket.socket(10, 2).sendto(b'x', ('::ffff:127.0.0.1', E['udp']))"),
    ("service by a name", "socket.create_connection(('localhost', E['tcp']), 3).send(b'x')"),
    ("socket of machines", "socket.socket(40, socket.SOCK_STREAM); out()"),
]
_MORE_OF_ROOT = [
    (
        "memory of the machine",
        "libc.shmget(0x4711, 4096, 0o1600) >= 0 and len(os.listdir('/proc/1/task')) and "
        "os.path.exists(f\"/proc/{E['pid']}\") and out()",
    ),
]
ESCAPES = [
    *(Escape(f"{kind}: {name}", text) for kind, rows in (
        ("files", _FILES), ("secrets", _SECRETS), ("processes", _PROCESSES),
        ("network", _NETWORK), ("kernel", _KERNEL), ("limits", _LIMITS), ("more", _MORE),
    ) for name, text in rows),
    *(Escape(f"{kind}: {name}", text, ROOT) for kind, rows in (
        ("files", _FILES_OF_ROOT), ("kernel", _KERNEL_OF_ROOT), ("more", _MORE_OF_ROOT),
    ) for name, text in rows),
]  # fmt: skip
PRELUDE = """
import ctypes, json, os, resource, shutil, signal, socket, stat, sys, threading, time
from pathlib import Path
E = json.loads(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
x86 = os.uname().machine == "x86_64"
KEYCTL, BPF = (250, 321) if x86 else (219, 280)
def out(): print("GOT OUT", flush=True)
def seen(path):
    try: return path.read_bytes()
    except OSError: return b""
"""
