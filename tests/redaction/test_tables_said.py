"""Columns of tables whose heading says that their values are secrets: those are masked, the rest of the table stays."""

from __future__ import annotations

from mity.redaction import MASK, Redactor
from rows import each

V = "abcd1234"
MASKED = (
    f"name,password\nada,{V}\neve,{V}\n",
    f"name\tapi_key\tage\nada\t{V}\t7\n",
    f'"name";"access token"\r\n"ada";"{V}"\r\n',
    f"| name | password |\n|------|----------|\n| ada  | {V} |\n",
    f"password,name\n{V},ada\n",
    f"name,password\nada,{V}",
    f"name     password    age\nada      {V}    7\neve      {V}    8\n",
    f"password    name\n{V}    ada",
    f"INSERT INTO users (name, `password`) VALUES ('ada', '{V}'), ('eve', N'{V}');",
    f"insert into \"u\" (api_key,\n n) values ('{V}', 7)",
)
KEPT = (
    "name,password\nada,short12\n",
    "name,password\nada,withoutdigits\n",
    f"name,password\nada,{V} two\n",
    f"name,age\nada,{V}\npassword\n",
    f"name,password\nada,eve,{V}\n",
    f"name,password\nada,eve,bob\neve,{V}\n",
    f"a password, said {V},here\nada,{V}\n",
    "name     password    age\nada      short12    7\n",
    f"name     password    age\nada      x{V[:3]}    7\nsaid {V}\n",
    "INSERT INTO users (name, password) VALUES ('ada', 'short12');",
    f"INSERT INTO users (name, age) VALUES ('ada', '{V}'); -- password",
    f"INSERT INTO users (name, password) VALUES ('ada', 'x', '{V}');",
)


@each("text", MASKED)
def test_the_values_of_a_column_of_secrets_are_masked_and_nothing_else(text: str) -> None:
    assert Redactor({}).text(text) == text.replace(V, MASK)


@each("text", KEPT)
def test_what_is_in_no_such_column_or_no_such_value_stays(text: str) -> None:
    assert Redactor({}).text(text) == text


@each(("head", "row"), [("name,password", "ada{:03},{}"), ("name    password", "ada{:03}  {}")])
def test_a_long_table_is_read_as_far_as_two_hundred_rows(head: str, row: str) -> None:
    rows = [row.format(number, V) for number in range(250)]
    shown = Redactor({}).text("\n".join([head, *rows])).splitlines()[1:]
    assert [number for number, line in enumerate(shown) if line.endswith(MASK)] == list(range(200))
