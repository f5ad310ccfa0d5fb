"""Runs the statements of application.sql, which lies beside this file, as one Flink job.

Each statement ends with a semicolon. CREATE, ALTER, DROP, USE, LOAD and UNLOAD run in the order they stand in. All
INSERT statements, alone or inside EXECUTE STATEMENT SET BEGIN ... END, become one job. SET 'key' = 'value' holds for
the whole of it, wherever it stands. ${key} stands for the value of that key in the property group `sql`.
"""

import json
import os
import re
from typing import Iterable, Iterator, Mapping, NamedTuple, Optional

PROPERTY_GROUP = "sql"
MANAGED_PROPERTIES = "/etc/flink/application_properties.json"

# Names another file of properties, for a run outside Managed Service for Apache Flink.
LOCAL_PROPERTIES = "FLINK_SQL_PROPERTIES"

DEFINITIONS = ("CREATE", "ALTER", "DROP", "USE", "LOAD", "UNLOAD")

# A hint, /*+ ... */, is no comment: Flink acts on it.
TOKEN = re.compile(
    r"""(?P<comment> --[^\n]* | //[^\n]* | /\*(?!\+).*?\*/ )
      | (?P<quoted> '(?:[^']|'')*' | `(?:[^`]|``)*` | "(?:[^"]|"")*" )
      | (?P<end> ; )
      | (?P<open> /\*(?!\+) | ['`"] )""",
    re.VERBOSE | re.DOTALL,
)
OPEN = {"/*": "comment", "'": "string", "`": "quoted name", '"': "string"}
PLACEHOLDER = re.compile(r"\$\{([^}\n]*)(}?)")
SETTING = re.compile(r"\s*SET\s+'([^']+)'\s*=\s*'((?:[^']|'')*)'\s*", re.IGNORECASE)
BLOCK = re.compile(r"\s*EXECUTE\s+STATEMENT\s+SET\s+BEGIN\b", re.IGNORECASE)
TABLE_FROM_QUERY = re.compile(
    r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMPORARY\s+)?TABLE\b.*\bAS[\s(]+(?:SELECT|WITH|VALUES)\b",
    re.IGNORECASE | re.DOTALL,
)


class SqlError(Exception):
    """What is wrong with application.sql, and in which line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"application.sql line {line}: {message}")


class Statement(NamedTuple):
    """One statement, with blanks for its comments, on the lines that it has in the file: Flink's errors fit the file."""

    text: str
    # The same with blanks for all that is quoted, so that a word in it is a word of SQL.
    shape: str

    @property
    def line(self) -> int:
        return self.text[: len(self.text) - len(self.text.lstrip())].count("\n") + 1

    @property
    def keyword(self) -> str:
        return re.match(r"\s*(\w*)", self.shape).group(1).upper()

    def after(self, length: int) -> "Statement":
        return Statement(*(blank(part[:length]) + part[length:] for part in self))


class Job(NamedTuple):
    settings: dict[str, str]
    definitions: list[Statement]
    inserts: list[Statement]


def read_statements(sql: str, properties: Mapping[str, str]) -> list[Statement]:
    """Splits the SQL at its semicolons, and puts in the properties."""
    statements = []
    text = shape = ""
    for kind, part, line in tokens(sql):
        if kind == "end":
            if text.strip():
                statements.append(Statement(text, shape))
            text = shape = "\n" * (line - 1)
        elif kind == "open":
            raise SqlError(line, f"the {OPEN[part]} that begins here does not end")
        else:
            part = blank(part) if kind == "comment" else fill(part, kind == "quoted", properties, line)
            text += part
            shape += blank(part) if kind == "quoted" else part
    if text.strip():
        raise SqlError(Statement(text, shape).line, "the statement that begins here does not end with a semicolon")
    return statements


def tokens(sql: str) -> Iterator[tuple[str, str, int]]:
    """The SQL in pieces: what each is, its text, and the line it begins in."""
    done = 0
    line = 1
    for match in TOKEN.finditer(sql):
        for kind, part in (("code", sql[done : match.start()]), (match.lastgroup or "", match.group())):
            if part:
                yield kind, part, line
            line += part.count("\n")
        done = match.end()
    if done < len(sql):
        yield "code", sql[done:], line


