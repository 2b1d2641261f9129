"""Secrets in places and forms of a third round: sentences, blocks, tables, commands, tokens of more makers."""

from __future__ import annotations

from mity.redaction import Redactor
from rows import each

MIXED = "Zk8qW3rT6yU9iOpL2mN5"
PHRASE = "correct-Horse_9battery"
PLACES = {
    "curl x-api-key": 'curl -H "X-Api-Key: %s" https://h',
    "private-token": "PRIVATE-TOKEN: %s",
    "proxy-auth": "Proxy-Authorization: Bearer %s",
    "set-cookie": "< Set-Cookie: sid=%s; Path=/",
    "wget": "wget --http-password=%s https://h",
    "psql conninfo": 'psql "host=h user=a password=%s"',
    "pgpassword": "PGPASSWORD=%s psql -h h",
    "mongodb": "mongodb+srv://u:%s@c.example.net/db",
    "sqlplus": "sqlplus app/%s@//db:1521/X",
    "git token": "git clone https://%s@github.com/a/b",
    "x-access": "https://x-access-token:%s@github.com/a/b.git",
    "docker login": "docker login -u a -p %s reg",
    "npm config": "npm config set //r/:_authToken %s",
    "aws configure": "aws configure set aws_secret_access_key %s",
    "az login": "az login -u a --password %s",
    "vault login": "vault login token=%s",
    "from-literal": "kubectl create secret generic x --from-literal=api-key=%s",
    "openssl": "openssl rsa -passin pass:%s -in k.pem",
    "gpg": "gpg --batch --passphrase %s -d f",
    "ssh-keygen": "ssh-keygen -t ed25519 -N %s -f k",
    "keytool": "keytool -storepass %s -list",
    "keypass": "jarsigner -keypass %s a.jar",
    "htpasswd": "htpasswd -b f bob %s",
    "redis-cli": "redis-cli -h h -a %s ping",
    "rabbitmqctl": "rabbitmqctl add_user bob %s",
    "mongosh": "mongosh -u a -p %s",
    "ldapsearch": "ldapsearch -D cn=a -w %s",
    "smbclient": "smbclient -U bob%%%s //h/s",
    "tf var": "terraform apply -var 'db_password=%s'",
    "pulumi": "pulumi config set --secret dbPassword %s",
    "heroku": "heroku config:set API_KEY=%s",
    "fly": "fly secrets set SESSION_SECRET=%s",
    "gh secret": "gh secret set DEPLOY_KEY --body %s",
    "oauth2-bearer": "curl --oauth2-bearer %s https://h",
    "httpie": "http -a bob:%s https://h",
    "pip index": "pip install --index-url https://u:%s@h/simple x",
    "value type": '{"type": "password", "value": "%s"}',
    "yaml next line": "password:\n  %s\n",
    "yaml block": "api_token: |\n  %s\n",
    "yaml folded": "apiToken: >-\n  %s\n",
    "sentence is": "the password is %s",
    "sentence was": "generated password '%s' for admin",
    "invalid key": "Invalid API key: %s",
    "incorrect key": "Incorrect API key provided: %s.",
    "your password": "Your temporary password: %s",
    "secretstr": "password=SecretStr('%s')",
    "java tostring": "Config{host=h, password=%s, port=1}",
    "rust debug": 'Config { password: "%s", n: 1 }',
    "rust some": 'Config { password: Some("%s") }',
    "go struct": "{Host:h Password:%s Port:1}",
    "go struct ptr": "&{Host:h ApiKey:%s}",
    "cs record": "Config { Host = h, Password = %s }",
    "js inspect": "{ host: 'h', password: '%s' }",
    "php dump": "    [password] => %s",
    "ruby hash": ':password=>"%s"',
    "ruby json": '"password"=>"%s"',
    "kotlin data": "Config(host=h, password=%s, port=1)",
    "alter user": "ALTER USER a WITH PASSWORD '%s';",
    "create role": "CREATE ROLE a LOGIN PASSWORD '%s'",
    "declare -x": 'declare -x API_TOKEN="%s"',
    "arrow": "API_TOKEN -> %s",
    "aligned": "API_TOKEN            %s",
    "md table": "| API_TOKEN | %s |",
    "tab": "API_TOKEN\t%s",
    "csv": "user,password\nbob,%s\n",
    "tsv": "user\tpassword\nbob\t%s\n",
    "aligned table": "USER   PASSWORD\nbob    %s\n",
    "toml triple": 'token = """%s"""',
    "input password": '<input type="password" value="%s">',
    "input csrf": '<input name="access_token" value="%s">',
    "percent assign": "password%%3D%s%%26x",
    "form-data": 'Content-Disposition: form-data; name="password"\r\n\r\n%s\r\n',
    "grpc": "authorization: %s",
    "imap": "a1 LOGIN bob %s",
    "docker auth": '"auths": {"r": {"auth": "%s"}}',
    "signing": "signing.password=%s",
    "psk": 'psk="%s"',
    "wireguard": "PrivateKey = %s=",
    "pw": "pw=%s",
    "user pass pair": "credentials: bob:%s",
    "basic pair": "auth=('bob', '%s')",
    "tuple": "('password', '%s')",
    "pair list": "[['password', '%s']]",
    "dict items": "{'name': 'password', 'value': '%s'}",
    "env json": '{"name":"API_TOKEN","value":"%s"}',
    "xml key value": "<entry><key>password</key><value>%s</value></entry>",
    "plist": "<key>apiToken</key>\n<string>%s</string>",
    "properties colon": "db.password: %s",
    "system prop": "-Djavax.net.ssl.keyStorePassword=%s",
    "gradle -P": "-PsigningPassword=%s",
    "msbuild -p": "/p:CertificatePassword=%s",
    "nuget push": "dotnet nuget push x --api-key %s",
    "cargo login": "cargo login %s",
    "twine": "twine upload -u __token__ -p %s dist/*",
    "netrc multi": "machine h\n  login u\n  password %s\n",
    "ssh pass": "sshpass -p '%s' ssh h",
    "cypher": "auth: basic('neo4j', '%s')",
    "jdbc oracle": "jdbc:oracle:thin:app/%s@h:1521:x",
    "sa password": "MSSQL_SA_PASSWORD: %s",
    "url query": "https://h/cb?access_token=%s&x=1",
    "url fragment": "https://h/#id_token=%s",
    "url key": "https://maps.example/api?key=%s",
    "ws token": "wss://h/socket?token=%s",
    "sas": "https://h/c?sv=2020&sig=%s",
    "graphql": 'mutation { login(user: "a", password: "%s") { ok } }',
    "log kv": 'level=info user=bob token=%s msg="x"',
    "json camel": '{"clientSecret":"%s"}',
    "json list": '{"tokens":["%s"]}',
    "bcrypt-like no": "MAIL_PASS=%s",
    "env quoted": "export DB_PASS='%s'",
    "powershell": "$env:API_TOKEN = '%s'",
    "cmd set": "set API_TOKEN=%s",
    "fish": "set -gx API_TOKEN %s",
    "helm set": "--set auth.rootPassword=%s",
    "ansible": "ansible_become_pass=%s",
    "vault kv": "password    %s\n",
}
# where a phrase of words would be taken for a name
LOOSE = {
    "x-auth-token": "> X-Auth-Token: %s",
    "rejected": "token %s was rejected",
    "access token": "Access token: %s",
    "ftp pass": "PASS %s",
    "redis auth": "AUTH %s",
    "smtp": "AUTH PLAIN %s",
}
TOKENS = {
    "google refresh": "1//0g" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8v",
    "fcm": "AAAAa"
    + (
        "B3dE5f:APA91baB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYa"
        "B3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5"
    ),
    "sonar": "squ_0" + "123456789abcdef3c5a0123456789abcdef3c5a",
    "circleci": "CCIPA" + "T_aB3dE5fG7hJ9kL1mN2pQ4r_0123456789abcdef3c5a0123456789abcdef3c5a",
    "buildkite": "bkua_" + "0123456789abcdef3c5a0123456789abcdef3c5a",
    "render": "rnd_a" + "B3dE5fG7hJ9kL1mN2pQ4rS6tU8v",
    "supabase": "sb_se" + "cret_aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0x",
    "neon": "napi_" + "ab3de5fg7hj9kl1mn2pq4rs6tu8vw0xyab3de5fg7hj9kl1mn2pq4rs6tu8vw0xy",
    "tavily": "tvly-" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY",
    "nvidia": "nvapi" + "-aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY",
    "jfrog": "AKCpa" + "B3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE",
    "jfrog ref": "cmVmd" + "GtuaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6",
    "nuget": "oy2ab" + "3de5fg7hj9kl1mn2pq4rs6tu8vw0xyab3de5fg7hj",
    "crates": "cioaB" + "3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY",
    "paypal": "acces" + "s_token$production$0123456789abcdef$0123456789abcdef3c5a0123456789ab",
    "plaid": "acces" + "s-sandbox-1b2c3d4e-1111-4222-8333-123456789abc",
    "key block base64": "LS0tL"
    + (
        "S1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQoaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG"
        "7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4r"
        "S6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3d"
        "E5fG"
    ),
    "jwk": '{"kty' + '":"EC","crv":"P-256","d":"aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ"}',
    "mailchimp": "01234" + "56789abcdef3c5a0123456789ab-us12",
    "slack config": "xoxe-" + "1-aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG",
    "twitter bearer": "AAAAA" + "AAAAAAAAAAAAAAAAaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8v",
    "asana": "1/123" + "4567890123456:0123456789abcdef3c5a0123456789ab",
    "xprv": "xprv9"
    + ("s21ZrQH143KaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0x"),
    "flutterwave": "FLWPU" + "BK-aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY",
    "openai proj": "sk-pr" + "oj-aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8v",
    "anthropic": "sk-an" + ("t-api03-aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1m"),
    "github app": "ghs_a" + "B3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3d",
    "cloudinary": "cloud" + "inary://123456789012345:aB3dE5fG7hJ9kL1mN2pQ4rS6tU8@name",
    "aws session": "IQoJb"
    + (
        "3JpZ2luX2VjEaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB"
        "3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1m"
        "N2pQ4rS6tU8vW0xYaB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG"
    ),
    "teams": "https" + "://x.webhook.office.com/webhookb2/aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG",
    "ably": "AbCdE" + "f.GhIjKl:aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYaB3dE5fG7hJ",
}


