"""<[ feature.many.title ]> are what their description says."""

import runpy

found = runpy.run_path("features/<[ feature.many.snake ]>.py")
wanted = [<% for f in feature.fields %>"<[ f.wire.snake ]>", <% endfor %>]
assert list(found["FIELDS"]) == wanted, found["FIELDS"]
assert found["label"]({"<[ feature.label.wire.snake ]>": 1}) == "1"
assert "<[ feature.one.snake ]>" in runpy.run_path("features/registry.py")["FEATURES"]
