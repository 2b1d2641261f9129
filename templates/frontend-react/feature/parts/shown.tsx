<#- What pages show of a field of `item`, as JSX. -#>
<% macro named(f) -%>
<% if f.is_ref %>ReferenceName<% elif f.type == "datetime" %>showMoment<% else %>showValue<% endif %>
<%- endmacro %>
<% macro value(f) -%>
<% if f.is_ref %><ReferenceName choices={<[ f.to.many.camel ]>.choices} id={item.<[ f.wire.snake ]>} /><% else %><[ named(f) ]>(item.<[ f.wire.snake ]>)<% endif %>
<%- endmacro %>
<# What is imported for some fields from resources/show. #>
<% macro imports(fields) -%>
<% set used = namespace(names=[]) -%>
<% for f in fields if not f.is_ref %><% set used.names = used.names + [named(f)] %><% endfor -%>
<[ used.names | unique | sort | join(", ") ]>
<%- endmacro %>
