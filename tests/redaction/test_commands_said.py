"""Secrets among the words of well-known commands: each by the one sign that it has."""

from __future__ import annotations

from mity.redaction import MASK, Redactor
from rows import each

VALUE = "k3Yx9Qw7Lp2Vt8Rz"
SAID = (
    "redis-cli -h db -a {}",
    "redis-cli --pass={}",
    "htpasswd -b -c .htpasswd ada {}",
    "ldapsearch -x -D cn=admin -w {}",
    "smbclient //srv/x -U ada%{}",
    "ssh-keygen -t ed25519 -N {}",
    "rabbitmqctl add_user ada {}",
    "mongodump --host h -p {}",
    "twine upload -u ada -p {} dist/x",
    "sqlplus -s ada/{}",
    "jdbc:oracle:thin:ada/{}@//h",
    "http GET h.example -a ada:{}",
    "cargo login {}",
    "vault login token={}",
    "openssl rsa -passin pass:{}",
    "keytool -list -storepass {}",
    "wpa_passphrase home {}",
    "ACL SETUSER ada on >{}",
    "7z a -p{} x.7z",
    "zip -r -P {} x.zip y",
    "skopeo copy --src-creds ada:{} docker://x",
    "openssl enc -aes-256-cbc -k {}",
    "erl -setcookie {}",
    "ConvertTo-SecureString -String {}",
    "CREATE USER ada IDENTIFIED BY '{}'",
    "gh secret set NAME --body {}",
    "docker login --password-stdin <<< {}",
    "curl --oauth2-bearer {} https://h",
    "a1 LOGIN ada {}",
    "git config set api.password {}",
    "etcdctl put /app/api-token {}",
    "consul kv add db/password {}",
    "kubectl create my-secret {}",
    'HTTPBasic("ada", "x")\nBasic("ada", "{}")',
    'auth=("ada", "{}")',
    'credentials("ada", "{}")',
    'login: ["ada", "{}"]',
    "PASS {}",
    "AUTH PLAIN {}",
    "> IDENTIFY {}",
)
HONEST = (
    "zip -r -P readable x.zip y",
    "openssl enc -aes-256-cbc -k ./key.txt",
    "git config set core.editor k3Yx9Qw7Lp",
    "git config set api.password readable",
    'auth=("ada", "readable")',
    "redis-cli -a <password>",
    "mongodump -p --host h3llo9",
    "PASS readable",
)


@each("said", SAID)
def test_the_secret_of_a_command_is_masked(said: str) -> None:
    shown = Redactor({}).text(said.format(VALUE))
    assert VALUE not in shown and MASK in shown, shown


@each("said", HONEST)
def test_other_words_of_commands_stay(said: str) -> None:
    assert Redactor({}).text(said) == said
