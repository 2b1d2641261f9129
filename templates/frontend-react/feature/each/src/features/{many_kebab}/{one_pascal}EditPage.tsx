<% set Model = feature.one.pascal %>
import { useLoaderData, useNavigate, type LoaderFunctionArgs } from "react-router";

import { Page } from "../../components/Page";
import { changed } from "../../resources/drafts";
import { get<[ Model ]>, update<[ Model ]> } from "./api";
import { <[ feature.one.camel ]>Fields } from "./fields";
<% if feature.refs %>
import { load<[ Model ]>Options } from "./options";
<% endif %>
import { <[ Model ]>Form } from "./<[ Model ]>Form";
import type { <[ Model ]>Input } from "./types";

export async function loader({ params, request }: LoaderFunctionArgs) {
  const id = Number(params["id"]);
<% if feature.refs %>
  const [before, options] = await Promise.all([
    get<[ Model ]>(id, request.signal),
    load<[ Model ]>Options(request.signal),
  ]);
  return { before, options };
<% else %>
  return { before: await get<[ Model ]>(id, request.signal) };
<% endif %>
}

export function Component() {
  const { before<% if feature.refs %>, options<% endif %> } = useLoaderData<typeof loader>();
  const navigate = useNavigate();

  async function save(values: <[ Model ]>Input): Promise<void> {
    await update<[ Model ]>(before, changed(<[ feature.one.camel ]>Fields, before, values));
    await navigate("/<[ feature.many.kebab ]>");
  }

  return (
    <Page title="Change <[ feature.one.human ]>">
      <<[ Model ]>Form key={before.id} before={before}<% if feature.refs %> options={options}<% endif %> onSave={save} />
    </Page>
  );
}
