<% set Model = feature.one.pascal %>
<% set path = "/" ~ feature.many.kebab %>
<% set targets = feature.refs | map(attribute="to") | unique(attribute="spec.name") | list %>
<% set shown = namespace(names=["showMoment"]) %>
<% for f in feature.fields %>
<% set shown.names = shown.names + ["showReference" if f.is_ref else "showMoment" if f.type == "datetime" else "showValue"] %>
<% endfor %>
import { Button, Paper } from "@mantine/core";
import { useState } from "react";
import { Link, useLoaderData, useNavigate, useRevalidator, type LoaderFunctionArgs } from "react-router";

import { ConfirmButton } from "../../components/ConfirmButton";
import { Detail } from "../../components/Detail";
import { ErrorMessage } from "../../components/ErrorMessage";
import { Page } from "../../components/Page";
import { <[ shown.names | unique | sort | join(", ") ]> } from "../../resources/show";
import { isOutdated } from "../../resources/versions";
import { tell } from "../../tell";
<% for to in targets %>
import { <[ to.one.camel ]>Choices } from "../<[ to.many.kebab ]>/choices";
<% endfor %>
import { delete<[ Model ]>, get<[ Model ]> } from "./api";
import { <[ feature.one.camel ]>Label } from "./fields";

export async function loader({ params, request }: LoaderFunctionArgs) {
  const item = await get<[ Model ]>(Number(params["id"]), request.signal);
<% if feature.refs %>
<% if feature.refs | length == 1 %>
<% set f = feature.refs[0] %>
  const <[ f.wire.snake ]> = await <[ f.to.one.camel ]>Choices.named([item.<[ f.wire.snake ]>], request.signal);
<% else %>
  const [<[ feature.refs | map(attribute="wire.snake") | join(", ") ]>] = await Promise.all([
<% for f in feature.refs %>
    <[ f.to.one.camel ]>Choices.named([item.<[ f.wire.snake ]>], request.signal),
<% endfor %>
  ]);
<% endif %>
  return { item, named: { <[ feature.refs | map(attribute="wire.snake") | join(", ") ]> } };
<% else %>
  return { item };
<% endif %>
}

export function Component() {
  const { item<% if feature.refs %>, named<% endif %> } = useLoaderData<typeof loader>();
  const navigate = useNavigate();
  const { revalidate } = useRevalidator();
  const [failure, setFailure] = useState<unknown>();
  const label = <[ feature.one.camel ]>Label(item);

  async function remove(): Promise<void> {
    try {
      setFailure(undefined);
      await delete<[ Model ]>(item);
      tell(`Deleted: ${label}`);
      await navigate("<[ path ]>");
    } catch (error) {
      setFailure(error);
      if (isOutdated(error)) {
        await revalidate();
      }
    }
  }

  return (
    <Page
      title={label}
      actions={
        <>
          <Button component={Link} to="<[ path ]>" variant="subtle">
            All <[ feature.many.human ]>
          </Button>
          <Button component={Link} to={`<[ path ]>/${item.id}/edit`}>
            Change
          </Button>
          <ConfirmButton label="Delete" what={label} onConfirm={() => void remove()} />
        </>
      }
    >
      {failure !== undefined && <ErrorMessage error={failure} />}
      <Paper withBorder p="lg">
        <dl className="details">
<% for f in feature.fields %>
          <Detail label="<[ f.name.title ]>"<% if f.is_ref %><% if f.optional %> to={item.<[ f.wire.snake ]> === null ? undefined : `<% else %> to={`<% endif %>/<[ f.to.many.kebab ]>/${item.<[ f.wire.snake ]>}`}<% elif f.type == "email" %> href={item.<[ f.wire.snake ]> && `mailto:${item.<[ f.wire.snake ]>}`}<% elif f.type == "url" %> href={item.<[ f.wire.snake ]>}<% endif %>>
            {<[ shown.names[loop.index] ]>(<% if f.is_ref %>named.<[ f.wire.snake ]>, <% endif %>item.<[ f.wire.snake ]>)}
          </Detail>
<% endfor %>
          <Detail label="Created">{showMoment(item.created_at)}</Detail>
          <Detail label="Last change">{showMoment(item.updated_at)}</Detail>
        </dl>
      </Paper>
    </Page>
  );
}
