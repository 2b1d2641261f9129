<% set links = feature.refs + feature.manys %>
<% set Model = feature.one.pascal %>
import { <% if links %>useLoaderData, <% endif %>useNavigate } from "react-router";

import type { <[ Model ]>Input } from "../../../shared/<[ feature.many.kebab ]>/contract";
import { Page } from "../../components/Page";
import { create<[ Model ]> } from "./api";
<% if links %>
import { load<[ Model ]>Options } from "./options";
<% endif %>
import { <[ Model ]>Form } from "./<[ Model ]>Form";

<% if links %>
export async function loader() {
  return { options: await load<[ Model ]>Options() };
}

<% endif %>
export function Component() {
<% if links %>
  const { options } = useLoaderData<typeof loader>();
<% endif %>
  const navigate = useNavigate();

  async function save(values: <[ Model ]>Input): Promise<void> {
    await create<[ Model ]>(values);
    await navigate("/<[ feature.many.kebab ]>");
  }

  return (
    <Page title="New <[ feature.one.human ]>">
      <<[ Model ]>Form<% if links %> options={options}<% endif %> onSave={save} />
    </Page>
  );
}
