"""Tests of the part of the runner that needs no Flink. The table of statements.json says what becomes of which SQL."""

import itertools
import json
import os
import re
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "lambda", "flink-sql-runner"))

import main  # noqa: E402

with open(os.path.join(HERE, "statements.json"), encoding="utf-8") as file:
    CASES = json.load(file)


def plan(sql, properties=None):
    return main.plan(main.read_statements(sql, properties or {}))


def lines_and_texts(statements):
    # Comments leave blanks at the ends of lines.
    return [[statement.line, re.sub(r" *(\n|$) *", r"\1", statement.text.strip())] for statement in statements]


class Statements(unittest.TestCase):
    def test_table(self):
        for case in CASES:
            with self.subTest(case["name"]):
                if "error" in case:
                    with self.assertRaises(main.SqlError) as caught:
                        plan(case["sql"], case.get("properties"))
                    self.assertIn(case["error"], str(caught.exception))
                    continue
                job = plan(case["sql"], case.get("properties"))
                self.assertEqual(job.settings, case.get("settings", {}))
                self.assertEqual(lines_and_texts(job.definitions), case.get("definitions", []))
                self.assertEqual(lines_and_texts(job.inserts), case["inserts"])

    def test_every_order_of_pieces_is_split_where_code_has_semicolons(self):
        """No piece changes what another one means, except a comment to the end of the line, which has its own line."""
        pieces = {"a": "a", ";": ";", "';'": "';'", "`;`": "`;`", "/*;'*/": "", "--;'\n": "\n", "''''": "''''"}
        for chosen in itertools.product(pieces, repeat=4):
            sql = " ".join(chosen) + ";"
            kept = " ".join(pieces[piece] if piece != ";" else "\0" for piece in chosen)
            expected = [text.split() for text in kept.split("\0") if text.strip()]
            actual = [statement.text.split() for statement in main.read_statements(sql, {})]
            self.assertEqual(actual, expected, sql)


class Properties(unittest.TestCase):
    def read(self, groups):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "application_properties.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump(groups, file)
            return main.read_properties(path)

    def test_only_those_of_the_group_are_read(self):
        groups = [
            {"PropertyGroupId": "kinesis.analytics.flink.run.options", "PropertyMap": {"python": "main.py"}},
            {"PropertyGroupId": "sql", "PropertyMap": {"trades.arn": "arn:aws:x"}},
        ]
        self.assertEqual(self.read(groups), {"trades.arn": "arn:aws:x"})

    def test_there_may_be_no_group(self):
        self.assertEqual(self.read([]), {})


if __name__ == "__main__":
    unittest.main()
