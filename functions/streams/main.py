"""Runs the SQL of one application on Managed Service for Apache Flink, through the Table API.

Everything that differs between applications lies beside this file: `application.json` names the statements in
order, `sql/` holds one statement a file, `lib/` holds the connectors. What differs between environments (ARNs,
names, buckets) comes from the application's runtime properties, and stands in the SQL as {{name}}.

Source: Managed Service for Apache Flink Developer Guide, "Programming your Managed Service for Apache Flink Python
application" and "Use runtime properties".
"""

import json
import os
import re
import sys
from pathlib import Path

# Where the service writes an application's runtime properties.
PROPERTIES_FILE = "/etc/flink/application_properties.json"
# The group of ours among them.
PROPERTY_GROUP = "tributary"

PLACEHOLDER = re.compile(r"\{\{([a-z][a-z0-9._]*)\}\}")


def read_properties(path):
    """The runtime properties of our group, by name."""
    groups = json.loads(Path(path).read_text(encoding="utf-8"))
    for group in groups:
        if group["PropertyGroupId"] == PROPERTY_GROUP:
            return group["PropertyMap"]
    found = ", ".join(group["PropertyGroupId"] for group in groups) or "none"
    raise ValueError(
        f"{path}: the groups of runtime properties are: {found}; "
        f'"{PROPERTY_GROUP}" is needed; deploy the application again'
    )


def fill(name, statement, properties):
    """The statement with runtime properties in their places."""
    missing = sorted({key for key in PLACEHOLDER.findall(statement) if key not in properties})
    if missing:
        raise ValueError(
            f"{name}: no runtime property {', '.join(missing)}; "
            f"there are: {', '.join(sorted(properties))}; deploy the application again"
        )
    # A quote in a value would end the text that it stands in.
    return PLACEHOLDER.sub(lambda match: properties[match.group(1)].replace("'", "''"), statement)


def run(table_env, folder, properties):
    """Declares the tables, and starts all inserts as one job: a source is read once for all of them."""
    application = json.loads((folder / "application.json").read_text(encoding="utf-8"))
    config = table_env.get_config()
    for key, value in application["settings"].items():
        config.set(key, value)
    jars = [(folder / jar).as_uri() for jar in application["jars"]]
    if jars:
        config.set("pipeline.jars", ";".join(jars))
    inserts = table_env.create_statement_set()
    for name in application["statements"]:
        statement = fill(name, (folder / name).read_text(encoding="utf-8"), properties)
        if statement.lstrip().upper().startswith("INSERT"):
            inserts.add_insert_sql(statement)
        else:
            table_env.execute_sql(statement)
    # Without waiting: the service takes the job over when this program ends.
    return inserts.execute()


def main():
    from pyflink.table import EnvironmentSettings, TableEnvironment

    folder = Path(os.path.realpath(__file__)).parent
    properties = read_properties(os.environ.get("TRIBUTARY_PROPERTIES", PROPERTIES_FILE))
    table_env = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
    run(table_env, folder, properties)


if __name__ == "__main__":
    sys.exit(main())
