<% import "parts/shown.tsx" as shown with context %>
<% set targets = (feature.refs + feature.manys) | map(attribute="to") | unique(attribute="spec.name") | list %>
import { Detail } from "../../components/Detail";
import { DetailPage } from "../../components/DetailPage";
<% if "json" in feature.types %>
import { JsonValue } from "../../components/JsonValue";
<% endif %>
<% if feature.refs %>
import { ReferenceName } from "../../components/ReferenceName";
<% endif %>
<% if feature.manys %>
import { ReferenceNames } from "../../components/ReferenceNames";
<% endif %>
import { oneLoader } from "../../resources/loaders";
<% if shown.imports(feature.fields, short=false) %>
import { <[ shown.imports(feature.fields, short=false) ]> } from "../../resources/show";
<% endif %>
<% for to in targets %>
import { <[ to.many.camel ]> } from "../<[ to.many.kebab ]>/api";
<% endfor %>
import { <[ feature.many.camel ]> } from "./api";

export const loader = oneLoader(<[ feature.many.camel ]>);

export function Component() {
  return (
    <DetailPage resource={<[ feature.many.camel ]>}>
      {(item) => (
        <>
<% for f in feature.fields %>
          <Detail label="<[ f.name.title ]>"<% if f.is_ref %><% if f.optional %> to={item.<[ f.wire.snake ]> === null ? undefined : `<% else %> to={`<% endif %>/<[ f.to.many.kebab ]>/${item.<[ f.wire.snake ]>}`}<% elif f.type == "email" %> href={item.<[ f.wire.snake ]> && `mailto:${item.<[ f.wire.snake ]>}`}<% elif f.type == "url" %> href={item.<[ f.wire.snake ]>}<% endif %>>
<% set code = not f.is_ref and not f.is_many and not f.is_json %>
            <% if code %>{<% endif %><[ shown.value(f, short=false) ]><% if code %>}<% endif %>

          </Detail>
<% endfor %>
        </>
      )}
    </DetailPage>
  );
}
