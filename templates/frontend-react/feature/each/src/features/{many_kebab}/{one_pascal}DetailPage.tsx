<% import "parts/shown.tsx" as shown with context %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
import { Detail } from "../../components/Detail";
import { DetailPage } from "../../components/DetailPage";
<% if feature.refs %>
import { ReferenceName } from "../../components/ReferenceName";
<% endif %>
import { oneLoader } from "../../resources/loaders";
<% if shown.imports(feature.fields) %>
import { <[ shown.imports(feature.fields) ]> } from "../../resources/show";
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
            <% if not f.is_ref %>{<% endif %><[ shown.value(f) ]><% if not f.is_ref %>}<% endif %>

          </Detail>
<% endfor %>
        </>
      )}
    </DetailPage>
  );
}
