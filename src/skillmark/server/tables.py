"""The tables of a new site, made at once as they are now; older sites get there by migrations.

Django works out all models anew for each step of each migration, which on an empty database is
nine tenths of the first start. A test compares what both ways make.
"""

from __future__ import annotations

from typing import Any

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor

OURS = "skillmark.server."


def begin() -> bool:
    """Make every table of an empty database in one transaction; `False` where it is not empty.

    What migrations of ours do beyond tables (triggers, first rows) is done in their order; those of
    others only move rows, and there are none.
    """
    if connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    plan = executor.migration_plan(graph.leaf_nodes(), clean_start=True)
    apps: Any = executor.loader.project_state().apps
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration, _backwards in plan:
            for operation in migration.operations:
                if isinstance(operation, RunPython) and type(migration).__module__.startswith(OURS):
                    operation.code(apps, editor)
        executor.recorder.ensure_schema()
        for migration, _backwards in plan:
            executor.recorder.record_applied(migration.app_label, migration.name)
    executor.loader.build_graph()
    executor.check_replacements()
    emit_post_migrate_signal(0, interactive=False, db=connection.alias, apps=apps, plan=plan)
    return True
