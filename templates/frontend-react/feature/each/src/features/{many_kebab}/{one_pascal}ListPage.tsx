<% set Model = feature.one.pascal %>
<% set path = "/" ~ feature.many.kebab %>
<% set shown = namespace(names=[]) %>
<% for f in feature.columns %>
<% set shown.names = shown.names + ["showReference" if f.is_ref else "showMoment" if f.type == "datetime" else "showValue"] %>
<% endfor %>
import { useState } from "react";
import { Link, useLoaderData, useRevalidator, type LoaderFunctionArgs } from "react-router";

import { ConfirmButton } from "../../components/ConfirmButton";
import { ErrorMessage } from "../../components/ErrorMessage";
<% if feature.refs %>
import { Filter } from "../../components/Filter";
<% endif %>
import { Page } from "../../components/Page";
import { Pager } from "../../components/Pager";
import { listSlice, readQuery } from "../../resources/lists";
import { <[ shown.names | unique | sort | join(", ") ]> } from "../../resources/show";
import { isOutdated } from "../../resources/versions";
import { delete<[ Model ]>, list<[ feature.many.pascal ]> } from "./api";
import { <[ feature.one.camel ]>Label } from "./fields";
<% if feature.refs %>
import { load<[ Model ]>Options } from "./options";
<% endif %>
import type { <[ Model ]> } from "./types";

export async function loader({ request }: LoaderFunctionArgs) {
  const query = readQuery(new URL(request.url).searchParams, [<[ feature.refs | map(attribute="wire.snake") | map("json") | join(", ") ]>]);
<% if feature.refs %>
  const [slice, options] = await Promise.all([
    listSlice(list<[ feature.many.pascal ]>, query, request.signal),
    load<[ Model ]>Options(request.signal),
  ]);
  return { slice, options };
<% else %>
  return { slice: await listSlice(list<[ feature.many.pascal ]>, query, request.signal) };
<% endif %>
}

export function Component() {
  const { slice<% if feature.refs %>, options<% endif %> } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const [failure, setFailure] = useState<unknown>();

  async function remove(item: <[ Model ]>): Promise<void> {
    try {
      setFailure(undefined);
      await delete<[ Model ]>(item);
      await revalidate();
    } catch (error) {
      setFailure(error);
      if (isOutdated(error)) {
        await revalidate();
      }
    }
  }

  return (
    <Page title="<[ feature.many.title ]>">
      <p>
        <Link to="<[ path ]>/new">New <[ feature.one.human ]></Link>
      </p>
<% for f in feature.refs %>
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
                  <% if loop.first %><th scope="row"><% else %><td><% endif %>{<[ shown.names[loop.index0] ]>(<% if f.is_ref %>options.<[ f.wire.snake ]>, <% endif %>item.<[ f.wire.snake ]>)}<% if loop.first %></th><% else %></td><% endif %>

<% endfor %>
                  <td className="actions">
                    <Link to={`<[ path ]>/${item.id}`} aria-label={`Change ${<[ feature.one.camel ]>Label(item)}`}>
                      Change
                    </Link>
                    <ConfirmButton
                      label="Delete"
                      what={<[ feature.one.camel ]>Label(item)}
                      onConfirm={() => remove(item)}
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
