<% set links = feature.refs + feature.manys %>
<% set Model = feature.one.pascal %>
import { useLoaderData, useNavigate, type LoaderFunctionArgs } from "react-router";

import type { <[ Model ]>Input } from "../../../shared/<[ feature.many.kebab ]>/contract";
import { Page } from "../../components/Page";
import { changed } from "../../resources/drafts";
import { get<[ Model ]>, update<[ Model ]> } from "./api";
import { <[ feature.one.camel ]>Fields } from "./fields";
<% if links %>
import { load<[ Model ]>Options } from "./options";
<% endif %>
import { <[ Model ]>Form } from "./<[ Model ]>Form";

export async function loader({ params }: LoaderFunctionArgs) {
  const id = Number(params["id"]);
<% if links %>
  const [before, options] = await Promise.all([
    get<[ Model ]>(id),
    load<[ Model ]>Options(),
  ]);
  return { before, options };
<% else %>
  return { before: await get<[ Model ]>(id) };
<% endif %>
}

export function Component() {
  const { before<% if links %>, options<% endif %> } = useLoaderData<typeof loader>();
  const navigate = useNavigate();

  async function save(values: <[ Model ]>Input): Promise<void> {
    await update<[ Model ]>(before.id, changed(<[ feature.one.camel ]>Fields, before, values));
    await navigate("/<[ feature.many.kebab ]>");
  }

  return (
    <Page title="Change <[ feature.one.human ]>">
      <<[ Model ]>Form key={before.id} before={before}<% if links %> options={options}<% endif %> onSave={save} />
    </Page>
  );
}
