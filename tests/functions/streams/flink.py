"""Runs an application's files on a real Flink, with files in the place of streams.

Arguments: the runner's folder, the application's folder, a folder with `in/` (records, one a line); results come
to stdout as JSON: output -> rows.
"""

import json
import pathlib
import re
import sys

runner_folder, application_folder, data_folder, properties = sys.argv[1:5]
sys.path.insert(0, runner_folder)

import main as runner  # noqa: E402
from pyflink.table import EnvironmentSettings, TableEnvironment  # noqa: E402

data = pathlib.Path(data_folder)
table_env = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
table_env.get_config().set("parallelism.default", "1")


class WithFiles:
    """The table environment, but for the connectors, which are AWS's."""

    def __getattr__(self, name):
        return getattr(table_env, name)

    def execute_sql(self, statement):
        found = re.search(r"TABLE `(\w+)__(records|output)`", statement)
        if found:
            folder = data / ("in" if found.group(2) == "records" else found.group(1))
            kept = {
                key: value
                for key, value in re.findall(r"'([\w.-]+)' = '([^']*)'", statement[statement.rindex("WITH (") :])
                if key.split(".")[0] in ("format", "json", "raw")
            }
            options = {"connector": "filesystem", "path": folder.as_uri(), **kept}
            listed = ", ".join(f"'{key}' = '{value}'" for key, value in options.items())
            statement = f"{statement[: statement.rindex('WITH (')]}WITH ({listed})"
        return table_env.execute_sql(statement)


runner.run(WithFiles(), pathlib.Path(application_folder), json.loads(properties)).wait()

rows = {}
for folder in sorted(data.iterdir()):
    if folder.is_dir() and folder.name not in ("in", "references"):
        files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
        lines = [line for file in files for line in file.read_text().splitlines()]
        rows[folder.name] = [json.loads(line) for line in lines]
print("ROWS " + json.dumps(rows))