def left(value: str, text: str) -> bool:
    """Whether eight letters of a value can still be read."""
    return any(value[at : at + 8] in text for at in range(len(value) - 7))


@each("name", PLACES)
def test_a_value_in_the_place_of_a_secret_is_masked(name: str) -> None:
    for value in (MIXED, PHRASE):
        assert not left(value, Redactor().text(f"x\n{PLACES[name] % value}\nz"))


@each("name", LOOSE)
def test_a_value_without_any_word_in_it_is_masked_where_a_word_would_stay(name: str) -> None:
    assert not left(MIXED, Redactor().text(f"x\n{LOOSE[name] % MIXED}\nz"))


@each("name", TOKENS)
def test_a_token_of_one_more_maker_is_masked(name: str) -> None:
    assert not left(TOKENS[name][-24:], Redactor().text(f"got {TOKENS[name]} here"))


@each(
    "text",
    [
        "Unexpected token SyntaxKind.Identifier2 in line 4",
        "cache key: linux-node-20",
        "error: token_urlsafe32 is not defined",
        "user,password\nbob,(none)\n",
        "PASS src/login2.test.ts",
        "PASS: TestUser1",
        "the password is wrong (2 attempts left)",
        "password.service.ts:15:7 - error TS2304",
        "missing key user_id2 in {'id': 1}",
        "auth  ok  200",
        "Auth: basic, token: none",
        "['OAuth2PasswordBearer', 'OAuth2PasswordRequestForm']",
        "password:\n  minLength: 12\n",
        "secret set, 3 keys added1",
    ],
)
def test_what_only_speaks_of_secrets_stays(text: str) -> None:
    assert Redactor().text(text) == text