def fill(part: str, quoted: bool, properties: Mapping[str, str], line: int) -> str:
    """Puts in the properties; a quote in a value is doubled inside quotes, so that it stays a part of the value."""

    def value(match: re.Match[str]) -> str:
        key, end = match.groups()
        here = line + part.count("\n", 0, match.start())
        if not key or not end:
            raise SqlError(here, f"expected ${{key}}, got {match.group()}")
        if key not in properties:
            known = ", ".join(sorted(properties)) or "none"
            raise SqlError(here, f"the property group {PROPERTY_GROUP} has no {key}; it has: {known}")
        return properties[key].replace(part[0], part[0] * 2) if quoted else properties[key]

    return PLACEHOLDER.sub(value, part)


def blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def plan(statements: Iterable[Statement]) -> Job:
    """Sorts the statements, and refuses those that cannot be a part of one job that runs by itself."""
    job = Job({}, [], [])
    block: Optional[Statement] = None
    for statement in statements:
        begin = BLOCK.match(statement.shape)
        if begin and block is None:
            block, statement = statement, statement.after(begin.end())
        keyword = statement.keyword
        if keyword == "INSERT":
            job.inserts.append(statement)
        elif block is not None:
            if statement.shape.strip().upper() != "END":
                raise SqlError(statement.line, "a statement set takes only INSERT statements, and then END")
            block = None
        elif keyword == "SET":
            job.settings.update([read_setting(statement)])
        elif TABLE_FROM_QUERY.match(statement.shape):
            raise SqlError(statement.line, "a table made from a query is a job of its own: use CREATE TABLE and INSERT")
        elif keyword in DEFINITIONS:
            job.definitions.append(statement)
        else:
            allowed = ", ".join((*DEFINITIONS, "SET", "INSERT"))
            raise SqlError(
                statement.line,
                f"{keyword or statement.text.split()[0]} cannot run here; what can: {allowed}, EXECUTE STATEMENT SET",
            )
    if block is not None:
        raise SqlError(block.line, "the statement set that begins here has no END")
    if not job.inserts:
        raise SqlError(1, "there is no INSERT statement, so nothing would run")
    return job


def read_setting(statement: Statement) -> tuple[str, str]:
    setting = SETTING.fullmatch(statement.text)
    if setting is None:
        raise SqlError(statement.line, "expected SET 'key' = 'value'")
    return setting.group(1), setting.group(2).replace("''", "'")


def read_properties(path: str) -> dict[str, str]:
    """The property group of the SQL; empty if the application has none."""
    with open(path, encoding="utf-8") as file:
        groups = json.load(file)
    return {
        key: value
        for group in groups
        if group["PropertyGroupId"] == PROPERTY_GROUP
        for key, value in group["PropertyMap"].items()
    }


def start(job: Job):
    """Hands the job to Flink; gives its result, which may come much later or never."""
    from pyflink.common import Configuration
    from pyflink.table import EnvironmentSettings, TableEnvironment

    configuration = Configuration()
    for key, value in job.settings.items():
        configuration.set_string(key, value)
    settings = EnvironmentSettings.new_instance().with_configuration(configuration).build()
    environment = TableEnvironment.create(settings)
    statement_set = environment.create_statement_set()
    for statements, take in ((job.definitions, environment.execute_sql), (job.inserts, statement_set.add_insert_sql)):
        for statement in statements:
            try:
                take(statement.text)
            except Exception as error:
                raise SqlError(statement.line, "Flink refuses the statement that begins here") from error
    return statement_set.execute()


def main() -> None:
    local = os.environ.get(LOCAL_PROPERTIES)
    with open(os.path.join(os.path.dirname(os.path.realpath(__file__)), "application.sql"), encoding="utf-8") as file:
        sql = file.read()
    result = start(plan(read_statements(sql, read_properties(local or MANAGED_PROPERTIES))))
    if local:
        # The small cluster of a local run ends with this process; the managed one runs on, and waits for this to end.
        result.wait()


if __name__ == "__main__":
    main()
