<% import "parts/java.jinja" as java with context %>
<% macro names(fields) %>List.of(<% for f in fields %>"<[ f.wire.snake ]>"<[ "" if loop.last else ", " ]><% endfor %>)<% endmacro %>
<% macro pairs(values) %>body(<% for name, value in values.items() %>"<[ name ]>", <[ java.literal(value) ]><[ "" if loop.last else ", " ]><% endfor %>)<% endmacro %>
<% macro ids(one) %>body(<% for f in one.refs %>"<[ f.wire.snake ]>", "<[ f.to.spec.name ]>"<[ "" if loop.last else ", " ]><% endfor %>)<% endmacro %>
<% set wrong = feature.violations | rejectattr("1.missing") | list %>
package <[ java.package ]>.features.<[ feature.many.flat ]>;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

<% set Base = "RestorableTest" if feature.soft else "ResourceTest" %>
import <[ java.package ]>.<[ Base ]>;

import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What every resource promises, with the data of <[ feature.many.human ]>. */
class <[ feature.one.pascal ]>Test extends <[ Base ]> {

    @Override
    protected String path() {
        return "/api/<[ feature.many.kebab ]>";
    }

    @Override
    protected List<String> tables() {
        return List.of("<[ feature.many.snake ]>"<% for view in feature.ancestors | reverse %>, "<[ view.many.snake ]>"<% endfor %>);
    }

    @Override
    protected List<Map<String, Object>> bodies() {
        return List.of(
<% for number in range(3) %>
                <[ pairs(feature.body(number)) ]><[ ");" if loop.last else "," ]>
<% endfor %>
    }
<% if feature.refs or feature.manys %>

    @Override
    protected List<Parent> parents() {
        return List.of(
<% for view in feature.ancestors %>
                new Parent("<[ view.spec.name ]>", "/api/<[ view.many.kebab ]>", List.of(<[ pairs(view.body(0, required_only=true)) ]>, <[ pairs(view.body(1, required_only=true)) ]>), <[ ids(view) ]>)<[ ");" if loop.last else "," ]>
<% endfor %>
    }

<% if feature.refs %>
    @Override
    protected Map<String, Object> refs() {
        return <[ ids(feature) ]>;
    }

<% endif %>
<% if feature.manys %>
    @Override
    protected Map<String, Object> manys() {
        return body(<% for f in feature.manys %>"<[ f.wire.snake ]>", "<[ f.to.spec.name ]>"<[ "" if loop.last else ", " ]><% endfor %>);
    }

<% endif %>
    @Override
    protected Stream<Arguments> onDelete() {
        return Stream.of(<% for f in feature.refs + feature.manys %>arguments("<[ f.wire.snake ]>", "<[ f.on_delete ]>")<[ "" if loop.last else ", " ]><% endfor %>);
    }
<% endif %>

    @Override
    protected Stream<Arguments> wrong() {
        return Stream.of(
<% for f, value in wrong %>
                arguments("<[ f.wire.snake ]>", "<[ value.kind.replace("_", " ") ]>", <[ java.long(value.value) ]>)<[ "" if loop.last else "," ]>
<% endfor %>
        );
    }

    @Override
    protected List<String> required() {
        return <[ names(feature.fields | selectattr("required") | list) ]>;
    }

    @Override
    protected List<String> optional() {
        return <[ names(feature.fields | selectattr("optional") | list) ]>;
    }

    @Override
    protected List<String> unique() {
        return <[ names(feature.fields | rejectattr("is_ref") | selectattr("unique") | list) ]>;
    }

<% if feature.fields | selectattr("is_json") | list %>
    @Override
    protected List<String> documents() {
        return <[ names(feature.fields | selectattr("is_json") | list) ]>;
    }

<% endif %>
    @Override
    protected Map<String, Object> defaults() {
        return body(<% for f in feature.fields if not f.required %>"<[ f.wire.snake ]>", <% if f.type == "decimal" and f.has_default %><[ java.default_text(f) ]><% elif f.type == "float" and f.has_default %><[ java.default(f) ]><% elif f.is_many %>List.of()<% else %><[ java.literal(f.default) ]><% endif %><[ "" if loop.last else ", " ]><% endfor %>);
    }
}
