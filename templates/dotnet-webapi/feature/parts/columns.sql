<% import "parts/types.cs" as cs with context %>
<#- A column of SQLite; with its default where rows exist already. -#>
<% macro column(f, existing=false) -%>
<% if f.is_whole or f.type in ("bool", "ref") %>INTEGER<% elif f.type == "float" %>REAL<% else %>TEXT<% endif %>
<% if not f.optional %> NOT NULL<% endif %>
<% if existing and f.has_default %> DEFAULT <% if f.type == "bool" %><[ 1 if f.default else 0 ]><% elif f.is_number %><[ f.default ]><% elif f.type == "decimal" %>'<[ ("%%.%df" | format(f.places)) | format(f.default) ]>'<% elif f.type == "enum" %>'<[ cs.member(f.default) ]>'<% else %>'<[ f.default | replace("'", "''") ]>'<% endif %><% endif %>
<% if f.is_ref %> REFERENCES <[ f.to.many.snake ]> (id) ON DELETE <[ f.on_delete | replace("_", " ") | upper ]><% endif %>
<%- endmacro %>
