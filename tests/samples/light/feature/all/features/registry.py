"""Made of all features; not to be edited."""

FEATURES = [
<% for feature in features %>
    "<[ feature.one.snake ]>",
<% endfor %>
]
