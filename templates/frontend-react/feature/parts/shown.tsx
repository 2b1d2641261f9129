<#- What pages show of a field of `item`, as JSX; `short` is for a cell of a table. -#>
<% macro named(f) -%>
<% if f.type == "datetime" %>showMoment<% elif f.is_json %>showSize<% else %>showValue<% endif %>
<%- endmacro %>
<% macro value(f, short=true) -%>
<% if f.is_ref %><ReferenceName choices={<[ f.to.many.camel ]>.choices} id={item.<[ f.wire.snake ]>} />
<%- elif f.is_many %><ReferenceNames choices={<[ f.to.many.camel ]>.choices} ids={item.<[ f.wire.snake ]>}<% if not short %> to="/<[ f.to.many.kebab ]>"<% endif %> />
<%- elif f.is_json and not short %><JsonValue value={item.<[ f.wire.snake ]>} />
<%- else %><[ named(f) ]>(item.<[ f.wire.snake ]>)<% endif %>
<%- endmacro %>
<# What is imported for some fields from resources/show. #>
<% macro imports(fields, short=true) -%>
<% set used = namespace(names=[]) -%>
<% for f in fields if not f.is_ref and not f.is_many and (short or not f.is_json) %><% set used.names = used.names + [named(f)] %><% endfor -%>
<[ used.names | unique | sort | join(", ") ]>
<%- endmacro %>
