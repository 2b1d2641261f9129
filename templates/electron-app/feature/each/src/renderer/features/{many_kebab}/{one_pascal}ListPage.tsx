<% set links = feature.refs + feature.manys %>
<% set Model = feature.one.pascal %>
<% set path = "/" ~ feature.many.kebab %>
<% set shown = namespace(names=[]) %>
<% for f in feature.columns %>
<% set shown.names = shown.names + ["showReference" if f.is_ref else "showReferences" if f.is_many else "showSize" if f.is_json else "showMoment" if f.type == "datetime" else "showValue"] %>
<% endfor %>
import { useState } from "react";
import { Link, useLoaderData, useRevalidator, type LoaderFunctionArgs } from "react-router";

import { ConfirmButton } from "../../components/ConfirmButton";
import { ErrorMessage } from "../../components/ErrorMessage";
<% if links %>
import { Filter } from "../../components/Filter";
<% endif %>
import { Page } from "../../components/Page";
import { Pager } from "../../components/Pager";
import { listSlice, readQuery } from "../../resources/lists";
import { <[ shown.names | unique | sort | join(", ") ]> } from "../../resources/show";
import { delete<[ Model ]>, list<[ feature.many.pascal ]> } from "./api";
import { <[ feature.one.camel ]>Label } from "./fields";
<% if links %>
import { load<[ Model ]>Options } from "./options";
<% endif %>

export async function loader({ request }: LoaderFunctionArgs) {
  const query = readQuery(new URL(request.url).searchParams, [<[ links | map(attribute="wire.snake") | map("json") | join(", ") ]>]);
<% if links %>
  const [slice, options] = await Promise.all([
    listSlice(list<[ feature.many.pascal ]>, query),
    load<[ Model ]>Options(),
  ]);
  return { slice, options };
<% else %>
  return { slice: await listSlice(list<[ feature.many.pascal ]>, query) };
<% endif %>
}

export function Component() {
  const { slice<% if links %>, options<% endif %> } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const [failure, setFailure] = useState<unknown>();

  async function remove(id: number): Promise<void> {
    try {
      setFailure(undefined);
      await delete<[ Model ]>(id);
      await revalidate();
    } catch (error) {
      setFailure(error);
    }
  }

  return (
    <Page title="<[ feature.many.title ]>">
      <p>
        <Link to="<[ path ]>/new">New <[ feature.one.human ]></Link>
      </p>
<% for f in links %>
      <Filter name="<[ f.wire.snake ]>" label="<[ f.name.title ]>" options={options.<[ f.wire.snake ]>} />
<% endfor %>
      {failure !== undefined && <ErrorMessage error={failure} />}
      {slice.total === 0 ? (
        <p>There are no <[ feature.many.human ]>.</p>
      ) : (
        <>
          <table>
            <thead>
              <tr>
<% for f in feature.columns %>
                <th scope="col"><[ f.name.title ]></th>
<% endfor %>
                <th scope="col">Actions</th>
              </tr>
            </thead>
            <tbody>
              {slice.items.map((item) => (
                <tr key={item.id}>
<% for f in feature.columns %>
                  <% if loop.first %><th scope="row"><% else %><td><% endif %>{<[ shown.names[loop.index0] ]>(<% if f.is_ref or f.is_many %>options.<[ f.wire.snake ]>, <% endif %>item.<[ f.wire.snake ]>)}<% if loop.first %></th><% else %></td><% endif %>

<% endfor %>
                  <td className="actions">
                    <Link to={`<[ path ]>/${item.id}`} aria-label={`Change ${<[ feature.one.camel ]>Label(item)}`}>
                      Change
                    </Link>
                    <ConfirmButton
                      label="Delete"
                      what={<[ feature.one.camel ]>Label(item)}
                      onConfirm={() => remove(item.id)}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <Pager slice={slice} />
        </>
      )}
    </Page>
  );
}
