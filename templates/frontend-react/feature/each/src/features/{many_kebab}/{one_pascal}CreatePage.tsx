<% set Model = feature.one.pascal %>
import { <% if feature.refs %>useLoaderData, <% endif %>useNavigate<% if feature.refs %>, type LoaderFunctionArgs<% endif %> } from "react-router";

import { Page } from "../../components/Page";
import { create<[ Model ]> } from "./api";
<% if feature.refs %>
import { load<[ Model ]>Options } from "./options";
<% endif %>
import { <[ Model ]>Form } from "./<[ Model ]>Form";
import type { <[ Model ]>Input } from "./types";

<% if feature.refs %>
export async function loader({ request }: LoaderFunctionArgs) {
  return { options: await load<[ Model ]>Options(request.signal) };
}

<% endif %>
export function Component() {
<% if feature.refs %>
  const { options } = useLoaderData<typeof loader>();
<% endif %>
  const navigate = useNavigate();

  async function save(values: <[ Model ]>Input): Promise<void> {
    await create<[ Model ]>(values);
    await navigate("/<[ feature.many.kebab ]>");
  }

  return (
    <Page title="New <[ feature.one.human ]>">
      <<[ Model ]>Form<% if feature.refs %> options={options}<% endif %> onSave={save} />
    </Page>
  );
}
