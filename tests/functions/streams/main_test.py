"""The runner without Flink: what it declares, in which order, and what it says when something is missing."""

import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "functions" / "streams"))

import main as runner  # noqa: E402


class Recorder:
    """Takes what a table environment takes, and remembers it."""

    def __init__(self):
        self.statements, self.inserts, self.settings, self.started = [], [], {}, False

    def get_config(self):
        return self

    def set(self, key, value):
        self.settings[key] = value

    def create_statement_set(self):
        return self

    def execute_sql(self, statement):
        self.statements.append(statement)

    def add_insert_sql(self, statement):
        self.inserts.append(statement)

    def execute(self):
        self.started = True


class RunnerTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        (self.folder / "sql").mkdir()

    def write(self, jars=(), **statements):
        for name, text in statements.items():
            (self.folder / "sql" / f"{name}.sql").write_text(text)
        names = [f"sql/{name}.sql" for name in statements]
        application = {"settings": {"table.local-time-zone": "UTC"}, "jars": list(jars), "statements": names}
        (self.folder / "application.json").write_text(json.dumps(application))

    def test_declares_tables_in_order_and_starts_all_inserts_as_one_job(self):
        self.write(a="CREATE TABLE a", b="INSERT INTO a SELECT 1", c="  insert into b select 2", d="DROP VIEW c")
        recorder = Recorder()
        runner.run(recorder, self.folder, {})
        self.assertEqual(recorder.statements, ["CREATE TABLE a", "DROP VIEW c"])
        self.assertEqual(len(recorder.inserts), 2)
        self.assertTrue(recorder.started)
        self.assertEqual(recorder.settings, {"table.local-time-zone": "UTC"})

    def test_puts_runtime_properties_into_statements_and_ends_no_text_with_them(self):
        self.write(a="CREATE TABLE a WITH ('x' = '{{source.arn}}')")
        recorder = Recorder()
        runner.run(recorder, self.folder, {"source.arn": "it's"})
        self.assertEqual(recorder.statements, ["CREATE TABLE a WITH ('x' = 'it''s')"])

    def test_names_a_missing_property_and_the_file_that_needs_it(self):
        self.write(a="CREATE TABLE a WITH ('x' = '{{output.gusts.arn}}')")
        with self.assertRaisesRegex(ValueError, r"sql/a.sql: no runtime property output.gusts.arn; there are: region"):
            runner.run(Recorder(), self.folder, {"region": "eu-west-1"})

    def test_loads_the_connectors_that_lie_beside_it(self):
        self.write(jars=["lib/a.jar", "lib/b.jar"], a="CREATE TABLE a")
        recorder = Recorder()
        runner.run(recorder, self.folder, {})
        jars = recorder.settings["pipeline.jars"].split(";")
        self.assertEqual(jars, [(self.folder / name).as_uri() for name in ("lib/a.jar", "lib/b.jar")])

    def test_reads_its_own_group_of_properties_and_says_when_it_is_missing(self):
        path = self.folder / "properties.json"
        group = {"PropertyGroupId": "tributary", "PropertyMap": {"region": "eu-west-1"}}
        path.write_text(json.dumps([{"PropertyGroupId": "other", "PropertyMap": {}}, group]))
        self.assertEqual(runner.read_properties(path), {"region": "eu-west-1"})
        path.write_text(json.dumps([{"PropertyGroupId": "other", "PropertyMap": {}}]))
        with self.assertRaisesRegex(ValueError, 'are: other; "tributary" is needed'):
            runner.read_properties(path)


if __name__ == "__main__":
    unittest.main()
