<% set Model = feature.one.pascal %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
import { useLoaderData, useNavigate, type LoaderFunctionArgs } from "react-router";

import { Page } from "../../components/Page";
import { changed } from "../../resources/drafts";
import { tell } from "../../tell";
<% for to in targets %>
import { <[ to.one.camel ]>Choices } from "../<[ to.many.kebab ]>/choices";
<% endfor %>
import { get<[ Model ]>, update<[ Model ]> } from "./api";
import { <[ feature.one.camel ]>Fields, <[ feature.one.camel ]>Label } from "./fields";
import { <[ Model ]>Form } from "./<[ Model ]>Form";
import type { <[ Model ]>Input } from "./types";

export async function loader({ params, request }: LoaderFunctionArgs) {
  const before = await get<[ Model ]>(Number(params["id"]), request.signal);
<% if feature.refs %>
<% if feature.refs | length == 1 %>
<% set f = feature.refs[0] %>
  const <[ f.wire.snake ]> = await <[ f.to.one.camel ]>Choices.named([before.<[ f.wire.snake ]>], request.signal);
<% else %>
  const [<[ feature.refs | map(attribute="wire.snake") | join(", ") ]>] = await Promise.all([
<% for f in feature.refs %>
    <[ f.to.one.camel ]>Choices.named([before.<[ f.wire.snake ]>], request.signal),
<% endfor %>
  ]);
<% endif %>
  return { before, named: { <[ feature.refs | map(attribute="wire.snake") | join(", ") ]> } };
<% else %>
  return { before };
<% endif %>
}

export function Component() {
  const { before<% if feature.refs %>, named<% endif %> } = useLoaderData<typeof loader>();
  const navigate = useNavigate();

  async function save(values: <[ Model ]>Input): Promise<void> {
    const now = await update<[ Model ]>(before, changed(<[ feature.one.camel ]>Fields, before, values));
    tell(`Saved: ${<[ feature.one.camel ]>Label(now)}`);
    await navigate(`/<[ feature.many.kebab ]>/${before.id}`);
  }

  return (
    <Page title="Change <[ feature.one.human ]>">
      <<[ Model ]>Form key={before.id} before={before}<% if feature.refs %> named={named}<% endif %> back={`/<[ feature.many.kebab ]>/${before.id}`} onSave={save} />
    </Page>
  );
}
